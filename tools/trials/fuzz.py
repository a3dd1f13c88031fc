#!/usr/bin/env python3
"""Coverage-guided fuzzing of what reads datagrams, with atheris (libFuzzer).

  tools/trials/fuzz.py [--target NAME] [--runs N | --minutes N] [--seed N]
                [--jobs N] [--library FOLDER] [--corpus FOLDER] [INPUT...]

Targets: agent, codec, receiver, manager; and of SNMPv3, whose messages are encrypted and signed
after they were changed, agent3, receiver3, peer3 (the side that asks), fast3 (the same, as fast as
a PC has it) and notifier3. Without --target all, in parallel on the machine's cores, 2,500,000
runs each, with 60 MB for each target at a time (1,500 MB end it). --minutes is for each target.
INPUT: files to run once on a --target. Inputs that reached something new are kept in --corpus, by
default a folder that is thrown away. A finding is printed with its octets in hex, and the status
is 1; what it was goes into tests/hostile/findings, with its outcome by the RFCs, or, of SNMPv3,
into a test.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
sys.path.insert(0, os.path.join(ROOT, "tests", "hostile"))
from tlvs import copy, parse_tlvs, to_octets  # noqa: E402

TARGETS = (
    "agent",
    "codec",
    "receiver",
    "manager",
    "agent3",
    "receiver3",
    "peer3",
    "fast3",
    "notifier3",
)
MAX_SIZE = 1472


# --- structure-aware mutation of messages as trees: tlvs.py ---

INTS = [
    v.to_bytes(n, "big", signed=True)
    for n in (1, 2, 4, 5, 8, 9)
    for v in (0, 1, -1, 127, -128, (1 << 8 * n - 1) - 1, -(1 << 8 * n - 1), 1 << 8 * n - 2)
]
INTS += [bytes(k) + b"\5" for k in (3, 8, 20, 40)]  # padded
TAGS = [2, 3, 4, 5, 6, 48, *range(0x40, 0x48), *range(0x80, 0x83), *range(0xA0, 0xA9)]
OIDS = [
    b"", b"\0", b"\x2b", b"\x80\1", b"\xff\xff", b"\x2b\6\1\2\1\1\1\0", b"\x2b\6\1\2\1\1\5\0",
    b"\x2b\x8f\xff\xff\xff\x7f", b"\x2b\x90\x80\x80\x80\0", b"\x78" + b"\1" * 126, b"\1" * 128,
    b"\x2b\6\1\2\1\2\2\1\2\1", b"\x2b\6\1\4\1\xbf\x08\xce\x0f\xce\x0f\1\0",
    b"\x2b\6\1\6\3\1\1\4\1\0",
]  # fmt: skip
FIELDS = [
    b"\x80",
    b"\xff",
    b"\x84\x7f\xff\xff\xff",
    b"\x84\xff\xff\xff\xff",
    b"\x88" + b"\xff" * 8,
]


def change(tlvs, rnd, donors):
    """One change somewhere in the tree."""
    where = tlvs
    while True:  # to a list of TLVs, deep ones rather
        deeper = [t for t in where if isinstance(t[2], list) and t[2]]
        if not deeper or rnd.random() < 0.15:
            break
        where = rnd.choice(deeper)[2]
    if not where:
        where.append([rnd.choice(TAGS), None, b""])
        return
    i = int(rnd.random() * len(where))
    t = where[i]
    content = t[2]
    what = int(rnd.random() * 13)
    if what == 0:
        del where[i]
    elif what == 1:
        where.insert(i, copy(t))
    elif what == 2:
        j = int(rnd.random() * len(where))
        where[i], where[j] = where[j], where[i]
    elif what == 3:
        t[0] = rnd.choice(TAGS) if rnd.random() < 0.9 else int(rnd.random() * 256)
    elif what == 4:
        t[1] = rnd.choice(FIELDS)
    elif what == 5:  # a length that is wrong by little, or right in a long form
        n = len(to_octets(content) if isinstance(content, list) else content)
        k = rnd.choice((1, 2, 4, 5, 8))
        n = max(0, n + rnd.choice((0, 0, 0, 1, -1, 2)))
        t[1] = bytes((128 + k,)) + (n & (1 << 8 * k) - 1).to_bytes(k, "big")
    elif what == 6:
        donor = donors[int(rnd.random() * len(donors))]
        while rnd.random() < 0.7 and isinstance(donor[2], list) and donor[2]:
            donor = rnd.choice(donor[2])
        where[i] = copy(donor)
    elif what == 7:
        t[2] = rnd.choice(INTS)
    elif what == 8:
        t[2] = rnd.choice(OIDS)
    elif what == 9 and isinstance(content, list):
        if len(content) < 200:
            t[2] = content * rnd.choice((2, 3, 9))
    elif what == 10:
        t[2] = [t[:]]  # nested
    elif isinstance(content, bytes):
        b = bytearray(content)
        k = int(rnd.random() * (len(b) + 1))
        if what == 11 and b:
            b[k % len(b)] ^= 1 << int(rnd.random() * 8)
        elif what == 12:
            b[k:k] = bytes((int(rnd.random() * 256),)) * rnd.choice((1, 1, 1, 2, 5, 100))
        else:
            del b[k:]
        t[2] = bytes(b)


def change_octets(b, rnd):
    """One change of octets, wherever."""
    k = int(rnd.random() * (len(b) + 1))
    what = int(rnd.random() * 5)
    if not b or what == 0:
        b[k:k] = bytes((rnd.choice(TAGS),))
    elif what == 1:
        del b[k : k + rnd.choice((1, 1, 2, 9, 100))]
    elif what == 2:
        b[k % len(b)] ^= 1 << int(rnd.random() * 8)
    elif what == 3:
        b[k % len(b)] = rnd.choice((0, 1, 5, 6, 48, 126, 127, 128, 129, 130, 132, 255))
    else:
        b[k:k] = rnd.choice(FIELDS)


class Mutator:
    """For libFuzzer: one to three changes in the tree; or, of one in five, in the octets."""

    def __init__(self, seeds):
        self.donors = [t for d in seeds for t in parse_tlvs(d) or ()]

    def __call__(self, data, max_size, seed):
        rnd = random.Random(seed)
        if rnd.random() < 0.2:
            b = bytearray(data)
            for _ in range(1 + int(rnd.random() * 4)):
                change_octets(b, rnd)
            return bytes(b[:max_size])
        tlvs = parse_tlvs(data)
        if not tlvs:
            tlvs = [copy(rnd.choice(self.donors))]
        for _ in range(1 + int(rnd.random() * 3)):
            change(tlvs, rnd, self.donors)
        out = to_octets(tlvs)
        return out[:max_size]


# --- oracles: each gets octets, and raises if something is wrong ---


def same(a, b):
    """Are two results the same, types and all? NaN is itself."""
    return repr(a) == repr(b)


ROWS = "1.3.6.1.4.1.9.1"  # a table with a RowStatus
NAMED = "1.3.6.1.4.1.10.1"  # a table with an index of a string and a number


def table_requests():
    """Requests for the tables that the agent has beside what the corpus asks for."""
    rows = b"\x2b\6\1\4\1\x09\1"
    named = b"\x2b\6\1\4\1\x0a\1"
    from corpus import NULL, request

    cells = [rows + b"\2\1", rows + b"\4\2", named + b"\1\1\x61\1", rows, named, rows[:-1] + b"\2"]
    for pdu in (0xA0, 0xA1, 0xA5):
        for community in (b"public", b"view"):
            bindings = [(oid, NULL) for oid in cells]
            yield request(1, pdu, bindings, 1, 5, community=community).octets()
    for community in (b"private", b"view"):
        for status in range(8):
            set_status = rows + b"\4\1", (2, bytes((status,)))
            for more in ([], [(rows + b"\2\1", (4, b"x"))], [(rows + b"\3\1", (2, b"\5"))]):
                bindings = [*more, set_status]
                yield request(1, 0xA3, bindings, community=community).octets()
                yield request(0, 0xA3, bindings[::-1], community=community).octets()
        bindings = [(named + b"\1\1\x61\1", (2, b"\5"))]
        yield request(1, 0xA3, bindings, community=community).octets()


class Codec:
    """A value or BerError; what was decoded encodes, but an INTEGER of some devices that does not
    fit its 32 bits; the fast path is the plain path.
    """

    def __init__(self):
        import usnmp
        import usnmp_codec
        from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat, tobytes_tv

        self.decode = frombytes_tvat, frombytes_lenat
        self.encode = tobytes_tv
        self.error = BerError
        self.fast = usnmp.SnmpPacket
        # The same class as it is on a board.
        modules = {}
        exec(compile(plain_source(), "usnmp_plain", "exec"), modules)
        self.plain = modules["SnmpPacket"]
        assert usnmp_codec

    def __call__(self, d):
        for f in self.decode:
            try:
                found = f(d, 0)
            except self.error:
                continue
            if f is self.decode[0] and not (found[0] == 2 and found[1] >> 31 == 1):
                again = self.decode[0](self.encode(*found), 0)
                assert same(again, found), (found, again)
        results = [self.packet(make, d) for make in (self.plain, self.fast)]
        assert results[0] == results[1], results

    def packet(self, make, d):
        try:
            p = make(d)
        except self.error:
            return "BerError"
        fields = [k for k in dir(p) if not k.startswith("_") and k not in ("tobytes", "varbinds")]
        values = [getattr(p, k) for k in fields]
        octets = p.tobytes()
        assert make(octets).tobytes() == octets
        return repr((fields, values, p.varbinds.items(), octets, repr(p)))


def plain_source():
    """usnmp.py without the lines at its end that bring in usnmp_base.packet_pc."""
    path = [f for f in (os.path.join(p, "usnmp.py") for p in sys.path) if os.path.exists(f)][0]
    with open(path) as f:
        source = f.read()
    cut = source.find("\nif hasattr(_split")
    return source if cut < 0 else source[:cut]


class Logged(Exception):
    """The agent caught what should not have been raised."""


def log(text):
    raise_later.append(text)


raise_later = []


class Agent:
    """A reply or none; a reply is one to this request, and no longer than it may be."""

    def __init__(self):
        import replay
        from usnmp import SnmpPacket
        from usnmp_mib import COUNTER64, GAUGE, INT, OCTSTR
        from usnmp_agent.view import View

        self.fields = replay.fields
        self.count = replay.bindings
        self.packet = SnmpPacket
        role = replay.AgentRole()
        self.agent = agent = role.agent
        agent.log = log
        self.good = role.good
        self.answer = agent.respond(role.good)
        mib = agent.mib
        mib.scalar("1.3.6.1.2.1.3.1.0", COUNTER64, lambda: 2**63)
        mib.scalar("1.3.6.1.2.1.3.2.0", OCTSTR, lambda: "x" * 700)
        mib.scalar("1.3.6.1.2.1.3.3.0", INT, lambda: None)
        mib.scalar("1.3.6.1.2.1.3.16384.0", GAUGE, lambda: 2**32 - 1)
        rows = {i: {1: i & 255, 2: "row"} for i in (1, 2, 127, 128, 16384, 2**31)}
        mib.table("1.3.6.1.2.1.2.2.1", {1: INT, 2: OCTSTR}, rows)
        self.rows = {}
        columns = {2: OCTSTR, 3: INT, 4: INT, 5: INT}
        mib.table(ROWS, columns, self.rows, write={2: True, 3: True}, row_status=4)
        named = {("a", 1): {1: 5}, ("ab", 2**31): {1: 6}, ("b\0", 0): {1: 7}}
        mib.table(NAMED, {1: INT}, named, index=(OCTSTR, INT), write={1: True})
        agent.allow("view", View(read=["1.3.6.1.2.1", ROWS], write=["1.3.6.1.2.1.1.5", ROWS]))
        self.n = 0

    def __call__(self, d):
        self.n += 1
        if len(self.rows) > 8:  # its managers would not have made more
            self.rows.clear()
        agent = self.agent
        agent.max_times = (0, 0, 3, 10)[self.n & 3]
        reply = agent.respond(d, ("192.0.2.7", 4))
        if raise_later:
            raise Logged(raise_later.pop())
        if reply is not None:
            assert len(reply) <= MAX_SIZE
            if agent.max_times:
                # An error or an empty reply is about as long as its request.
                assert len(reply) <= max(len(d) * agent.max_times, len(d) + 12), len(reply)
            from usnmp_codec import frombytes_lenat

            d = d[: 1 + sum(frombytes_lenat(d, 0))]  # without what is behind it
            q = self.fields(d)
            r = self.fields(reply)
            assert r[2] == 0xA2 and q[:2] == r[:2] and q[3] == r[3]
            assert 0 <= r[4] <= 18 and r[5] >= 0
            n = self.count(reply, r[6])
            assert r[5] <= self.count(d, q[6])
            if q[2] != 0xA5:
                assert n in (0, self.count(d, q[6]))
            p = self.packet(reply)
            if self.n % 64 == 0:
                if self.packet(d).tobytes() == d:
                    assert p.tobytes() == reply  # in the fewest octets
                if not r[4] and q[2] != 0xA3:  # those repeat the octets of the request
                    peer(reply, p)
        agent.max_times = 0
        if self.n % 16 == 0:
            assert agent.respond(self.good) == self.answer
            if raise_later:
                raise Logged(raise_later.pop())


def peer(octets, packet):
    """pysnmp decodes a reply to the same."""
    if peer.decode is None:
        try:
            from pyasn1.codec.ber import decoder
            from pysnmp.proto import rfc1157, rfc1901
        except ImportError:
            return
        peer.decode = decoder.decode
        peer.specs = rfc1157.Message(), rfc1901.Message()
    message, rest = peer.decode(octets, asn1Spec=peer.specs[packet.ver])
    assert not rest
    pdu = message[2].getComponent()
    found = int(pdu[0]), int(pdu[1]), int(pdu[2]), len(pdu[3])
    assert found == (packet.id, packet.err_status, packet.err_id, len(packet.varbinds))


peer.decode = None


class Receiver:
    """A notification or none; a reply to informs only, with their request-id, no longer."""

    def __init__(self):
        import replay
        from usnmp_receiver import Receiver

        self.fields = replay.fields
        self.n = 0
        self.bad = 0
        self.receivers = [
            Receiver(
                communities=communities,
                on_bad=self.on_bad,
                on_inform=lambda n: (None, False, (5, 1), 13)[self.n & 3],
                max_size=max_size,
                ticks_ms=lambda: self.n & 0x3FFFFFFF,
                log=log,
            )
            for communities, max_size in ((None, MAX_SIZE), ("public", 200))
        ]

    def on_bad(self, d, source, reason):
        self.bad += 1

    def __call__(self, d):
        for receiver in self.receivers:
            self.n += 1
            self.bad = 0
            got = receiver.received
            n, reply = receiver.receive(d, ("192.0.2.7", self.n & 0xFFFF))
            if raise_later and "error-status" not in raise_later[-1]:
                raise Logged(raise_later.pop())
            raise_later.clear()
            assert receiver.received == got + 1
            counted = receiver.traps + receiver.informs + receiver.duplicates + receiver.refused
            assert receiver.received <= counted + receiver.bad
            assert not (n is not None and self.bad)
            if n is not None:
                repr(n)
            if reply is not None:
                r = self.fields(reply)
                assert r[2] == 0xA2 and len(reply) <= min(receiver.max_size, len(d) + 16)
                q = self.fields(d, 3)  # the rest may be cut off
                assert q[2] == 0xA6 and r[:2] + r[3:4] == q[:2] + q[3:4]


class Manager:
    """A Response or None; what a manager then does with it raises SnmpError or nothing."""

    def __init__(self):
        import replay
        from usnmp_codec import BerError
        from usnmp_manager.table import Table
        from usnmp_manager.response import SnmpError, answer, answers, bindings, parse
        from usnmp_manager.walk import Walk

        self.role = replay.ManagerRole()
        self.parse, self.answers, self.bindings, self.answer = parse, answers, bindings, answer
        self.errors = SnmpError
        self.walk = Walk
        self.table = Table
        assert BerError
        self.n = 0

    def __call__(self, d):
        r = self.parse(d)
        self.n += 1
        if r is not None:
            assert r.type == 0xA2
            repr(r)
            manager = self.role.manager
            for q in (
                manager.request(0xA0, ["1.3.6.1.2.1.1.5.0"]),
                manager.request(0xA1, ["1.3.6", "1.4"]),
                manager.request(0xA5, ["1.3"], 0, 10),
            ):
                assert not self.answers(q, r)
                # As if it were the answer.
                q.id, q.ver, q.community = r.id, r.ver, r.community
                assert self.answers(q, r)
                self.only_snmp_error(self.answer, q, r)
            for repetitions in (0, 10):
                w = self.walk(manager, "1.3.6.1", repetitions)
                q = w.packet()
                self.only_snmp_error(lambda: list(w.take(q, r)))  # noqa: B023
                if not w.done:
                    w.packet().tobytes()
            t = self.table(manager, "1.3.6.1.2.1.2.2.1", None, 25)
            q = t.packet()
            self.only_snmp_error(lambda: list(t.take(q, r)))
        if self.n % 16 == 0:
            self.role.n = -1  # to the end
            wrong = self.role.feed(d[:MAX_SIZE], b"\0\0\0\0*")
            assert not wrong, wrong

    def only_snmp_error(self, f, *args):
        try:
            f(*args)
        except self.errors:
            pass


def seeds(limit=4000):
    """The datagrams of the corpus, as many of each class."""
    import corpus

    by_class = {}
    for name, _, d, *_ in corpus.corpus():
        if len(d) <= MAX_SIZE:
            by_class.setdefault(name, []).append(d)
    out = []
    for name, some in by_class.items():
        out += some[:: len(some) // (limit // len(by_class)) + 1]
    return [*out, *table_requests()]


def fuzz(args):
    """In a process of its own, one target. Does not return, but for args.inputs."""
    try:
        import atheris
    except ImportError:
        sys.exit("atheris is missing: $(tools/setup)/venv/bin/python tools/trials/fuzz.py")

    with atheris.instrument_imports(include=modules(args.library)):
        import usnmp  # noqa: F401

        target = {"agent": Agent, "codec": Codec, "receiver": Receiver, "manager": Manager}
        if args.target in target:
            target = target[args.target]()
            good = [d for d in seeds() if d]
            mutator = Mutator(good)
        else:
            import fuzz_v3

            target = fuzz_v3.TARGETS[args.target]()
            good = fuzz_v3.seeds(args.target)
            mutator = fuzz_v3.Mutator(good)

    def one(d):
        try:
            target(d)
        except Exception:
            print("FINDING %s %s" % (args.target, d.hex()), flush=True)
            raise

    if args.inputs:
        for path in args.inputs:
            with open(path, "rb") as f:
                one(f.read())
        return 0
    folder = os.path.join(args.corpus, args.target)
    os.makedirs(folder, exist_ok=True)
    for i, d in enumerate(good):
        with open(os.path.join(folder, "seed%05d" % i), "wb") as f:
            f.write(d)
    argv = [sys.argv[0], folder, "-max_len=%d" % MAX_SIZE, "-print_final_stats=1", "-verbosity=0"]
    argv += ["-runs=%d" % args.runs, "-max_total_time=%d" % (args.minutes * 60)]
    argv += ["-rss_limit_mb=1500", "-timeout=20", "-seed=%d" % args.seed]
    argv += ["-artifact_prefix=%s-" % folder, "-reload=0", "-len_control=0"]
    atheris.Setup(argv, one, custom_mutator=mutator)
    atheris.Fuzz()


def modules(library):
    """The modules and packages of usnmp."""
    return [f.partition(".")[0] for f in os.listdir(library) if f.startswith("usnmp")]


def options(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--library", default=ROOT)
    parser.add_argument("--corpus")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("inputs", nargs="*")
    args = parser.parse_args(argv)
    if args.inputs and not args.target:
        parser.error("an INPUT wants a --target")
    if not args.runs:
        args.runs = -1 if args.minutes else 2500000
    return args


def start(args, name, corpus):
    """The process that fuzzes the target `name`."""
    command = [sys.executable, os.path.abspath(__file__), "--child", "--target", name]
    for k in ("runs", "minutes", "seed", "library"):
        command += ["--%s" % k, str(getattr(args, k))]
    command += ["--corpus", corpus, *args.inputs]
    print("start", name, flush=True)
    return subprocess.Popen(command, stdout=sys.stdout, stderr=subprocess.STDOUT)


def fuzz_all(args, corpus):
    """Each target in a process of its own, `jobs` at a time; the status."""
    waiting = [args.target] if args.target else list(TARGETS)
    running = {}
    failed = 0
    try:
        while waiting or running:
            while waiting and len(running) < args.jobs:
                name = waiting.pop(0)
                running[name] = start(args, name, corpus)
            for name in list(running):
                if running[name].poll() is not None:
                    status = running.pop(name).returncode
                    print("end %s, status %d" % (name, status), flush=True)
                    failed += status != 0
            time.sleep(0.1)
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    return 1 if failed else 0


def main(argv):
    args = options(argv)
    if args.child:
        folders = "tests/hostile", "tests/portable/v3", "tools/trials"
        sys.path[:0] = [args.library, *(os.path.join(ROOT, folder) for folder in folders)]
        return fuzz(args)
    if args.corpus:
        return fuzz_all(args, args.corpus)
    with tempfile.TemporaryDirectory() as corpus:
        return fuzz_all(args, corpus)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
