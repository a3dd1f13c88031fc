# What snmpwalk -On prints, with most of its other options of output: OID = TYPE: value, where a
# string goes on in the lines that follow. Pure; imports usnmp_codec, lines and snmprec; read
# imports it.

import re
import struct

from usnmp_codec import tobytes_len, tobytes_tv

from .lines import Fault, Oids, octets_of, shown
from .snmprec import integer

_START = re.compile(rb"(\.?[0-9]+(?:\.[0-9]+)*|\.?iso(?:\.[0-9]+)*) = ?").match
_NAMED = re.compile(rb"[A-Za-z][A-Za-z0-9-]*(?:::|\.)[^ ]* = ").match
_TYPED = re.compile(rb"(?:Wrong Type \(should be [^)]*\): )?([A-Z][A-Za-z0-9]*(?:[- ][A-Za-z]+)?): ?").match
_NOTHING = (
    b"No Such Object",
    b"No Such Instance",
    b"No more variables left",
    b"End of MIB",
)
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}(?:\s+|$))*").match
_NUMBER = re.compile(rb"(?:[^\s(]*\()?(-?[0-9]+)(?:\.([0-9]+))?\)?(?:\s|$)").match
_MAC = re.compile(rb"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5,}").fullmatch
_BACKSLASH = re.compile(rb"\\(.)", re.DOTALL)
_INTEGERS = {
    b"INTEGER": 2,
    b"Integer32": 2,
    b"Counter32": 65,
    b"Gauge32": 66,
    b"Unsigned32": 66,
    b"UInteger32": 71,
    b"Counter64": 70,
    b"Timeticks": 67,
}
# What an Opaque of net-snmp holds, and the tag within it
_SPECIAL = {b"Int64": 0x7A, b"UInt64": 0x7B, b"Float": 0x78, b"Double": 0x79}


class Snmpwalk:
    """Reads one file: line() takes its lines and gives (sort key, encoded value) of the object
    that ended with the line before it, end() the last one.
    """

    def __init__(self) -> None:
        self._key = Oids().key
        self._oid = self._text = None  # of the object that may go on
        self.at = self._at = 0  # the number of the line in which the object of a Fault begins

    def starts(self, line: bytes) -> bool:
        """Does `line` begin another object? Then end() is due before it."""
        return self._oid is None or not self._open() and bool(_START(line) or _NAMED(line))

    def line(self, line: bytes) -> None:
        """Take a line, without its end. Raises Fault."""
        found = _START(line)
        if self._oid is not None and not (found and not self._open()):
            self._text += b"\n" + line
        elif found:
            self._oid = found.group(1)
            self._text = line[found.end() :]
        elif line.strip() and not line.startswith((b"#", *_NOTHING)):
            what = "names cannot be read, walk with -On" if _NAMED(line) else "not OID = TYPE: value"
            raise Fault("%s: %s" % (what, shown(line)))

    def _open(self):
        # Is the object's text a string without the end of its quotation?
        found = _TYPED(self._text)
        text = self._text[found.end() :] if found else self._text
        if text[:1] != b'"' or found and found.group(1) not in (b"STRING", b"BITS"):
            return False
        return not _closed(text)

    def end(self) -> "tuple[bytes, bytes] | None":
        """The object that is there by now; None if there is none. Raises Fault."""
        oid, text = self._oid, self._text
        self._oid = self._text = None
        if oid is None:
            return None
        if text.startswith(_NOTHING):
            return None
        try:
            value = _value(text)
        except (ValueError, OverflowError, struct.error):
            raise Fault("no value that can be read: %s" % shown(text))
        return self._key(oid.lstrip(b".").replace(b"iso", b"1", 1)), value


def _closed(text):
    # Does the quotation that `text` begins with end with it?
    end = len(text.rstrip(b"\r\n"))
    if end < 2 or text[end - 1 : end] != b'"':
        return False
    before = text[1 : end - 1]
    return not (len(before) - len(before.rstrip(b"\\"))) & 1


