# For the tests of names: an agent with thousands of objects, recorded from devices or made up of
# every syntax with odd values, and the MIB of those that are made up. Imports usnmp, clibox.

import bisect
import bz2
from pathlib import Path

import usnmp
import usnmp_codec
from clibox import BULK, Box, key
from conftest import package

# Devices that have much of the standard MIBs between them.
DEVICES = (
    "os/linux/unknown-003 os/linux/unknown-006 network/firewall/netentsec-ngfw"
    " network/router/vyatta-unknown network/firewall/nsfocus-osms os/linux/slackware"
    " network/switch/ruijie-s5750-24gt12sfp network/switch/cisco-n5000-uk9"
).split()
_EACH = 9  # instances of an object
ROOT = "1.3.6.1.4.1.8072.9999.9999.77"


class Dump(Box):
    """Serves objects that stay as they are, and has each answer ready the second time."""

    def __init__(self, objects):
        super().__init__(objects)
        self.order = sorted(objects, key=key)
        self._keys = [key(oid) for oid in self.order]
        self._known = {}

    def after(self, oid):
        at = bisect.bisect_right(self._keys, key(oid))
        return (self.order[at], self.objects[self.order[at]]) if at < len(self.order) else None

    def serve(self, request):
        if request.type != BULK:
            return super().serve(request)
        oid = next(iter(request.varbinds))
        if oid not in self._known:
            at = bisect.bisect_right(self._keys, key(oid))
            found = [(oid, self.objects[oid]) for oid in self.order[at : at + 40]]
            self._known[oid] = found or [(oid, (0x82, None))]
        return self.response(request, self._known[oid])


def _value(tag, text):
    octets = bytes.fromhex(text) if tag[-1:] == "x" else text.encode("latin-1")
    type = int(tag.rstrip("x"))
    if type in (2, 65, 66, 67, 70, 71):
        return type, int(text)
    if type == 64 and tag[-1:] == "x":
        return type, ".".join(map(str, octets))
    return (type, text) if type == 64 else (6, text.strip(".")) if type == 6 else (type, octets)


def recorded(mibs):
    """Objects of DEVICES, {OID: (type, value)}: some instances of each object of the MIBs, and of
    what is below each node that has no objects.
    """
    folder = Path(package("snmpsim_data").__file__).parent / "data"
    found, count = {}, {}
    for device in DEVICES:
        for line in bz2.open(folder / (device + ".snmprec.bz2"), "rt", encoding="latin-1"):
            if line.count("|") < 2:
                continue
            oid, tag, text = line.rstrip("\n").split("|", 2)
            node = mibs.above(oid)
            what = oid[: len(node.dotted) + 7] if node.base is None else node.dotted
            count[what] = count.get(what, 0) + 1
            if not tag.rstrip("x").isdigit() or oid in found or count[what] > _EACH:
                continue
            tv = usnmp_codec.tobytes_tv(*_value(tag, text))
            found[oid] = usnmp_codec.frombytes_tvat(tv, 0)[:2]
    return found


# --- what is made up ---

_OCTET_HINTS = (
    "255a 255t 1x: 1x 2d-1d-1d,1d:1d:1d.1d,1a1d:1d 1d.1d.1d.1d 2x:2x:2x:2x:2x:2x:2x:2x"
    " 1d.1d.1d.1d%4d 4x: 1o 1o- *1x:; *1x: *1a 3d 8x 9d 1q a 0a x 1a- 16x 2a 1d:1a;2x 1x-1d"
    " 1d:1d:1d.1d.1d,1d,1d"
).split()
_OCTETS = [
    b"",
    b"a",
    b"eth0",
    b"\x00",
    b"\x07\xe6\x0b\x1d\x03\x04\x05\x06",
    b"\x07\xe6\x0b\x1d\x03\x04\x05\x06+\x02\x1e",
    b"\x02\x00\x5e\x90\x00\x0f",
    b"\xc0\x00\x02\x01",
    bytes.fromhex("20010db8000000000000000000000001"),
    bytes.fromhex("c000020100000007"),
    "Zürich, 日本".encode(),
    b"\xff\xfe not UTF-8",
    b"C string\0 and more",
    b'a "quoted" \\ backslash',
    b"two\nlines\tand a tab\r\x0b\x0c",
    b"\x1b[2J",
    bytes(range(33)),
    b"\x03\x01\x02\x03\x02\x04\x05",
    b"x" * 288,
]
_INTEGER_HINTS = "d d-0 d-1 d-2 d-9 d-12 x o b".split()
_INTEGERS = [0, 1, -1, 5, 42, -42, 100, 12345, 2147483647, -2147483648]
_UNSIGNED = [0, 1, 42, 2147483648, 4294967295]
# One value or more of each type that can come.
_ANY = [
    (2, 1),
    (2, -7),
    (4, b"text"),
    (4, b"\x80\x40"),
    (6, "1.3.6.1.2.1.1.5"),
    (6, "0.0"),
    (64, "192.0.2.1"),
    (65, 4294967295),
    (66, 4294967295),
    (67, 8640001),
    (68, b"\x04\x02ab"),
    (68, b"\x9f\x7a\x01\xfb"),
    (68, b"\x9f\x76\x01\x05"),
    (70, 18446744073709551615),
    (71, 7),
    (120, 21.5),
    (121, -1e300),
    (5, None),
]
_BASES = (
    "INTEGER Integer32 Unsigned32 Counter32 Gauge32 TimeTicks Counter64 UInteger32 BITS Opaque"
    " IpAddress NetworkAddress"
).split() + ["OCTET STRING", "OBJECT IDENTIFIER"]
_ENUMS = {"up": 1, "down": 2, "notThere": -7, "testing": 3}
_BITS = {"first": 0, "third": 2, "ninth": 8, "second": 1, "last": 23}


