#!/usr/bin/env python3
# A Receiver with usnmp_receiver.receive_pc and one without it must be alike in all that they give,
# answer, count and call. Here is what compares them, and sources of datagrams at random, from a
# seed. test_receive_twins.py imports it; by itself it is the long run:
#   tests/host/receiver/receive_twins.py [NUMBER]     1,000,000 datagrams of no number

import importlib
import random
import sys
from pathlib import Path

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[3]
    sys.path[:0] = map(
        str,
        (
            ROOT,
            ROOT / "tests/host",
            ROOT / "tests/hostile",
            ROOT / "tests/portable/v3",
            ROOT / "tests/portable",
        ),
    )

import sealed
import usnmp_receiver
from faults import changed
from messagebox import num, tlv
from tlvs import parse_tlvs, to_octets
from usnmp import SnmpPacket
from usnmp_base.uptime import Uptime
from usnmp_receiver import receive_pc
from usnmp_v3 import User
from usnmp_v3.engine import Engine

INTERESTING = bytes((0, 1, 2, 4, 5, 6, 0x30, 0x41, 0x7F, 0x80, 0x81, 0x82, 0xA6, 0xA7, 0xFF))
COMMUNITIES = "public", b"\xff", "x" * 130, ""
SOURCES = ("192.0.2.1", 162), ("2001:db8::1", 40000, 0, 0), ("192.0.2.1", 163), None
UPTIME, TRAP = "1.3.6.1.2.1.1.3.0", "1.3.6.1.6.3.1.1.4.1.0"
ENTERPRISE, ADDRESS = "1.3.6.1.6.3.1.1.4.3.0", "1.3.6.1.6.3.18.1.3.0"
COLUMNS = "1.3.6.1.2.1.2.2.1.1", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.4.1.25506.2.6", "2.999", "0.0"
TYPES = 2, 2, 4, 4, 5, 6, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x78, 0x80
COUNTERS = "received traps informs duplicates refused irregular bad errors unsent".split()


def without_fast():
    """Another usnmp_receiver, imported where there is no receive_pc."""
    kept = {k: v for k, v in sys.modules.items() if k.split(".")[0] == "usnmp_receiver"}
    for name in kept:
        del sys.modules[name]
    sys.modules["usnmp_receiver.receive_pc"] = None
    try:
        module = importlib.import_module("usnmp_receiver")
        importlib.import_module("usnmp_receiver.v3")
        return module
    finally:
        for name in list(sys.modules):
            if name.split(".")[0] == "usnmp_receiver":
                del sys.modules[name]
        sys.modules.update(kept)


plain = without_fast()


class Twin:
    """One of the two: a Receiver of that module, with a clock, and what it calls in `calls`."""

    def __init__(self, module, **kw):
        self.now = 0
        self.calls = []
        self.receiver = module.Receiver(
            on_trap=lambda n: self.calls.append(("trap", n.trap_oid)),
            on_inform=self.informed,
            on_bad=lambda *what: self.calls.append(what),
            log=self.calls.append,
            ticks_ms=lambda: self.now,
            engine=Engine(
                sealed.ENGINE, sealed.BOOTS, Uptime(lambda: self.now, lambda a, b: a - b)
            ),
            **kw,
        )
        self.v3 = self.receiver.v3
        self.v3.message._salt[:] = bytes(8)  # the replies' are random

    def informed(self, n):
        self.calls.append(("inform", n.trap_oid))
        kind = (n.request_id or 0) % 8
        if kind == 7:
            raise ValueError("no %r" % n.request_id)
        return (None, None, None, True, False, 5, (6, 1))[kind]

    def outcome(self, d, source):
        """All that comes of a datagram."""
        self.calls.clear()
        n, reply = self.receiver.receive(d, source)
        counters = [getattr(self.receiver, name) for name in COUNTERS]
        v3 = self.v3
        found = None
        if n is not None:
            found = repr(n), sorted({**vars(n), "irregular": bool(n.irregular)}.items())
            assert {type(vb).__name__ for vb in n.raw_varbinds} <= {"VarBind"}
        return repr((found, reply, self.calls, counters, v3.stats, v3.discoveries, v3.cache()))


class Twins:
    """Both, as `kw` has them. same(d) asserts; `fast` counts what was not left to the plain way
    by the one that has another.
    """

    def __init__(self, users=(), **kw):
        self.pair = [Twin(module, users=users, **kw) for module in (plain, usnmp_receiver)]
        self.fast = 0

    def each(self):
        return [twin.receiver for twin in self.pair]

    def same(self, d, source=SOURCES[0]):
        left = receive_pc._plain_receive
        plainly = []

        def counted(*args):
            plainly.append(1)
            return left(*args)

        receive_pc._plain_receive = counted
        try:
            expected, found = [twin.outcome(d, source) for twin in self.pair]
        finally:
            receive_pc._plain_receive = left
        assert found == expected, (bytes(d).hex(), source, found, expected)
        self.fast += not plainly


