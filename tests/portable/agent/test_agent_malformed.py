# What is not well-formed, or not for an agent: portable, runs on CPython and
# MicroPython.

import usnmp
from agentbox import BASE, GET, NEXT, SET, Box, error
from usnmp import SnmpPacket


def lengthen(octets, n):
    # The same BER with every length in n octets more than it needs.
    out = b""
    p = 0
    while p < len(octets):
        k, o = usnmp.frombytes_lenat(octets, p)
        v = octets[p + 1 + o : p + 1 + o + k]
        if octets[p] in b"\x30\xa0\xa1\xa3":
            v = lengthen(v, n)
        out += octets[p : p + 1] + bytes((128 + n + 2,)) + bytes(n) + len(v).to_bytes(2, "big") + v
        p += 1 + o + k
    return out


def test_lengths_longer_than_need_be_are_accepted():
    box = Box()
    for t, oid, tv in ((GET, 1, None), (NEXT, 4, None), (SET, 5, (2, 8))):
        p = SnmpPacket(t, community="private", varbinds={BASE % oid: tv}).tobytes()
        short = SnmpPacket(box.agent.respond(p))
        for n in (0, 2, 5):
            r = SnmpPacket(box.agent.respond(lengthen(p, n)))
            assert error(r) == (0, 0), (t, n)
            assert r.varbinds.items() == short.varbinds.items()


def test_pdus_that_are_not_for_an_agent_are_dropped_and_counted():
    box = Box()
    for t, counter in ((0xA2, 18), (0xA4, 19), (0xA5, 6), (0xA6, 6), (0xA7, 6), (0xA8, 6)):
        before = box.agent.counters[counter]
        assert box.agent.respond(SnmpPacket(t).tobytes()) is None
        assert box.agent.counters[counter] == before + 1, t


def test_malformed_datagrams_are_dropped_and_counted():
    box = Box()
    p = SnmpPacket(GET, id=1, varbinds={BASE % 1: None, BASE % 2: None}).tobytes()
    n = 0
    for bad in [p[:i] for i in range(len(p))] + [b"\x30\x80" + p[2:] + b"\x00\x00"]:
        n += 1
        assert box.agent.respond(bad) is None, bad
    for old, new in (
        (b"\x05\x00\x30", b"\x05\x01\x30"),  # a value that is longer than its binding
        (b"\x06\x0d", b"\x04\x0d"),  # no OID
        (b"\x01\x00\x05\x00", b"\x01\x80\x05\x00"),  # no last octet
        (b"\xa0", b"\xa9"),
        (b"\x02\x01\x01", b"\x04\x01\x01"),  # request-id
    ):
        assert old in p
        n += 1
        assert box.agent.respond(p.replace(old, new, 1)) is None, old
    assert box.agent.counters[6] == n and box.agent.counters[1] == n
    assert error(box.ask(GET, BASE % 1)) == (0, 0)


def test_no_changed_octet_stops_the_agent():
    box = Box()
    p = SnmpPacket(GET, id=1, varbinds={BASE % 2: None}).tobytes()
    answered = 0
    for i in range(len(p)):
        for c in (0, 1, 2, 0x30, 0x7F, 0x80, 0x81, 0x84, 0xA4, 0xFF):
            q = bytearray(p)
            q[i] = c
            if box.agent.respond(q) is not None:
                answered += 1
    assert answered > 20
    assert not box.logged  # nothing was caught that should not have been raised
    assert error(box.ask(GET, BASE % 1)) == (0, 0)