def made():
    """(a module as a dict, {OID: (type, value)}): every syntax, hint and index, odd values."""
    maker = _Maker()
    for base in _BASES:
        extra = {"bits": _BITS} if base == "BITS" else {}
        maker.scalar(base, _ANY, **extra)
        maker.scalar(base, _ANY, units="some units", **extra)
    for base in ("INTEGER", "Integer32"):
        maker.scalar(base, [(2, n) for n in _INTEGERS], enums=_ENUMS, units="things")
    for hint in _OCTET_HINTS:
        maker.scalar("OCTET STRING", [(4, value) for value in _OCTETS], hint=hint)
    maker.scalar("OCTET STRING", [(4, value) for value in _OCTETS], hint="1x:", units="octets")
    maker.scalar("OCTET STRING", [(4, value) for value in _OCTETS], units="octets")
    for hint in _INTEGER_HINTS:
        maker.scalar("Integer32", [(2, n) for n in _INTEGERS], hint=hint)
        maker.scalar("Unsigned32", [(66, n) for n in _UNSIGNED], hint=hint, units="V")
    maker.scalar(
        "BITS", [(4, v) for v in (b"", b"\x80", b"\xe0\x80\x01", b"\xff\xff")], bits=_BITS
    )
    _tables(maker)
    return maker.module, maker.objects


_TEXTS = [
    (0,),
    (3, 97, 98, 99),
    (4, 101, 116, 104, 48),
    (2, 34, 92),
    (1, 32),
    (1, 127),
    (2, 0, 255),
    (5, 97),
    (300,),
    (1, 300),
    (2, 97, 98, 7),
]
_ADDRESSES = [
    (1, 4, 192, 0, 2, 1),
    (2, 16, 32, 1, 13, 184, *[0] * 11, 1),
    (3, 8, 192, 0, 2, 1, 0, 0, 0, 7),
    (4, 20, 254, 128, *[0] * 13, 1, 0, 0, 0, 3),
    (16, 3, 97, 46, 98),
    (0, 0),
    (1, 3, 1, 2, 3),
    (1, 4, 192, 0, 2, 300),
    (7, 2, 1, 2),
    (1,),
]
_INET = {"unknown": 0, "ipv4": 1, "ipv6": 2, "ipv4z": 3, "ipv6z": 4, "dns": 16}
_NUMBERS = [(0,), (1,), (2,), (4294967289,), (4294967295,), (1, 2)]
_OIDS = [(0,), (2, 1, 3), (8, 1, 3, 6, 1, 2, 1, 1, 5), (3, 1, 3), (1, 1, 4)]


