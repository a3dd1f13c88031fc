# Two agents that differ only in usnmp_agent.request_cache, or in all that usnmp_pc.speed gives,
# on whatever interpreter: the same replies, octet for octet, and counters, to all they are sent.
#   shapes_twins.py LIBRARY FILE shapes|speed [NUMBER]
# FILE: datagrams, each behind its length in two octets; NUMBER: of requests for changing values.
# Prints what differs, and last how many requests were answered from a shape that was known.

# ruff: noqa: E402  the library's folder comes first

import sys

sys.path[:] = [p for p in sys.path if p.startswith(".frozen")] + sys.argv[1:2] + sys.path[1:]

from agentbox import BASE, GET, NEXT, SET, Box
from usnmp import SnmpPacket
from usnmp_mib import COUNTER, COUNTER64, GAUGE, INT, IPADDR, OCTSTR, OID, OPAQUE, TIMETICKS
from usnmp_agent.request_cache import Shapes
from usnmp_agent.view import View

SOURCE = "192.0.2.7", 1024
known = 0


def request(t, oids, rid, **kw):
    p = SnmpPacket(t, id=rid, **kw)
    for oid in oids:
        p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
    return p.tobytes()


class Twins:
    # Two agents that differ in nothing but their shapes.

    def __init__(self, most=600, **kw):
        self.boxes = Box(most), Box(most)
        agent = self.boxes[1].agent
        if sys.argv[3] == "shapes":
            self.shapes = Shapes(agent, **kw)
        else:
            from usnmp_pc.speed import quicken

            self.shapes = quicken(agent)
            for name, value in kw.items():
                setattr(self.shapes, name, value)
        self.parsed = 0
        parse = agent._message

        def counted(d):
            self.parsed += 1
            return parse(d)

        agent._message = self.shapes._others = counted
        for b in self.boxes:
            b.agent.allow("part", View([BASE % 1, BASE % 2, "1.3.6.1.2.1"], write=True))
            rows = {3: {1: "lo", 2: 7}, 4: {2: 8}}
            b.mib.table(BASE[:-5] + ".77.1", {1: OCTSTR, 2: INT}, rows, write={2: True})
            b.agent.allow("near", View(sources=["192.0.2.7"]))
            b.agent.on_stranger = b.logged.append
            b.agent.authen_traps = True

    def same(self, d, source=SOURCE):
        global known
        before = self.parsed
        replies = [b.agent.respond(d, source) for b in self.boxes]
        assert replies[0] == replies[1], (d, replies, [b.logged for b in self.boxes])
        known += self.parsed == before
        counters = [b.agent.counters for b in self.boxes]
        assert counters[0] == counters[1], (d, counters)
        assert self.boxes[0].logged == self.boxes[1].logged, d
        assert self.boxes[0].written == self.boxes[1].written, d
        for b in self.boxes:
            b.logged[:] = b.written[:] = []
            b.agent.counters[:] = [0] * 33


def room():
    """The same, with room for all of a reply, none or some."""
    twins = Twins()
    for ver in (0, 1):
        d = request(GET, [BASE % 1, BASE % 4], 9, ver=ver)
        for size in list(range(60, 130, 3)) + [600]:
            for times in (0, 1, 2):
                for b in twins.boxes:
                    b.agent.max_size = size
                    b.agent.max_times = times
                twins.same(d)
    assert twins.shapes.n == 2 and twins.boxes[0].agent.capped == twins.boxes[1].agent.capped > 0


def rows():
    """What follows the cells and scalars around a table whose rows come and go."""
    twins = Twins(longest=1472)
    entry = BASE[:-5] + ".78.1"
    tables = {}, {}
    for b, table in zip(twins.boxes, tables):
        for place in ".77.9.0", ".79.1.0", ".79.2.0", ".79.3.0":
            b.mib.scalar(BASE[:-5] + place, INT, 5)
        b.mib.table(entry, {1: INT}, table)
    places = [BASE[:-5] + ".77.9.0", BASE[:-5] + ".78", entry, entry + ".1", entry + ".2"]
    places += [entry + ".1.%d" % i for i in range(5)] + [BASE[:-5] + ".79.1.0"]
    for row in (None, 2, 4, 3, -4, -2, 1, -3, -1):
        for table in tables:
            if row and row > 0:
                table[row] = {1: row}
            elif row:
                del table[-row]
        for rid in (1, 300, 70000):
            for oid in places:
                twins.same(request(NEXT, [oid], rid))
                twins.same(request(NEXT, [oid, BASE % 2], rid, ver=1))
                twins.same(request(0xA5, [oid], rid, ver=1, err_id=2))
                twins.same(request(0xA5, [BASE % 1, oid], rid, ver=1, err_status=1, err_id=2))


class Dice:
    # The same numbers on all interpreters.

    def __call__(self, most):
        self.n = self.n * 1103 + 12345 & 0xFFFFFF
        return (self.n >> 8) % most


