#!/usr/bin/env python3
# SnmpPacket with usnmp_base.packet_pc and without it must be alike in all that they give and
# raise. Here is what compares them, and a source of messages at random, from a seed.
# test_fast.py and test_codec_twins.py import it; by itself it is the long run:
#   tests/host/base/codec_twins.py [NUMBER]     1,000,000 messages of no number

import importlib
import random
import sys
from pathlib import Path

if __name__ == "__main__":
    ROOT = Path(__file__).resolve().parents[3]
    sys.path[:0] = [str(ROOT), str(ROOT / "tests/host")]

import usnmp
from faults import changed
from usnmp_base import packet_pc

INTERESTING = bytes((0, 1, 2, 4, 5, 6, 0x30, 0x41, 0x7F, 0x80, 0x81, 0x82, 0xFF))
ROOTS = (
    "1.3.6.1.2.1.2.2.1",
    "1.3.6.1.2.1.31.1.1.1",
    "1.3.6.1.4.1.8072.9999.9999",
    "1.3.6.1.4.1.25506.2.6.1.1.1.1",
    "1.3.6.1.4.1.4294967295",
    "1.3.6.1.2.1.4.22.1.3.7.192.168",
    "1.3",
    "0.0",
    "2.5.4",
    "2.999.1",
    "1.3.6.1.4",
)
TEXTS = ("", "up", "eth0 interface", "a\r\nb", "\x0b", "x" * 200, "a\x08b", "B\xfcro", "\x7f")
ODD = (None, True, 1.0, -1, 2**32, 2**70, b"x", bytearray(b"1.3"), "", "x", "1.3", "\ud800", [1])
ODD_OIDS = (
    "1",
    ".1.3.6.1",
    "1.3.6",
    "1.3.6.1",
    "1.3.6.1.",
    "..1.3.6.1",
    "1.3.6..1",
    "1.40.1.1",
    "2.4294967216.1.1",
    "1.3.6.1.4294967296",
    "1.3.6.1.4294967296.1",
    "1.3.6.-1.1",
    "1.3.6.1.+5",
    "1.3.6.1.1_0",
    "1.3.6.1.007",
    "1.3.6.1. 300",
    "1.3.6.1.\u0663\u0660\u0660",
    "1.3" + ".1" * 126,
    "1.3" + ".1" * 127,
    ".1.3" + ".1" * 126,
    "1.3" + ".300" * 63,
    "1.3" + ".300" * 64,
)


def without_fast():
    """Another usnmp, imported where there is no usnmp_base.packet_pc."""
    names = "usnmp", "usnmp_codec", "usnmp_base.packet_pc"
    kept = {name: sys.modules.pop(name) for name in names}
    sys.modules["usnmp_base.packet_pc"] = None
    try:
        return importlib.import_module("usnmp")
    finally:
        sys.modules.update(kept)


plain = without_fast()


def outcome(f, *args, **kw):
    """What f gives, in a form that differs where a type does; or what it raises."""
    try:
        p = f(*args, **kw)
    except Exception as e:
        return type(e).__name__, str(e)
    if isinstance(p, bytes):
        return p
    values = dict(vars(p))
    varbinds = values.pop("varbinds")
    return repr(sorted(values.items())), type(varbinds).__name__, repr(varbinds.items())


def same_decoded(b):
    """Decode `b` twice, so that the second time all is in the caches; then encode it."""
    expected = outcome(plain.SnmpPacket, b)
    assert outcome(usnmp.SnmpPacket, b) == expected, b
    assert outcome(usnmp.SnmpPacket, b) == expected, b
    if len(expected) == 3:
        octets = outcome(plain.SnmpPacket(b).tobytes)
        for _ in range(2):
            assert outcome(usnmp.SnmpPacket(b).tobytes) == octets, b


