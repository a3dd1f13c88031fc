# What a sub-agent registers with snmpd, what is refused, and what is given back.

import pytest
from snmpdbox import BASE, MODULES, Answering, Snmpd, net, pump, world
from usnmp_mib import OCTSTR, Mib
from usnmp_pc.agentx import SubAgent


@pytest.fixture
def snmpd(tmp_path):
    master = Snmpd(tmp_path)
    yield master
    master.stop()


def test_what_another_has_registered_is_told_and_all_else_is_served(snmpd):
    mine, theirs = Mib(), Mib()
    for mib, text in ((theirs, "theirs"), (mine, "mine")):
        mib.scalar(BASE + ".1.0", OCTSTR, text)
    mine.scalar(BASE + ".2.0", OCTSTR, "mine")
    logged = []
    with Answering(SubAgent(theirs, snmpd.address)):
        sub = SubAgent(mine, snmpd.address, log=logged.append)
        with Answering(sub):
            found = net("snmpwalk", snmpd, BASE)
    lines = '.%s.1.0 = STRING: "theirs"', '.%s.2.0 = STRING: "mine"'
    assert found.splitlines() == [line % BASE for line in lines]
    assert logged == [
        "usnmp: AgentX: %s.1 is not registered: refused: duplicateRegistration" % BASE
    ]
    assert list(sub.refused.values()) == ["refused: duplicateRegistration"]


def test_of_two_registrations_that_with_the_lesser_priority_answers(snmpd):
    subs = []
    for text, priority in (("late", 200), ("early", 50)):
        mib = Mib()
        mib.scalar(BASE + ".1.0", OCTSTR, text)
        subs.append(SubAgent(mib, snmpd.address, priority=priority))
    with Answering(subs[0]):
        with Answering(subs[1]):
            assert "early" in net("snmpget", snmpd, BASE + ".1.0")
        subs[1].close()
        assert "late" in net("snmpget", snmpd, BASE + ".1.0")


def test_a_whole_subtree_is_registered_in_place_of_its_objects(snmpd):
    sub = SubAgent(world(), snmpd.address, subtrees=[BASE])
    with Answering(sub):
        assert sub.registered == {(None, (1, 3, 6, 1, 4, 1, 8072, 9999, 9999))}
        assert len(net("snmpwalk", snmpd, BASE).splitlines()) == 6


def test_the_system_group_is_left_to_the_master(snmpd):
    from usnmp_mibs.snmpv2_mib import system

    mib = world()
    system(mib, lambda: 0, name="ours")
    sub = SubAgent(mib, snmpd.address)
    with Answering(sub):
        assert sub.left == [(1, 3, 6, 1, 2, 1, 1)] and not sub.refused
        assert "ours" not in net("snmpwalk", snmpd, "1.3.6.1.2.1.1")


# --- what is given back ---


def test_what_is_unregistered_is_gone_from_the_master_and_all_else_stays(snmpd):
    sub = SubAgent(world(), snmpd.address, retry_s=0.02)
    sub.connect()
    sub.unregister(BASE + ".3")
    with pytest.raises(ValueError, match="nothing at or below %s.3 is registered" % BASE):
        sub.unregister(BASE + ".3")
    with Answering(sub, keep=True):
        assert len(net("snmpwalk", snmpd, BASE).splitlines()) == 2
        assert "No Such Object" in net("snmpget", snmpd, BASE + ".3.1.1.1")
    snmpd.stop()
    pump(sub, lambda: not sub.session)
    snmpd.start()
    pump(sub, lambda: sub.ready)
    with Answering(sub, keep=True):  # nor is it there after a restart
        assert len(net("snmpwalk", snmpd, BASE).splitlines()) == 2
    sub.register(BASE + ".3")
    pump(sub, lambda: len(sub.registered) == 3)
    with pytest.raises(ValueError, match="was not given back"):
        sub.register(BASE + ".3")
    with Answering(sub):
        assert len(net("snmpwalk", snmpd, BASE).splitlines()) == 6


def test_what_one_sub_agent_unregisters_another_may_have(snmpd):
    first, second = Mib(), Mib()
    for mib, text in ((first, "first"), (second, "second")):
        mib.scalar(BASE + ".1.0", OCTSTR, text)
    one = SubAgent(first, snmpd.address, priority=50)
    one.connect()
    with SubAgent(second, snmpd.address) as two:
        assert two.session is not None
        one.unregister(BASE)
        with Answering(two, keep=True):
            assert "second" in net("snmpget", snmpd, BASE + ".1.0")
    assert two.session is None
    one.close()


def test_what_is_unregistered_before_there_is_a_session_is_never_registered(snmpd):
    sub = SubAgent(world(), snmpd.address)
    sub.unregister(BASE + ".1")
    with sub:
        assert {ids[9:] for _, ids in sub.registered} == {(2,), (3, 1)}


def test_capabilities_stand_in_the_masters_table_until_they_are_taken_away(tmp_path):
    # snmp_mib has a line of its own there: snmpd 5.9.3 ends if its first one is taken away
    snmpd = Snmpd(tmp_path, modules=MODULES + ",sysORTable,snmp_mib")
    sub = SubAgent(world(), snmpd.address, retry_s=0.02)
    sub.connect()

    def stands():
        with Answering(sub, keep=True):
            return "sensors of the cellar" in net("snmpwalk", snmpd, "1.3.6.1.2.1.1.9.1.3")

    try:
        sub.add_capabilities(BASE + ".10", "sensors of the cellar")
        assert stands()
        snmpd.stop()
        pump(sub, lambda: not sub.session)
        snmpd.start()
        pump(sub, lambda: sub.ready)
        assert stands()
        sub.remove_capabilities(BASE + ".10")
        assert not stands()
        with pytest.raises(ValueError, match="unknownAgentCaps"):
            sub.remove_capabilities(BASE + ".10")
        sub.close()
    finally:
        snmpd.stop()