def _value(text):
    found = _TYPED(text)
    if not found:
        return _bare(text.strip())
    name = found.group(1)
    text = text[found.end() :]
    if name in _INTEGERS:
        return _number(_INTEGERS[name], text)
    if name == b"STRING":
        return tobytes_tv(4, _string(text))
    if name in (b"Hex-STRING", b"HEX-STRING", b"BITS"):
        return tobytes_tv(4, _hex(text))
    if name == b"OID":
        text = text.strip().lstrip(b".").replace(b"iso", b"1", 1).replace(b"ccitt", b"0", 1)
        return bytes((6,)) + tobytes_tv(4, octets_of(text))[1:]
    if name in (b"IpAddress", b"Network Address"):
        text = text.strip().decode("ascii")
        if name[0] == 78:  # N: in hex
            text = ".".join([str(int(part, 16)) for part in text.split(":")])
        return tobytes_tv(64, text)
    if name in (b"Opaque", b"OPAQUE"):
        return _opaque(text)
    if name in (b"NULL", b"Null"):
        return tobytes_tv(5)
    raise Fault("no such type: %s" % shown(name))


def _bare(text):
    # What stands without a type: an octet string of no octets, NULL, and with -Ot Timeticks
    if text == b'""':
        return tobytes_tv(4, b"")
    if text in (b"NULL", b"STRING:", b"Hex-STRING:", b"BITS:"):
        return tobytes_tv(5 if text == b"NULL" else 4, None if text == b"NULL" else b"")
    if text.isdigit():
        return integer(67, text)
    if not text or text[:1] == b'"':
        raise Fault("a value without a type, walk without -Oq, -OQ: %s" % shown(text))
    raise Fault("no value that can be read: %s" % shown(text))


def _number(type, text):
    # 5, up(1), 5 seconds, and with a DISPLAY-HINT of d-2 0.05; of Timeticks what is in brackets
    found = _NUMBER(text.strip())
    if not found:
        raise ValueError
    return integer(type, found.group(1) + (found.group(2) or b""))


def _string(text):
    if text[:1] == b'"':
        if not _closed(text):
            raise Fault("a string without an end: %s" % shown(text))
        return _BACKSLASH.sub(rb"\1", text.rstrip(b"\r\n")[1:-1])
    # Of a DISPLAY-HINT: of a physical address its octets; of others what was printed
    if _MAC(text.strip()):
        return bytes([int(part, 16) for part in text.strip().split(b":")])
    return text


def _hex(text):
    # Octets in hex, and behind those what -OT prints, or the names of bits
    found = []
    for line in text.split(b"\n"):
        digits = _HEX(line.strip()).group()
        rest = line.strip()[len(digits) :]
        if rest and not digits and found:  # more names of bits
            continue
        if rest and not digits:
            if re.fullmatch(rb"(?:[0-9A-Fa-f]{2})+", rest):  # without spaces
                digits = rest
            else:
                raise ValueError
        found.append(digits.decode("ascii"))
    return bytes.fromhex(" ".join(found))


def _opaque(text):
    name, colon, rest = text.partition(b": ")
    if not colon:
        return tobytes_tv(68, _hex(text))
    tag = _SPECIAL.get(name.strip())
    if tag is None:
        raise ValueError
    if tag in (0x78, 0x79):
        return tobytes_tv(tag, float(rest))
    n = int(rest)
    octets = tobytes_tv(2, n)[2:] if tag == 0x7A and -(2**31) <= n < 2**31 else None
    if octets is None:
        size = n.bit_length() // 8 + 1 if tag == 0x7A else max(1, (n.bit_length() + 7) // 8)
        octets = n.to_bytes(size, "big", signed=tag == 0x7A)
    return tobytes_tv(68, bytes((0x9F, tag)) + tobytes_len(len(octets)) + octets)
