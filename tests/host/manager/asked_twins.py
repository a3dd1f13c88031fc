#!/usr/bin/env python3
# What usnmp_manager.asked_pc reads of a response must be what usnmp_manager.response makes of it,
# and what it sends what a SnmpPacket is. Here is what compares them, with responses at random,
# from a seed. test_asked_twins.py imports it; by itself it is the long run:
#   tests/host/manager/asked_twins.py [NUMBER]     1,000,000 responses of no number

import random
import sys
from pathlib import Path

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[3]
    sys.path[:0] = [str(ROOT), str(ROOT / "tests/host")]

from faults import changed
from usnmp import SnmpPacket
from usnmp_manager import response
from usnmp_manager.aio import Target
from usnmp_manager.asked_pc import Get, id_at, kept

OIDS = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.1.0", "1.3.6.1.4.1.25506.2.6.1.1.1.1.12.300", "2.999.1"
COMMUNITIES = "public", b"\xff", "x" * 130, ""
OCTETS = bytes((0, 1, 2, 4, 5, 6, 0x30, 0x41, 0x43, 0x7F, 0x80, 0x81, 0x82, 0xA2, 0xFF))

TYPES = 0x41, 0x43, 0x42, 2, 4, 4, 6, 0x40, 0x46, 0x44, 5, 0x80, 0x81, 0x82, 0x78


def session(community="public", version="2c", echo=True):
    return Target(community, version, 1000, 3, False, echo)


class Asked:
    """GETs of one session for the same OIDs. taken: how many responses were read the quick way."""

    def __init__(self, target, *oids):
        self.target = target
        self.oids = oids
        self.taken = 0
        self.usual = 2

    def get(self):
        """The next, which is encoded as ever; None if nothing is kept of such."""
        found = kept(self.target, self.oids)
        if not found:  # each is made anew
            return None
        get = Get(self.target, found, None)
        packet = self.target.request(0xA0, self.oids)
        packet.id = get.id
        assert get.tobytes() == packet.tobytes()
        return get

    def answer(self, get, varbinds, **kw):
        """The octets of a response to `get`, a Get."""
        given = {"ver": get.ver, "community": get.community, "id": get.id, **kw}
        p = SnmpPacket(0xA2, **given)
        for binding in varbinds:
            p.varbinds.append(binding)
        return p.tobytes()

    def same(self, get, d):
        """Whatever is read of `d` quickly is what the plain way has; which is learned from."""
        found = None
        try:
            at = id_at(d)
            if at and int.from_bytes(d[at : at + 4], "big") == get.id:  # as it is looked up
                found = get.kept.read(d, at)
        except Exception:  # noqa: BLE001 - as AsyncManager takes it
            pass
        r = response.read(d)
        took = r and response.unpack(r, get, self.target)
        if found is not None:
            assert took is r and r.id == get.id and not response.trailing(d), d.hex()
            expected = response.answer(get, r)
            assert repr(found) == repr(expected) and type(found) is type(expected), d.hex()
            self.taken += 1
        elif took and not isinstance(took, response.BadResponse):
            get.kept.learn(d, took)


class Responses:
    """Values at random, and octets with faults."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def value(self, usual):
        """Type and value: mostly of the type `usual`."""
        r = self.random
        bits = r.choice((1, 6, 7, 8, 15, 16, 23, 28, 31))
        t = usual if r.random() < 0.8 else r.choice(TYPES)
        if t in (4, 0x44):
            return t, r.choice((b"eth0", b"", b"a\nb", b"up\0", r.randbytes(r.randrange(140))))
        if t == 6:
            return t, "1.3.6.1.4.1.%d" % r.getrandbits(bits)
        if t == 0x40:
            return t, "192.0.2.%d" % r.randrange(256)
        if t == 0x78:
            return t, 0.5
        if t in (5, 0x80, 0x81, 0x82):
            return t, None
        i = r.getrandbits(r.choice((bits, 31, 64 if t == 0x46 else 31)))
        return t, -i if t == 2 and r.random() < 0.4 else i


def compare(number, seed):
    """So many responses; how many were read the quick way."""
    source = Responses(seed)
    r = source.random
    targets = [
        session(community, version, echo)
        for community, version, echo in (
            (COMMUNITIES[0], "2c", True),
            (COMMUNITIES[0], "2c", False),
            (r.choice(COMMUNITIES), r.choice(("1", "2c")), r.random() < 0.5),
        )
    ]
    asked = [Asked(t, *oids) for t in targets for oids in (OIDS[:1], OIDS[2:3], OIDS[:2])]
    for one in asked:
        one.usual = r.choice(TYPES)
    for _ in range(number):
        one = r.choice(asked)
        get = one.get()
        if not get:
            continue
        oids = one.oids if r.random() < 0.9 else [r.choice(OIDS) for _ in range(r.randrange(3))]
        kw = {}
        if r.random() < 0.1:
            kw["community"] = r.choice(COMMUNITIES)
        if r.random() < 0.05:
            kw["err_status"], kw["err_id"] = r.choice((2, 5, 200)), r.randrange(3)
        if r.random() < 0.05:
            kw["id"] = get.id ^ 1 << r.randrange(31)
        if r.random() < 0.05:
            kw["ver"] = r.randrange(3)
        d = one.answer(get, [(oid, source.value(one.usual)) for oid in oids], **kw)
        if r.random() < 0.35:
            d = changed(r, d, OCTETS, 6)
        if r.random() < 0.03:
            d += source.random.randbytes(r.randrange(1, 4))
        one.same(get, d)
    return sum(one.taken for one in asked)


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    taken = 0
    for seed in range(0, number, 5000):
        taken += compare(min(5000, number - seed), seed)
        if not (seed + 5000) % 100000:
            print("%d cases alike, %d the quick way" % (seed + 5000, taken), flush=True)
