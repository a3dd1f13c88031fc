# usnmp_pc.polled_v3 changes nothing but the time that a message of SNMPv3 takes.

import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, tool

from replay_v3 import AgentRole
from test_hostile_v3 import datagrams
from usnmp_pc.polled_v3 import Usual
from usnmp_pc.polled_v3_pc import Flat3
from v3_twins import Twins


def shorter(name, build, number, seed):
    # How many messages were answered in the shorter way.
    script = ROOT / "tests/host/agent/v3_twins.py"
    command = [*interpreter(name), script, ROOT]
    if name != "cpython":  # two agents take more than 38 KiB
        command = [tool(name), "-X", "heapsize=1m", script, build]
    folder = str(ROOT / "tests/portable/v3")
    done = run(
        *command,
        str(number),
        str(seed),
        env={"PYTHONPATH": folder, "MICROPYPATH": folder},
        timeout=600,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return int(done.stdout)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", INTERPRETERS)
def test_replies_and_counters_are_those_of_an_agent_without_what_it_keeps(name, seed, build):
    number = 4000 if name == "cpython" else 600
    assert shorter(name, build, number, seed) > number // 10


@pytest.mark.parametrize("seed", range(2))
def test_on_a_cpython_without_cryptography_too(seed):
    assert Twins(Usual, seed).same(2000) > 200


def test_to_hostile_messages_with_right_macs_too():
    plain, quick = AgentRole(), AgentRole()
    usual = Flat3(quick.agent.v3)
    known = 0
    for d in datagrams("agent"):
        for _ in range(2):  # again, now that what is like it may be kept
            known += any(usual._authentic(d, shape) for shape in usual._shapes.get(len(d), ()))
            assert quick.outcome(d) == plain.outcome(d), d.hex()
    assert known > 10


@pytest.mark.slow
def test_a_hundred_thousand_messages_are_answered_as_without(build):
    # a million by hand: 20 seeds
    assert sum(shorter("cpython", build, 50000, seed) for seed in (100, 101)) > 15000