def same_encoded(*args, varbinds=(), **attributes):
    """Make a packet from attributes twice, and encode it; its octets, if it has."""
    for _ in range(2):
        results = []
        for module in (plain, usnmp):

            def made(module=module):
                p = module.SnmpPacket(*args, **attributes)
                for binding in varbinds:
                    p.varbinds.append(binding)
                return p

            results.append((outcome(made), outcome(lambda made=made: made().tobytes())))
        assert results[0] == results[1], (args, varbinds, attributes)
    return results[0][1]


def emptied():
    """With nothing in the caches."""
    for cache in packet_pc.caches:
        cache.clear()
    packet_pc._once[:] = [b""] * 128


class Messages:
    """Messages at random: most as managers and agents send them, of columns and rows that come
    again; some odd, some with octets changed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def number(self, bits=32):
        return self.random.getrandbits(self.random.choice((1, 6, 7, 8, 13, 14, 15, 21, 28, bits)))

    def oid(self):
        r = self.random
        start = r.choice(ROOTS)
        if r.random() < 0.02:
            return r.choice(ODD_OIDS)
        row = [r.randrange(1, 12)] if r.random() < 0.8 else []
        row += [self.number() for _ in range(r.choice((1, 1, 1, 2, 4)))]
        return ".".join([start, *map(str, row)])

    def value(self):
        r = self.random
        kind = r.randrange(12)
        if kind < 4:
            t = r.choice((2, 0x41, 0x42, 0x43, 0x47, 0x46))
            i = self.number(64 if t == 0x46 else 32)
            return t, r.choice((-1, 1)) * (i & 0x7FFFFFFF) if t == 2 else i
        if kind < 7:
            return 4, r.choice(TEXTS)
        if kind < 8:
            return r.choice((4, 3, 0x44, 0x45)), r.randbytes(r.choice((0, 1, 5, 130)))
        if kind < 9:
            return 6, self.oid()
        if kind < 10:
            return 0x40, "10.0.%d.%d" % (r.randrange(256), r.randrange(256))
        if kind < 11:
            return r.choice((5, 0x80, 0x81, 0x82)), None
        return r.choice((0x78, 0x79)), r.choice((1.5, -0.0, float("inf")))

    def attributes(self):
        """What same_encoded() takes."""
        r = self.random
        many = r.choice((1, 1, 2, 3, 10))
        if r.random() < 0.5:  # a walk
            column = r.choice(ROOTS) + ".%d" % r.randrange(1, 4)
            row = self.number()
            oids = ["%s.%d" % (column, row + k & 0xFFFFFFFF) for k in range(many)]
        else:
            oids = [self.oid() for _ in range(many)]
        found = {
            "type": r.choice((0xA0, 0xA1, 0xA2, 0xA2, 0xA2, 0xA3, 0xA5, 0xA6, 0xA7, 0xA8)),
            "ver": r.choice((0, 1)),
            "community": r.choice(("public", "private", "x" * 130, b"\xff", "")),
            "id": r.choice((-1, 1)) * self.number(31),
            "err_status": r.choice((0, 0, 0, 5, 200)),
            "err_id": r.choice((0, 0, 0, 1, 25, 1000)),
            "varbinds": [(oid, self.value()) for oid in oids],
        }
        if r.random() < 0.05:
            found[r.choice(list(found)[:-1])] = r.choice(ODD)
        if r.random() < 0.05:
            at = r.randrange(many)
            oid, (t, v) = found["varbinds"][at]
            odd = (r.choice(ODD), (t, v)), (oid, (r.choice(ODD), v)), (oid, (t, r.choice(ODD)))
            found["varbinds"][at] = r.choice(odd)
        return found


def compare(number, seed):
    """So many messages, each encoded and decoded both ways, and once more with faults."""
    messages = Messages(seed)
    done = 0
    while done < number:
        octets = same_encoded(**messages.attributes())
        done += 1
        if isinstance(octets, bytes):
            same_decoded(octets)
            same_decoded(changed(messages.random, octets, INTERESTING))
            done += 2


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    for seed in range(0, number, 10000):
        compare(min(10000, number - seed), seed)
        print("%d cases alike" % min(seed + 10000, number), flush=True)
