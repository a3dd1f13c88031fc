# Variable bindings as text, in the forms of net-snmp when it has no MIBs, and as JSON. Imports
# usnmp_codec and cli.plain.

import json
import math
import re

import usnmp_codec

from .plain import plain

_INT, _BITS, _OCTETS, _NULL, _OID = 2, 3, 4, 5, 6
_IPADDR, _COUNTER, _GAUGE, _TICKS, _OPAQUE, _COUNTER64, _UINTEGER = 64, 65, 66, 67, 68, 70, 71
_FLOAT, _DOUBLE = 120, 121
_NAMES = {
    _INT: "INTEGER: ",
    _IPADDR: "IpAddress: ",
    _COUNTER: "Counter32: ",
    _GAUGE: "Gauge32: ",
    _COUNTER64: "Counter64: ",
    _UINTEGER: "",
}
_EXCEPTIONS = {
    128: "No Such Object available on this agent at this OID",
    129: "No Such Instance currently exists at this OID",
    130: "No more variables left in this MIB View (It is past the end of the MIB tree)",
}
# Integers of 64 bit within an Opaque, by their second octet: (name, signed).
_OPAQUE_INTS = {
    0x76: ("Counter64", False),
    0x7A: ("Int64", True),
    0x7B: ("UInt64", False),
}
_PRINTABLE = bytes(range(32, 127))
_SPACE = b"\t\n\v\f\r"


def octets(value):
    """The octets of the value of an octet string, which is a str if it is printable."""
    return value.encode() if isinstance(value, str) else bytes(value)


def exception(type):
    """Is the type one of the three exceptions of SNMPv2?"""
    return type in _EXCEPTIONS


