# usnmp_pc.polled_v3 changes nothing but the time that a message of SNMPv3 takes.

import socket

import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, tool

from replay_v3 import AgentRole
from test_hostile_v3 import datagrams
from usnmp_pc.polled_v3 import Usual
from usnmp_pc.polled_v3_pc import Flat3
from usnmp_pc.speed import quicken
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


def test_from_socket_to_socket_too():
    # quicken() has poll() ask Flat3.reply() before all else.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as manager:
        manager.bind(("127.0.0.1", 0))
        manager.settimeout(30)

        def quickened(v3):
            return quicken(v3.agent, v3.agent.bind("127.0.0.1", 0)).secured

        twins = Twins(quickened, 5)
        agent = twins.quick.agent
        port = agent._udp.sock.getsockname()

        without = twins.quick.respond

        def respond(d, salt):
            if len(d) > agent.max_size:  # a socket cuts it, which the other twin has not
                return without(d, salt)
            agent.v3.message._iv[8:] = salt
            manager.sendto(d, port)
            sent = agent.counters[2]
            assert agent.poll(30000)
            reply = manager.recv(2000) if agent.counters[2] > sent else None
            return reply, list(agent.counters), list(agent.v3.stats), list(twins.quick.log)

        twins.quick.respond = respond
        try:
            assert twins.same(3000) > 300
        finally:
            agent.close()


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
