# Names and Python values for a manager: Manager(..., mibs=mibs) and target(..., mibs=mibs), with
# a usnmp_pc.mibs.Mibs. For CPython, never for a board. Imports usnmp_base.varbind; v3 imports it
# when there are MIBs.

import datetime
import inspect

from usnmp_base.varbind import VarBind

_INT, _OCTETS, _TICKS = 2, 4, 67
_EXCEPTIONS = 128, 129, 130
_TYPES = {"INTEGER": 2, "Integer32": 2, "Unsigned32": 66, "Gauge32": 66, "Counter32": 65}
_TYPES.update({"TimeTicks": 67, "Counter64": 70, "UInteger32": 71, "OCTET STRING": 4, "BITS": 4})
_DATES = 8, 11  # octets of a DateAndTime
_classes = {}


class NamedVarBind(VarBind):
    """A VarBind that knows its MIBs: oid, type and value are as ever."""

    __slots__ = ()
    mibs = None

    @property
    def name(self):
        """The name of the OID: "IF-MIB::ifDescr.1"."""
        return self.mibs.name(self.oid)

    @property
    def text(self):
        """The text of the value, as net-snmp has it: "INTEGER: up(1)"."""
        return self.mibs.pretty(self.oid, self.type, self.value)

    @property
    def index(self):
        """The index of its row: {"ifIndex": 1}; {} of a scalar."""
        return self.mibs.index(self.oid)

    @property
    def python(self):
        """The value as the syntax of the object has it: see from_wire()."""
        return from_wire(self.mibs, *self)

    def __repr__(self):
        return "%s = %s" % (self.name, self.text)

    __str__ = __repr__


