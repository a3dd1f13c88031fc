# GETs of AsyncManager on CPython, encoded once and read in place, are what packets and responses
# are otherwise: at random, for the hostile corpus, and for what real devices hold.
# `asked_twins.py 1000000` is the long run.

import asyncio
from pathlib import Path

import corpus
import pytest
from asked_twins import OIDS, Asked, compare, session
from conftest import free_port, package
from test_codec_twins import bindings
from usnmp import BerError
from usnmp_agent import Agent
from usnmp_manager import AsyncManager, NoResponse, SnmpError, aio_pc
from usnmp_mib import INT, Mib


@pytest.mark.parametrize("seed", range(4))
def test_responses_at_random_are_read_the_same(seed):
    assert compare(3000, seed) > 300


def test_the_hostile_corpus_is_read_the_same():
    asked = Asked(session(), OIDS[0])
    for octets in dict.fromkeys(case[2] for case in corpus.corpus()):
        get = asked.get()
        get.id = int.from_bytes(corpus.ID, "big")
        asked.same(get, octets)
        asked.same(get, octets)


@pytest.mark.slow
def test_what_real_devices_hold_is_read_the_same():
    data = Path(package("snmpsim_data").__file__).parent / "data"
    files = sorted(data.rglob("*.snmprec*"))
    assert len(files) > 100
    taken = 0
    for path in files:
        for oid, value in bindings(path):
            asked = Asked(session(), oid)
            try:
                for _ in range(2):
                    get = asked.get()
                    asked.same(get, asked.answer(get, [(oid, value)]))
            except (BerError, ValueError):  # some are of no value that can be sent
                continue
            taken += asked.taken
    assert taken > 5000


# --- many requests, few places ---


class Line:
    """In place of a Udp: an agent that is asked when the manager reads."""

    def __init__(self):
        mib = Mib()
        mib.scalar(OIDS[0], INT, lambda: 7)
        self.agent = Agent(mib, "public")
        self.waiting = []
        self.up = True

    def send(self, datagram, address):
        self.waiting.append((datagram, address))
        return True

    def recv(self, size, timeout_ms):
        if not self.waiting or not self.up:
            return None
        datagram, address = self.waiting.pop(0)
        return self.agent.respond(datagram, address), address

    def close(self):
        self.up = False


def polled(main, **kw):
    """What main(manager, target, line) gives."""

    async def body():
        async with AsyncManager(sockets=1, **kw) as manager:
            target = manager.target("127.0.0.1", port=free_port(), timeout_ms=200, retries=0)
            manager._udps[0].close()
            manager._udps[0] = line = Line()

            async def pump():
                while True:
                    manager._read_batch(0)
                    await asyncio.sleep(0)

            manager._start = lambda key: None
            task = asyncio.create_task(pump())
            try:
                return await main(manager, target, line)
            finally:
                task.cancel()

    return asyncio.run(body())


def test_those_in_the_queue_come_to_their_turn_one_after_the_other():
    async def main(manager, target, line):
        most = []
        send = line.send
        line.send = lambda *what: most.append(len(manager._pending)) or send(*what)
        found = await asyncio.gather(*[target.get(OIDS[0]) for _ in range(3000)])
        assert max(most) == 5 and len(most) == 3000
        return {vb.value for vb in found}, manager._pending, manager._free, manager._queue

    assert polled(main, in_flight=5) == ({7}, {}, 5, [])


def test_one_that_is_quick_is_not_always_before_the_others():
    async def main(manager, target, line):
        await target.get(OIDS[0])
        await target.get(OIDS[0])
        order = []
        recv = line.recv

        def last_first(size, timeout_ms):
            line.waiting.insert(0, line.waiting.pop()) if line.waiting else None
            return recv(size, timeout_ms)

        async def get(i):
            await target.get(OIDS[0])
            order.append(i)

        line.recv = last_first
        await asyncio.gather(*[get(i) for i in range(40)])
        return max(abs(i - number) for i, number in enumerate(order))

    assert polled(main, in_flight=4) < 4


def test_who_is_cancelled_in_the_queue_or_in_flight_leaves_nothing_behind():
    async def main(manager, target, line):
        line.up = False
        tasks = [asyncio.create_task(target.get(OIDS[0])) for _ in range(50)]
        await asyncio.sleep(0)
        for task in tasks[1::2] + tasks[:5:2]:
            task.cancel()
        line.up = True
        found = await asyncio.gather(*tasks, return_exceptions=True)
        kinds = [getattr(vb, "value", type(vb)) for vb in found]
        assert kinds[1::2] == [asyncio.CancelledError] * 25 and kinds[6::2] == [7] * 22
        return manager._pending, manager._free, manager._queue, manager._doubtful

    assert polled(main, in_flight=4) == ({}, 4, [], [])


def test_what_cannot_be_encoded_fails_by_itself_when_its_turn_comes():
    async def main(manager, target, line):
        asked = [target.get("1.3.x" if i % 3 else OIDS[0]) for i in range(2000)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert all(vb.value == 7 for vb in found[::3])
        assert all(isinstance(e, ValueError) for e in found[1::3] + found[2::3])
        return manager._pending, manager._free, manager._queue

    assert polled(main, in_flight=2) == ({}, 2, [])


def test_close_ends_those_in_the_queue_too():
    async def main(manager, target, line):
        line.up = False
        tasks = [asyncio.create_task(target.get(OIDS[0])) for _ in range(20)]
        await asyncio.sleep(0)
        manager.close()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(e, NoResponse) for e in found)
        return [str(e) for e in found].count("closed"), manager._free, manager._queue

    assert polled(main, in_flight=3) == (17, 3, [])


def test_an_error_status_and_an_exception_are_told_as_ever():
    async def main(manager, target, line):
        for _ in range(3):
            assert (await target.get(OIDS[0])).value == 7
            assert (await target.get(OIDS[1])).type in (128, 129)
            first, second = await target.get(OIDS[0], OIDS[1])
            assert first.value == 7 and second.value is None
            target.ver = 0
            with pytest.raises(SnmpError, match="noSuchName"):
                await target.get(OIDS[1])
            target.ver = 1
        return manager.strays, manager.trailing

    assert polled(main) == (0, 0)


def test_it_is_the_quick_way_that_answers(monkeypatch):
    async def main(manager, target, line):
        await target.get(OIDS[0])
        monkeypatch.setattr(aio_pc, "_plain_take", None)
        return [(await target.get(OIDS[0])).value for _ in range(5)]

    assert polled(main) == [7] * 5
