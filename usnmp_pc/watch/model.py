# What is known of the boards that are watched: values, their history, what happened. Pure state:
# no clock, no network. Imports nothing; watch.view and .keys import it, and cli.watch.

from collections import Counter, deque

_HISTORY = 120  # values that a sparkline may have
_EVENTS = 200
ORDERS = ("board", "sensor", "value")


class Series:
    """A value over time.

    name, units: str. decimals: how many are worth showing, None if that is not known. rate: is it
    what a counter grows a second? value: float, int, bool; None if there is none now. last: what
    it was before; if there is none now, the last there was. least, most: since the beginning.
    status: "ok", or why there is no value. alarm: "", "above" or "below", as a notification told.
    history: the last values, None where there was none.
    """

    def __init__(self, name, units, decimals=None, rate=False):
        self.name = name
        self.units = units
        self.decimals = decimals
        self.rate = rate
        self.value = self.last = self.least = self.most = None
        self.status = "ok"
        self.alarm = ""
        self.history = deque(maxlen=_HISTORY)

    def put(self, value, status="ok"):
        """Take the `value` of now; None if there is none."""
        if self.value is not None:
            self.last = self.value
        self.value = value
        self.status = status
        self.history.append(value)
        if value is not None:
            self.least = value if self.least is None else min(self.least, value)
            self.most = value if self.most is None else max(self.most, value)


class Board:
    """A board at `host`, a str as it was named.

    address: in digits, "" until it is known. name: its sysName. error: why it does not answer, ""
    if it does, None before it was asked. since: when that began, seconds. series: {key: Series}.
    ms: how long it took to ask it. answers: how often it did.
    """

    def __init__(self, host):
        self.host = host
        self.address = self.name = ""
        self.error = None
        self.since = 0.0
        self.ms = 0.0
        self.answers = 0
        self.series = {}

    @property
    def lost(self):
        """Has it failed to answer?"""
        return bool(self.error)

    def answered(self, ms, name, readings):
        """It has answered: `readings` are of watch.reader.Reading."""
        self.error, self.ms, self.name = "", ms, name
        self.answers += 1
        there = {}
        for r in readings:
            found = self.series.get(r.key)
            if found is None or (found.name, found.units) != (r.name, r.units):  # another by now
                found = Series(r.name, r.units, r.decimals, r.rate)
            found.put(r.value, r.status)
            there[r.key] = found
        self.series = there

    def failed(self, error, at):
        """It has not answered at `at`, seconds, for the reason `error`: it has no values."""
        if not self.lost:
            self.since = at
        self.error = error
        for series in self.series.values():
            series.put(None, series.status)


class Event:
    """Something that happened at `at`, a str, the time of day, to the Board or address `source`.
    level: "alarm", "warning", "good" or "".
    """

    def __init__(self, at, source, text, level=""):
        self.at = at
        self.source = source
        self.text = text
        self.level = level


class Model:
    """The Boards, in their order. order: one of ORDERS; reverse: the other way round; filter: a
    str, whose words a row must have, whatever the case. events: Events, the last first. version:
    another one after changed().
    """

    def __init__(self, hosts):
        self.boards = [Board(host) for host in hosts]
        self.order = ORDERS[0]
        self.reverse = False
        self.filter = ""
        self.events = deque(maxlen=_EVENTS)
        self.version = 0
        self._rows = self._key = None

    def changed(self):
        """A board has answered, or not: what is shown is made anew."""
        self.version += 1

    def event(self, event):
        """Something happened."""
        self.events.appendleft(event)
        self.changed()

    def labels(self):
        """{Board: what it is called}: its name; with its host if it has none, or not alone."""
        often = Counter([board.name for board in self.boards])
        return {b: _label(b, often[b.name] > 1) for b in self.boards}

    def rows(self):
        """[(Board, Series or None)] as they are shown: first a row for each board that does not
        answer, without a Series.
        """
        key = self.version, self.order, self.reverse, self.filter
        if key != self._key:
            self._key, self._rows = key, self._made()
        return self._rows

    def _made(self):
        lost = [(b, None) for b in self.boards if b.lost]
        rows = [
            (b, s)
            for b in self.boards
            for s in list(b.series.values()) or ([] if b.lost else [None])
        ]
        words = self.filter.lower().split()
        if words:
            lost = [row for row in lost if _has(row, words)]
            rows = [row for row in rows if _has(row, words)]
        if self.order == "sensor":
            rows.sort(key=lambda row: row[1].name.lower() if row[1] else "")
        elif self.order == "value":  # those of a unit side by side: others compare with nothing
            rows.sort(key=lambda row: _size(row[1]))
        return lost + (rows[::-1] if self.reverse else rows)


def _label(board, often):
    if not board.name:
        return board.host
    return "%s %s" % (board.host, board.name) if often else board.name


def _has(row, words):
    board, series = row
    text = "%s\n%s\n" % (board.host, board.name)
    if series:
        text += "%s\n%s" % (series.name, series.units)
    text = text.lower()
    return all(word in text for word in words)


def _size(series):
    if series is None:
        return "\U0010ffff", 0, 0
    none = series.value is None
    return series.units, none, 0 if none else -series.value
