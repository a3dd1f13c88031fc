# What a device wants to know of an object of a MIB: its type, what it may be, what it is at first.
# Imports usnmp_pc.mibs and skeleton.words; the rest of skeleton imports it.

from ..mibs import MibError
from .words import text

# The base type of a syntax: what usnmp_mib calls it.
TYPES = {
    "INTEGER": "INT",
    "Integer32": "INT",
    "OCTET STRING": "OCTSTR",
    "BITS": "OCTSTR",
    "OBJECT IDENTIFIER": "OID",
    "IpAddress": "IPADDR",
    "NetworkAddress": "IPADDR",
    "Counter32": "COUNTER",
    "Counter": "COUNTER",
    "Gauge32": "GAUGE",
    "Gauge": "GAUGE",
    "Unsigned32": "GAUGE",
    "TimeTicks": "TIMETICKS",
    "Opaque": "OPAQUE",
    "Counter64": "COUNTER64",
    "UInteger32": "71",  # of SNMPv2's first days (RFC 1442); usnmp_mib has no name for it
}
_READ = ("read-only", "read-write", "read-create")
_WRITE = ("read-write", "read-create", "write-only")
_OCTETS = ("OCTSTR", "OPAQUE")
_EPOCH = b"\x07\xb2\x01\x01\0\0\0\0"  # a DateAndTime: 1970-1-1


def known(node):
    """Is its syntax known? What a MIB takes of another that there is not has none."""
    return node.base in TYPES


def type_of(node):
    """The name of the node's type in usnmp_mib."""
    return TYPES[node.base]


def readable(node):
    return node.access in _READ


def writable(node):
    return node.access in _WRITE


def served(node):
    """Has the object instances that can be asked for?"""
    return known(node) and (readable(node) or writable(node))


def limits(node):
    """[(least, greatest)] that may be written, of octets their number; [] for any. What stands in
    an enumeration is made ranges.
    """
    if node.syntax == "RowStatus":  # which usnmp_mib.rowstatus knows
        return []
    if node.base == "BITS":
        return [(0, max(node.bits) // 8 + 1)] if node.bits else []
    if not node.enums:
        return merged(node.ranges)
    return merged((number, number) for number in node.enums)


def merged(pairs):
    """Ranges in order, those that touch made one."""
    found = []
    for low, high in sorted(tuple(pair) for pair in pairs):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def allowed(node, value):
    """Is the value within limits()?"""
    n = value if isinstance(value, int) else len(value)
    bounds = [] if type_of(node) in ("OID", "IPADDR") else limits(node)
    return not bounds or any(low <= n <= high for low, high in bounds)


def octets(node):
    return type_of(node) in _OCTETS


def default(node, mibs):
    """The value of its DEFVAL as the device has it; None if there is none that it may have."""
    value = node.default
    kind = type_of(node)
    if value is None:
        return None
    if isinstance(value, dict):
        value = bytes.fromhex(value["hex"])
        if kind == "IPADDR":
            return ".".join(map(str, value)) if len(value) == 4 else None
        if kind not in _OCTETS:
            value = int.from_bytes(value, "big")
    elif isinstance(value, list):
        value = _bits(node, value)
    elif kind == "OID":
        return _dotted(str(value), mibs)
    elif node.enums and isinstance(value, str):
        value = {name: number for number, name in node.enums.items()}.get(value)
    if kind in _OCTETS:
        fits = isinstance(value, (str, bytes))
    else:
        fits = isinstance(value, str) if kind == "IPADDR" else isinstance(value, int)
    return value if fits and allowed(node, value) else None


def _bits(node, names):
    numbers = [number for number, name in node.bits.items() if name in names]
    value = bytearray(max(numbers, default=-1) // 8 + 1)
    for number in numbers:
        value[number >> 3] |= 0x80 >> (number & 7)
    return bytes(value)


def _dotted(name, mibs):
    try:
        found = mibs.oid(name)
    except MibError:
        return None
    return found if "." in found else None


def first(node, mibs, least=0):
    """What the object is at first: its DEFVAL, or else what is nearest to `least` of what it may
    be, of octets the fewest.
    """
    value = default(node, mibs)
    if value is not None:
        return value
    kind = type_of(node)
    if kind == "OID":
        return "0.0"
    if kind == "IPADDR":
        return "0.0.0.0"
    bounds = limits(node)
    if not octets(node):
        if node.enums:
            return next(iter(sorted(node.enums)))
        near = [min(max(low, least), high) for low, high in bounds] or [least]
        return min(near, key=lambda n: (abs(n - least), n))
    if (node.hint or "").startswith("2d-1d-1d"):
        return _EPOCH
    n = min([low for low, _ in bounds], default=0)
    if node.base == "BITS" and node.bits:
        n = max(node.bits) // 8 + 1
    return ("?" * n) if n == 0 or (node.hint or "")[-1:] in ("a", "t") else bytes(n)


def note(node, mibs):
    """What a line of comment says of the object: "DisplayString (SIZE (0..255)), read-only"."""
    words = [node.syntax or node.base]
    if node.ranges and not node.enums:
        pairs = "|".join("%d..%d" % p if p[0] != p[1] else "%d" % p[0] for p in node.ranges)
        words[0] += " (SIZE (%s))" % pairs if octets(node) else " (%s)" % pairs
    if node.units:
        words.append(" ".join(node.units.split()))
    words.append(node.access or "not-accessible")
    value = default(node, mibs)
    if value is not None:
        words.append("DEFVAL " + (node.enums.get(value) or text(value)))
    if node.status in ("deprecated", "obsolete"):
        words.append(node.status)
    return ", ".join(words)


def index_kind(node, implied):
    """(what Mib.table() takes for this part of an index, the name to be imported or None). node:
    None for the kind of a NetworkAddress.
    """
    kind = type_of(node) if node else "INT"
    if kind in ("IPADDR", "INT"):
        return kind, None
    if kind == "OID" or octets(node):
        bounds = [] if kind == "OID" else node.ranges
        if len(bounds) == 1 and bounds[0][0] == bounds[0][1] > 0:
            return "FIXED(%d)" % bounds[0][0], "FIXED"
        name = "OID" if kind == "OID" else "OCTSTR"
        return ("IMPLIED(%s)" % name, "IMPLIED") if implied else (name, None)
    return "INT", None
