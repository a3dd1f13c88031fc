# One MIB, served by our agent and by snmpd, asked with the same datagrams; the answers compared
# field by field. The MIB, the requests and the deliberate differences (DIFFERENCES) are data here;
# test_conformance.py runs it, docs/conformance.md explains the differences.

import json
import random
import shutil
import socket
import subprocess
import sys
import time
from collections import namedtuple
from fnmatch import fnmatchcase
from pathlib import Path

import usnmp
from usnmp_agent import Agent
from usnmp_mib import COUNTER, COUNTER64, GAUGE, INT, IPADDR, OCTSTR, OID, OPAQUE, TIMETICKS, Mib
from usnmp_mibs.snmpv2_mib import system

V2C = True  # also compare SNMPv2c
GET, NEXT, RESPONSE, SET, TRAP, BULK, INFORM, TRAP2, REPORT = range(0xA0, 0xA9)
NULL = (5, None)
MAX_SIZE = 1472  # of both agents
SYS = "1.3.6.1.2.1.1"
BASE = "1.3.6.1.4.1.8072.9999.9999"
UPTIME = SYS + ".3.0"
MAX32, MAX64, MAXINT = 2**32 - 1, 2**64 - 1, 2**31 - 1

# --- The MIB ---
# What snmpd's core serves, by "override": (arc of BASE.1, type, value, writable). These behave as
# snmpd's own scalars do, but each is registered alone, as an instance.
OVERRIDE = (
    (1, INT, -42, False),
    (2, INT, MAXINT, False),
    (3, INT, -MAXINT - 1, False),
    (4, INT, 0, False),
    (5, INT, 128, False),
    (6, INT, -129, False),
    (7, OCTSTR, "", False),
    (8, OCTSTR, "text with spaces", False),
    (9, OCTSTR, b"\x00\xff\x80\x0a", False),
    (10, OID, "1.3.6.1.4.1.8072.9999.9999", False),
    (11, OID, "0.0", False),
    (12, COUNTER, MAX32, False),
    (13, COUNTER, 0, False),
    (14, GAUGE, 2**31, False),
    (15, GAUGE, 127, False),
    (16, TIMETICKS, MAX32, False),
    (17, TIMETICKS, 8388608, False),
    (20, INT, 1, True),
    (21, OCTSTR, "old", True),
    (22, OID, "1.3.6.1", True),
    (23, GAUGE, 5, True),
    (24, COUNTER, 6, True),
    (25, TIMETICKS, 7, True),
    (26, INT, 2, True),
)
# What passpersist.py serves: the types that "override" has not, and all others again.
PASS = (
    (1, INT, -1, False),
    (2, OCTSTR, "passed", False),
    (3, OCTSTR, b"\x80\x00\x7f\xff", False),
    (4, IPADDR, "192.0.2.1", False),
    (5, IPADDR, "255.255.255.255", False),
    (6, COUNTER, 2**31, False),
    (7, COUNTER64, 0, False),
    (8, COUNTER64, MAX64, False),
    (9, COUNTER64, 2**63, False),
    (10, OPAQUE, b"\x9f\x78\x04\x42\xf6\x00\x00", False),
    (11, OPAQUE, b"\x04\x02ab", False),
    (12, TIMETICKS, 256, False),
    (13, GAUGE, MAX32, False),
    (14, OID, "2.16.840.1.113883", False),
    (15, OCTSTR, "p" * 300, False),
    (20, INT, 3, True),
    (21, OCTSTR, "pass", True),
    (16383, INT, 4, False),
    (16384, INT, 5, False),
    (MAX32, COUNTER64, 9, False),
)
COLUMNS = {2: OCTSTR, 3: GAUGE, 4: COUNTER64, 5: INT, 7: OCTSTR}
# Row 2 has a hole in column 5; column 7 has one cell only.
ROWS = {
    1: {2: "lo", 3: 10000000, 4: 1, 5: -1},
    2: {2: "eth0", 3: MAX32, 4: 2**32},
    10: {2: "eth1", 3: 0, 4: MAX64, 5: 3, 7: "ten"},
    300: {2: "", 3: 128, 4: 300, 5: MAXINT},
    70000: {2: "far", 3: 70000, 4: 70000, 5: 7},
}
LONG = tuple((arc, OCTSTR, chr(96 + arc) * 400, False) for arc in range(1, 6))  # "override"
PERSON = {4: "ops@example.org", 5: "box", 6: "cellar"}  # of the system group: written at the start
DESCR = "shared box"
WORDS = {OPAQUE: "opaque", IPADDR: "ipaddress", COUNTER64: "counter64", COUNTER: "counter"}
WORDS.update({INT: "integer", GAUGE: "gauge", TIMETICKS: "timeticks", OID: "objectid"})


