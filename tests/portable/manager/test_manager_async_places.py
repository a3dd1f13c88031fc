# Agents that do not answer beside those that do: portable, runs on CPython and MicroPython.

import asyncio

from asyncbox import B, agent
from aiobox import Net, error, run
from usnmp_manager.response import NoResponse


def net(dead):
    """An agent, the last one, and others that do not answer."""
    n = Net({i: agent(i) for i in range(1, dead + 2)})
    send = n.send

    def lossy(datagram, address):
        if address <= dead:
            n.sent += 1
            return True
        return send(datagram, address)

    n.send = lossy
    return n


def test_dead_agents_do_not_keep_the_places_of_the_others():
    async def main(manager, *targets):
        for t in targets:
            t.timeout_ms = 400
            t.retries = 1
        dead = [asyncio.create_task(error(t.get(B))) for t in targets[:-1]]
        await asyncio.sleep(0)
        value = (await targets[-1].get(B)).value  # all places were taken
        left = len([task for task in dead if not task.done()])
        for task in dead:
            assert isinstance(await task, NoResponse)
        return value, left, manager._free, manager._pending

    assert run(net(4), main, in_flight=2) == (5, 4, 2, {})


def test_those_that_answered_go_before_those_that_did_not():
    async def main(manager, *targets):
        for t in targets[:-1]:
            t.timeout_ms = 200
            t.retries = 0
            t.answered = False
        order = []

        async def get(t):
            try:
                await t.get(B)
            except NoResponse:
                pass
            order.append(t.answered)

        tasks = [asyncio.create_task(get(t)) for t in targets]
        for task in tasks:
            await task
        return order

    assert run(net(3), main, in_flight=1)[0] is True
