# ENTITY-SENSOR-MIB (RFC 3433): what a board measures, where managers look for it. Imports
# usnmp_mib and entity_mib.

from usnmp_mib import INT, OCTSTR

from .entity_mib import entities

try:
    from micropython import const
    from time import ticks_ms
except ImportError:  # CPython
    from usnmp_base.pc import const, ticks_ms

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_mib import Mib
    from usnmp_notify import Notifier

_ENTRY = "1.3.6.1.2.1.99.1.1.1"
# EntitySensorDataType, from 1 on
_TYPES = "other unknown voltsAC voltsDC amperes watts hertz celsius percentRH rpm cmm truthvalue"
_TRUTHVALUE = const(12)
_MOST = const(1000000000)  # EntitySensorValue: overflow; -_MOST: underflow
_FRESH = const(1000)  # ms for which a reading tells the status

# All of a sensor is in one list, without an object for each: its name; what reads it; a number,
# type | precision << 4 | scale << 8; its units; entPhySensorValue; and when that was read, in ms,
# None for never, and ~ms if it could not be.
_N = const(6)


def _scaled(value, code):
    # entPhySensorValue of `value`, in natural units. Raises what arithmetic does.
    if value is None:
        return None
    if code & 15 == _TRUTHVALUE:
        return 1 if value else 2
    shift = (code >> 4 & 15) - 3 * ((code >> 8) - 9)
    if shift:
        value *= 10**shift
    if value >= _MOST:
        return _MOST
    if value <= -_MOST:
        return -_MOST
    return value if type(value) is int else int(value + (0.5 if value >= 0 else -0.5))


class Sensors:
    """The sensors of a board, in entPhySensorTable, 1.3.6.1.2.1.99.1.1, and entPhysicalTable of
    `mib`: sensor = Sensors(mib), and sensor("Kitchen", "celsius", read, precision=1).

    notify: a usnmp_notify.Notifier for their alarms. name: the board's. log: called with one str
    when a sensor cannot be read any more. Raises ValueError if `mib` has such tables.
    """

    def __init__(
        self,
        mib: "Mib",
        notify: "Notifier | None" = None,
        name: str = "board",
        log: "Callable[[str], object] | None" = None,
    ) -> None:
        self._flat = []
        self.notify = notify
        self.log = log
        entities(mib, self._after, self._named, name)
        columns = {1: INT, 2: INT, 3: INT, 4: INT, 5: INT, 6: OCTSTR}
        mib.table(_ENTRY, columns, self._after, cell=self._cell)

    def __call__(
        self,
        name: str,
        type: str,
        read: "Callable[[], float | bool | None]",
        precision: int = 0,
        scale: int = 0,
        units: str = "",
        **watch: "Any",
    ) -> int:
        """Serve a sensor; its entPhysicalIndex.

        name: as managers are to show it; one that is taken gets a number. type: "celsius",
        "percentRH", "voltsDC", "amperes", "watts", "hertz", "rpm", "truthvalue" ... of RFC 3433,
        or "other", with `units` in words. read: a callable for the value in these units, an int or
        float, or a bool; if it raises or gives None, the sensor is nonoperational, and its value
        the last there was. precision: how many decimal places are served, 0 to 9. scale: the power
        of ten, -9 to 9 in threes, in whose multiples: for what is past 10**9. watch: above,
        clear_below, below, clear_above in the same units, and all else that notify.watch() takes.
        Raises ValueError.
        """
        kinds = _TYPES.split()
        if not name.strip() or len(name.encode()) > 255:
            raise ValueError("a sensor must have a name, of at most 255 octets, not %r" % name)
        if type not in kinds:
            raise ValueError("sensor %s: type %r is none of %s" % (name, type, ", ".join(kinds)))
        if not callable(read):
            raise ValueError("sensor %s: read must be a callable" % name)
        if not 0 <= precision <= 9 or scale % 3 or not -9 <= scale <= 9:
            raise ValueError("sensor %s: precision %r, scale %r" % (name, precision, scale))
        kind = kinds.index(type) + 1
        if kind == _TRUTHVALUE and (precision or scale or watch):
            raise ValueError("sensor %s: a truthvalue has no precision and no limits" % name)
        unique, i = name, 1
        while unique in self._flat[::_N]:
            i += 1
            unique = "%s %d" % (name, i)
        code = kind | precision << 4 | scale // 3 + 9 << 8
        i = len(self._flat)
        if self.notify and watch:
            for key in "above clear_below below clear_above".split():
                if key in watch:
                    watch[key] = _scaled(watch[key], code)
            oid = "%s.4.%d" % (_ENTRY, i // _N + 2)
            self.notify.watch(lambda: self._measure(i), oid=oid, **watch)
        value = 2 if kind == _TRUTHVALUE else 0
        self._flat.extend((unique, read, code, units or type, value, None))
        return i // _N + 2

    def _after(self, row):
        # The index of the first sensor behind `row`, or None: 1 is the board.
        row = max(row, 1) + 1
        return row if row < len(self._flat) // _N + 2 else None

    def _named(self, row):
        return self._flat[row * _N - 2 * _N]

    def _cell(self, row, column):
        flat = self._flat
        i = row * _N - 2 * _N
        if column == 6:
            return flat[i + 3]
        if column == 4:  # the most recent measurement, also of one that is not operational
            self._measure(i)
            return flat[i + 4]
        if column == 5:
            at = flat[i + 5]
            if at is None or ticks_ms() - (at if at >= 0 else ~at) & 0x3FFFFFFF > _FRESH:
                self._measure(i)
            return 1 if flat[i + 5] >= 0 else 3  # ok, nonoperational
        i = flat[i + 2]
        if column == 1:
            return i & 15
        return i >> 8 if column == 2 else i >> 4 & 15

    def _measure(self, i):
        # Read the sensor at `i` of the list, and note what it gives: its value, or None.
        flat = self._flat
        now = ticks_ms()
        value = error = None
        try:
            value = _scaled(flat[i + 1](), flat[i + 2])
        except Exception as e:
            error = e
        if value is None:
            before = flat[i + 5]
            flat[i + 5] = ~now
            if self.log and (before is None or before >= 0):
                self.log("sensor %s: %r" % (flat[i], error))
        else:
            flat[i + 4] = value
            flat[i + 5] = now
        return value
