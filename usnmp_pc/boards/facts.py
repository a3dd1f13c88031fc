# What an agent says of itself and of its sensors, out of the MIBs that every manager knows. For a
# Target of AsyncManager. Imports usnmp_manager.response.

from usnmp_manager.response import SnmpError

_SYSTEM = "1.3.6.1.2.1.1."
_SENSOR = "1.3.6.1.2.1.99.1.1.1"  # entPhySensorEntry, RFC 3433
_PHYSICAL = "1.3.6.1.2.1.47.1.1.1.1"  # entPhysicalEntry, RFC 6933
_IF, _IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"  # ifEntry, ifXEntry, RFC 2863
_TYPE, _SCALE, _PRECISION, _VALUE, _STATUS, _DISPLAY = 1, 2, 3, 4, 5, 6
_DESCR, _NAME = 2, 7
_UNITS = 9  # EntitySensorDataScale: no power of ten
_TOOBIG, _NOSUCHNAME = 1, 2
TYPES = {
    1: "other", 2: "unknown", 3: "voltsAC", 4: "voltsDC", 5: "amperes", 6: "watts", 7: "hertz",
    8: "celsius", 9: "percentRH", 10: "rpm", 11: "cmm", 12: "truthvalue",
}  # fmt: skip
STATUS = {1: "ok", 2: "unavailable", 3: "nonoperational"}


class System:
    """The system group of an agent, RFC 3418; None for what it has not.

    description, object_id, contact, name, location: str. uptime: int, hundredths of a second.
    """

    _ARCS = {"description": 1, "object_id": 2, "uptime": 3, "contact": 4, "name": 5, "location": 6}

    def __init__(self, varbinds=()):
        there = {vb.oid: vb.value for vb in varbinds}
        for attribute, arc in self._ARCS.items():
            value = there.get("%s%d.0" % (_SYSTEM, arc))
            if attribute == "uptime":  # what is no number is not there
                value = value if isinstance(value, int) else None
            elif value is not None:
                value = text(value)
            setattr(self, attribute, value)


async def system(target) -> System:
    """The System of `target`. Raises NoResponse, and SnmpError if it refuses to say anything."""
    oids = ["%s%d.0" % (_SYSTEM, arc) for arc in System._ARCS.values()]
    while oids:
        try:
            found = await target.get(*oids)
            return System([found] if isinstance(found, tuple) else found)
        except SnmpError as e:
            if e.status == _TOOBIG and len(oids) > 1:
                return System(await _one_by_one(target, oids))
            # SNMPv1 answers nothing if one is missing: it is left out.
            if e.status != _NOSUCHNAME or not 0 < e.index <= len(oids):
                raise
            del oids[e.index - 1]
    return System()


async def _one_by_one(target, oids):
    # The VarBinds of those that fit a message: one may be a text of kilobytes.
    found = []
    for oid in oids:
        try:
            found.append(await target.get(oid))
        except SnmpError as e:
            if e.status not in (_TOOBIG, _NOSUCHNAME):
                raise
    return found


class Sensor:
    """A row of entPhySensorTable.

    index: str, entPhysicalIndex. name: str, the entity's name, its description, or its index.
    type: str, as TYPES has it. units: str for a person. value: float, int or bool in natural
    units; None unless status, as STATUS has it, is "ok". decimals: of the value, an int.
    """

    def __init__(self, index, name, cells):
        self.index = index
        self.name = name
        self._cells = cells
        self.type = TYPES.get(_number(cells, _TYPE), "unknown")
        self.units = text(cells.get(_DISPLAY, "")) or self.type
        self.status = STATUS.get(_number(cells, _STATUS, 1), "unavailable")
        self._power = 3 * (_number(cells, _SCALE, _UNITS) - _UNITS) - _number(cells, _PRECISION)
        self.decimals = max(0, -self._power)
        self.value = self._natural(cells) if self.status == "ok" else None

    def again(self, value, status):
        """The Sensor with other cells of entPhySensorValue and entPhySensorOperStatus."""
        cells = dict(self._cells)
        cells.update({_VALUE: value, _STATUS: status})
        return Sensor(self.index, self.name, cells)

    def oids(self):
        """The OIDs of the two: what is to be read again."""
        return ["%s.%d.%s" % (_SENSOR, column, self.index) for column in (_VALUE, _STATUS)]

    def natural(self, value):
        """What `value`, as entPhySensorValue has it, is in natural units; None if it is none."""
        return self._natural({_VALUE: value})

    def _natural(self, cells):
        value = _number(cells, _VALUE, None)
        if value is None:
            return None
        if self.type == "truthvalue":
            return value == 1
        power = self._power
        if not -40 < power < 40:  # no agent means that
            return None
        # Divided, for 21.5 is 215 / 10, and 215 * 0.1 is not
        return value * 10**power if power >= 0 else value / 10**-power


