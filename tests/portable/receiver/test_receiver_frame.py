# An inform as long as an Ethernet frame finds room in 38 KiB: portable, runs on CPython and
# MicroPython. Without usnmp, which a board that only receives does not need.

import gc

from usnmp_codec import tobytes_tv
from usnmp_receiver import Receiver

LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"


def varbind(oid, t, value):
    return tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(t, value))


def inform():
    vbs = varbind("1.3.6.1.2.1.1.3.0", 0x43, 4711) + varbind("1.3.6.1.6.3.1.1.4.1.0", 6, LINK_DOWN)
    vbs += varbind("1.3.6.1.2.1.2.2.1.2.1", 4, "x" * 42) * 24
    pdu = b"\x02\x01\x07\x02\x01\x00\x02\x01\x00" + tobytes_tv(48, vbs)
    return tobytes_tv(48, b"\x02\x01\x01\x04\x06public" + tobytes_tv(0xA6, pdu))


def test_an_inform_as_long_as_a_frame_is_delivered_and_acknowledged():
    d = inform()
    assert 1450 <= len(d) <= 1472
    r = Receiver()
    for _ in range(3):
        gc.collect()
        n, reply = r.receive(d, ("192.0.2.7", 40000))
        assert reply[-1400:] == d[-1400:] and len(reply) == len(d) and not r.bad
    assert (r.informs, r.duplicates) == (1, 2)


def test_trap_after_trap_as_long_as_a_frame_is_delivered():
    d = inform().replace(b"\xa6", b"\xa7", 1)
    r = Receiver()
    for i in range(30):
        n, _ = r.receive(d, ("192.0.2.7", 40000))
        assert n.trap_oid == LINK_DOWN and len(n.varbinds) == 24, i
