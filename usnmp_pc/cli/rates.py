# What of a binding can be drawn: its number, of a counter how fast it grows. Imports
# usnmp_pc.boards.rates; cli.keep imports it.

import math

from usnmp_pc.boards.rates import COUNTERS, Rate

_TIMETICKS = 67


class Rates:
    """Knows the counters of all hosts. mibs, style: usnmp_pc.mibs.Mibs, cli.output.Style."""

    def __init__(self, mibs, style):
        self._mibs, self._style = mibs, style
        self._known = {}  # (host, OID): (Rate, when it was read)

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
        if type not in COUNTERS:
            return name, units, value
        rate, before = self._known.get((host, oid)) or (Rate(), None)
        self._known[host, oid] = rate, now
        grown = rate.read(type, value, now - before if before is not None else None)
        return name, units + "/s", grown
