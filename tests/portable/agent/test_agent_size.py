# Message sizes of the SNMPv1 agent: portable, runs on CPython and MicroPython.

from agentbox import BASE, GET, NEXT, RESPONSE, TOOBIG, Box, error
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import Mib


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
