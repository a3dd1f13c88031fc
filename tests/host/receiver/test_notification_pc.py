# Notifications on CPython, whose OIDs and values are decoded once: they are what a board makes of
# the same octets, which here are spoiled at random.

import random

import pytest
from usnmp import SnmpPacket
from usnmp_receiver import Receiver, notification_pc
from usnmp_receiver.notification import Notification

TYPES = (2, 4, 5, 6, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x78)


def value(rng, t):
    if t in (4, 0x44):
        return bytes([rng.randrange(256) for _ in range(rng.choice((0, 3, 20, 200)))])
    if t == 5:
        return None
    if t == 6:
        return "1.3.6.1.4.1.%d" % rng.randrange(1 << rng.randrange(1, 32))
    if t == 0x40:
        return "192.0.2.%d" % rng.randrange(256)
    if t == 0x78:
        return 0.5
    v = rng.randrange(1 << rng.randrange(1, 32))
    return -v if t == 2 and rng.random() < 0.3 else v


def datagram(rng):
    found = {
        "1.3.6.1.2.1.1.3.0": (0x43, rng.randrange(1 << 32)),
        "1.3.6.1.6.3.1.1.4.1.0": (6, "1.3.6.1.6.3.1.1.5.%d" % rng.randrange(6)),
    }
    for i in range(rng.randrange(4)):
        t = rng.choice(TYPES)
        found["1.3.6.1.2.1.2.2.1.%d.%d" % (i, rng.randrange(300))] = t, value(rng, t)
    if rng.random() < 0.2:
        more = {"enterprise": "1.3.6.1.4.1.9", "specific_trap": rng.randrange(300)}
        return SnmpPacket(0xA4, generic_trap=6, varbinds=found, **more).tobytes()
    id = rng.randrange(-5, 1 << 31)
    return SnmpPacket(rng.choice((0xA6, 0xA7)), ver=1, id=id, varbinds=found).tobytes()


def attributes(n):
    # Sorted; irregular may be that of the class
    return sorted({**vars(n), "irregular": bool(n.irregular)}.items())


def outcome(d):
    reasons = []
    r = Receiver(on_bad=lambda d, source, reason: reasons.append(reason))
    n, reply = r.receive(d, ("192.0.2.1", 162))
    counters = r.traps, r.informs, r.irregular, r.bad, r.errors
    return repr(n), n and (repr(n.raw_varbinds), attributes(n)), reply, reasons, counters


@pytest.mark.parametrize("part", range(4))
def test_notifications_come_out_as_on_a_board(part, monkeypatch):
    rng = random.Random(part)
    taken = 0
    for _ in range(5000):
        d = bytearray(datagram(rng))
        for _ in range(rng.choice((0, 0, 1, 2))):
            d[rng.randrange(len(d))] = rng.choice((0, 1, 2, 127, 128, 255, rng.randrange(256)))
        d = bytes(d)
        fast = outcome(d)
        again = outcome(d)
        with monkeypatch.context() as m:
            m.setattr(Notification, "_value", notification_pc._plain_value)
            plain = outcome(d)
        assert repr(fast) == repr(again) == repr(plain), d.hex()
        taken += fast[1] is not None
    assert taken > 1500
