# Values as people write them: TYPE VALUE as snmpset takes them, by the type that a MIB says, and
# within its range. Imports mibs.flags, .hint, .index, .reading, .tree and .values; the face of
# mibs and cli.values import it.

import math
import os
import re

from .flags import Input
from .hint import integer_in, octets_in
from .tree import MibError
from .values import (
    BITS,
    COUNTER,
    COUNTER64,
    DOUBLE,
    FLOAT,
    GAUGE,
    INT,
    IPADDR,
    NULL,
    OCTETS,
    OID,
    OPAQUE,
    TICKS,
    UINTEGER,
    octets,
)

# The letter of a type of the SMI.
KINDS = {
    "INTEGER": "i",
    "Integer32": "i",
    "Unsigned32": "u",
    "Gauge32": "u",
    "UInteger32": "3",
    "Counter32": "c",
    "Counter64": "C",
    "TimeTicks": "t",
    "OCTET STRING": "s",
    "BITS": "b",
    "IpAddress": "a",
    "OBJECT IDENTIFIER": "o",
}
_INTEGERS = {"i": INT, "u": GAUGE, "c": COUNTER, "C": COUNTER64, "t": TICKS, "3": UINTEGER}
# What net-snmp calls the type of a letter, and that of an object.
_CALLED = {
    "i": "INTEGER",
    "u": "Unsigned32",
    "3": "UInteger32",
    "c": "Counter32",
    "C": "Counter64",
    "t": "Timeticks",
    "a": "IpAddress",
    "o": "OBJECT IDENTIFIER",
    "s": "OCTET STRING",
    "x": "OCTET STRING",
    "d": "OCTET STRING",
    "b": "BITS",
}
_OBJECTS = {"TimeTicks": "Timeticks", "UInteger32": "UInteger"}


def _integer(text, low, high):
    if not re.fullmatch(r"\s*[-+]?[0-9]{1,20}", text):
        raise ValueError("not an integer")
    if not low <= int(text) <= high:
        raise ValueError("out of range, %d to %d" % (low, high))
    return int(text)


def _opaque_integer(tag, text):
    # 9f, type, length, content: as net-snmp has it
    signed = tag == 0x7A
    low, high = (-(2**63), 2**63 - 1) if signed else (0, 2**64 - 1)
    number = _integer(text, low, high)
    size = 1
    while not (-1 << 8 * size - 1) <= number < (1 << 8 * size - 1) and size < 8 + (not signed):
        size += 1
    return bytes((0x9F, tag, size)) + number.to_bytes(size, "big", signed=signed or size < 9)


def _address(text):
    parts = text.split(".")
    if len(parts) != 4 or not all(re.fullmatch("[0-9]{1,3}", p) for p in parts):
        raise ValueError("not an IPv4 address")
    if max(map(int, parts)) > 255:
        raise ValueError("not an IPv4 address")
    return ".".join([str(int(p)) for p in parts])


def _hex(text):
    # pairs of digits, apart or not: 0x0a0b, "0a 0b", 0a:0b
    found = re.fullmatch(r"\s*(?:0[xX])?((?:[0-9A-Fa-f]{2}[\s:.-]*)*)", text)
    if not found:
        raise ValueError("not hex octets")
    return bytes.fromhex(re.sub(r"[\s:.-]", "", found.group(1)))


def _decimal(text):
    words = re.split(r"[\s.,]+", text.strip()) if text.strip() else []
    if not all(re.fullmatch("[0-9]{1,3}", w) and int(w) < 256 for w in words):
        raise ValueError("not decimal octets")
    return bytes(map(int, words))


