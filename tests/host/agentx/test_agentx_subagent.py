# What a sub-agent serves through snmpd is what the agent serves itself; sets in all their phases;
# snmpd that restarts; what it refuses.

import random
import signal

import agentxmodel
import pytest
from conftest import free_port
from snmpdbox import BASE, Answering, Snmpd, net, pump, read, world
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_pc.agentx import SubAgent

OK = "%s = INTEGER: %d"


@pytest.fixture
def snmpd(tmp_path):
    master = Snmpd(tmp_path)
    yield master
    master.stop()


@pytest.mark.slow
def test_10000_random_operations_are_answered_as_by_the_agent_itself(snmpd):
    ours, theirs = agentxmodel.World(), agentxmodel.World()
    agent = Agent(ours.mib, "public", "private", 60000, ours.logged.append)
    sub = SubAgent(theirs.mib, snmpd.address, log=theirs.logged.append)
    sub.connect()
    counts = {}
    for kind, argument in agentxmodel.operations(18, 10000):
        counts[kind] = counts.get(kind, 0) + 1
        if kind == "change":
            ours.change(random.Random(argument))
            theirs.change(random.Random(argument))
            continue
        status, index, expected = read(agent.respond(argument))
        got_status, got_index, got = read(snmpd.ask(argument, sub))
        expected, got = agentxmodel.inside(expected), agentxmodel.inside(got)
        if status and kind != 0xA3:  # snmpd sends what it had got
            expected = got = []
            if kind != 0xA0:  # and counts from where it went on
                got_index = index
        elif kind == 0xA5:
            n = min(len(got), len(expected))
            expected, got = expected[:n], got[:n]
        assert (got_status, got_index, got) == (status, index, expected), agentxmodel.show(
            argument
        )
    assert min(counts.values()) > 800
    assert ours.asked == theirs.asked  # phase by phase
    assert ours.made == theirs.made
    sub.close()


# --- net-snmp's tools ---


@pytest.mark.parametrize("kind", ["unix", "tcp"])
def test_tools_print_the_same_through_snmpd_as_from_the_agent(tmp_path, kind):
    address = "tcp:127.0.0.1:%d" % free_port() if kind == "tcp" else None
    snmpd = Snmpd(tmp_path, address)
    mib = agentxmodel.World().mib
    agent = Agent(mib, max_size=60000)
    sub = SubAgent(mib, snmpd.address)
    sub.connect()
    try:
        with Answering(agent) as direct, Answering(sub):
            for program, options in (
                ("snmpwalk", (BASE + ".1",)),
                ("snmpwalk", (BASE + ".4",)),
                ("snmpbulkwalk", (BASE,)),
                ("snmpbulkwalk", ("-Cr50", BASE + ".5")),
                ("snmptable", ("-Ci", BASE + ".4")),
                ("snmpget", (BASE + ".1.0.0", BASE + ".1.99.0", BASE + ".2.1.7")),
            ):
                found = net(program, snmpd, *options)
                assert found == net(program, direct, *options)
                assert "Timeout" not in found
    finally:
        snmpd.stop()


def test_a_set_through_snmpd_is_done_whole_or_refused_with_status_and_index(snmpd):
    mib = world()
    with Answering(SubAgent(mib, snmpd.address)):
        one, two = BASE + ".1.0", BASE + ".2.0"
        private = {"community": "private"}
        assert "INTEGER: 9" in net("snmpset", snmpd, one, "i", "9", two, "s", "attic", **private)
        refused = net("snmpset", snmpd, two, "s", "no", one, "i", "100", **private)
        assert "wrongValue" in refused and "Failed object: .%s" % one in refused
        refused = net("snmpset", snmpd, one, "s", "text", **private)
        assert "wrongType" in refused
        refused = net("snmpset", snmpd, BASE + ".3.1.1.1", "i", "3", **private)
        assert "notWritable" in refused
        found = net("snmpget", snmpd, one, two)
        assert "INTEGER: 9" in found and "attic" in found


# --- several sub-agents ---


class Handler:
    def __init__(self, fails=False):
        self.value = 0
        self.fails = fails
        self.asked = []

    def test(self, value):
        self.asked.append("test")

    def commit(self, value):
        self.asked.append("commit")
        if self.fails:
            raise OSError("stuck")
        self.value = value

    def undo(self, value):
        self.asked.append("undo")
        self.value = value

    def cleanup(self):
        self.asked.append("cleanup")


