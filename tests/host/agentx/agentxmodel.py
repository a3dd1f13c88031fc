# A world of objects and random requests to it, for test_agentx_subagent.py: everything a Mib can
# serve, the same each time it is made; what happens to it depends on the seed alone.

import random

import usnmp
from snmpdbox import BASE, request
from usnmp_mib import COUNTER, COUNTER64, GAUGE, INT, IPADDR, OCTSTR, OID, OPAQUE, TIMETICKS, Mib
from usnmp_mib.rows import Rows

TYPES = (INT, OCTSTR, GAUGE, OID, IPADDR, COUNTER64)


class Refusing:
    """A handler with phases whose value says which of them fails."""

    def __init__(self, asked):
        self.value = 0
        self.asked = asked

    def _phase(self, name, value, number, error):
        self.asked.append((name, value))
        if value == number:
            raise error(name)

    def test(self, value):
        self._phase("test", value, 1, ValueError)

    def commit(self, value):
        self._phase("commit", value, 2, OSError)
        self.value = value

    def undo(self, value):
        self._phase("undo", value, -1, OSError)
        self.value = value

    def cleanup(self):
        self.asked.append(("cleanup", None))


class Sparse:
    """A provider of squares, with a hole, and one that may be written."""

    def __init__(self):
        self.label = b"none"

    def get(self, index):
        if index == (7, 1):
            return OCTSTR, self.label, self.write
        return (
            (INT, index[0] % 999**2)
            if len(index) == 1 and index[0] in (0, 3, 200, 70000)
            else None
        )

    def write(self, value):
        if len(value) > 9:
            raise ValueError("long")
        self.label = value.encode() if isinstance(value, str) else value

    def next(self, index):
        for at in ((0,), (3,), (7, 1), (200,), (70000,)):
            if at > index:
                return (at, *self.get(at)[:2])
        return None


