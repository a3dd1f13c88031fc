# OID TYPE VALUE arguments, as snmpset and snmptrap take them. Imports usnmp_codec, usnmp_pc.mibs,
# cli.faults and .names.

from usnmp_codec import tobytes_tv

from ..mibs import MibError
from .faults import Failure
from .names import UnknownName

HELP = """types:
  =: that of the MIB  i: INTEGER  u: Gauge32  c: Counter32  C: Counter64  t: Timeticks
  a: IpAddress  o: OID  s: STRING  x: STRING in hex  d: STRING in decimal octets
  b: BITS by their numbers or names  n: NULL  3: UInteger32  I, U: Opaque Int64, UInt64
  F, D: Opaque float, double"""
_KINDS = "=iucCtaosxdbn3IUFD"


class BadValue(Failure):
    """A value that the object cannot have; the text is the line, as net-snmp has it."""

    told = True


def varbinds(parser, names, words):
    """The list of (OID, type, value) that `words` are; names: cli.names.Names. Ends in
    parser.error if they are none. Raises UnknownName and BadValue, with a line for each.
    """
    found, faults = [], []
    for i in range(0, len(words), 3):
        if i + 3 > len(words):
            # A word without dots is not shown: it may be a community that has lost its -c.
            name = words[i] if "." in words[i] else "behind an OID"
            parser.error("%s: TYPE and VALUE must follow" % name)
        name, kind, text = words[i : i + 3]
        try:
            oid = names.oid(name)
            if len(kind) != 1 or kind not in _KINDS:
                parser.error("%s: no such type as its TYPE" % name)
            found.append((oid, *_value(names, oid, kind, text)))
        except UnknownName as e:
            faults.append(str(e))
        except MibError as e:
            faults.append("%s: %s" % (name, e))
    if faults:
        raise BadValue("\n".join(faults))
    return found


def _value(names, oid, kind, text):
    type, value = names.mibs.parse(oid, text, kind, names.inputs)
    try:
        tobytes_tv(type, value)
    except ValueError as e:
        raise MibError("Bad value notation (%s): %s" % (text, e))
    return type, value
