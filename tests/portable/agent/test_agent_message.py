# Messages of the SNMPv1 agent - communities, versions, lengths, counters: portable, runs on
# CPython and MicroPython.

from agentbox import BASE, GET, NEXT, SET, Box
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_codec import tobytes_tv
from usnmp_mib import INT, Mib
from util import raises


def test_wrong_communities_get_no_reply_and_are_counted():
    box = Box()
    wrong = ("", "publi", "public1", "Public", "public\x00", "x" * 500, b"\xff")
    for c in wrong:
        assert box.ask(GET, BASE % 1, community=c) is None, c
    assert box.agent.counters[4] == len(wrong)


def test_communities_of_any_octets_and_length_can_be_allowed():
    for c in ("", b"\x00\xff", "x" * 200, "y" * 255):
        mib = Mib()
        mib.scalar(BASE % 1, INT, 5)
        agent = Agent(mib, read_community=c, max_size=350)
        p = SnmpPacket(GET, community=c, varbinds={BASE % 1: None})
        assert SnmpPacket(agent.respond(p.tobytes())).varbinds[BASE % 1] == (2, 5)


def test_other_versions_are_dropped_and_counted():
    box = Box()
    for ver in (3, 2, 127, -1, 65536, 257):
        assert box.agent.respond(SnmpPacket(GET, ver=ver).tobytes()) is None
    assert box.agent.counters[3] == 6


def test_the_first_request_an_agent_gets_may_be_a_strange_one():
    pdu = b"\xa0\x0b\x02\x01\x01\x02\x01\x00\x02\x01\x00\x30\x00"
    long = b"\x02\x01\x01\x04\x82\x01\xf4" + bytes(500)
    for head, counter in ((b"\x02\x02\x01\x00\x04\x06public", 3), (long, 4)):
        logged = []
        agent = Agent(Mib(), max_size=600, log=logged.append)
        d = tobytes_tv(48, head + pdu)
        assert agent.respond(d) is None
        assert agent.counters[counter] == 1 and not agent.counters[31] and not logged


def test_a_version_of_two_octets_is_no_part_of_a_community():
    # 200 and b"abc", whose octets from the fifth on are those of version 0 and b"\x03abc"
    agent = Agent(Mib(), b"\x03abc")
    pdu = b"\xa0\x0b\x02\x01\x01\x02\x01\x00\x02\x01\x00\x30\x00"
    for head in (b"\x02\x01\x00\x04\x04\x03abc", b"\x02\x02\x00\xc8\x04\x03abc"):
        reply = agent.respond(b"0\x16" + head + pdu)
        assert (reply is None) == (head[1] == 2)
    assert agent.counters[3] == 1


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