def scalars():
    """(OID, type, value, writable) of every scalar but the system group's."""
    for arc, group in ((1, OVERRIDE), (2, PASS), (4, LONG)):
        for o in group:
            yield ("%s.%d.%d.0" % (BASE, arc, o[0]), *o[1:])


def cells():
    """(OID, type, value, False) of every cell, in the order of GETNEXT."""
    for c in sorted(COLUMNS):
        for r in sorted(ROWS):
            if c in ROWS[r]:
                yield "%s.3.1.%d.%d" % (BASE, c, r), COLUMNS[c], ROWS[r][c], False


def key(oid):
    return [int(arc) for arc in oid.split(".")]


EVERY = [SYS + ".%d.0" % i for i in range(1, 8)]
EVERY += sorted([o[0] for o in (*scalars(), *cells())], key=key)


class Ours:
    """Our agent with the MIB."""

    def __init__(self):
        mib = Mib()
        system(mib, lambda: 4711, DESCR, BASE, PERSON[4], PERSON[5], PERSON[6], 72)
        for oid, t, value, writable in scalars():
            mib.scalar(oid, t, value, write=writable or None)
        mib.table(BASE + ".3.1", columns=COLUMNS, rows=ROWS)
        self.logged = []
        self.agent = Agent(mib, "public", "private", max_size=MAX_SIZE, log=self.logged.append)

    def ask(self, datagram):
        answer = self.agent.respond(datagram)
        return [] if answer is None else [answer]


def pass_object(t, value, writable):
    if t == OCTSTR and isinstance(value, str):
        return ["string", value, writable]
    if t in (OCTSTR, OPAQUE):
        return ["octet" if t == OCTSTR else "opaque", value.hex(" "), writable]
    return [WORDS[t], ("." if t == OID else "") + str(value), writable]


def override_line(oid, t, value, writable):
    word = {OCTSTR: "octet_str", OID: "object_id", GAUGE: "uinteger"}.get(t) or WORDS[t]
    if isinstance(value, bytes):
        value = "0x" + value.hex()
    value = ".%s" % value if t == OID else '"%s"' % value
    return "override %s.%s %s %s" % ("-rw " if writable else "", oid, word, value)


# Only the modules that make up the MIB are started, so that everything may be in the view: a view
# would answer some misses before the MIB is asked.
CONFIG = """\
[snmp] sendMessageMaxSize %d
[snmpd]
view all included .0
view all included .1
view all included .2
com2sec ro default public
com2sec rw default private
group gro v1 ro
group gro v2c ro
group grw v1 rw
group grw v2c rw
access gro "" any noauth exact all none none
access grw "" any noauth exact all all none
sysdescr %s
sysobjectid .%s
sysservices 72
"""
MODULES = "system_mib,override,pass_persist,vacm_conf"


class Snmpd:
    """snmpd with the MIB, on a port of its own."""

    def __init__(self, program, port, folder):
        folder = Path(folder)
        script = shutil.copy(Path(__file__).with_name("passpersist.py"), folder)
        data = {o[0]: pass_object(*o[1:]) for o in (*scalars(), *cells())}
        (folder / "data.json").write_text(json.dumps(data))
        lines = [CONFIG % (MAX_SIZE, DESCR, BASE)]
        for o in scalars():
            if not o[0].startswith(BASE + ".2."):
                lines.append(override_line(*o))
        for root in (BASE + ".2", BASE + ".3"):
            command = (root, sys.executable, script, folder / "data.json", root)
            lines.append("pass_persist .%s %s %s %s %s" % command)
        config = folder / "snmpd.conf"
        config.write_text("\n".join(lines) + "\n")
        self.log = folder / "snmpd.log"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [program, "-f", "-Lo", "-C", "-I", MODULES, "-c", str(config)]
                + ["udp:127.0.0.1:%d" % port],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
            )
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self):
        until = time.monotonic() + 20
        while True:
            try:
                self.ask(b"", 0.3)
                break
            except OSError:  # nobody listens yet
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("snmpd did not start:\n" + self.log.read_text())
                time.sleep(0.05)
        for arc, value in PERSON.items():
            oid = SYS + ".%d.0" % arc
            (answer,) = self.ask(message(SET, (oid, (OCTSTR, value)), community="private"), 5)
            assert usnmp.SnmpPacket(answer).err_status == 0

    def ask(self, datagram, timeout=5):
        """All that snmpd answers to a datagram, a list. OSError if it says nothing any more.

        A request that it surely answers follows each datagram, and it answers in order: so that
        there is no reply is known at once, without waiting for one.
        """
        for attempt in (1, 2):
            try:
                return self._ask(datagram, timeout)
            except socket.timeout:
                if attempt == 2:
                    raise

    def _ask(self, datagram, timeout):
        self.sentinel = getattr(self, "sentinel", 0x5E000000) + 1
        self.socket.settimeout(timeout)
        if datagram:
            self.socket.send(datagram)
        self.socket.send(message(GET, SYS + ".7.0", id=self.sentinel))
        answers = []
        while True:
            answer = self.socket.recv(65535)
            p = decoded(answer)
            if p and p.id == self.sentinel:
                return answers
            if not p or p.id >> 24 != 0x5E:  # that is the rest of an attempt that was given up
                answers.append(answer)

    def stop(self):
        self.socket.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)