def _number(cells, column, default=0):
    value = cells.get(column, default)
    return value if isinstance(value, int) else default


async def sensors(target, most: int = 10000) -> "list[Sensor]":
    """The sensors of `target`, in the order of their indices; at most `most`. Raises SnmpError."""
    rows = await _rows(
        target, _SENSOR, (_TYPE, _SCALE, _PRECISION, _VALUE, _STATUS, _DISPLAY), most
    )
    if not rows:
        return []
    names = dict(await _rows(target, _PHYSICAL, (_DESCR, _NAME), most))
    return [Sensor(index, _name(index, names.get(index, {})), cells) for index, cells in rows]


async def sensor_count(target, most: int = 10000) -> int:
    """How many sensors `target` has; at most `most`. Raises SnmpError."""
    count = 0
    async for _ in target.walk("%s.%d" % (_SENSOR, _TYPE), 25, max_rows=most):
        count += 1
    return count


def _name(index, cells):
    return text(cells.get(_NAME, "")) or text(cells.get(_DESCR, "")) or index


async def _rows(target, entry, columns, most):
    found = []
    async for index, cells in target.table(entry, columns, max_rows=most):
        found.append((index, {column: vb.value for column, vb in cells.items()}))
    return found


def text(value) -> str:
    """What an agent calls a text, as a str: octets that are not UTF-8 are shown as such."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return str(value)


class Interface:
    """A row of ifTable with what ifXTable has of it: index, name: str; up: bool; received, sent:
    octets, None where the agent counts none; alias: str. oids: where these two are.
    """

    def __init__(self, index, cells, more):
        self.index = index
        self.name = text(more.get(1, "")) or text(cells.get(2, "")) or index
        self.alias = text(more.get(18, ""))
        self.up = _number(cells, 8) == 1
        self.received = _number(more, 6, _number(cells, 10, None))
        self.sent = _number(more, 10, _number(cells, 16, None))
        # Each of 64 bits if it is there, else of 32
        self.oids = []
        for high, low in ((6, 10), (10, 16)):
            entry, column = (_IFX, high) if isinstance(more.get(high), int) else (_IF, low)
            self.oids.append("%s.%d.%s" % (entry, column, index))


async def interfaces(target, most: int = 10000) -> "list[Interface]":
    """The interfaces of `target`. Raises SnmpError."""
    rows = await _rows(target, _IF, (2, 8, 10, 16), most)
    more = dict(await _rows(target, _IFX, (1, 6, 10, 18), most)) if rows else {}
    return [Interface(index, cells, more.get(index, {})) for index, cells in rows]


class Storage:
    """A row of hrStorageTable (RFC 2790), as heap: index, name: str; size, used: octets."""

    def __init__(self, index, cells):
        unit = _number(cells, 4, 1)
        self.index = index
        self.name = text(cells.get(3, "")) or index
        self.size = unit * _number(cells, 5)
        self.used = unit * _number(cells, 6)


async def storages(target, most: int = 10000) -> "list[Storage]":
    """The storages of `target`. Raises SnmpError."""
    rows = await _rows(target, "1.3.6.1.2.1.25.2.3.1", (3, 4, 5, 6), most)
    return [Storage(index, cells) for index, cells in rows]


async def loads(target, most: int = 10000) -> "dict[str, int]":
    """{index: per cent} of the processors of `target` (hrProcessorLoad). Raises SnmpError."""
    rows = await _rows(target, "1.3.6.1.2.1.25.3.3.1", (2,), most)
    return {index: _number(cells, 2) for index, cells in rows}
