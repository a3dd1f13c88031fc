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
_TYPED = re.compile(
    rb"(?:Wrong Type \(should be [^)]*\): )?([A-Z][A-Za-z0-9]*(?:[- ][A-Za-z]+)?): ?"
).match
_NOTHING = (
    b"No Such Object",
    b"No Such Instance",
    b"No more variables left",
    b"End of MIB",
    b"Timeout: ",
)
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}(?:\s+|$))*").match
_NUMBER = re.compile(rb"(?:[^\s(]*\()?(-?[0-9]+)(?:\.([0-9]+))?\)?(?:\s|$)").match
_MAC = re.compile(rb"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5,}").fullmatch
_BACKSLASH = re.compile(rb'\\(["\\])')
_LONG = (b"STRING", b"Hex-STRING", b"HEX-STRING", b"BITS", b"Opaque", b"OPAQUE")
_MOST = 1 << 16  # values that are remembered
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
    """Reads one file: line() takes its lines, of each of which it gives what ended before it."""

    def __init__(self) -> None:
        self._key = Oids().key
        self._values = {}
        self._oid = self._text = None  # of the object that may go on
        self.start = 0  # the line in which it begins
        self.at = 0  # the line in which what line() gave or raised last begins
        self._open = False  # in a quotation?
        self._long = False  # of a type that may take lines

    def line(self, line: bytes, at: int) -> "tuple[bytes, bytes] | None":
        """Take line number `at`, without its end; (sort key, encoded value) of the object that
        ended with the one before it, if one did. Raises Fault, of that object or of the line.
        """
        found = _START(line)
        if found and (not self._open or _TYPED(line, found.end())):
            before = self._oid, self._text
            self.at, self.start = self.start, at
            self._oid = found.group(1)
            self._text = text = line[found.end() :]
            typed = _TYPED(text)
            content = text[typed.end() if typed else 0 :]
            quoted = content[:1] == b'"'
            self._open = quoted and not _closed(content)
            self._long = not quoted and bool(typed and typed.group(1) in _LONG)
            return self._made(*before)
        if self._open or self._long and not (_NAMED(line) or line.startswith(_NOTHING)):
            self._text += b"\n" + line
            if self._open:
                self._open = not _closed(line, 0)
            return None
        if line.startswith(_NOTHING) or not line.strip() or line[:1] == b"#":
            return None
        self.at = at
        what = "names cannot be read, walk with -On" if _NAMED(line) else "not OID = TYPE: value"
        raise Fault("%s: %s" % (what, shown(line)))

    def end(self) -> "tuple[bytes, bytes] | None":
        """The object that ends with the file, if there is one. Raises Fault."""
        self.at = self.start
        return self._made(self._oid, self._text)

    def _made(self, oid, text):
        if oid is None or text.startswith(_NOTHING):
            return None
        value = self._values.get(text)
        if value is None:
            try:
                value = _value(text)
            except (ValueError, OverflowError, struct.error):
                raise Fault("no value that can be read: %s" % shown(text))
            if len(self._values) >= _MOST:
                self._values.clear()
            if len(text) < 40:
                self._values[text] = value
        return self._key(oid.lstrip(b".").replace(b"iso", b"1", 1)), value


def _closed(text, least=2):
    # Does a quotation end with `text`, which has its beginning if there are to be `least` octets?
    text = text.rstrip(b"\r")
    if len(text) <= least - 1 or text[-1:] != b'"':
        return False
    before = text[:-1]
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
        text = text.rstrip(b"\r")
        if len(text) < 2 or text[-1:] != b'"':  # or a backslash before it that is only that
            raise Fault("a string without an end: %s" % shown(text))
        return _BACKSLASH.sub(rb"\1", text[1:-1])
    # Of a DISPLAY-HINT: of a physical address its octets; of others what was printed
    if _MAC(text.strip()):
        return bytes([int(part, 16) for part in text.strip().split(b":")])
    return text.rstrip(b"\n")


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
    signed = tag == 0x7A
    bits = (n if n >= 0 else ~n).bit_length() + signed
    octets = n.to_bytes(max(1, (bits + 7) // 8), "big", signed=signed)
    if len(octets) > 8:
        raise ValueError
    return tobytes_tv(68, bytes((0x9F, tag)) + tobytes_len(len(octets)) + octets)