class Style:
    """How bindings are printed: the flags of net-snmp's -O. plain: line breaks, tabs and the like
    in a string as escapes, as it is to be on a terminal; net-snmp prints them as they are.
    """

    HELP = (
        "how to print (several at once, such as -Oqv): n: OIDs in digits (always); q: no types; "
        "Q: as q, with =; v: values only; t: Timeticks as numbers; a, x: strings as text, in hex; "
        "T: hex with text beside it"
    )
    # Those that make no difference without MIBs.
    _NOTHING = "n0beEUX"

    def __init__(self, flags="", plain=False):
        self.plain = plain
        self.quick = self.equals = self.bare = self.ticks = self.beside = False
        self.strings = None
        for flag in flags:
            if flag in "ax":
                self.strings = flag
            elif flag in "qQ":
                self.quick = not self.quick
                self.equals = self.equals or flag == "Q"
            elif flag == "v":
                self.bare = not self.bare
            elif flag == "t":
                self.ticks = not self.ticks
            elif flag == "T":
                self.beside = not self.beside
            elif flag in "fFsSu":
                raise ValueError("-O%s wants names of OIDs, which are not known" % flag)
            elif flag not in self._NOTHING:
                raise ValueError("unknown output option passed to -O: %s" % flag)

    def line(self, varbind):
        """The text of a VarBind, with its OID unless that is not wanted."""
        oid, type, value = varbind
        if self.bare:
            return self.value(type, value)
        between = " " if self.quick and not self.equals else " = "
        return "." + oid + between + self.value(type, value)

    def value(self, type, value):
        """The text of a value."""
        if type in _EXCEPTIONS:
            return _EXCEPTIONS[type]
        if type in _NAMES:
            return self._named(_NAMES[type], str(value))
        if type == _OCTETS:
            return self._octets(octets(value))
        if type == _OID:
            return self._named("OID: ", "." + value)
        if type == _TICKS:
            return self._timeticks(value)
        if type in (_FLOAT, _DOUBLE):
            return self._named("Opaque: Float: ", _float(value))
        if type == _OPAQUE:
            return self._opaque(octets(value))
        if type == _NULL:
            return "NULL"
        if type == _BITS:
            return self._bits(octets(value))
        return "Variable has bad type"

    def _named(self, name, text):
        return text if self.quick else name + text

    def _octets(self, value):
        if not value:
            return '""'
        hexed = self.strings == "x"
        if self.strings is None:
            hexed = bool(value.translate(None, _PRINTABLE + _SPACE))
        if hexed:
            text = self._hex(value)
            return '"%s"' % text if self.quick else "Hex-STRING: " + text
        text = _text(value).replace("\\", "\\\\").replace('"', '\\"')
        return self._named("STRING: ", '"%s"' % (plain(text) if self.plain else text))

    def _hex(self, value):
        lines = []
        for i in range(0, len(value) or 1, 16):
            part = value[i : i + 16]
            line = "".join(["%02X " % c for c in part])
            if self.beside:
                line += "  [%s]" % _text(part, b"" if self.plain else _SPACE)
            lines.append(line)
        return "\n".join(lines)

    def _timeticks(self, value):
        if self.ticks:
            return str(value)
        days, rest = divmod(value, 8640000)
        clock = "%d:%02d:%02d.%02d" % (
            rest // 360000,
            rest // 6000 % 60,
            rest // 100 % 60,
            rest % 100,
        )
        if self.quick:
            return "%d:%s" % (days, clock)
        if days:
            clock = "%d day%s, %s" % (days, "" if days == 1 else "s", clock)
        return "Timeticks: (%d) %s" % (value, clock)

    def _opaque(self, value):
        # 9f, type, length, content: RFC drafts that only net-snmp took up
        if value[:1] == b"\x9f" and 3 < len(value) < 13 and value[2] == len(value) - 3:
            if value[1] in _OPAQUE_INTS:
                name, signed = _OPAQUE_INTS[value[1]]
                number = int.from_bytes(value[3:], "big", signed=signed)
                return self._named("Opaque: %s: " % name, str(number))
        return self._named("OPAQUE: ", self._hex(value))

    def _bits(self, value):
        text = self._hex(value)
        if self.quick:
            return '"%s"' % text
        set_ = [i for i in range(8 * len(value)) if value[i // 8] & 0x80 >> i % 8]
        return "BITS: " + text + "".join(["%d " % i for i in set_])


def _text(value, space=_SPACE):
    # Octets as text; "." for those that would not print and are none of `space`.
    keep = _PRINTABLE + space
    return "".join([chr(c) if c in keep else "." for c in value])


def _float(value):
    if math.isnan(value) and math.copysign(1, value) < 0:
        return "-nan"
    return ("%f" % value)[:127]


def short(type, value):
    """The text of a value in one line, without quotes, for a cell of a table."""
    text = Style("q").value(type, value)
    if text[:1] == '"':
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if exception(type):
        text = usnmp_codec.name_of(type).lower()
    return re.sub(r"\s+", " ", text).strip()


def jsonable(type, value):
    """{"type": ..., "value": ...} for json: integers and floats as numbers; OIDs, addresses and
    text as strings, octets that are not text as {"hex": ...}.
    """
    if isinstance(value, bytes):
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = "\0"
        legible = all(c.isprintable() or c in "\t\n\r" for c in text)
        value = text if legible and type == _OCTETS else {"hex": value.hex()}
    elif type in (_OPAQUE, _BITS) and isinstance(value, str):
        value = {"hex": value.encode().hex()}
    elif isinstance(value, float) and not math.isfinite(value):
        value = str(value)  # JSON has no such numbers
    return {"type": usnmp_codec.name_of(type), "value": value}


def as_json(varbind, **more):
    """The line of a VarBind, after the pairs `more`."""
    return json.dumps(dict(more, oid=varbind[0], **jsonable(varbind[1], varbind[2])))


def binding(args, varbind):
    """The line of a VarBind in the form that the arguments ask for."""
    return as_json(varbind) if args.json else args.style.line(varbind)