def _bits(text):
    bits = [_integer(w, 0, 65535) for w in re.split(r"[\s,]+", text.strip()) if w]
    value = bytearray(max(bits, default=-1) // 8 + 1)
    for bit in bits:
        value[bit // 8] |= 0x80 >> bit % 8
    return bytes(value)


def _float(kind, text):
    try:
        number = float(text)
    except ValueError:
        raise ValueError("not a number")
    if kind == "F" and math.isfinite(number) and abs(number) > 3.4028235677973366e38:
        raise ValueError("out of range")
    return number


def plain_value(kind, text, oid):
    """(type, value) of the VALUE `text` of the TYPE `kind`, of any object. oid(text) -> dotted,
    of a name; it may raise what it likes. Raises ValueError.
    """
    if kind in _INTEGERS:
        low, high = (-(2**31), 2**31 - 1) if kind == "i" else (0, 2**32 - 1)
        return _INTEGERS[kind], _integer(text, low, 2**64 - 1 if kind == "C" else high)
    if kind == "a":
        return IPADDR, _address(text)
    if kind == "o":
        return OID, oid(text)
    if kind and kind in "sxdb":
        return OCTETS, {"s": os.fsencode, "x": _hex, "d": _decimal, "b": _bits}[kind](text)
    if kind == "n":
        return NULL, None
    if kind and kind in "IU":
        return OPAQUE, _opaque_integer(0x7A if kind == "I" else 0x7B, text)
    if kind and kind in "FD":
        return (FLOAT if kind == "F" else DOUBLE), _float(kind, text)
    raise ValueError("no such type")


def in_range(node, number):
    """Has the object no ranges, or one with the number, or length, in it?"""
    return not node.ranges or any(low <= number <= high for low, high in node.ranges)


def _ranged(node, number, what):
    if in_range(node, number):
        return
    ranges = ["(%d..%d)" % r if r[0] != r[1] else "(%d)" % r[0] for r in node.ranges]
    raise MibError("Value out of range (%s :: {%s})" % (what, ", ".join(ranges)))


def _number(node, kind, text, flags):
    # An integer, by its name or the hint as well.
    enums = {name: number for number, name in node.enums.items()}
    if text in enums and kind == "i":
        return _INTEGERS[kind], enums[text]
    try:
        found = plain_value(kind, text, None)
    except ValueError as e:
        number = integer_in(node.hint, text) if node.hint and not flags.no_hint else None
        if number is None:
            if kind == "i" or str(e).startswith("out of range"):
                raise MibError("Value out of range (%s)" % text)
            raise MibError("Bad value notation (%s)" % text)
        found = plain_value(kind, str(number), None)
    if not flags.unchecked:
        _ranged(node, found[1], text)
    return found


def _string(node, kind, text, flags):
    octets = None
    what = "Bad string length"
    if kind == "s" and node.hint and not flags.no_hint:
        octets = octets_in(node.hint, text)
        if octets is not None:
            what = "Value does not match DISPLAY-HINT"
    if octets is None:
        try:
            octets = plain_value(kind, text, None)[1]
        except ValueError:
            raise MibError("Bad value notation (%s)" % text)
    if not flags.unchecked and node.base == "OCTET STRING":
        _ranged(node, len(octets), what)
    return OCTETS, octets


def _named_bits(node, text):
    # Numbers and names; as many octets as all of the bits take.
    names = {name: number for number, name in node.bits.items()}
    value = bytearray(max(node.bits, default=-1) // 8 + 1)
    for word in re.split(r"[\s,]+", text.strip()):
        if not word:
            continue
        bit = int(word) if re.fullmatch("[0-9]{1,5}", word) else names.get(word)
        if bit is None:
            raise MibError("Value out of range (%s)" % word)
        value += bytes(max(0, bit // 8 + 1 - len(value)))
        value[bit // 8] |= 0x80 >> bit % 8
    return OCTETS, bytes(value)


def _fits(node, kind):
    # Is the letter one of the object's type, as net-snmp sees it?
    own = KINDS.get(node.base)
    if own is None or kind not in _CALLED:
        return True
    return kind == own or (kind in "sxd" and own in "sb")


def given(mibs, dotted, kind, text, letters=""):
    """(type, value) of the VALUE `text` of the TYPE `kind` for the object at the OID, dotted;
    "=": the type that the MIB says. mibs: what has node() and oid(). Raises MibError, as net-snmp
    puts it.
    """
    flags = Input(letters)
    try:
        node = mibs.node(mibs.oid(dotted))
    except MibError:
        node = None
    if kind == "=" and node:
        kind = KINDS.get(node.base, "=")
    if kind == "=":
        raise MibError('Bad variable type ("=")')
    if node and not flags.unchecked and not _fits(node, kind):
        called = _OBJECTS.get(node.base, node.base)
        raise MibError(
            "Bad variable type (Type of attribute is %s, not %s)" % (called, _CALLED[kind])
        )
    if node and KINDS.get(node.base):
        if kind in _INTEGERS:
            return _number(node, kind, text, flags)
        if kind in "sxd":
            return _string(node, kind, text, flags)
        if kind == "b" and node.bits:
            return _named_bits(node, text)
    try:
        return plain_value(kind, text, lambda name: mibs.oid(name, letters))
    except MibError:
        raise
    except ValueError as e:
        raise MibError("Bad value notation (%s): %s" % (text, e))


def validate(node, type, value):
    """Raise MibError with what is wrong if the object `node` may not have the value."""
    kind = KINDS.get(node.base)
    if kind is None:
        return
    types = (OCTETS, BITS) if kind == "b" else (_INTEGERS.get(kind, OCTETS),)
    types = {"a": (IPADDR,), "o": (OID,)}.get(kind, types)
    if type not in types:
        raise MibError("%s is %s, not of type %d" % (node.label, node.base, type))
    if kind in _INTEGERS:
        if node.enums and value not in node.enums:
            raise MibError("%s: %d is none of its enumeration" % (node.label, value))
        if not in_range(node, value):
            raise MibError("%s: %d is out of range" % (node.label, value))
    elif kind == "s" and not in_range(node, len(octets(value))):
        raise MibError("%s: a length of %d is out of range" % (node.label, len(octets(value))))
    elif kind == "b":
        _validate_bits(node, octets(value))


def _validate_bits(node, value):
    for bit in range(8 * len(value)):
        if value[bit // 8] & 0x80 >> bit % 8 and node.bits and bit not in node.bits:
            raise MibError("%s: bit %d has no name" % (node.label, bit))
