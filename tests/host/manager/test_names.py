# Names that are looked up beside an AsyncManager's requests.

import asyncio
import threading
import time

import pytest
import usnmp_manager.lookup_pc as usnmp_names
from agentbox import BASE, Box
from usnmp_manager.aio import AsyncManager


@pytest.fixture
def slow(monkeypatch):
    """Lookups of slow.example wait for this event; others of .example fail."""
    event = threading.Event()
    resolve = usnmp_names.resolve

    def lookup(host, port):
        if host.startswith("slow"):
            event.wait(20)
        if host.endswith(".example"):
            raise OSError(-2, "Name or service not known")
        return resolve(host, port)

    monkeypatch.setattr(usnmp_names, "resolve", lookup)
    yield event
    event.set()


@pytest.fixture
def port():
    agent = Box().agent
    port = agent.bind("127.0.0.1", 0).sock.getsockname()[1]
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            agent.poll(20)

    thread = threading.Thread(target=serve)
    thread.start()
    yield port
    stop.set()
    thread.join()


def test_slow_names_hold_up_nobody(slow, port):
    async def main():
        async with AsyncManager() as manager:
            names = [manager.target("slow%d.example" % i) for i in range(40)]
            asked = [asyncio.create_task(t.get(BASE % 1)) for t in names]
            await asyncio.sleep(0)
            for host in "127.0.0.1", "localhost":
                found = await manager.target(host, port=port).get(BASE % 1)
                assert found.oid == BASE % 1
            assert not any(task.done() for task in asked)
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    before = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - before < 10  # not until the lookups end


def test_no_such_host_is_an_os_error_when_it_is_asked(slow, port):
    async def main():
        async with AsyncManager(in_flight=1) as manager:
            target = manager.target("none.example")
            for _ in range(3):
                with pytest.raises(OSError):
                    await target.get(BASE % 1)
            return (await manager.target("127.0.0.1", port=port).get(BASE % 1)).oid

    assert asyncio.run(main()) == BASE % 1


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "fe80::1%lo", "2001:db8::1"])
def test_addresses_are_not_looked_up(host):
    assert usnmp_names.is_address(host)


@pytest.mark.parametrize("host", ["localhost", "a.example", "10.0.0", "1.2.3.4.5", ""])
def test_names_are(host):
    assert not usnmp_names.is_address(host)


def test_close_ends_those_who_wait_for_a_name(slow):
    async def main():
        manager = AsyncManager()
        asked = [asyncio.create_task(manager.target("slow.example").get(BASE % 1)) for _ in "12"]
        await asyncio.sleep(0.01)
        manager.close()
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [str(e) for e in found] == ["closed", "closed"]
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())