def from_wire(mibs, oid, type, value):
    """The Python value of a binding: the name of an enumeration, a set of the names of BITS, a
    timedelta of TimeTicks, a datetime of DateAndTime, a str where there is a DISPLAY-HINT, the
    name of an OID; None for an exception; else the value as it is.
    """
    if type in _EXCEPTIONS:
        return None
    node = mibs.above(oid)
    if type == _TICKS:
        return datetime.timedelta(milliseconds=10 * value)
    if type == 6:
        return mibs.name(value)
    if node is None:
        return value
    if type == _INT:
        return node.enums.get(value, value)
    if type != _OCTETS:
        return value
    octets = value.encode() if isinstance(value, str) else bytes(value)
    if node.base == "BITS":
        there = [i for i in range(8 * len(octets)) if octets[i // 8] & 0x80 >> i % 8]
        return {node.bits.get(i, i) for i in there}
    if node.syntax == "DateAndTime" and len(octets) in _DATES:
        return _date(octets) or value
    if node.hint and octets:
        return mibs.pretty(oid, type, value, "qv").strip('"')
    return value


def _date(octets):
    # The datetime of a DateAndTime, None if it is none (RFC 2579).
    year, month, day = int.from_bytes(octets[:2], "big"), octets[2], octets[3]
    zone = None
    try:
        if len(octets) > 8:
            minutes = octets[9] * 60 + octets[10]
            minutes = -minutes if octets[8:9] == b"-" else minutes
            zone = datetime.timezone(datetime.timedelta(minutes=minutes))
        time = octets[4], octets[5], min(octets[6], 59), octets[7] * 100000
        return datetime.datetime(year, month, day, *time, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def to_wire(mibs, oid, value):
    """(type, value) of a Python value for the object at the OID, of the type that its MIB says: an
    int, octets, what from_wire() gives, or the text that `usnmp set` takes with "=". Raises
    usnmp_pc.mibs.MibError, a ValueError.
    """
    node = mibs.node(oid)
    if isinstance(value, datetime.timedelta):
        value = value // datetime.timedelta(milliseconds=10)
    elif isinstance(value, datetime.datetime):
        value = _octets_of(value)
    elif isinstance(value, (set, frozenset, list, tuple)):
        value = _bits(node, value)
    if isinstance(value, str):
        return mibs.parse(oid, value)
    type = _TYPES.get(node.base)
    if type is None:
        raise ValueError("%s: not %r" % (node.full, value))
    mibs.validate(oid, type, value)
    return type, value


def _bits(node, names):
    numbers = {name: number for number, name in node.bits.items()}
    found = bytearray()
    for name in names:
        bit = numbers.get(name, name)
        if not isinstance(bit, int):
            raise ValueError("%s: no bit is called %r" % (node.full, name))
        found.extend(bytes(max(0, bit // 8 + 1 - len(found))))
        found[bit // 8] |= 0x80 >> bit % 8
    return bytes(found)


def _octets_of(moment):
    parts = moment.month, moment.day, moment.hour, moment.minute, moment.second
    octets = moment.year.to_bytes(2, "big") + bytes((*parts, moment.microsecond // 100000))
    if moment.utcoffset() is None:
        return octets
    minutes = moment.utcoffset() // datetime.timedelta(minutes=1)
    sign = b"-" if minutes < 0 else b"+"
    return octets + sign + bytes(divmod(abs(minutes), 60))


class Names:
    """What a session with MIBs does otherwise: operations take names, results have them. set()
    also takes (name, value), the value as to_wire() has it; table() gives a dict for each row:
    the values of its index and its cells, by the names of columns.
    """

    mibs = None

    def add_names(self, mibs):
        """Take and give the names of `mibs`."""
        self.mibs = mibs
        # A class of its own, so that VarBinds stay tuples of three.
        self._varbind = type("NamedVarBind", (NamedVarBind,), {"__slots__": (), "mibs": mibs})

    def request(self, type, varbinds, a=0, b=0):
        """As of Session, with names."""
        return super().request(type, [self._given(vb) for vb in varbinds], a, b)

    def _given(self, varbind):
        if isinstance(varbind, str):
            return self.mibs.oid(varbind)
        oid = self.mibs.oid(varbind[0])
        if len(varbind) == 2:
            return (oid, *to_wire(self.mibs, oid, varbind[1]))
        return (oid, *varbind[1:])

    def ask(self, packet):
        """As of the manager: a NamedVarBind, or a list of them."""
        found = super().ask(packet)
        return self._awaited(found) if inspect.isawaitable(found) else self._named(found)

    async def _awaited(self, found):
        return self._named(await found)

    def _named(self, found):
        if isinstance(found, list):
            return [self._varbind(*vb) for vb in found]
        return self._varbind(*found)

    def walk(self, oid, *args, **more):
        """As of Session, over NamedVarBinds."""
        root = oid if oid == "." else self.mibs.oid(oid)
        return self._each(super().walk(root, *args, **more), self._named)

    def table(self, entry, columns=None, *args, **more):
        """Iterate over the rows of a table, or of its entry: {name of a column: Python value},
        with the values of the index. columns: names or numbers.
        """
        node = self.mibs.node(entry)
        if node.kind == "table" and node.children:
            node = node.children[0]
        if node.kind != "row":
            raise ValueError("%s: no table" % node.full)
        if columns is None and [child.oid[-1] for child in node.children] == [1]:
            columns = [1]  # to look for it would be to take the entry for a table
        elif columns is not None:
            columns = [c if isinstance(c, int) else self.mibs.node(c).oid[-1] for c in columns]
        return self._each(super().table(node.dotted, columns, *args, **more), self._row)

    def _row(self, row):
        found = {}
        for _, varbind in sorted(row[1].items()):
            node = self.mibs.above(varbind.oid)
            if not found:
                found.update(self._indices(varbind.oid))
            found[node.label] = from_wire(self.mibs, *varbind)
        return found

    def _indices(self, oid):
        try:
            return self.mibs.index(oid)
        except ValueError:  # arcs that are none of this index
            return {}

    def _each(self, found, made):
        if hasattr(found, "__aiter__"):
            return _each_awaited(found, made)
        return (made(one) for one in found)


async def _each_awaited(found, made):
    async for one in found:
        yield made(one)


def add(session, mibs):
    """Let `session`, a Manager or a target of an AsyncManager, take and give names."""
    cls = session.__class__
    if cls not in _classes:
        _classes[cls] = type("Named" + cls.__name__, (Names, cls), {})
    session.__class__ = _classes[cls]
    session.add_names(mibs)
