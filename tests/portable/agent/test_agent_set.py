# SET of the SNMPv1 agent: portable, runs on CPython and
# MicroPython.

from agentbox import BADVALUE, BASE, GENERR, GET, NOSUCHNAME, SET, Box, error
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR
from util import raises


def test_set_writes_and_answers_with_the_request_s_bindings():
    box = Box()
    r = box.ask(SET, (BASE % 4, (4, "new")), (BASE % 5, (2, 9)), community="private")
    assert error(r) == (0, 0)
    assert r.varbinds.items() == [(BASE % 4, (4, "new")), (BASE % 5, (2, 9))]
    r = box.ask(GET, BASE % 4, BASE % 5)
    assert [v for _, (_, v) in r.varbinds.items()] == ["new", 9]


def test_set_is_refused_as_rfc_1157_says():
    box = Box()
    for oid, tv, expected in (
        (BASE % 1, (4, "x"), NOSUCHNAME),  # a constant
        (BASE % 2, (2, 5), NOSUCHNAME),  # read-only
        (BASE % 99, (2, 5), NOSUCHNAME),  # not there
        (BASE % 4, (2, 5), BADVALUE),  # of another type
        (BASE % 4, (5, None), BADVALUE),
        (BASE % 8, (2, 10), BADVALUE),  # the handler says ValueError
        (BASE % 9, (2, 10), GENERR),  # the handler breaks
    ):
        r = box.ask(SET, (BASE % 5, (2, 1)), (oid, tv), community="private")
        assert error(r) == (expected, 2), oid
        assert box.ask(GET, BASE % 5).varbinds[BASE % 5] == (2, 7), oid  # nothing was written
    assert len(box.logged) == 1  # only what broke


def test_a_failing_write_undoes_those_before_it():
    box = Box()
    r = box.ask(
        SET,
        (BASE % 4, (4, "new")),
        (BASE % 5, (2, 9)),
        (BASE % 8, (2, 10)),
        community="private",
    )
    assert error(r) == (BADVALUE, 3)
    assert box.written == ["new", "probe"]
    assert box.ask(GET, BASE % 5).varbinds[BASE % 5] == (2, 7)


def test_the_read_community_may_not_set():
    box = Box()
    assert error(box.ask(SET, (BASE % 5, (2, 9)))) == (NOSUCHNAME, 1)
    assert box.agent.counters[5] == 1  # snmpInBadCommunityUses
    assert not box.written


def test_there_is_no_write_community_by_default():
    box = Box()
    agent = Agent(box.mib)
    p = SnmpPacket(SET, community="private", varbinds={BASE % 5: (2, 9)})
    assert agent.respond(p.tobytes()) is None
    p.community = "public"
    assert SnmpPacket(agent.respond(p.tobytes())).err_status == NOSUCHNAME


def test_declared_limits_need_no_code():
    box = Box()
    box.mib.scalar("1.3.6.1.9.1.0", INT, 5, write=True, range=(0, 100))
    box.mib.scalar("1.3.6.1.9.2.0", INT, 1, write=True, values=(1, 2, 7))
    box.mib.scalar("1.3.6.1.9.3.0", OCTSTR, "ab", write=True, size=(1, 4))
    for i, t, v, status in (
        (1, 2, 0, 0),
        (1, 2, 100, 0),
        (1, 2, 101, 10),
        (1, 2, -1, 10),
        (2, 2, 7, 0),
        (2, 2, 3, 10),
        (3, 4, "abcd", 0),
        (3, 4, "", 8),
        (3, 4, "abcde", 8),
    ):
        oid = "1.3.6.1.9.%d.0" % i
        for ver in (1, 0):
            p = SnmpPacket(SET, ver=ver, community="private", varbinds={oid: (t, v)})
            found = SnmpPacket(box.agent.respond(p.tobytes())).err_status
            assert found == (status if ver else 3 if status else 0), (oid, v)
    raises(ValueError, box.mib.scalar, "1.3.6.1.9.4.0", INT, 5, range=(0, 9))
