# The snmp group, 1.3.6.1.2.1.11: portable, runs on CPython and MicroPython.

from tablebox import END, ask
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.snmpv2_mib import snmp

GROUP = "1.3.6.1.2.1.11.%d.0"


def make():
    mib = Mib()
    agent = Agent(mib, "public", "private", max_size=300)
    snmp(mib, agent)
    return agent


def test_the_group_is_walked_in_order_without_the_arcs_that_are_no_objects():
    agent = make()
    oid = "1.3"
    arcs = []
    while True:
        ((oid, tv),) = ask(agent, 0xA1, oid).varbinds.items()
        if tv == END:
            break
        arcs.append(int(oid.split(".")[7]))
        assert oid == GROUP % arcs[-1]
        assert tv[0] == (2 if arcs[-1] == 30 else 65)
    assert arcs == [i for i in range(1, 33) if i not in (7, 23)]


def test_what_is_dropped_shows():
    agent = make()
    agent.respond(b"\x30\x00")
    agent.respond(SnmpPacket(0xA0, community="wrong").tobytes())
    agent.respond(SnmpPacket(0xA0, ver=7).tobytes())
    for arc, n in ((6, 1), (4, 1), (3, 1), (1, 7), (2, 4)):
        assert ask(agent, 0xA0, GROUP % arc).varbinds.items()[0][1] == (65, n), arc


def test_counters_wrap_at_2_to_the_32():
    agent = make()
    agent.counters[4] = 4294967297
    assert ask(agent, 0xA0, GROUP % 4).varbinds.items()[0][1] == (65, 1)


def test_authentication_traps_can_be_enabled():
    agent = make()
    assert ask(agent, 0xA0, GROUP % 30).varbinds.items()[0][1] == (2, 2)
    for value, status in ((1, 0), (3, 10), (0, 10)):
        r = ask(agent, 0xA3, (GROUP % 30, (2, value)), "private")
        assert r.err_status == status, value
    assert agent.authen_traps
    assert ask(agent, 0xA3, (GROUP % 4, (65, 0)), "private").err_status == 17