class Datagrams:
    """Datagrams at random: most as devices send them, some odd, some with octets changed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.before = []

    def number(self, bits=32):
        return self.random.getrandbits(self.random.choice((1, 6, 7, 8, 15, 16, 23, 28, bits)))

    def value(self, t):
        r = self.random
        if t in (4, 0x44):
            text = r.choice((b"", b"eth0", b"a\nb", b"up\0", b"\xff", r.randbytes(130)))
            return text if t == 0x44 or r.random() < 0.9 else r.randbytes(300)
        if t == 6:
            return "%s.%d" % (r.choice(COLUMNS[:4]), self.number())
        if t == 0x40:
            return "192.0.2.%d" % r.randrange(256)
        if t in (5, 0x80):
            return None
        if t == 0x78:
            return 0.5
        i = self.number(64 if t == 0x46 else 31 if t == 2 else 32)
        return -(i & 0x7FFFFFFF) if t == 2 and r.random() < 0.3 else i

    def bindings(self):
        r = self.random
        found = [(UPTIME, (0x43, self.number())), (TRAP, (6, "1.3.6.1.6.3.1.1.5.%d" % self.few()))]
        for _ in range(r.choice((0, 1, 2, 3, 3, 8))):
            t = r.choice(TYPES)
            oid = "%s.%d" % (r.choice(COLUMNS[:4]), r.choice((self.few(), self.number())))
            found.append((oid, (t, self.value(t))))
        if r.random() < 0.1:
            found.append((ENTERPRISE, (6, self.value(6)) if r.random() < 0.8 else (2, 1)))
        if r.random() < 0.1:
            found.append((ADDRESS, (0x40, self.value(0x40)) if r.random() < 0.8 else (2, 1)))
        if r.random() < 0.05:
            found.append(r.choice(found[:2]))
        if r.random() < 0.08:
            r.shuffle(found)
        if r.random() < 0.04:
            del found[r.randrange(2)]
        return found

    def few(self):
        return self.random.randrange(1, 5)

    def packet(self, **kw):
        p = SnmpPacket(**kw)
        for binding in self.bindings():
            p.varbinds.append(binding)
        return p.tobytes()

    def v2c(self):
        """A message of SNMPv1 or v2c."""
        r = self.random
        if self.before and r.random() < 0.15:
            return r.choice(self.before)
        community = COMMUNITIES[0] if r.random() < 0.8 else r.choice(COMMUNITIES)
        kw = {"type": r.choice((0xA6, 0xA7)), "ver": 1, "community": community}
        if r.random() < 0.05:
            kw["type"] = r.choice((0xA0, 0xA2, 0xA4, 0xA8))
        if r.random() < 0.05:
            kw["ver"] = r.choice((0, 2, 3))
        if kw["type"] == 0xA4:
            kw.update(enterprise=COLUMNS[2], generic_trap=6, specific_trap=self.few())
        else:
            kw["id"] = r.choice((1, 1, 1, -1)) * self.number(31)
            if r.random() < 0.05:
                kw["err_status"], kw["err_id"] = r.choice((5, 128)), self.few()
        d = self.packet(**kw)
        self.before = [*self.before[-20:], d]
        return d

    def v3(self, now):
        """A plain message of SNMPv3, to be sealed; now: the seconds of the receiver."""
        r = self.random
        if r.random() < 0.02:
            return r.choice(list(sealed.discovery()))
        user = r.choice(list(sealed.USERS.values()))
        flags = user.level if r.random() < 0.9 else r.choice((0, 1, 3)) & user.level
        tag = r.choice((0xA6, 0xA7, 0xA7)) if r.random() < 0.96 else r.choice((0xA0, 0xA2, 0xA8))
        packet = self.packet(type=tag, ver=1, id=self.number(31))
        at = 5 if packet[1] < 128 else packet[1] - 123  # of the community
        pdu = packet[at + 2 + packet[at + 1] :]
        own = tag == 0xA6 if r.random() < 0.95 else r.random() < 0.5
        engine = sealed.ENGINE if own else r.choice((sealed.OTHER, sealed.OTHER + b"2"))
        fields = {
            "boots": num(sealed.BOOTS + (0 if r.random() < 0.97 else r.choice((-1, 1)))),
            "time": num(max(0, now + r.choice((0, 0, 0, 1, -1, -2, -100, -149, -150, -151)))),
            "id": tlv(2, r.choice((b"\x41", b"\x20\1\2\3", b"\x7f\1"))),
            "size": num(r.choice((65507, 65507, 1472, 484))),
        }
        if r.random() < 0.04:
            fields["id"] = tlv(2, r.choice((b"", b"\0\1", bytes(5), b"\x90", bytes(9))))
            fields["size"] = num(r.choice((483, 0, -1)))
        if r.random() < 0.02:
            fields["mac"] = sealed.MARKS[r.choice((12, 24))]
        scope = r.choice((None, None, None, b"", sealed.OTHER))
        context = r.choice((b"", b"", b"bridge1", b"\xff"))
        level = flags | (4 if r.random() < 0.6 else 0)
        return sealed.plain(level, user, pdu, engine, context, scope, **fields)

    def restructured(self, octets):
        """The octets with a TLV that is another, in TLVs whose lengths fit."""
        r = self.random
        tree = parse_tlvs(octets)
        if not tree:
            return octets
        ways = []  # lists, where in them

        def visit(tlvs):
            for i, t in enumerate(tlvs):
                ways.append((tlvs, i))
                if isinstance(t[2], list):
                    visit(t[2])

        visit(tree)
        tlvs, i = r.choice(ways[: r.choice((5, 10, 1000))])  # the outer ones as often
        t = tlvs[i]
        what = r.randrange(7)
        if what == 0:
            t[0] = r.choice(INTERESTING)
        elif what == 1 and not isinstance(t[2], list):
            t[2] = r.choice((b"\0", b"\xff", b"\x80")) + t[2]
        elif what == 2:
            n = len(to_octets([t])) if isinstance(t[2], list) else len(t[2]) + 2
            t[1] = r.choice((b"\x81%c" % (n - 2 & 255), b"\x82%c%c" % (n - 2 >> 8, n - 2 & 255)))
        elif what == 3:
            tlvs.insert(i, t)
        elif what == 4:
            del tlvs[i]
        elif what == 5:
            tlvs.append([r.choice(TYPES), None, r.randbytes(r.randrange(5))])
        elif not isinstance(t[2], list):
            t[2] = t[2][:-1] if r.random() < 0.5 else t[2] + b"\0"
        return to_octets(tree)


def users():
    """Those of `sealed`, one of them at a level below its own, as a Receiver takes them."""
    found = list(sealed.USERS.values())
    return [(u, "authNoPriv") if u.name == b"strong" else u for u in found]


def disturb(r, twins):
    """Change something of both: users, engines, hooks, the longest message."""
    what = r.randrange(8)
    name = r.choice((b"reader", b"half", b"strong", b"nobody"))
    other = User(name, "SHA", None, "AES", None, b"?" * 20, b"?" * 20)
    for twin in twins.pair:
        v3 = twin.v3
        if what == 0:
            v3.remove(name)
        elif what == 1:
            v3.add(other)
        elif what == 2:
            v3.clear(users=True)
        elif what == 3:
            v3.remove_engine(sealed.OTHER)
        elif what == 4:
            v3.on_engine = (
                None if v3.on_engine else lambda *a, calls=twin.calls: calls.append(("engine", a))
            )
        elif what == 5:
            v3.on_plain = (
                None if v3.on_plain else lambda *a, calls=twin.calls: calls.append(("plain", a))
            )
        elif what == 6:
            v3.on_user = None if v3.on_user else lambda id, name: sealed.USERS.get(name)
        else:
            twin.receiver.max_size = 300 if twin.receiver.max_size > 300 else 65507
    if what < 3 and r.random() < 0.7:
        for twin in twins.pair:
            twin.v3.clear(users=True)
            for entry in users():
                twin.v3.add(*(entry if isinstance(entry, tuple) else (entry,)))


def calm(twins):
    """Take back what disturb() has done to hooks, and to the longest message."""
    for twin in twins.pair:
        twin.v3.on_engine = twin.v3.on_plain = twin.v3.on_user = None
        twin.receiver.max_size = 65507


def compare(number, seed):
    """So many datagrams to a pair; how many of them the fast way took."""
    source = Datagrams(seed)
    r = source.random
    communities = r.choice((None, ["public"], ["public", b"\xff", "x" * 130]))
    twins = Twins(users(), communities=communities)
    now = sealed.TIME
    for twin in twins.pair:
        twin.now = now * 1000
    for _ in range(number):
        if r.random() < 0.4:
            d = source.v2c()
            if r.random() < 0.15:
                d = source.restructured(d)
        else:
            d = source.v3(now)
            if r.random() < 0.2:
                d = source.restructured(d) if r.random() < 0.7 else changed(r, d, INTERESTING)
            d = sealed.seal(d, r.random() < 0.02)[0] if r.random() < 0.98 else d
        if d and r.random() < 0.1:
            d = changed(r, d, INTERESTING)
        if r.random() < 0.01:
            d = r.choice((bytearray(d), memoryview(d), d + b"\0", b""))
        twins.same(d, r.choice(SOURCES) if r.random() < 0.1 else SOURCES[0])
        if r.random() < 0.02:
            now += r.choice((0, 1, 1, 30, 100))
            for twin in twins.pair:
                twin.now = now * 1000
        if r.random() < 0.01:
            disturb(r, twins)
        elif r.random() < 0.03:
            calm(twins)
    return twins.fast


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    fast = 0
    for seed in range(0, number, 2000):
        fast += compare(min(2000, number - seed), seed)
        if not (seed + 2000) % 20000:
            print("%d cases alike, %d the fast way" % (seed + 2000, fast), flush=True)
