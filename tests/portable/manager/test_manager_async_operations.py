# AsyncManager's operations: portable, runs on CPython and MicroPython.

from asyncbox import A, B, agent
from aiobox import Net, error, run
from util import raises


def test_operations_are_those_of_the_manager():
    async def main(manager, t):
        assert await t.get(A, B) == [(A, 4, "agent 1"), (B, 2, 1)]
        assert await t.get_next("1.3") == (A, 4, "agent 1")
        assert len(await t.get_bulk("1.3", max_repetitions=3)) == 3
        assert await t.set(B, 2, 9) == (B, 2, 9)
        e = await error(t.set("1.3.6.1.9.0", 2, 9))
        assert (e.status, e.index, e.oid) == (17, 1, "1.3.6.1.9.0")
        raises(ValueError, manager.target, "127.0.0.1", version="4")
        return True

    assert run(Net({1: agent(1)}), main)
