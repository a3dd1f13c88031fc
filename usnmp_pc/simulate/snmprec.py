# Lines of .snmprec files, as snmpsim has them: OID|TAG|VALUE, the tag that of BER in decimal, with
# x for hex digits and e for backslashes as in Python. Pure; imports usnmp_codec and lines; read
# imports it.

import re

from usnmp_codec import tobytes_tv

from .lines import Fault, Oids, octets_of, shown

_INTEGERS = (2, 65, 66, 67, 70, 71)
_OCTETS = (3, 4, 68, 69)  # snmpsim has 4 and 68
_TYPES = {**dict.fromkeys(_INTEGERS), **dict.fromkeys(_OCTETS), 5: None, 6: None, 64: None}
_ESCAPED = re.compile(rb"\\(x[0-9A-Fa-f]{2}|[^x])|\\", re.DOTALL)
_ESCAPES = dict(zip(b"\\'\"abfnrtv", b"\\'\"\a\b\f\n\r\t\v"))
_MOST = 1 << 16  # values that are remembered


class Snmprec:
    """Reads one file: line() makes (sort key, encoded value) of each."""

    def __init__(self) -> None:
        self._key = Oids().key
        self.at = 0
        self._values = {}  # most are few: by tag and value, encoded

    def line(self, line: bytes, at: int) -> "tuple[bytes, bytes] | None":
        """The object of line number `at`, without its end; None for a comment. Raises Fault."""
        self.at = at
        oid, bar, rest = line.partition(b"|")
        value = self._values.get(rest)
        if value is None:
            line = line.strip()
            if not line or line[:1] == b"#":
                return None
            if rest.count(b"|") < 1:
                raise Fault("not OID|TAG|VALUE: %s" % shown(line))
            value = _value(*rest.strip().split(b"|", 1))
            if len(self._values) >= _MOST:
                self._values.clear()
            if len(rest) < 40:
                self._values[rest] = value
        return self._key(oid.strip()), value

    def end(self) -> None:
        """Nothing: no object goes on."""


def _value(tag, text):
    name, colon, _ = tag.partition(b":")
    if colon:
        raise Fault("a variation module is not served: %s" % shown(tag))
    form = name[-1:] if name[-1:] in (b"x", b"e") else b""
    name = name[: len(name) - len(form)]
    type = int(name) if name.isdigit() and len(name) < 4 else -1
    if type not in _TYPES:
        raise Fault("no such type: %s" % shown(tag))
    try:
        if form == b"x":
            return _of_octets(type, bytes.fromhex(text.decode("ascii")))
        if form == b"e":
            return _of_octets(type, _ESCAPED.sub(_unescaped, text))
        return _of_text(type, text)
    except (ValueError, KeyError):
        raise Fault("not a value of type %s: %s" % (shown(tag), shown(text)))


def _unescaped(found):
    text = found.group(1)
    if text is None:
        raise ValueError
    if text[:1] == b"x":
        return bytes((int(text[1:], 16),))
    return bytes((_ESCAPES[text[0]],))


def _of_octets(type, octets):
    if type in _OCTETS:
        return tobytes_tv(type, octets)
    if type == 64 and len(octets) == 4:
        return tobytes_tv(type, ".".join(map(str, octets)))
    raise ValueError


def _of_text(type, text):
    if type in _INTEGERS:
        return integer(type, text)
    if type == 6:
        octets = octets_of(text)
        return bytes((6,)) + tobytes_tv(4, octets)[1:]
    if type == 64 and len(text) != 4:  # four octets that would print were left as they are
        return tobytes_tv(type, text.decode("ascii"))
    if type == 64:
        return _of_octets(type, text)
    return tobytes_tv(type, text if type in _OCTETS else None)


def integer(type: int, text: "bytes | str") -> bytes:
    """An encoded integer of a type, of digits. Raises ValueError."""
    value = int(text)
    if type != 2 and value < 0 or not -(2**63) <= value < 2**64:
        raise ValueError
    if type == 2 and value > 2**31 - 1:  # of an Unsigned32 that was taken for one
        value -= 2**32
    return tobytes_tv(type, value)
