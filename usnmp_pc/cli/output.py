# Variable bindings as text, in the forms of net-snmp, and as JSON. Imports usnmp_codec,
# usnmp_pc.mibs and cli.plain.

import json
import math
import re

import usnmp_codec

from ..mibs import OUTPUT_HELP, Mibs
from ..mibs.values import EXCEPTIONS, octets
from .plain import plain

_INT, _BITS, _OCTETS, _OPAQUE = 2, 3, 4, 68

__all__ = ["Style", "as_json", "binding", "exception", "jsonable", "octets", "short"]


def exception(type):
    """Is the type one of the three exceptions of SNMPv2?"""
    return type in EXCEPTIONS


class Style:
    """How bindings are printed: the flags of net-snmp's -O, and of -I where they count. mibs() ->
    Mibs, asked for when there is something to print; without it OIDs are in digits. terminal: line
    breaks, tabs and the like in a string as escapes; net-snmp prints them as they are.
    """

    HELP = OUTPUT_HELP

    def __init__(self, flags=(), terminal=False, mibs=None, inputs=""):
        texts = (flags,) if isinstance(flags, str) else tuple(flags)
        self._flags = texts if mibs else ("n", *texts)
        self._mibs = mibs or (lambda: Mibs(""))
        self._plain = plain if terminal else None
        self._inputs = inputs
        self.out = Mibs.check(self._flags, inputs)
        self._made = {}

    @property
    def mibs(self):
        """The Mibs that names come from."""
        return self._mibs()

    def _line(self, flags=""):
        # What prints, with more flags behind those of this style.
        made = self._made.get(flags)
        if made is None:
            make = self.mibs.printer
            made = self._made[flags] = make((*self._flags, flags), self._inputs, self._plain)
        return made

    def line(self, varbind):
        """The text of a VarBind, with its OID unless that is not wanted."""
        return self._line().line(*varbind)

    def name(self, oid):
        """The text of an OID, dotted."""
        return self._line().oid(oid)

    def value(self, type, value, oid=""):
        """The text of a value, by the syntax of the object at the OID."""
        return self._line().value(oid, type, value)

    def short(self, type, value, oid=""):
        """The text of a value in one line, without quotes, for a cell of a table."""
        text = self._line("" if self.out.quick else "q").value(oid, type, value)
        if text[:1] == '"':
            text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
        if exception(type):
            text = usnmp_codec.name_of(type).lower()
        return re.sub(r"\s+", " ", text).strip()


def short(type, value):
    """The text of a value in one line, without quotes and names, for a cell of a table."""
    return Style().short(type, value)


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


def named(mibs, varbind):
    """What the MIBs know of a VarBind, for json: {} or "name", with the "enum" that its value is,
    and "units".
    """
    oid, type, value = varbind
    node = mibs.above(oid)
    if node is None or not node.syntax:
        return {}
    more = {"name": mibs.name(oid)}
    if type == _INT and value in node.enums:
        more["enum"] = node.enums[value]
    if node.units and not exception(type):
        more["units"] = node.units
    return more


def as_json(varbind, mibs=None, **more):
    """The line of a VarBind, after the pairs `more`; with what `mibs` know of it."""
    more = dict(more, oid=varbind[0], **jsonable(varbind[1], varbind[2]))
    if mibs:
        more.update(named(mibs, varbind))
    return json.dumps(more)


def binding(args, varbind):
    """The line of a VarBind in the form that the arguments ask for."""
    return as_json(varbind, args.names.mibs) if args.json else args.style.line(varbind)
