# What an AsyncManager leaves behind when it is closed, or a request fails: portable.

import asyncio

from asyncbox import B, agent
from aiobox import Net, error, run, until
from usnmp_manager.response import NoResponse


def test_after_close_nothing_is_sent_and_nobody_waits():
    net = Net({1: agent(1)}, hold=9)

    async def main(manager, t):
        tasks = [asyncio.create_task(error(t.get(B))) for _ in range(5)]
        await until(lambda: net.sent)
        manager.close()
        manager.close()
        for task in tasks:
            assert isinstance(await task, NoResponse)
        assert str(await error(t.get(B))) == "closed"
        await asyncio.sleep(0.1)
        return manager._udps, manager._pending, manager._queue, manager._free

    assert run(net, main, in_flight=2) == ({}, {}, [], 2)
    assert net.sent == 2


def test_an_oid_or_value_that_cannot_be_encoded_takes_no_place():
    async def main(manager, t):
        for _ in range(3):
            for wrong in (lambda: t.get("1.3.x"), lambda: t.set(B, 2, "x"), lambda: t.get("9.9")):
                try:
                    await wrong()
                except ValueError:
                    continue
                raise AssertionError
        return (await t.get(B)).value, manager._free

    assert run(Net({1: agent(1)}), main, in_flight=1) == (1, 1)


def test_whatever_fails_gives_back_its_place():
    class Fails(Exception):
        pass

    async def main(manager, t):
        send = manager._send

        def fails(request):
            raise Fails

        for _ in range(3):
            manager._send = fails
            try:
                await t.get(B)
            except Fails:
                pass
        manager._send = send
        return (await t.get(B)).value, manager._free, manager._pending

    assert run(Net({1: agent(1)}), main, in_flight=1) == (1, 1, {})


def test_one_manager_works_in_one_loop_after_another():
    kept = []

    async def get():
        # With and without a close() at the end; other requests are still on their way.
        manager, t, net = kept
        net.up = True
        async with manager:
            manager._udps[0] = net
            asyncio.create_task(error(t.get("1.3.6.1.9")))
            return (await t.get(B)).value

    async def unclosed(manager, t):
        net = manager._udps[0]
        kept[:] = manager, t, net
        asyncio.create_task(error(t.get("1.3.6.1.9")))
        found = (await t.get(B)).value
        manager.close = lambda: None
        return found

    async def again(manager, t):
        old, t, net = kept
        assert old._timer and old._readers
        return (await t.get(B)).value

    async def reopened(manager, t):
        del kept[0].close
        return await get()

    for body in (unclosed, again, again, reopened, reopened):
        if body is reopened:
            kept[0].close = None
        assert run(Net({1: agent(1)}), body) == 1


def test_a_flood_of_strays_leaves_the_others_their_turn():
    net = Net({1: agent(1)})

    async def main(manager, t):
        turns = []
        asked = asyncio.create_task(error(t.get(B)))
        await until(lambda: net.arriving)
        most = []

        def recv(size, timeout_ms):
            most[-1] += 1
            return b"stray", 1

        net.recv = recv
        for _ in range(20):
            most.append(0)
            await asyncio.sleep(0)
            turns.append(most[-1])
        asked.cancel()
        return max(turns)

    assert run(net, main) <= 16
