# What of a binding can be drawn: its number, of a counter how fast it grows. Imports nothing of
# ours; cli.keep imports it.

import math

_COUNTERS = 65, 70  # Counter32, Counter64
_TIMETICKS = 67


class Rates:
    """Knows the counters of all hosts. mibs, style: usnmp_pc.mibs.Mibs, cli.output.Style."""

    def __init__(self, mibs, style):
        self._mibs, self._style = mibs, style
        self._before = {}  # (host, OID): (time, value)

    def number(self, host, now, varbind):
        """(name, units, number or None) of a binding of `host` at `now`, seconds; None if it is no
        number. None of a counter: it is the first, or began anew.
        """
        oid, type, value = varbind
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            return None
        name = self._style.last(oid)
        node = self._mibs.above(oid)
        units = node.units if node and node.units else ""
        if type == _TIMETICKS:
            return name, "s", value / 100
        if type not in _COUNTERS:
            return name, units, value
        before, self._before[host, oid] = self._before.get((host, oid)), (now, value)
        rate = None
        # One that is less has wrapped or begun anew: which of them, nobody knows.
        if before and value >= before[1] and now > before[0]:
            rate = (value - before[1]) / (now - before[0])
        return name, units + "/s", rate