# --- The requests ---
Case = namedtuple("Case", "group name datagram")


def message(t, *bindings, ver=0, community="public", id=1, a=0, b=0):
    """A message; a binding is an OID, for NULL, or (OID, (type, value))."""
    p = usnmp.SnmpPacket(t, ver=ver, community=community)
    if t != TRAP:
        p.id, p.err_status, p.err_id = id, a, b
    for vb in bindings:
        p.varbinds.append((vb, NULL) if isinstance(vb, str) else vb)
    return p.tobytes()


def o(*arcs):
    return ".".join(map(str, (BASE, *arcs)))


VERSIONS = (0, 1) if V2C else (0,)
NAMES = {GET: "get", NEXT: "getnext", SET: "set", BULK: "getbulk"}
SHORT = {BASE: "B", SYS: "S"}


def short(oid):
    for prefix, name in SHORT.items():
        if oid == prefix or oid.startswith(prefix + "."):
            return name + oid[len(prefix) :]
    return oid


def oids_text(oids):
    text = " ".join([short(oid) for oid in oids]) or "nothing"
    return text if len(oids) < 6 else "%d: %s ..." % (len(oids), text[:40])


class Requests:
    """Collects the cases; all have a group, and a name that says what they ask."""

    def __init__(self):
        self.cases = []
        self.random = random.Random(1157)

    def add(self, group, name, datagram):
        self.cases.append(Case(group, name, datagram))

    def ask(self, group, t, *bindings, versions=VERSIONS, name="", **kw):
        kw.setdefault("community", "private" if t == SET else "public")
        for ver in versions:
            text = name or oids_text([vb if isinstance(vb, str) else vb[0] for vb in bindings])
            text = "%s %s %s" % (("v1", "v2c")[ver], NAMES[t], text)
            kw["id"] = self.random.randrange(-(2**31), 0x5E000000)
            self.add(group, text, message(t, *bindings, ver=ver, **kw))

    # A SET, and what is there afterwards.
    def set(self, name, *bindings, group="set", **kw):
        for ver in kw.pop("versions", VERSIONS):
            self.ask(group, SET, *bindings, versions=(ver,), name=name, **kw)
            oids = [vb[0] for vb in bindings if vb[0] in EVERY and vb[0] not in CANNOT_READ_V1]
            if oids:
                self.ask(group, GET, *dict.fromkeys(oids), versions=(ver,), name="after " + name)


CANNOT_READ_V1 = [vb[0] for vb in (*scalars(), *cells()) if vb[1] == COUNTER64]


def hits(r):
    for oid in EVERY:
        r.ask("get", GET, oid)
        r.ask("getnext", NEXT, oid)
        r.ask("getnext", NEXT, oid[: oid.rindex(".")], name="parent of " + short(oid))
        r.ask("getnext", NEXT, oid + ".0", name="below " + short(oid))


MISSES = {
    "before": ("0", "1", "1.3", "1.3.6.1.2", "1.3.6.1.2.1", "1.3.6.1.2.1.0.1", SYS, SYS + ".0.0"),
    "system": (SYS + ".1", SYS + ".1.1", SYS + ".1.0.1", SYS + ".3.5", SYS + ".7.0.0", SYS + ".8")
    + (SYS + ".8.0", SYS + ".99.0", SYS + ".4.4294967295"),
    "between": (
        "1.3.6.1.2.1.2.1.0",
        "1.3.6.1.4",
        "1.3.6.1.4.1.8072.9998.1.0",
        BASE,
        o(0),
        o(0, 0),
    ),
    "override": (o(1), o(1, 0), o(1, 1), o(1, 1, 1), o(1, 1, 0, 0), o(1, 1, 0, 5), o(1, 18, 0))
    + (o(1, 20), o(1, 20, 1), o(1, 26, 1), o(1, 27, 0), o(1, 999, 0, 1)),
    "pass": (o(2), o(2, 0), o(2, 1), o(2, 1, 1), o(2, 1, 0, 0), o(2, 16, 0), o(2, 7), o(2, 8, 1))
    + (o(2, 15, 0, 1), o(2, 16382, 0), o(2, 16383, 1), o(2, MAX32, 1), o(2, 200000, 0)),
    "table": (o(3), o(3, 1), o(3, 1, 1, 1), o(3, 1, 2), o(3, 1, 2, 0), o(3, 1, 2, 3), o(3, 2, 1))
    + (o(3, 1, 2, 1, 1), o(3, 1, 2, 70001), o(3, 1, 2, MAX32), o(3, 1, 3, 11), o(3, 1, 4, 3))
    + (o(3, 1, 5, 2), o(3, 1, 6, 1), o(3, 1, 6), o(3, 1, 7, 1), o(3, 1, 7, 11), o(3, 1, 8, 1)),
    "after": (
        o(4),
        o(4, 5, 1),
        o(4, 5, 0, 1),
        o(4, 6, 0),
        o(5),
        "1.3.6.1.4.1.8072.10000",
        "1.3.6.2",
    )
    + ("1.3.7", "1.4", "1.39.4294967295", "2.0", "2.100.3", "2.4294967215"),
}


