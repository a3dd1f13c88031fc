# Walks with an AsyncManager: portable, runs on CPython and MicroPython.

from asyncbox import Agent
from aiobox import Net, run

ENTRY = "1.3.6.1.4.1.9.2.1"


def test_a_walk_is_an_async_iterator():
    cells = [("%s.%d.%d" % (ENTRY, c, i), (2, c * i)) for c in (1, 2) for i in range(1, 5)]

    async def main(manager, t):
        walked = []
        async for vb in t.walk("1.3", 3):
            walked.append(vb.oid)
        return walked

    assert run(Net({1: Agent(cells)}), main) == [oid for oid, _ in cells]
