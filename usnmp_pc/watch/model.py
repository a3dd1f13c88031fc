# What is known of the boards that are watched: values, their history, rates, notifications. Pure
# state: no clock, no network. Imports nothing; watch.view and cli.watch import it.

from collections import deque

_HISTORY = 60  # values that a sparkline may have
_EVENTS = 100
ORDERS = ("host", "name", "value")


class Series:
    """A value over time: name, units: str; kind: "sensor" or "rate"; value: float, int, bool or
    None; least, most: since the beginning, None before the first.
    """

    def __init__(self, name, units, kind):
        self.name = name
        self.units = units
        self.kind = kind
        self.value = self.least = self.most = None
        self.status = "ok"
        self.history = deque(maxlen=_HISTORY)
        self._count = self._time = None

    def put(self, value, status="ok"):
        """Take the `value` of now; None if there is none."""
        self.value = value
        self.status = status
        if value is None:
            return
        self.history.append(value)
        self.least = value if self.least is None else min(self.least, value)
        self.most = value if self.most is None else max(self.most, value)

    def count(self, now, count):
        """Take what a counter is at `now`, seconds: its rate is the value. One that goes down has
        wrapped or begun anew, which cannot be told apart: no rate is made up for it.
        """
        before, at = self._count, self._time
        self._count, self._time = count, now
        fits = None not in (before, count) and count >= before and now > at
        self.put((count - before) / (now - at) if fits else None)


class Board:
    """A board at `host`, a str. name: its sysName. error: why it does not answer, "" if it does.
    series: {key: Series}. ms: how long the last round took.
    """

    def __init__(self, host):
        self.host = host
        self.name = ""
        self.error = "waiting"
        self.ms = 0.0
        self.series = {}

    @property
    def lost(self):
        """Has it failed to answer?"""
        return self.error not in ("", "waiting")

    def answered(self, now, ms, system, sensors, interfaces):
        """Take a round's answers at `now`, seconds, as usnmp_pc.boards.facts has them."""
        self.error, self.ms = "", ms
        self.name = system.name or ""
        there = set()
        for sensor in sensors:
            key = "sensor", sensor.index
            there.add(key)
            self._series(key, sensor.name, sensor.units).put(sensor.value, sensor.status)
        for interface in interfaces:
            for way in ("received", "sent"):
                key = way, interface.index
                there.add(key)
                name = "%s %s" % (interface.name, way)
                self._series(key, name, "octets/s").count(now, getattr(interface, way))
        for key in [key for key in self.series if key not in there]:
            del self.series[key]

    def _series(self, key, name, units):
        found = self.series.get(key)
        if found is None or (found.name, found.units) != (name, units):  # another sensor by now
            kind = "sensor" if key[0] == "sensor" else "rate"
            found = self.series[key] = Series(name, units, kind)
        return found

    def failed(self, error):
        """It has not answered, for the reason `error`; its last values stay."""
        self.error = error


class Model:
    """The boards of `hosts`, in their order. order: one of ORDERS. filter: a str, what is shown
    has it in its name, whatever the case. events: (time of day, source, text), the last first.
    """

    def __init__(self, hosts):
        self.boards = [Board(host) for host in hosts]
        self.order = "host"
        self.filter = ""
        self.events = deque(maxlen=_EVENTS)

    def event(self, at, source, text):
        """A notification came."""
        self.events.appendleft((at, source, text))

    def rows(self):
        """[(Board, Series or None)] as they are shown: boards that do not answer come first."""
        found = [(b, s) for b in self.boards for s in list(b.series.values()) or [None]]
        wanted = self.filter.lower()
        found = [row for row in found if wanted in _words(*row).lower()]
        if self.order == "name":
            found.sort(key=lambda row: (row[0].name, row[1].name if row[1] else ""))
        elif self.order == "value":
            found.sort(key=lambda row: -_size(row[1]))
        return sorted(found, key=lambda row: not row[0].lost)


def _words(board, series):
    return " ".join([board.host, board.name, series.name if series else ""])


def _size(series):
    return float("-inf") if series is None or series.value is None else series.value