def misses(r):
    for where, oids in MISSES.items():
        for oid in oids:
            r.ask("miss " + where, GET, oid)
            r.ask("miss " + where, NEXT, oid)


def many(r):
    s = [SYS + ".%d.0" % i for i in range(1, 8)]
    good = (o(1, 1, 0), s[0], o(2, 4, 0), o(3, 1, 2, 10))
    bad = (s[0] + ".1", o(2, 99, 0), "1.3.6.2.1")
    lists = [good, good[::-1], good + good, good * 10, (s[2], s[2], s[2]), tuple(EVERY[:40])]
    lists += [(), (good[0],) * 60]
    for x in bad:
        lists += [(x, *good), (*good, x), (good[0], x, good[1], x), (x, x)]
    lists += [bad, (good[0], *bad), (good[1], o(2, 7, 0), good[2]), (o(2, 8, 0), bad[0])]
    for i, oids in enumerate(lists):
        for t in (GET, NEXT):
            r.ask("many", t, *oids, name="list %d, %s" % (i, oids_text(oids)))
    # The value of a binding does not matter in a request that reads.
    for tv in ((INT, 5), (OCTSTR, "x"), (COUNTER64, 7), (128, None)):
        for t in (GET, NEXT):
            r.ask("many", t, (o(1, 1, 0), tv), name="with a value of type %d" % tv[0])


def sizes(r):
    long = [o(4, i, 0) for i in range(1, 6)]
    for n in (1, 2, 3, 4, 5):
        r.ask("size", GET, *long[:n], name="%d long" % n)
        r.ask("size", NEXT, *[oid[:-2] for oid in long[:n]], name="%d long" % n)
    r.ask("size", GET, *long, o(1, 99, 0), name="5 long, 1 miss")
    r.ask("size", GET, o(1, 99, 0), *long, name="1 miss, 5 long")
    for oids, n, m in (
        ((BASE,), 0, 50),
        ((BASE,), 0, MAXINT),
        ((SYS, o(3), o(2)), 0, 100),
        ((o(4),), 0, 10),
        ((o(4), o(4)), 1, 10),
        (long, 5, 0),
        (long, 4, 3),
        ([oid[:-2] for oid in long], 5, 0),
        ([oid[:-2] for oid in long], 3, 3),
        ([oid[:-2] for oid in long], 0, 1),
        (("1.3.7",), 0, 200),
    ):
        name = "cut %s n=%d m=%d" % (oids_text(oids), n, m)
        r.ask("bulk cut", BULK, *oids, a=n, b=m, name=name, versions=VERSIONS[1:])


def bulks(r):
    lists = (
        (),
        (SYS,),
        (o(1, 7),),
        (o(3, 1, 2), o(3, 1, 3)),
        (UPTIME, o(3, 1, 2), o(3, 1, 5)),
        (o(3, 1, 4, 300), o(4, 5), o(3, 1, 2)),
        ("1.3.7", SYS),
        (o(4, 5, 0),),
        (o(3, 1, 7), o(3, 1, 7), "2.5"),
    )
    pairs = [(0, 0), (0, 1), (0, 3), (1, 0), (1, 3), (2, 2), (3, 3), (9, 3), (-1, 2), (0, -1)]
    pairs += [(-MAXINT - 1, 1), (MAXINT, 3), (1, -MAXINT - 1), (2, 0), (0, 7)]
    for oids in lists:
        for n, m in pairs:
            name = "%s n=%d m=%d" % (oids_text(oids), n, m)
            r.ask("bulk", BULK, *oids, a=n, b=m, name=name, versions=VERSIONS[1:])
    for oids in (("1.3.7",), (o(4, 5), "1.3.7"), (o(4, 4),), (o(4, 4), SYS + ".7.0")):
        for n, m in ((0, 5), (1, 5)):  # repeaters that end in the midst
            name = "end %s n=%d m=%d" % (oids_text(oids), n, m)
            r.ask("bulk", BULK, *oids, a=n, b=m, name=name, versions=VERSIONS[1:])


