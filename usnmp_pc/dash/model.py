# What the dashboard knows of its boards now, and what they told. Pure state: no clock, no network.
# Imports dash.alarms; dash (asker, rows, server) import it.

from collections import deque

from .alarms import change

LIVE = 180  # values of a series that are kept for the live chart
EVENTS = 500
_ALARMS = 50  # of a board


class Series:
    """A value over time. name, units, status: str; kind: "sensor" or "rate"; value: float, int,
    bool or None. live: the last (time, value), seconds since 1970. least, most: since the start.
    places: decimal places that it has, None if nobody says.
    """

    def __init__(self, name, units, kind):
        self.name, self.units, self.kind = name, units, kind
        self.value = self.least = self.most = None
        self.status, self.places = "ok", None
        self.live = deque(maxlen=LIVE)

    def put(self, now, value, status="ok"):
        """Take the value at `now`; None if there is none."""
        self.value, self.status = value, status
        self.live.append((now, value))
        if value is not None:
            self.least = value if self.least is None else min(self.least, value)
            self.most = value if self.most is None else max(self.most, value)


class Board:
    """A board. number: its place, an int. host: as it was named, a str. system: the
    boards.facts.System, None before its first answer. error: why it does not answer, "" if it
    does. series: {key: Series}. alarms: {key: (time, text)} that were raised and not cleared.
    version: grows with each change. addresses: where its traps come from.
    """

    def __init__(self, number, host):
        self.number, self.host = number, host
        self.system = None
        self.error = "waiting"
        self.since = None  # of the error, seconds since 1970
        self.ms = 0.0
        self.series = {}
        self.alarms = {}
        self.was_lost = None  # when it was asked before
        self.version = 0
        self.addresses = set()

    @property
    def name(self):
        """Its sysName, or else its host."""
        return (self.system.name if self.system else "") or self.host

    @property
    def lost(self):
        """Has it failed to answer?"""
        return self.error not in ("", "waiting")

    def put(self, now, sensors, rates):
        """Take what it said at `now`: boards.facts' Sensors; (key, name, octets a second or None)
        of what it counts.
        """
        self.error, self.since = "", None
        there, names = {}, set()
        for sensor in sensors:
            key = "sensor", sensor.index
            series = self._one(there, names, key, sensor.name, sensor.units)
            series.places = sensor.decimals
            series.put(now, sensor.value, sensor.status)
        for key, name, rate in rates:
            self._one(there, names, key, name, "octets/s").put(now, rate)
        self.series = there

    def _one(self, there, names, key, name, units):
        # A history knows it by its name: no two have the same.
        if name in names:
            name = "%s #%s" % (name, key[1])
        names.add(name)
        found = self.series.get(key)
        if found is None or (found.name, found.units) != (name, units):  # another one by now
            found = Series(name, units, "sensor" if key[0] == "sensor" else "rate")
        there[key] = found
        return found

    def fail(self, now, error):
        """It did not answer at `now`, for the reason `error`. What it said last stays."""
        if not self.lost:
            self.since = now
        self.error = error
        for series in self.series.values():
            series.live.append((now, None))


class Event:
    """What came: number; time, seconds since 1970; host; board, a Board or None; text, what it is;
    kind: "alarm", "clear" or "".
    """

    def __init__(self, number, time, host, board, text, details, kind):
        self.number, self.time, self.host, self.board = number, time, host, board
        self.text, self.details, self.kind = text, details, kind


class Model:
    """The boards of `hosts`, str, and the last events, the newest first."""

    def __init__(self, hosts):
        self.boards = [Board(i, host) for i, host in enumerate(hosts)]
        self.events = deque(maxlen=EVENTS)
        self.askers = []  # of the boards, in their order
        self.count = 0  # of all events
        self.version = 0

    def changed(self, board):
        """What is shown of the board is no more as it was."""
        self.version += 1
        board.version = self.version

    def board_at(self, address):
        """The board that has the address, None if there is none, or more than one."""
        found = [board for board in self.boards if address in board.addresses]
        return found[0] if len(found) == 1 else None

    def event(self, now, address, oid, varbinds, text, details):
        """Take a notification at `now` from `address`, of that snmpTrapOID; text, details: as
        people read it. The Event.
        """
        board = self.board_at(address)
        kind, key = change(oid, varbinds)
        if board and kind == "alarm":
            board.alarms.pop(key, None)
            if len(board.alarms) >= _ALARMS:  # whoever forges them does not fill the memory
                del board.alarms[next(iter(board.alarms))]
            board.alarms[key] = now, (text + "  " + details)[:200]
        elif board and kind == "clear":
            board.alarms.pop(key, None)
        return self._append(now, board.name if board else address, board, text, details, kind)

    def lost(self, now, board):
        """A board that answered does so no more."""
        return self._append(now, board.name, board, "no answer", board.error, "alarm")

    def back(self, now, board):
        """A board that was lost answers again."""
        return self._append(now, board.name, board, "answers again", "", "clear")

    def _append(self, now, host, board, text, details, kind):
        self.count += 1
        event = Event(self.count, now, host, board, text, details, kind)
        self.events.appendleft(event)
        if board:
            self.changed(board)
        return event
