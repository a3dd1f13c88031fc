# The index of a row as Python values and back (RFC 2578, 7.7). Imports mibs.names, .reading and
# .tree; the face of mibs imports it.

from .names import fixed
from .reading import inet_octets
from .tree import MibError, key

_NUMBERS = (
    "INTEGER",
    "Integer32",
    "Unsigned32",
    "Gauge32",
    "UInteger32",
    "TimeTicks",
    "Counter32",
)


def _take(node, implied, arcs):
    # How many of the arcs are the index's, and of which on they are its value.
    base = node.base
    if base in _NUMBERS:
        return 1, 0
    if base == "IpAddress":
        return 4, 0
    if base == "NetworkAddress":
        return 5, 1
    length = fixed(node) if base == "OCTET STRING" else None
    if length is not None:
        return length, 0
    if base not in ("OCTET STRING", "OBJECT IDENTIFIER", "BITS"):
        raise MibError("%s: no index can be %s" % (node.name, base))
    if implied:
        return len(arcs), 0
    return (arcs[0] if arcs else 0) + 1, 1


def _text(octets):
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets


def inet_text(kind, octets):
    """The text of an InetAddress; None if it is none of the InetAddressType `kind`."""
    import ipaddress

    size = {1: 4, 2: 16, 3: 4, 4: 16}.get(kind, 0)
    zone = octets[size:]
    if not size or len(octets) != size + (4 if kind > 2 else 0):
        return None
    text = str(ipaddress.ip_address(octets[:size]))
    return text + ("%%%d" % int.from_bytes(zone, "big") if zone else "")


def _value(node, arcs, previous):
    if node.base in _NUMBERS:
        return arcs[0]
    if node.base in ("IpAddress", "NetworkAddress"):
        return ".".join(map(str, arcs))
    if node.base == "OBJECT IDENTIFIER":
        return ".".join(map(str, arcs))
    if max(arcs, default=0) > 255:
        raise MibError("%s: %s is no octet" % (node.name, max(arcs)))
    octets = bytes(arcs)
    if node.syntax == "InetAddress" and isinstance(previous, int):
        text = inet_text(previous, octets)
        if text is not None:
            return text
    return _text(octets) if node.hint and node.hint[-1] in "at" else octets


def values(indices, arcs):
    """{name: value} of the arcs by the index [(Node, implied)]: integers as int, addresses and
    OIDs as str, text as str and other octets as bytes. Raises MibError if they are none.
    """
    found = {}
    left = list(arcs)
    previous = None
    for node, implied in indices:
        size, skip = _take(node, implied, left)
        if size > len(left) or not left and size:
            raise MibError("%s: the index ends before it" % node.name)
        previous = found[node.name] = _value(node, left[skip:size], previous)
        left = left[size:]
    if left and indices:
        raise MibError(
            "%s: %d more arcs than the index has" % (".".join(map(str, arcs)), len(left))
        )
    return found


def _octets(node, value, previous):
    if isinstance(value, str):
        if node.syntax == "InetAddress" and isinstance(previous, int):
            octets = inet_octets(previous, value)
            if octets is not None:
                return octets
        return value.encode()
    return bytes(value)


def _arcs(node, implied, value, previous):
    base = node.base
    if base in _NUMBERS:
        if isinstance(value, str):
            names = {name: number for number, name in node.enums.items()}
            if value not in names:
                raise MibError("%s: %r is no number" % (node.name, value))
            value = names[value]
        if not isinstance(value, int):
            raise MibError("%s: %r is no number" % (node.name, value))
        _check(node, value, "%d" % value)
        return [value]
    if base in ("IpAddress", "NetworkAddress", "OBJECT IDENTIFIER"):
        try:
            arcs = list(key(value))
        except (ValueError, AttributeError):
            raise MibError("%s: %r has no dots" % (node.name, value))
        if base == "OBJECT IDENTIFIER":
            return arcs if implied else [len(arcs), *arcs]
        if len(arcs) != 4 or max(arcs) > 255:
            raise MibError("%s: %r is no address" % (node.name, value))
        return arcs if base == "IpAddress" else [1, *arcs]
    octets = _octets(node, value, previous)
    _check(node, len(octets), "a length of %d" % len(octets))
    return [*octets] if implied or fixed(node) is not None else [len(octets), *octets]


def _check(node, number, what):
    if node.ranges and not any(low <= number <= high for low, high in node.ranges):
        raise MibError("%s: %s is out of range" % (node.name, what))


def arcs(row, given):
    """The arcs of the row whose index has the values `given`, {name: value}, as values() gives
    them; enumerations also by name. row: the Node of the row, its table or a column. Raises
    MibError.
    """
    if row.kind == "table" and row.children:
        row = row.children[0]
    found = []
    previous = None
    names = [node.name for node, _ in row.indices]
    for name in given:
        if name not in names:
            raise MibError("%s is not in the index of %s" % (name, row.label))
    for node, implied in row.indices:
        if node.name not in given:
            raise MibError("%s of the index of %s is missing" % (node.name, row.label))
        some = _arcs(node, implied, given[node.name], previous)
        previous = some[0] if node.base in _NUMBERS else None
        found += some
    return tuple(found)