def sets(r):
    new = {20: (INT, -7), 21: (OCTSTR, "new"), 22: (OID, "1.3.6.1.4.1"), 23: (GAUGE, MAX32)}
    new.update({24: (COUNTER, 2**31), 25: (TIMETICKS, 255), 26: (INT, MAXINT)})
    for arc, tv in new.items():
        r.set("B.1.%d" % arc, (o(1, arc, 0), tv))
        for wrong in ((INT, 1), (OCTSTR, "w"), (OID, "1.3"), (IPADDR, "1.2.3.4"), NULL):
            if wrong[0] != tv[0]:
                r.set("B.1.%d as type %d" % (arc, wrong[0]), (o(1, arc, 0), wrong))
    for v in ("", "x" * 255, b"\x00\xff", b"\xc3\xa9", "a\nb"):
        r.set("text %r" % v[:4], (o(1, 21, 0), (OCTSTR, v)))
    for v in (0, 127, 128, -128, -129, 32768, MAXINT, -MAXINT - 1):
        r.set("int %d" % v, (o(1, 20, 0), (INT, v)))
    for arc in (4, 5, 6):
        r.set("S.%d" % arc, (SYS + ".%d.0" % arc, (OCTSTR, "n%d" % arc)))
    r.set("S.4 empty", (SYS + ".4.0", (OCTSTR, "")))
    r.set("S.4 of 255", (SYS + ".4.0", (OCTSTR, "c" * 255)))
    r.set("S.4 of 256", (SYS + ".4.0", (OCTSTR, "c" * 256)))
    r.set("S.4 an integer", (SYS + ".4.0", (INT, 1)))
    r.set("S.4 again", (SYS + ".4.0", (OCTSTR, "ops")))
    for name, oid, tv in (
        ("read-only B.1.1", o(1, 1, 0), (INT, 1)),
        ("read-only B.1.8, wrong type", o(1, 8, 0), (INT, 1)),
        ("read-only S.1", SYS + ".1.0", (OCTSTR, "x")),
        ("read-only S.3", UPTIME, (TIMETICKS, 1)),
        ("read-only S.7", SYS + ".7.0", (INT, 1)),
        ("read-only S.7, wrong type", SYS + ".7.0", (OCTSTR, "1")),
        ("missing S.4.1", SYS + ".4.1", (OCTSTR, "x")),
        ("missing S.4", SYS + ".4", (OCTSTR, "x")),
        ("missing S.4.0.0", SYS + ".4.0.0", (OCTSTR, "x")),
        ("missing S.1.1", SYS + ".1.1", (OCTSTR, "x")),
        ("missing S.99.0", SYS + ".99.0", (OCTSTR, "x")),
        ("missing B.1.99.0", o(1, 99, 0), (INT, 1)),
        ("missing B.1.20.1", o(1, 20, 1), (INT, 1)),
        ("missing B.1.20.0.0", o(1, 20, 0, 0), (INT, 1)),
        ("missing B", BASE, (INT, 1)),
        ("missing 1.3", "1.3", (INT, 1)),
        ("missing 1.3.7.1", "1.3.7.1", (INT, 1)),
        ("missing 2.5", "2.5", (INT, 1)),
        ("pass B.2.20", o(2, 20, 0), (INT, 33)),
        ("pass B.2.21", o(2, 21, 0), (OCTSTR, "thirty")),
        ("pass B.2.20, wrong type", o(2, 20, 0), (OCTSTR, "x")),
        ("pass read-only B.2.1", o(2, 1, 0), (INT, 1)),
        ("pass missing B.2.99.0", o(2, 99, 0), (INT, 1)),
        ("pass read-only cell", o(3, 1, 2, 1), (OCTSTR, "x")),
        ("pass missing row", o(3, 1, 2, 3), (OCTSTR, "x")),
        ("pass missing column", o(3, 1, 9, 1), (OCTSTR, "x")),
    ):
        r.set(name, (oid, tv))
    # By a community that may only read.
    for name, oid in (
        ("writable", o(1, 20, 0)),
        ("read-only", o(1, 1, 0)),
        ("missing", o(1, 99, 0)),
    ):
        r.set("by public: " + name, (oid, (INT, 1)), community="public")
    several(r)