def random(seed):
    """1500 requests, good and bad, between changes of values, MIB, views and limits."""
    twins = Twins(size=8)
    dice = Dice()
    dice.n = seed
    values = (0, 1, 127, 128, 300, -5, None, "text", 1 << 31, True, 1.5)
    communities = ("public",) * 4 + ("private", "part", "near", "wrong")
    for i in range(1500):
        kind = dice(40)
        if not kind:
            v = values[dice(len(values))]
            for b in twins.boxes:
                b.value = v
        elif kind == 1:
            n = dice(12) + 10
            for b in twins.boxes:
                try:
                    b.mib.scalar(BASE % n, COUNTER, i)
                except ValueError:
                    pass
        elif kind == 2:
            write = dice(2)
            for b in twins.boxes:
                b.agent.allow("part", View([BASE % dice.n, BASE % 1], write=bool(write)))
        elif kind == 3:
            size = (60, 90, 150, 600)[dice(4)]
            times = dice(3)
            for b in twins.boxes:
                b.agent.max_size = size
                b.agent.max_times = times
        ver = dice(2)
        t = (GET, GET, GET, GET, GET, NEXT, SET, 0xA5 if ver else NEXT)[dice(8)]
        oids = [BASE % (dice(14) + 1) for _ in range((1, 1, 1, 2, 3, 0)[dice(6)])]
        if not dice(4):
            oids.append(BASE[:-5] + ".77.1.%d.%d" % (dice(3) + 1, dice(3) + 3))
        if t == SET:
            oids = [(oid, (2, dice(12))) for oid in oids]
        d = request(
            t, oids, (1, 300, 0x1234567, -1)[dice(4)] + dice(9), ver=ver,
            community=communities[dice(len(communities))], err_id=dice(9) if t == 0xA5 else 0,
        )  # fmt: skip
        if not dice(20):
            d = d[: dice(len(d))]
        elif not dice(20):
            d = bytearray(d)
            d[dice(len(d))] = dice(256)
            d = bytes(d)
        twins.same(d, ("192.0.2.%d" % (dice(2) + 7), 9))


# What a function may give that is asked for any of these types.
TYPES = INT, OCTSTR, OID, IPADDR, COUNTER, GAUGE, TIMETICKS, OPAQUE, COUNTER64, 120
GIVEN = (
    (0, 1, 1, 1, 99, 127, 128, 255, 256, -1, -128, -129, 70000, (1 << 31) - 1, -(1 << 31), 1 << 31)
    + ((1 << 32) - 1, 1 << 32, (1 << 63) + 5, (1 << 64) - 1, 1 << 64, True, False, 1.0, 1.5, None)
    + ("", "a", "a text", "a word", b"octets", b"\0\xff", "\xe9", "x" * 120, "y" * 140, b"z" * 500)
    + ("1.3.6.1", "1.3.6.1.4.1.99999", "192.0.2.1", "10.0.0.1", bytearray(b"ab"), (1, 2))
)


class Source:
    # Of a value that another is put in place of, changed in place, or raised.
    def __init__(self, type):
        self.type = type
        self.value = GIVEN[0]
        self.asked = 0

    def __call__(self):
        self.asked += 1
        if self.value == (1, 2):
            raise ValueError("no")
        return self.value


def changing(number, seed):
    """`number` requests for values of all types, which change between them to all kinds."""
    twins = Twins(1472, size=64, longest=1472)
    dice = Dice()
    dice.n = seed
    sources = [], []
    for i, t in enumerate(TYPES + (OCTSTR, INT)):
        for b, own in zip(twins.boxes, sources):
            own.append(Source(t))
            b.mib.scalar(BASE % (30 + 2 * i), t, own[-1])
            b.mib.scalar(BASE % (31 + 2 * i), OCTSTR, "text", write=True)
    asked = []
    for _ in range(6):  # what is polled
        asked.append([BASE % (30 + dice(24)) for _ in range(1 + dice(10))])
    walks = []  # what is walked, over and over
    for _ in range(12):
        oids = [BASE % (25 + dice(36)) for _ in range((1, 1, 1, 2, 3)[dice(5)])]
        if not dice(4):
            oids[0] = BASE[:-5] + (".77.1.1.3", ".99", ".29")[dice(3)]  # a cell; behind all; none
        walks.append((oids, (NEXT, 0xA5)[dice(2)], dice(4), dice(9)))
    for i in range(number):
        if i % 60 == 59:
            oid = (BASE % (25 + dice(36)))[:-1] + str(1 + dice(40))
            for b in twins.boxes:
                try:
                    b.mib.scalar(oid, COUNTER, i)
                except ValueError:
                    pass
        if dice(3):
            n = dice(len(TYPES) + 2)
            v = GIVEN[dice(len(GIVEN))] if dice(4) else dice(300)
            for own in sources:
                own[n].value = v
        if not dice(7):
            v = GIVEN[dice(len(GIVEN) - 2)]
            v = v if isinstance(v, (str, bytes)) else "short"
            d = request(SET, [(BASE % (31 + 2 * dice(12)), (4, v))], 5, community="private")
            twins.same(d)
        ver = dice(2)
        if dice(2):
            oids, t, first, times = walks[dice(12)]
            if t == 0xA5:
                ver = 1
                d = request(t, oids, dice(70000), ver=ver, err_status=first, err_id=times)
            else:
                d = request(t, oids, dice(70000), ver=ver)
        elif dice(5):
            d = request(GET, asked[dice(6)], dice(70000) - 300, ver=ver)
        elif ver and dice(3):
            d = request(0xA5, [BASE % (25 + dice(30))], 9, ver=ver, err_id=dice(40))
        else:
            d = request(NEXT, [BASE % (25 + dice(30))], 9, ver=ver)
        twins.same(d)
        counts = [[s.asked for s in own] for own in sources]
        assert counts[0] == counts[1], (d, counts)


def corpus(path):
    """Each of the corpus, then a good request; some of them twice."""
    twins = Twins(size=8, longest=1472)
    good = request(GET, [BASE % 1, BASE % 2], 9, ver=1)
    with open(path, "rb") as f:
        while True:
            n = f.read(2)
            if not n:
                break
            d = f.read(n[0] << 8 | n[1])
            for _ in range(2):
                twins.same(d)
            twins.same(good)


room()
rows()
for seed in range(3):
    random(seed)
    changing(int(sys.argv[4]) // 3 if sys.argv[4:] else 700, seed + 7)
corpus(sys.argv[2])
print(known)
