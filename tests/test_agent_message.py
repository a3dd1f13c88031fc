# Messages of the SNMPv1 agent - communities, versions, lengths, counters: portable, runs on
# CPython and MicroPython.

from agentbox import BASE, GET, NEXT, RESPONSE, SET, TOOBIG, Box, error
from usnmp import SnmpPacket
from usnmp_agent import Agent, View
from usnmp_mib import Mib
from util import raises


def test_wrong_communities_get_no_reply_and_are_counted():
    box = Box()
    wrong = ("", "publi", "public1", "Public", "public\x00", "x" * 500, b"\xff")
    for c in wrong:
        assert box.ask(GET, BASE % 1, community=c) is None, c
    assert box.agent.counters[4] == len(wrong)


def test_communities_of_any_octets_and_length_can_be_allowed():
    for c in ("", b"\x00\xff", "x" * 200, "y" * 255):
        box = Box(max_size=484)
        box.agent.allow(c, View())
        assert error(box.ask(GET, BASE % 1, community=c)) == (0, 0)


def test_other_versions_are_dropped_and_counted():
    box = Box()
    for ver in (3, 2, 127, -1, 65536, 257):
        assert box.agent.respond(SnmpPacket(GET, ver=ver).tobytes()) is None
    assert box.agent.counters[3] == 6


def test_request_ids_come_back_octet_for_octet():
    box = Box()
    p = SnmpPacket(GET, id=5, varbinds={BASE % 1: None}).tobytes()
    i = p.find(b"\x02\x01\x05")
    for rid in (
        b"\x02\x01\x05",
        b"\x02\x04\x80\x00\x00\x00",
        b"\x02\x04\x00\x00\x00\x05",
        b"\x02\x81\x04\x7f\xff\xff\xff",
    ):
        grown = len(rid) - 3
        q = bytearray(p[:i] + rid + p[i + 3 :])
        q[1] += grown
        q[i - 1] += grown
        r = box.agent.respond(q)
        assert r[r.find(b"\xa2") + 2 :][: len(rid)] == rid
        assert SnmpPacket(r).varbinds[BASE % 1] == (4, "constant")


def test_a_reply_that_does_not_fit_is_toobig_with_the_request_s_bindings():
    box = Box(max_size=484)
    box.name = "x" * 85
    for n in range(1, 6):
        p = SnmpPacket(RESPONSE)
        for _ in range(n):
            p.varbinds.append((BASE % 4, (4, box.name)))
        fits = len(p.tobytes()) <= 484
        assert fits == (n < 5)
        assert error(box.ask(GET, *[BASE % 4] * n)) == ((0, 0) if fits else (TOOBIG, 0)), n
    box.name = "x" * 470
    for t, oid in ((GET, BASE % 4), (NEXT, BASE % 3)):
        assert error(box.ask(t, BASE % 1, oid)) == (TOOBIG, 0)
        assert error(box.ask(t, oid)) == (TOOBIG, 0)
    assert error(box.ask(GET, BASE % 1)) == (0, 0)


def test_the_largest_reply_that_fits_is_sent():
    box = Box(max_size=484)
    request = SnmpPacket(GET, varbinds={BASE % 4: None}).tobytes()
    for size in range(470, 500):
        box.name = "x" * (size - 55)
        answer = box.agent.respond(request)
        if size <= 484:
            assert len(answer) == size
        else:
            assert error(SnmpPacket(answer)) == (TOOBIG, 0), size


def test_a_request_too_long_to_be_answered_with_toobig_is_counted():
    agent = Agent(Mib(), max_size=484)
    p = SnmpPacket(GET)
    for _ in range(2):
        p.varbinds.append(("1.3" + ".4294967295" * 60, (5, None)))
    assert agent.respond(p.tobytes()) is None
    assert agent.counters[31] == 1  # snmpSilentDrops


def test_the_counters_add_up():
    box = Box()
    c = box.agent.counters
    box.ask(GET, BASE % 1, BASE % 2)
    box.ask(NEXT, BASE % 1)
    box.ask(SET, (BASE % 5, (2, 1)), community="private")
    box.ask(GET, BASE % 99)
    box.ask(GET, BASE % 6)
    box.ask(SET, (BASE % 4, (2, 1)), community="private")
    assert (c[1], c[2], c[28]) == (6, 6, 6)  # in, out, responses
    assert (c[15], c[16], c[17]) == (3, 1, 2)  # gets, getnexts, sets
    assert (c[13], c[14]) == (3, 1)  # variables read, set
    assert (c[20], c[21], c[22], c[24]) == (0, 1, 1, 1)  # tooBig, noSuchName, badValue, genErr


def test_misuse_of_the_agent_raises():
    raises(ValueError, Agent, Mib(), 5)