class World:
    """`mib`, and what is behind it. `asked`: what the handlers with phases were asked."""

    def __init__(self):
        self.mib = mib = Mib()
        self.asked = []
        self.logged = []
        self.n = 5
        self.here = True
        for i, (t, v) in enumerate(
            (
                (INT, -(2**31)), (OCTSTR, b"\xff\x00\x80"), (OCTSTR, "x" * 300),
                (GAUGE, 2**32 - 1), (COUNTER, 7), (TIMETICKS, 8388608),
                (COUNTER64, 2**64 - 1), (IPADDR, "192.0.2.1"),
                (OID, "1.3.6.1.4.1.8072.4294967295"), (OID, "0.0"), (OPAQUE, b"\x9f\x78\x04abcd"),
            )
        ):  # fmt: skip
            mib.scalar("%s.1.%d.0" % (BASE, i), t, v)
        mib.scalar(BASE + ".2.1.0", INT, lambda: self.n)
        mib.scalar(BASE + ".2.2.0", INT, lambda: self.n if self.here else None)
        mib.scalar(BASE + ".2.3.0", INT, lambda: 1 // self.n)
        mib.scalar(BASE + ".2.4.0", OCTSTR, lambda: object() if self.n == 3 else "fine")
        mib.scalar(BASE + ".3.1.0", INT, 1, write=True, range=(0, 9))
        mib.scalar(BASE + ".3.2.0", OCTSTR, "a", write=True, size=(0, 4))
        mib.scalar(BASE + ".3.3.0", INT, 1, write=True, values=(1, 5))
        mib.scalar(BASE + ".3.4.0", INT, lambda: self.n, write=self._set)
        self.phased = Refusing(self.asked)
        mib.scalar(BASE + ".3.5.0", INT, lambda: self.phased.value, write=self.phased)
        mib.scalar(BASE + ".3.6.0", OID, "1.3.6", write=True)
        mib.scalar(BASE + ".3.7.0", IPADDR, "10.0.0.1", write=True)
        mib.scalar(BASE + ".3.16384.0", COUNTER64, 1, write=True)
        self.rows = {1: {2: "lo", 7: 1}, 2: {2: "wlan0"}, 200: {7: 3}, 70000: {2: "far", 7: 4}}
        mib.table(BASE + ".4.1", {2: OCTSTR, 7: INT, 300: GAUGE}, self.rows, write={7: True})
        self.named = Rows(index=(INT, OCTSTR))
        self.named[(1, "a")] = {1: 5, 2: "one"}
        self.named[(1, "bb")] = {1: 6}
        mib.table(
            BASE + ".5.1",
            {1: INT, 2: OCTSTR},
            self.named,
            index=(INT, OCTSTR),
            write={2: self._cell},
        )
        self.made = {}
        mib.table(
            BASE + ".6.1", {2: INT, 3: OCTSTR, 4: INT}, self.made, write={2: True, 3: True},
            row_status=4, required=(2,), on_row=self._row,
        )  # fmt: skip
        self.relays = [0, 1, 0]
        mib.table(
            BASE + ".7.1", {2: OCTSTR, 3: INT, 4: (INT, 1)}, self.relays,
            cell=lambda row, column: "r%d" % row if column == 2 else self.relays[row - 1],
            write={3: self._switch},
        )  # fmt: skip
        mib.subtree(BASE + ".8", Sparse())

    def _set(self, value):
        if value == 7:
            raise ValueError("not seven")
        if value == 8:
            raise RuntimeError("broken")
        self.n = value

    def _cell(self, key, value):
        self.named[key][2] = value

    def _row(self, key, row, status):
        if key == 3:
            raise ValueError("no row 3")

    def _switch(self, row, value):
        if value not in (0, 1):
            raise ValueError("on or off")
        self.relays[row - 1] = value

    def change(self, rng):
        """Something happens to the device."""
        what = rng.randrange(5)
        if what == 0:
            self.here = not self.here
        elif what == 1:
            self.n = rng.randrange(6)
        elif what == 2:
            key = rng.choice((1, 2, 5, 200, 16384))
            if self.rows.pop(key, None) is None:
                self.rows[key] = {2: "new", 300: key}
        elif what == 3:
            key = rng.randrange(3), rng.choice(("", "a", "zz"))
            if key in self.named:
                del self.named[key]
            else:
                self.named[key] = {2: "put", 1: 1}
        else:
            self.relays[:] = [0] * rng.randrange(1, 5)


# What is asked: objects, instances of them, and what is beside them
STEMS = [".%d.%d" % (a, b) for a in (1, 2, 3) for b in range(6)]
STEMS += [".3.6", ".3.7", ".3.16384", ".1.6", ".1.7", ".1.8", ".1.9", ".1.10"]
PLACES = (
    [s + ".0" for s in STEMS] * 3 + STEMS + [s + ".0.0" for s in STEMS] + [".0", ".3", ".9", ""]
)
PLACES += [".4.1.%d.%d" % (c, k) for c in (1, 2, 7, 300) for k in (0, 1, 2, 5, 200, 16384, 70000)]
PLACES += [".4", ".4.1", ".4.1.2", ".4.1.7.1.0", ".5.1.2.1.1.97", ".5.1.1.1.2.98.98", ".5.1.2.1"]
PLACES += [".6.1.%d.%d" % (c, k) for c in (2, 3, 4) for k in (1, 2, 3)] * 3 + [".6.1.9.1"]
PLACES += [".7.1.%d.%d" % (c, k) for c in (2, 3, 4) for k in (0, 1, 2, 3, 4)]
PLACES += [".8", ".8.0", ".8.3", ".8.4", ".8.7.1", ".8.7.1", ".8.200", ".8.70000", ".8.70000.1"]
# Of what is registered: what is not, snmpd judges by itself, before or after what we say
REGISTERED = [".3.%d." % n for n in (1, 2, 3, 4, 5, 6, 7, 16384)]
REGISTERED += [".4.1.", ".5.1.", ".6.1.", ".7.1.", ".8."]
SET_PLACES = [p for p in PLACES if (p + ".").startswith(tuple(REGISTERED))]


def value(rng, place):
    """A value to be set, mostly of the right type."""
    text = ".3.2." in place or place.startswith((".5.1.2", ".6.1.3", ".8.7"))
    if rng.random() < 0.1:
        t = rng.choice(TYPES)
    else:
        t = OCTSTR if text else OID if ".3.6." in place else IPADDR if ".3.7." in place else INT
        t = COUNTER64 if ".16384." in place else t
    if t == OCTSTR:
        return t, rng.choice(("", "b", "cdef", "a text", "a text that is long", b"\x00\xfe"))
    if t == OID:
        return t, rng.choice(("0.0", "1.3.6.1.4.1.99999", "2.40.3"))
    if t == IPADDR:
        return t, "10.1.2.3"
    return t, rng.choice((0, 1, 1, 2, 4, 5, 6, 7, 8, 100))


def ask(rng, n):
    """A random request, as a datagram, and whether its answer may be cut."""
    kind = rng.choice((0xA0, 0xA0, 0xA1, 0xA1, 0xA5, 0xA3, 0xA3))
    places = [rng.choice(PLACES) for _ in range(rng.choice((1, 1, 1, 2, 3, 8)))]
    if kind == 0xA3:
        places = [rng.choice(SET_PLACES) for _ in range(rng.choice((1, 1, 2, 3)))]
    places = list(dict.fromkeys(places))
    varbinds = [(BASE + p, value(rng, p) if kind == 0xA3 else None) for p in places]
    fields = {}
    if kind == 0xA5:
        fields = {"err_status": rng.randrange(3), "err_id": rng.randrange(12)}
    return kind, request(kind, varbinds, n, community="private", **fields)


def inside(varbinds):
    """`varbinds` as far as the world has them: behind it are the master's own objects."""
    found = []
    for oid, tv in varbinds:
        if not oid.startswith(BASE + ".") and oid != BASE:
            tv, oid = (130, None), "beyond"
        elif tv[0] == 130:
            oid = "beyond"
        found.append((oid, tv))
    return found


def operations(seed, count):
    """`count` of them: (what, argument), of which "change" has a seed of its own."""
    rng = random.Random(seed)
    for n in range(1, count + 1):
        if rng.random() < 0.1:
            yield "change", rng.getrandbits(32)
        else:
            yield ask(rng, n)


def show(datagram):
    return str(usnmp.SnmpPacket(datagram))
