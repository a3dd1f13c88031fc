# What AsyncManager takes for a response, and when it asks again: portable.

import asyncio

from asyncbox import B, agent
from aiobox import Net, error, run, until
from usnmp import SnmpPacket
from usnmp_manager.response import NoResponse


def test_what_is_lost_is_asked_again():
    net = Net({1: agent(1), 2: agent(2)}, lose=lambda n: n % 2)

    async def main(manager, *targets):
        found = []
        for t in targets * 3:
            found.append((await t.get(B)).value)
        return found

    assert run(net, main) == [1, 2] * 3
    assert net.sent == 12


def test_one_that_does_not_answer_gets_no_response_and_the_others_go_on():
    net = Net({1: agent(1), 2: agent(2)})
    net.agents[2].answer = lambda p: SnmpPacket(0xA2, id=p.id + 1)

    async def main(manager, one, two):
        dead = asyncio.create_task(error(two.get(B)))
        for _ in range(3):
            assert (await one.get(B)).value == 1
        return await dead, manager.strays

    e, strays = run(net, main)
    assert isinstance(e, NoResponse) and str(e) == "no response from 127.0.0.1"
    assert strays == 4


def test_what_cannot_be_sent_is_told():
    net = Net({1: agent(1)})
    net.up = False

    async def main(manager, t):
        return await error(t.get(B))

    assert str(run(net, main)) == "cannot send to 127.0.0.1"


def test_only_the_response_is_taken():
    net = Net({1: agent(1)}, hold=9)

    async def main(manager, t):
        asked = asyncio.create_task(t.get(B))
        await until(lambda: net.sent)
        request = SnmpPacket(net.arriving[0][0])
        r = net.agents[1].answer(request)
        r.varbinds[B] = (2, 666)
        forged = [(r.tobytes(), 2), (b"junk", 1), (b"", 1)]  # the first from another source
        for k, v in (("id", r.id + 1), ("community", "x"), ("ver", 0), ("type", 0xA0)):
            kept = getattr(r, k)
            setattr(r, k, v)
            forged.append((r.tobytes(), 1))
            setattr(r, k, kept)
        net.arriving += [((datagram,), source) for datagram, source in forged]
        net.hold = 0
        return (await asked).value, manager.strays, len(forged)

    value, strays, forged = run(net, main)
    assert value == 1 and strays == forged


def test_closing_ends_those_who_wait():
    net = Net({1: agent(1)}, hold=5)

    async def main(manager, t):
        task = asyncio.create_task(error(t.get(B)))
        await until(lambda: net.sent)
        manager.close()
        return await task

    assert isinstance(run(net, main), NoResponse)
    assert net.up is None
