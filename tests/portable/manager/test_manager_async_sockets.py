# Which sockets an AsyncManager asks from, and what it takes on them: portable.

import asyncio

from asyncbox import B, agent
from aiobox import Net, error, run, until
from usnmp import SnmpPacket
from usnmp_manager.aio import AsyncManager
from usnmp_manager.response import BadResponse, NoResponse


def test_each_agent_has_a_socket_of_its_own_while_there_are_enough():
    async def main():
        async with AsyncManager(sockets=3) as manager:
            targets = [manager.target("127.0.0.1", port=1000 + i) for i in range(7)]
            assert len(manager._udps) == 3
            return [t.socket for t in targets]

    assert asyncio.run(main()) == [0, 2, 4, 0, 2, 4, 0]


def test_a_response_on_the_socket_of_another_agent_is_not_taken():
    net = Net({1: agent(1)}, hold=9)

    async def main(manager, t):
        asked = asyncio.create_task(error(t.get(B)))
        await until(lambda: net.sent)
        request = SnmpPacket(net.arriving[0][0])
        manager._take(2, net.agents[1].answer(request).tobytes(), 1)
        return await asked, manager.strays

    e, strays = run(net, main)
    assert isinstance(e, NoResponse) and strays == 1


def odd(change, source=1, **kw):
    """What a request gives whose answer comes changed, from `source`; and the strays."""
    net = Net({1: agent(1)}, hold=99)

    async def main(manager, t):
        for k, v in kw.items():
            setattr(t, k, v)
        asked = asyncio.create_task(t.get(B))
        await until(lambda: net.sent)
        answer = net.agents[1].answer(SnmpPacket(net.arriving[0][0]))
        manager._take(0, change(answer), source)
        try:
            return (await asked).value, manager.strays, manager.trailing
        except (NoResponse, BadResponse) as e:
            return e, manager.strays, manager.trailing

    return run(net, main)


def other_community(p):
    p.community = "other"
    return p.tobytes()


def test_any_source_and_echo_community_are_each_targets_own():
    assert isinstance(odd(lambda p: p.tobytes(), 2)[0], NoResponse)
    assert odd(lambda p: p.tobytes(), 2, any_source=True) == (1, 0, 0)
    assert isinstance(odd(other_community)[0], NoResponse)
    assert odd(other_community, echo_community=False) == (1, 0, 0)


def test_a_response_that_cannot_be_read_is_an_error_that_says_so():
    e, strays, _ = odd(lambda p: p.tobytes()[:-1])
    assert isinstance(e, BadResponse) and strays == 1
    e, strays, _ = odd(lambda p: p.tobytes()[:-1], 2)
    assert isinstance(e, NoResponse) and strays == 1


def test_octets_behind_a_response_are_ignored_and_counted():
    assert odd(lambda p: p.tobytes() + bytes(12)) == (1, 0, 1)
