# A Receiver on Linux waits in recvfrom(), without a poll() before it: what is to end it does, and
# what comes by other sockets than one of UDP goes the old way.

import asyncio
import socket
import sys
import threading

import pytest
from conftest import free_port
from usnmp import SnmpPacket
from usnmp_receiver import Receiver

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux alone")
TRAP = SnmpPacket(
    0xA7,
    ver=1,
    id=1,
    varbinds={
        "1.3.6.1.2.1.1.3.0": (0x43, 1),
        "1.3.6.1.6.3.1.1.4.1.0": (6, "1.3.6.1.6.3.1.1.5.1"),
    },
).tobytes()


def send(port, d=TRAP):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(d, ("127.0.0.1", port))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_it_is_not_polled_before_something_is_read(host):
    port = free_port()
    with Receiver(host, port) as r:
        udp = r.bind()
        udp.poll = None
        send(port)
        assert r.poll(30000).trap_oid == "1.3.6.1.6.3.1.1.5.1"


def test_it_is_opened_again_and_waits_so_again():
    port = free_port()
    r = Receiver("127.0.0.1", port)
    for _ in range(3):
        with r:
            send(port)
            for n in r:
                assert n.source[0] == "127.0.0.1"
                r.close()
        assert not r._udp
    assert r.traps == 3


def test_a_close_by_another_thread_ends_it_and_the_port_is_free():
    port = free_port()
    r = Receiver("127.0.0.1", port)
    got = []
    r.on_trap = got.append
    r.bind()._last -= 5000  # it was opened long ago: it may be opened again
    thread = threading.Thread(target=lambda: list(r))
    thread.start()
    while not got:  # it is in its loop
        send(port)
    r.close()
    thread.join(30)
    assert not thread.is_alive()
    with Receiver("127.0.0.1", port) as other:
        send(port)
        assert other.poll(30000)


def test_within_asyncio_it_does_not_wait():
    port = free_port()

    async def main():
        async with Receiver("127.0.0.1", port) as r:
            turns = []

            async def other():
                while len(turns) < 5:  # noqa: ASYNC110 - that others have their turn is the test
                    turns.append(1)
                    await asyncio.sleep(0)
                send(port)

            task = asyncio.create_task(other())
            async for n in r:
                await task
                return n.trap_oid, len(turns)

    assert asyncio.run(main()) == ("1.3.6.1.6.3.1.1.5.1", 5)


def test_several_places_go_their_own_way():
    ports = free_port(), free_port()
    with Receiver("udp:127.0.0.1:%d,udp:127.0.0.1:%d" % ports) as r:
        for port in ports:
            send(port)
            assert r.poll(30000).pdu_type == 0xA7
