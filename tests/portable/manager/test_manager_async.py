# Who asks when with an AsyncManager: portable, runs on CPython and MicroPython.

import asyncio

from asyncbox import B, agent
from aiobox import Net, run, until


def test_no_more_are_in_flight_than_allowed_and_they_go_in_turn():
    net = Net({1: agent(1)})

    async def main(manager, t):
        order = []

        async def get(i):
            order.append((i, (await t.get(B)).value))

        await asyncio.gather(*[get(i) for i in range(6)])
        return order

    order = run(net, main, in_flight=2)
    assert net.most == 2
    assert sorted(order) == [(i, 1) for i in range(6)]
    assert max([abs(i - order[i][0]) for i in range(6)]) < 2


def test_one_that_is_cancelled_gives_its_turn_to_the_next():
    net = Net({1: agent(1)}, hold=1)

    async def main(manager, t):
        tasks = [asyncio.create_task(t.get(B)) for _ in range(3)]
        await until(lambda: net.sent)
        tasks[1].cancel()  # waits for its turn
        tasks[0].cancel()  # waits for its response
        net.hold = 0
        value = (await tasks[2]).value
        for task in tasks[:2]:
            try:
                await task
            except asyncio.CancelledError:
                pass
        return value, manager._free, manager._queue, manager._pending

    assert run(net, main, in_flight=1) == (1, 1, [], {})
