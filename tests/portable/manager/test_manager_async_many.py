# Many agents at once with an AsyncManager: portable, runs on CPython and MicroPython.

import asyncio

from asyncbox import B, agent
from aiobox import Net, run


def test_many_agents_at_once_each_gives_its_own():
    net = Net({i: agent(i) for i in range(1, 4)})

    async def main(manager, *targets):
        found = await asyncio.gather(*[t.get(B) for t in targets + targets])
        return [vb.value for vb in found], manager.strays, len(manager._pending)

    assert run(net, main) == ([1, 2, 3] * 2, 0, 0)
    assert net.most > 1
