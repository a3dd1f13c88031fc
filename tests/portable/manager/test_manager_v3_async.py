# AsyncManager with SNMPv3: requests at once, what is lost, agents that start anew. farbox answers
# in all test_manager_v3_async. Portable.

import asyncio

from aiobox import run
from farbox import A, B
from net3box import Net3, far, target
from usnmp_v3 import User
from util import raises


def test_requests_at_once_to_one_agent_of_which_nothing_is_known():
    net = Net3({1: far()})

    async def main(manager, _):
        t = target(manager, 1, net.agents[1].user)
        found = await asyncio.gather(*[t.get(A if i % 2 else B) for i in range(6)])
        return [vb.value for vb in found], manager.strays, manager._pending

    values, strays, pending = run(net, main)
    assert values == [72, "far"] * 3 and not strays and not pending


def test_what_is_lost_is_asked_again_with_another_msgid():
    net = Net3({1: far()}, lose=lambda n: n % 2)

    async def main(manager, _):
        t = target(manager, 1, net.agents[1].user)
        found = []
        for _ in range(3):
            found.append((await t.get(A)).value)
        return found, manager._pending

    assert run(net, main) == (["far"] * 3, {}) and net.sent == 8


def test_a_rebooted_agent_is_asked_again():
    box = far()
    net = Net3({1: box})

    async def main(manager, _):
        t = target(manager, 1, net.agents[1].user)
        await t.get(A)
        box.clock.ms = 0
        box.boot(2)
        found = await asyncio.gather(*[t.get(B) for _ in range(5)])
        return [vb.value for vb in found], manager.strays

    assert run(net, main) == ([72] * 5, 0)


def test_a_level_without_keys_is_refused_at_once():
    async def main(manager, _):
        raises(ValueError, manager.target, "127.0.0.1", user=User("open"), level="authPriv")
        raises(TypeError, manager.target, "127.0.0.1", level="authPriv")

    run(Net3({1: far()}), main)
