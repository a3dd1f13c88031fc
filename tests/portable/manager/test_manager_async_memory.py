# AsyncManager when memory is short: every await ends. Portable.

import asyncio

from asyncbox import A, B, agent
from aiobox import Net, error, run
from usnmp_manager.response import NoResponse


def test_a_datagram_that_there_is_no_memory_for_is_read_later():
    net = Net({1: agent(1)})
    recv = net.recv
    asked = []

    def short(size, timeout_ms):
        asked.append(size)
        if len(asked) == 1:
            raise MemoryError
        return recv(size, timeout_ms)

    net.recv = short

    async def main(manager, target):
        return (await target.get(B)).value

    assert run(net, main) == 1 and net.sent == 1


def test_the_timer_goes_on():
    net = Net({1: agent(1)}, lose=lambda n: True)
    sleep = asyncio.sleep
    failed = []

    def short(seconds):
        if seconds and len(failed) < 2:
            failed.append(seconds)
            raise MemoryError
        return sleep(seconds)

    async def main(manager, target):
        asyncio.sleep = short
        return await error(target.get(B)), manager._pending

    try:
        e, pending = run(net, main)
    finally:
        asyncio.sleep = sleep
    assert type(e) is NoResponse and not pending and len(failed) == 2 and net.sent == 4


def test_what_there_is_no_memory_for_gives_back_its_place():
    net = Net({1: agent(1)})

    async def main(manager, target):
        def short(packet):
            raise MemoryError

        pack = target.wrapper.pack
        target.wrapper = Wrapper(target.wrapper, short)
        for _ in range(3):
            try:
                await target.get(A)
            except MemoryError:
                continue
            raise AssertionError
        target.wrapper.pack = pack
        return (await target.get(B)).value, manager._pending, manager._free

    assert run(net, main, in_flight=1) == (1, {}, 1)


class Wrapper:
    """A session's, that packs otherwise."""

    def __init__(self, wrapper, pack):
        self.unpack = wrapper.unpack
        self.silence = wrapper.silence
        self.pack = pack