@pytest.mark.parametrize("first,second", [("1", "2"), ("2", "1")])
def test_what_one_sub_agent_wrote_is_undone_when_the_commit_of_another_fails(snmpd, first, second):
    good, bad = Handler(), Handler(fails=True)
    subs = []
    for arc, handler in (("1", good), ("2", bad)):
        mib = Mib()
        mib.scalar("%s.%s.0" % (BASE, arc), INT, lambda h=handler: h.value, write=handler)
        subs.append(SubAgent(mib, snmpd.address, log=list().append))
    with Answering(subs[0]), Answering(subs[1]):
        names = ["%s.%s.0" % (BASE, arc) for arc in (first, second)]
        failed = net("snmpset", snmpd, names[0], "i", "5", names[1], "i", "6", community="private")
        assert "commitFailed" in failed and "Failed object: .%s.2.0" % BASE in failed
        assert "INTEGER: 0" in net("snmpget", snmpd, BASE + ".1.0")
    assert good.value == 0
    assert good.asked in (["test", "commit", "undo", "cleanup"], ["test", "cleanup"])
    assert bad.asked == ["test", "commit", "undo", "cleanup"]


# --- a master that comes and goes ---


@pytest.mark.slow
def test_after_each_of_20_restarts_of_snmpd_all_is_registered_again(snmpd):
    logged = []
    sub = SubAgent(world(), snmpd.address, log=logged.append, retry_s=0.02)
    sub.connect()
    for n in range(20):
        before = sub._link
        snmpd.stop(signal.SIGTERM if n % 2 else signal.SIGKILL)
        pump(sub, lambda link=before: sub._link is not link)
        snmpd.start()
        pump(sub, lambda: sub.ready)
        with Answering(sub, keep=True):
            assert len(net("snmpwalk", snmpd, BASE).splitlines()) == 6
    arcs = (1,), (2,), (3, 1)
    assert sub.registered == {(None, (1, 3, 6, 1, 4, 1, 8072, 9999, 9999, *a)) for a in arcs}
    assert len([line for line in logged if "tried again" in line]) >= 20
    sub.close()


def test_an_object_that_is_added_later_is_registered(snmpd):
    mib = world()
    sub = SubAgent(mib, snmpd.address)
    with Answering(sub):
        mib.scalar(BASE + ".4.0", INT, 4)
        while len(sub.registered) < 4:
            pass
        assert "INTEGER: 4" in net("snmpget", snmpd, BASE + ".4.0")


def test_a_master_that_is_silent_is_asked_whether_it_is_there(snmpd):
    now = [0]
    sub = SubAgent(world(), snmpd.address, clock=lambda: now[0])
    sub.connect()
    heard = sub._link.heard
    now[0] += 16
    sub.poll(0)
    assert sub._link.waiting == 1  # a Ping
    pump(sub, lambda: not sub._link.waiting)
    assert sub.ready and sub._link.heard > heard
    sub.close()


# --- contexts, index objects ---


def test_another_context_has_objects_of_its_own(tmp_path):
    more = (
        "com2sec -Cn lab labsec default labcommunity\ngroup labgroup v2c labsec\n"
        "view all included .1\naccess labgroup lab v2c noauth exact all none none\n"
    )
    snmpd = Snmpd(tmp_path, more=more)
    try:
        mib, lab = Mib(), Mib()
        mib.scalar(BASE + ".1.0", OCTSTR, "default")
        lab.scalar(BASE + ".1.0", OCTSTR, "laboratory")
        with Answering(SubAgent(mib, snmpd.address, contexts={"lab": lab})):
            assert "default" in net("snmpget", snmpd, BASE + ".1.0")
            found = net("snmpget", snmpd, BASE + ".1.0", community="labcommunity")
            assert "laboratory" in found
    finally:
        snmpd.stop()


def test_index_values_are_allocated_and_are_ours_again_after_a_restart(snmpd):
    sub = SubAgent(world(), snmpd.address, retry_s=0.02)
    sub.connect()
    other = SubAgent(world(), snmpd.address, log=list().append)
    other.connect()
    index = "1.3.6.1.2.1.2.2.1.1"
    assert sub.allocate(index, INT, 40) == 40
    with pytest.raises(ValueError, match="index"):
        other.allocate(index, INT, 40)
    fresh = other.allocate(index, INT, new=True)
    assert fresh != 40
    with pytest.raises(ValueError, match="index"):
        other.deallocate(index, INT, 40)
    snmpd.stop()
    snmpd.start()
    sub.poll(0)
    pump(sub, lambda: sub.ready)
    other.poll(0)
    pump(other, lambda: other.ready)
    with pytest.raises(ValueError, match="index"):
        other.allocate(index, INT, 40)
    sub.deallocate(index, INT, 40)
    assert other.allocate(index, INT, 40) == 40