def _tables(maker):
    text = {"base": "OCTET STRING"}
    maker.table([dict(text, ranges=[[0, 32]])], _TEXTS)
    maker.table([dict(text, ranges=[[0, 32]], hint="255a")], _TEXTS)
    maker.table([dict(text, ranges=[[0, 32]], hint="1x:", implied=True)], _TEXTS)
    maker.table([dict(text, ranges=[[0, 32]], implied=True)], _TEXTS)
    maker.table([dict(text, ranges=[[3, 3]])], _TEXTS)
    maker.table([dict(text, ranges=[[6, 6]], hint="1x:")], [(2, 0, 94, 144, 0, 15), (2, 0)])
    maker.table(
        [dict(text, ranges=[[6, 6]], hint="1d"), {"base": "INTEGER"}], [(1,) * 6, (9,) * 8]
    )
    for base in ("INTEGER", "Integer32", "Unsigned32", "Gauge32", "UInteger32", "TimeTicks"):
        maker.table([{"base": base}], _NUMBERS)
    maker.table([{"base": "Integer32", "enums": _ENUMS}], _NUMBERS)
    maker.table([{"base": "Counter32"}, {"base": "INTEGER"}], _NUMBERS)
    maker.table([{"base": "Integer32", "hint": "d-2"}, dict(text, ranges=[[0, 9]])], [(5, 1, 97)])
    maker.table(
        [{"base": "IpAddress"}], [(192, 0, 2, 1), (1, 2, 3), (1, 2, 3, 4, 5), (1, 2, 3, 300)]
    )
    maker.table([{"base": "NetworkAddress"}], [(1, 192, 0, 2, 1), (1, 2), (2, 1, 2, 3, 4), (1,)])
    maker.table([{"base": "OBJECT IDENTIFIER"}, {"base": "INTEGER"}], [(*o, 1) for o in _OIDS])
    implied = [(1,), (1, 3), (1, 3, 6, 1, 2, 1, 1, 5, 0), (0, 0)]
    maker.table([{"base": "OBJECT IDENTIFIER", "implied": True}], implied)
    maker.table([dict(text, ranges=[[0, 9]]), {"base": "INTEGER"}], [(*t, 7) for t in _TEXTS])
    inet = [{"base": "INTEGER", "syntax": "InetAddressType", "enums": _INET}, dict(text)]
    inet[1].update(syntax="InetAddress", ranges=[[0, 255]])
    maker.table(inet, _ADDRESSES)
    maker.table([*inet, {"base": "INTEGER"}], [(*a, 7) for a in _ADDRESSES])


class _Maker:
    def __init__(self):
        self.nodes = [{"name": "oddMIB", "oid": ROOT, "kind": "identity"}]
        self.types = {}
        self.objects = {}
        imports = ["SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-CONF", "INET-ADDRESS-MIB", "NET-SNMP-MIB"]
        self.module = {"oid": ROOT, "identity": "oddMIB", "imports": imports}
        self.module.update(types=self.types, nodes=self.nodes)
        self.n = 0

    def _syntax(self, base, hint=None, syntax=None, implied=None, **more):
        # The type's own keys of a node; what has a hint has it from a convention.
        found = dict({"base": base, "syntax": syntax or base}, **more)
        if hint:
            found["syntax"] = "Odd%d" % len(self.types)
            self.types[found["syntax"]] = dict({"base": base, "syntax": base}, hint=hint, tc=True)
            if "ranges" in more:
                self.types[found["syntax"]]["ranges"] = more["ranges"]
            found["hint"] = hint
        return found

    def scalar(self, base, values, units=None, **more):
        self.n += 1
        oid = "%s.%d" % (ROOT, self.n)
        node = {
            "name": "oddScalar%d" % self.n,
            "oid": oid,
            "kind": "scalar",
            "access": "read-write",
        }
        node.update(self._syntax(base, **more), status="current")
        if units:
            node["units"] = units
        self.nodes.append(node)
        for i, tv in enumerate(values):
            self.objects["%s.%d" % (oid, i)] = usnmp_codec.frombytes_tvat(
                usnmp_codec.tobytes_tv(*tv), 0
            )[:2]

    def table(self, indices, rows):
        self.n += 1
        oid = "%s.%d" % (ROOT, self.n)
        entry = "OddEntry%d" % self.n
        common = {"access": "not-accessible", "status": "current"}
        row = dict({"name": "odd" + entry[3:], "oid": oid + ".1", "kind": "row"}, **common)
        row["syntax"] = entry
        row["index"] = []
        columns = []
        for i, given in enumerate(indices, 1):
            name = "oddIndex%dx%d" % (self.n, i)
            row["index"].append([name, bool(given.get("implied"))])
            column = dict({"name": name, "oid": "%s.1.%d" % (oid, i), "kind": "column"}, **common)
            column.update(self._syntax(**given))
            columns.append(column)
        last = len(columns) + 1
        value = {"name": "oddValue%d" % self.n, "oid": "%s.1.%d" % (oid, last), "kind": "column"}
        columns.append(dict(value, base="INTEGER", syntax="INTEGER", access="read-only"))
        columns[-1]["status"] = "current"
        table = dict({"name": "oddTable%d" % self.n, "oid": oid, "kind": "table"}, **common)
        self.nodes += [dict(table, syntax="SEQUENCE OF " + entry), row, *columns]
        for arcs in rows:
            for column in (last, last + 1):  # the second one is unknown
                instance = "%s.1.%d.%s" % (oid, column, ".".join(map(str, arcs)))
                self.objects[instance] = (usnmp.ASN1_INT, 1)