def several(r):
    a, b = (o(1, 20, 0), (INT, 1001)), (o(1, 21, 0), (OCTSTR, "both"))
    c = (SYS + ".5.0", (OCTSTR, "name"))
    bad = {
        "read-only": (o(1, 1, 0), (INT, 1)),
        "wrong type": (o(1, 26, 0), (OCTSTR, "x")),
        "missing": (o(1, 99, 0), (INT, 1)),
        "read-only S.7": (SYS + ".7.0", (INT, 1)),
        "too long S.6": (SYS + ".6.0", (OCTSTR, "x" * 256)),
    }
    for name, vb in bad.items():  # before the good ones are written: nothing may change
        for i in (0, 1, 2, 3):
            vbs = [a, b, c]
            vbs.insert(i, vb)
            r.set("several, %s is %d" % (name, i + 1), *vbs)
    r.set("several, two bad", a, bad["wrong type"], b, bad["read-only"])
    r.set("several, two bad, other order", bad["missing"], a, bad["wrong type"])
    r.set("several, system first", bad["wrong type"], bad["too long S.6"])
    r.set("several", a, b, c)
    r.set("several, other order", (c[0], (OCTSTR, "c")), (b[0], (OCTSTR, "b")), (a[0], (INT, 2)))
    r.set("twice the same", (c[0], (OCTSTR, "twice")), (c[0], (OCTSTR, "twice")))
    r.set("twice, then a bad one", (c[0], (OCTSTR, "o")), (c[0], (OCTSTR, "o")), bad["missing"])
    r.ask("set", SET, name="of nothing")


def headers(r):
    oid = o(1, 1, 0)
    for ver in VERSIONS:
        v = ("v1", "v2c")[ver]
        for n in (0, 1, -1, 127, 128, 255, 256, -128, -129, 65535, MAXINT, -MAXINT - 1):
            r.add("header", "%s id %d" % (v, n), message(GET, oid, ver=ver, id=n))
        for a, b in ((1, 0), (0, 1), (5, 1), (-1, -1), (MAXINT, MAXINT)):
            d = message(GET, oid, ver=ver, a=a, b=b)
            r.add("header", "%s get with error %d %d" % (v, a, b), d)
            r.add("header", "%s getnext with error %d %d" % (v, a, b), b"".join(next_of(d)))
        for name in ("", "wrong", "publi", "publicc", "Public", "public\0", "x" * 255):
            d = message(GET, oid, ver=ver, community=name)
            r.add("header", "%s community %r" % (v, name[:8]), d)
        for t in (RESPONSE, TRAP, INFORM, TRAP2, REPORT) + (() if ver else (BULK,)):
            r.add("header", "%s PDU %02x" % (v, t), message(t, oid, ver=ver))
        for t in (0xA9, 0xAA, 0xBE, 0x30, 0x80, 0x02):
            d = bytearray(message(GET, oid, ver=ver))
            d[13] = t
            r.add("header", "%s PDU %02x" % (v, t), bytes(d))
    for ver in (2, 3, 4, -1, 127, 128, MAXINT):
        r.add("header", "version %d" % ver, message(GET, oid, ver=ver))


def next_of(d):
    yield d[:13]
    yield bytes((NEXT,))
    yield d[14:]


