# Values as text as net-snmp prints them, by an object's syntax or without any. Imports mibs.hint;
# the face of mibs and cli.output import it.

import math

from .hint import BadHint, integer_out, octets_out, printed

INT, BITS, OCTETS, NULL, OID = 2, 3, 4, 5, 6
IPADDR, COUNTER, GAUGE, TICKS, OPAQUE, COUNTER64, UINTEGER = 64, 65, 66, 67, 68, 70, 71
FLOAT, DOUBLE = 120, 121
EXCEPTIONS = {
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
_SPECIAL = OPAQUE, FLOAT, DOUBLE
# What an object of a type of the SMI is called, and the types of values that it may have.
_EXPECTED = {
    "INTEGER": ("INTEGER", (INT,)),
    "Integer32": ("INTEGER", (INT,)),
    "Unsigned32": ("Gauge32 or Unsigned32", (GAUGE,)),
    "Gauge32": ("Gauge32 or Unsigned32", (GAUGE,)),
    "OCTET STRING": ("OCTET STRING", (OCTETS,)),
    "OBJECT IDENTIFIER": ("OBJECT IDENTIFIER", (OID,)),
    "BITS": ("BITS", (BITS, OCTETS)),
    "IpAddress": ("IpAddress", (IPADDR,)),
    "NetworkAddress": ("NetworkAddress", (IPADDR,)),
    "Counter32": ("Counter32", (COUNTER,)),
    "TimeTicks": ("Timeticks", (TICKS,)),
    "Opaque": ("Opaque", _SPECIAL),
    "Counter64": ("Counter64", (COUNTER64,)),
    "UInteger32": ("UInteger32", (UINTEGER,)),
}
_PRINTABLE = bytes(range(32, 127)) + b"\t\n\v\f\r"


def octets(value):
    """The octets of the value of an octet string, which is a str if it is printable."""
    return value.encode() if isinstance(value, str) else bytes(value)


def special(value):
    """The octets of an Opaque as (name, integer), if they are one of 64 bit; else None."""
    # 9f, type, length, content: RFC drafts that only net-snmp took up
    if value[:1] == b"\x9f" and 3 < len(value) < 13 and value[2] == len(value) - 3:
        if value[1] in _OPAQUE_INTS:
            name, signed = _OPAQUE_INTS[value[1]]
            return name, int.from_bytes(value[3:], "big", signed=signed)
    return None


def timeticks(value, quick=False):
    """Hundredths of seconds as a clock with days."""
    days, rest = divmod(value, 8640000)
    clock = "%d:%02d:%02d.%02d" % (rest // 360000, rest // 6000 % 60, rest // 100 % 60, rest % 100)
    if quick:
        return "%d:%s" % (days, clock)
    if days:
        return "%d day%s, %s" % (days, "" if days == 1 else "s", clock)
    return clock


def _same(text):
    return text


class Printer:
    """Prints values. out: flags.Output; oid(dotted) -> text, of OIDs that are values; plain(text)
    -> text, for what is in strings, on a terminal.
    """

    def __init__(self, out, oid, plain=_same):
        self._out = out
        self._oid = oid
        self._plain = plain
        self._by_type = {
            INT: self._integer,
            OCTETS: self._octets,
            BITS: self._bits,
            NULL: self._null,
            OID: self._objid,
            IPADDR: self._address,
            COUNTER: self._counter,
            GAUGE: self._gauge,
            TICKS: self._ticks,
            OPAQUE: self._opaque,
            COUNTER64: self._counter64,
            UINTEGER: self._uinteger,
            FLOAT: self._float,
            DOUBLE: self._float,
        }

    def text(self, type, value, node=None):
        """The text of a value of the object `node`, a Node or None."""
        if type in EXCEPTIONS:
            return EXCEPTIONS[type]
        if node is None:
            return self._by(type, value, None, None, None)
        units = None if self._out.no_units else node.units
        hint = None if self._out.no_hint else node.hint
        enums = node.bits or node.enums
        if node.base not in _EXPECTED:
            return self._by(type, value, enums, hint, units)
        name, types = _EXPECTED[node.base]
        if type not in types and not self._wide(node.base, type, value):
            text = self._by(type, value, None, None, None)
            return text if self._out.equals else "Wrong Type (should be %s): %s" % (name, text)
        if node.base == "BITS":
            return self._bits(value, enums, hint, units)
        if node.base == "NetworkAddress":
            text = ":".join(["%02X" % int(n) for n in value.split(".")])
            return self._named("Network Address: ", text)
        return self._by(type, value, enums, hint, units)

    def _wide(self, base, type, value):
        # Integers of 64 bit in an Opaque are as good as a Counter64.
        return base == "Counter64" and type == OPAQUE and special(octets(value))

    def _by(self, type, value, enums, hint, units):
        printer = self._by_type.get(type)
        return printer(value, enums, hint, units) if printer else "Variable has bad type"

    def _named(self, name, text, units=None):
        if units:
            text += " " + units
        return text if self._out.quick else name + text

    def _integer(self, value, enums, hint, units):
        return self._named("INTEGER: ", self._number(value, enums, hint), units)

    def _number(self, value, enums, hint):
        if enums and value in enums and not self._out.numbers:
            return enums[value] + ("" if self._out.quick else "(%d)" % value)
        return integer_out(hint, value) if hint else str(value)

    def _uinteger(self, value, enums, hint, units):
        return self._named("", self._number(value, enums, hint), units)

    def _counter(self, value, enums, hint, units):
        return self._named("Counter32: ", str(value), units)

    def _gauge(self, value, enums, hint, units):
        return self._named("Gauge32: ", integer_out(hint, value) if hint else str(value), units)

    def _counter64(self, value, enums, hint, units):
        return self._named("Counter64: ", str(value), units)

    def _address(self, value, enums, hint, units):
        return self._named("IpAddress: ", str(value))

    def _objid(self, value, enums, hint, units):
        return self._named("OID: ", self._oid(value), units)

    def _null(self, value, enums, hint, units):
        return "NULL"

    def _ticks(self, value, enums, hint, units):
        if self._out.ticks:
            return str(value)
        text = timeticks(value, self._out.quick)
        return self._named("Timeticks: (%d) " % value, text, units)

    def _float(self, value, enums, hint, units):
        return self._named("Opaque: Float: ", self._digits(value), units)

    def _digits(self, value):
        if math.isnan(value) and math.copysign(1, value) < 0:
            return "-nan"
        try:
            return (("%" + self._out.precision + "f") % value)[:127]
        except ValueError:
            return ("%f" % value)[:127]

    def _opaque(self, value, enums, hint, units):
        found = special(octets(value))
        if found:
            return self._named("Opaque: %s: " % found[0], str(found[1]), units)
        return self._named("OPAQUE: ", self._hex(octets(value)), units)

    def _octets(self, value, enums, hint, units):
        value = octets(value)
        bad = ""
        if hint:
            try:
                text = octets_out(hint, value, self._out.two_digits)
                return self._named("STRING: ", self._plain(text), units)
            except BadHint:
                bad = "(Bad hint ignored: %s) " % hint
                units = None
        if not value:
            return bad + '""'
        hexed = self._out.strings == "x"
        if self._out.strings is None:
            hexed = bool(value.translate(None, _PRINTABLE))
        after = " " + units if units else ""
        if hexed:
            text = self._hex(value)
            return bad + ('"%s"' % text if self._out.quick else "Hex-STRING: " + text) + after
        text = '"%s"' % self._plain(printed(value))
        return bad + self._named("STRING: ", text) + after

    def _hex(self, value):
        lines = []
        for i in range(0, len(value) or 1, 16):
            part = value[i : i + 16]
            line = "".join(["%02X " % c for c in part])
            if self._out.beside:
                text = "".join([chr(c) if c in _PRINTABLE else "." for c in part])
                if self._plain is not _same:
                    text = "".join([c if " " <= c else "." for c in text])
                line += "  [%s]" % text
            lines.append(line)
        return "\n".join(lines)

    def _bits(self, value, enums, hint, units):
        value = octets(value)
        text = self._hex(value)
        if self._out.quick:
            return '"%s"' % text
        set_ = [i for i in range(8 * len(value)) if value[i // 8] & 0x80 >> i % 8]
        # As net-snmp has it: a name is looked for from where the last one was found.
        left = list((enums or {}).items())
        for i in set_:
            while left and left[0][0] != i:
                left.pop(0)
            if left and not self._out.numbers:
                text += "%s(%d) " % (left[0][1], i)
            else:
                text += "%d " % i
        return "BITS: " + text
