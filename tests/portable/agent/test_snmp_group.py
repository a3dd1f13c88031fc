# The snmp group, 1.3.6.1.2.1.11: portable, runs on CPython and MicroPython.

from snmpbox import GROUP, make
from tablebox import END, ask, request


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
    agent.respond(request(0xA0, GROUP % 1, community="wrong"))
    agent.respond(request(0xA0, GROUP % 1, ver=7))
    for arc, n in ((6, 1), (4, 1), (3, 1), (1, 7), (2, 4)):
        assert ask(agent, 0xA0, GROUP % arc).varbinds.items()[0][1] == (65, n), arc


def test_counters_wrap_at_2_to_the_32():
    agent = make()
    agent.counters[4] = 4294967297
    assert ask(agent, 0xA0, GROUP % 4).varbinds.items()[0][1] == (65, 1)