def tlv(tag, content, pad=0):
    """A TLV whose length takes `pad` octets more than it needs to."""
    n = len(content)
    if not pad:
        return bytes((tag,)) + usnmp.tobytes_len(n) + content
    k = max(1, (n.bit_length() + 7) // 8) + pad - 1
    return bytes((tag, 128 + k)) + n.to_bytes(k, "big") + content


FIELDS = ("message", "version", "community", "pdu", "id", "status", "index", "list", "vb", "oid")
FIELDS += ("value",)


def built(ver, pad="", n=0, **other):
    """A GET of B.1.1.0, octet by octet; the length of the field `pad` is padded by n octets.

    Others replace the content of a field (bytes), or all of it (a tuple of one bytes).
    """

    def field(name, tag, content):
        content = other.get(name, content)
        if isinstance(content, tuple):
            return content[0]
        return tlv(tag, content, n if name == pad else 0)

    oid = usnmp.tobytes_tv(6, o(1, 1, 0))[2:]
    vb = field("vb", 48, field("oid", 6, oid) + field("value", 5, b""))
    head = field("id", 2, b"\x09") + field("status", 2, b"\0") + field("index", 2, b"\0")
    pdu = field("pdu", GET, head + field("list", 48, vb))
    head = field("version", 2, bytes((ver,))) + field("community", 4, b"public")
    return field("message", 48, head + pdu)


def octets(r):
    deep = usnmp.tobytes_tv(6, BASE + ".1" * 119)[2:]
    odd = {
        "id of 4 octets, padded": dict(id=b"\0\0\0\x09"),
        "id of 3 octets, padded": dict(id=b"\xff\xff\xf7"),
        "id of 5 octets": dict(id=b"\0\0\0\0\x09"),
        "id of 5 octets, too large": dict(id=b"\x01\0\0\0\x09"),
        "id without content": dict(id=b""),
        "status of 2 octets": dict(status=b"\0\0"),
        "status without content": dict(status=b""),
        "index without content": dict(index=b""),
        "index of 4 octets": dict(index=b"\0\0\0\x01"),
        "id an octet string": dict(id=(b"\x04\x01\x09",)),
        "status a null": dict(status=(b"\x05\0",)),
        "list a set": dict(list=(b"\x31\0",)),
        "list an integer": dict(list=(b"\x02\x01\x05",)),
        "binding an octet string": dict(vb=(b"\x04\0",)),
        "OID an octet string": dict(oid=(b"\x04\x01+",)),
        "OID without content": dict(oid=b""),
        "OID unfinished": dict(oid=b"+\x06\x81"),
        "OID padded": dict(oid=b"+\x80\x06"),
        "OID past 2**32": dict(oid=b"+\x90\x80\x80\x80\x00"),
        "OID with 2**32 - 1": dict(oid=b"+\x8f\xff\xff\xff\x7f"),
        "OID of 128 arcs": dict(oid=deep),
        "OID of 129 arcs": dict(oid=deep + b"\x01"),
        "null with content": dict(value=b"\0"),
        "value of an unknown type": dict(value=(b"\x47\x01\x05",)),
        "value missing": dict(value=(b"",)),
        "value an empty integer": dict(value=(b"\x02\x00",)),
        "value an indefinite length": dict(value=(b"\x05\x80\0\0",)),
        "version of 2 octets": dict(version=None),
        "version an octet string": dict(version=(b"\x04\x01\0",)),
        "community an integer": dict(community=(b"\x02\x06public",)),
        "message a set": dict(message=None),
    }
    for ver in VERSIONS:
        v = ("v1", "v2c")[ver]
        r.add("octets", v + " as it should be", built(ver))
        for name in FIELDS:
            for n in (1, 2, 3, 4):
                r.add("octets", "%s length of %s padded by %d" % (v, name, n), built(ver, name, n))
        for name, kw in odd.items():
            if name == "version of 2 octets":
                d = built(ver, version=bytes((0, ver)))
            elif name == "message a set":
                d = b"\x31" + built(ver)[1:]
            else:
                d = built(ver, **kw)
            r.add("octets", "%s %s" % (v, name), d)
        whole = built(ver)
        for i in range(1, len(whole)):
            r.add("cut off", "%s after %d octets" % (v, i), whole[:i])
        r.add("octets", v + " an octet behind the message", whole + b"\0")
        r.add("octets", v + " a message behind the message", whole * 2)


def cases():
    """All cases, in the order in which they are to be asked: SETs change what later ones read."""
    r = Requests()
    for f in (hits, misses, many, headers, octets, sizes, bulks, sets):
        f(r)
    if not V2C:
        r.cases = [c for c in r.cases if not c.name.startswith("v2c")]
    assert len({c.name for c in r.cases}) == len(r.cases), [
        c.name for i, c in enumerate(r.cases) if c.name in {d.name for d in r.cases[:i]}
    ]
    return r.cases


# --- The comparison ---
ERRORS = (
    "noError tooBig noSuchName badValue readOnly genErr noAccess wrongType wrongLength "
    "wrongEncoding wrongValue noCreation inconsistentValue resourceUnavailable commitFailed "
    "undoFailed authorizationError notWritable inconsistentName"
).split()
TYPES = {INT: "INTEGER", OCTSTR: "STRING", 5: "NULL", OID: "OID", IPADDR: "IpAddress"}
TYPES.update({COUNTER: "Counter32", GAUGE: "Gauge32", TIMETICKS: "TimeTicks", OPAQUE: "Opaque"})
TYPES.update({COUNTER64: "Counter64", 128: "noSuchObject", 129: "noSuchInstance"})
TYPES.update({130: "endOfMibView", 120: "Opaque float", 121: "Opaque double"})


def value_text(oid, tv):
    text = TYPES.get(tv[0], "type %d" % tv[0])
    if tv[1] is None or oid == UPTIME and tv[0] == TIMETICKS:  # the time is not to be compared
        return text
    return "%s %r" % (text, tv[1])


def decoded(answer):
    try:
        return usnmp.SnmpPacket(answer)
    except usnmp.BerError:
        return None


def fields(answers):
    """What a list of answers says, as {field: text}."""
    if len(answers) != 1:
        return {"replies": str(len(answers))}
    p = decoded(answers[0])
    if p is None:
        return {"replies": "1 that is no SNMP: " + answers[0].hex()}
    status = p.err_status
    found = {
        "replies": "1",
        "version": str(p.ver),
        "community": repr(p.community),
        "pdu": "%02x" % p.type,
        "request-id": str(p.id),
        "error-status": ERRORS[status] if 0 <= status < len(ERRORS) else str(status),
        "error-index": str(p.err_id),
        "bindings": str(len(p.varbinds)),
    }
    for i, (oid, tv) in enumerate(p.varbinds.items()):
        found["oid %d" % (i + 1)] = short(oid)
        found["value %d" % (i + 1)] = value_text(oid, tv)
    return found


Result = namedtuple("Result", "case ours theirs differences")


def compare(case, ours, theirs):
    """The Result: each difference is (field, ours, theirs). If one has fewer bindings, then that
    is one difference, and those that both have are compared.
    """
    f, g = fields(ours), fields(theirs)
    found = []
    for name in f:
        if f[name] == g.get(name, f[name]):
            continue
        label = name
        if name.startswith("value"):
            label += " of " + f["oid" + name[5:]]
        found.append((label, f[name], g[name]))
    return Result(case, ours, theirs, found)


def run(snmpd, ours=None):
    """Ask both everything; a list of Result."""
    ours = ours or Ours()
    results = []
    for case in cases():
        try:
            theirs = snmpd.ask(case.datagram)
        except OSError:
            raise RuntimeError("snmpd is gone at: " + case.name)
        results.append(compare(case, ours.ask(case.datagram), theirs))
    return results


# --- What the RFC says, whatever snmpd does ---
OBJECTS = [oid.rpartition(".")[0] for oid in EVERY if not oid.startswith(BASE + ".3.")]
OBJECTS += [BASE + ".3.1.%d" % column for column in COLUMNS]


def exception(oid):
    """The exception that a GET of `oid`, which is not there, gets: RFC 3416 4.2.1."""
    for prefix in OBJECTS:
        if oid == prefix or oid.startswith(prefix + "."):
            return "noSuchInstance"
    return "noSuchObject"


# --- Deliberate differences ---
# cases, field, ours and theirs are patterns, as of file names; "fewer" and "more" as theirs are of
# numbers. docs/conformance.md has each name, with the clause and why.
Difference = namedtuple("Difference", "name cases field ours theirs")
DIFFERENCES = (
    # Of how the MIB gets into snmpd. Ours is compared with exception().
    Difference(
        "override-instance", "v2c get *", "value * of B.[14].*", "noSuchInstance", "noSuchObject"
    ),
    Difference(
        "override-instance",
        "v2c set missing B.1.20.1",
        "error-status",
        "noCreation",
        "notWritable",
    ),
    Difference("pass-object", "v2c get *", "value * of B.[23]*", "noSuchObject", "noSuchInstance"),
    # Where the RFC leaves a choice.
    Difference("which-index", "v1 get list *", "error-index", "*", "more"),
    Difference("which-index", "v1 getnext list *", "error-index", "*", "more"),
    Difference("miss-or-toobig", "v1 get 5 long, 1 miss", "error-status", "tooBig", "noSuchName"),
    Difference("miss-or-toobig", "v1 get 5 long, 1 miss", "error-index", "0", "6"),
    Difference("bulk-cut", "v2c getbulk cut *", "bindings", "*", "fewer"),
    Difference("bulk-after-end", "v2c getbulk B.3.1.4.300 *", "bindings", "*", "fewer"),
    Difference("bulk-after-end", "v2c getbulk 1.3.7 S *", "bindings", "*", "fewer"),
    Difference("bulk-after-end", "v2c getbulk end B.4.4 S.7.0 *", "bindings", "*", "fewer"),
    # Where snmpd is not as the RFC has it.
    Difference("bulk-end-name", "v2c getbulk B.3.1.7 B.3.1.7 2.5 *", "oid *", "2.5", "B.3.1.7"),
    Difference("bulk-end-name", "v2c getbulk end B.4.5 1.3.7 *", "oid *", "1.3.7", "B.4.5"),
    Difference("toobig-bindings", "v2c get *", "bindings", "0", "more"),
    Difference("toobig-bindings", "v2c getnext *", "bindings", "0", "more"),
    # Where snmpd answers to what is no message.
    Difference("v1-getbulk", "v1 PDU a5", "replies", "0", "1"),
    Difference("null-content", "v* null with content", "replies", "0", "1"),
    Difference("id-too-large", "v* id of 5 octets, too large", "replies", "0", "1"),
)


def matches(pattern, ours, theirs):
    if pattern in ("fewer", "more"):
        return int(theirs) < int(ours) if pattern == "fewer" else int(theirs) > int(ours)
    return fnmatchcase(theirs, pattern)


def explanation(case, difference):
    """The declared Difference that covers one difference (field, ours, theirs), or None."""
    field, ours, theirs = difference
    for d in DIFFERENCES:
        if (
            fnmatchcase(case.name, d.cases)
            and fnmatchcase(field, d.field)
            and fnmatchcase(ours, d.ours)
            and matches(d.theirs, ours, theirs)
        ):
            return d
    return None
