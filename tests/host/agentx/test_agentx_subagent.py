# What a sub-agent serves through snmpd is what the agent serves itself.

import random

import agentxmodel
import pytest
from snmpdbox import Snmpd, read
from usnmp_agent import Agent
from usnmp_pc.agentx import SubAgent


@pytest.fixture
def snmpd(tmp_path):
    master = Snmpd(tmp_path)
    yield master
    master.stop()


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
