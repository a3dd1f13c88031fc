# The receiver on a socket of the loopback interface: portable, runs on CPython and MicroPython.

import asyncio
import socket

from usnmp import SnmpPacket
from usnmp_receiver import Receiver

HEAD = (
    ("1.3.6.1.2.1.1.3.0", (0x43, 99)),
    ("1.3.6.1.6.3.1.1.4.1.0", (6, "1.3.6.1.6.3.1.1.5.3")),
)


class Peer:
    # A receiver on the first port that is free, and a socket that sends to it.
    def __init__(self, **kw):
        for port in range(43162, 43192):
            self.receiver = Receiver("127.0.0.1", port, **kw)
            try:
                self.receiver.bind()
                break
            except OSError:
                pass
        self.address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setblocking(False)

    def send(self, rid, t=0xA7):
        p = SnmpPacket(t, ver=1, id=rid)
        for vb in HEAD:
            p.varbinds.append(vb)
        self.sock.sendto(p.tobytes(), self.address)

    def close(self):
        self.sock.close()
        self.receiver.close()
        self.receiver.close()  # a second time is no error


def test_poll_gives_a_notification_and_acknowledges_an_inform():
    trace = []
    peer = Peer(on_packet=lambda *a: trace.append(a))
    r = peer.receiver
    try:
        assert r.poll(0) is None and r.poll(20) is None
        peer.send(1)
        peer.send(2, 0xA6)
        n = r.poll(2000)
        assert (n.request_id, n.source[0]) == (1, "127.0.0.1") and n.source[1] > 0
        assert r.poll(2000).request_id == 2
        ack = peer.sock.recv(500)
        assert SnmpPacket(ack).id == 2 and SnmpPacket(ack).type == 0xA2
        assert [t[0] for t in trace] == ["in", "in", "out"]
        assert trace[2] == ("out", ack, n.source)
        peer.send(2, 0xA6)  # again
        assert r.poll(2000) is None and peer.sock.recv(500) == ack and r.duplicates == 1
    finally:
        peer.close()


def test_bad_datagrams_end_nothing():
    peer = Peer(max_size=300)
    try:
        for d in (b"", b"x", b"x" * 1000):
            peer.sock.sendto(d, peer.address)
        peer.send(5)
        assert [peer.receiver.poll(2000) for _ in range(3)] == [None] * 3
        assert peer.receiver.poll(2000).request_id == 5 and peer.receiver.bad == 3
    finally:
        peer.close()


def test_a_for_loop_ends_when_the_receiver_is_closed():
    peer = Peer(on_trap=lambda n: n.request_id == 3 and peer.receiver.close())
    try:
        for rid in (1, 2, 3):
            peer.send(rid)
        assert [n.request_id for n in peer.receiver] == [1, 2, 3]
        assert list(peer.receiver) == []
        with peer.receiver as r:  # opens it again
            peer.send(9)
            assert next(r).request_id == 9
    finally:
        peer.close()


def test_an_acknowledgement_that_cannot_be_sent_is_counted():
    peer = Peer(on_inform=lambda n: peer.receiver.close())
    try:
        peer.send(1, 0xA6)
        assert peer.receiver.poll(2000) and peer.receiver.unsent == 1
    finally:
        peer.close()


def test_a_port_in_use_raises():
    peer = Peer()
    try:
        Receiver("127.0.0.1", peer.receiver._at[1]).poll()
    except OSError:
        pass
    else:
        assert False, "bound twice"
    finally:
        peer.close()


async def receive(peer, ids):
    got = []
    turns = [0]

    async def count():
        while True:
            turns[0] += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(count())
    peer.sock.sendto(b"bad", peer.address)
    peer.send(ids[0], 0xA6)
    async with peer.receiver as r:
        async for n in r:
            got.append(n.request_id)
            if len(got) == len(ids):
                break
            peer.send(ids[len(got)], 0xA6)
    task.cancel()
    return got, turns[0]


def test_async_for_gives_what_comes_while_other_tasks_go_on():
    peer = Peer()
    try:
        got, turns = asyncio.run(receive(peer, [1, 2, 3, 4]))
        assert got == [1, 2, 3, 4] and turns > 3
        assert [SnmpPacket(peer.sock.recv(500)).id for _ in range(4)] == got
        assert peer.receiver._udp is False and peer.receiver.bad == 1
    finally:
        peer.close()


async def cancelled(peer):
    async def forever():
        async for n in peer.receiver:
            peer.close()  # never

    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return True


def test_async_for_can_be_cancelled():
    peer = Peer()
    try:
        assert asyncio.run(cancelled(peer))
        peer.send(1)
        assert peer.receiver.poll(2000).request_id == 1
    finally:
        peer.close()


def test_what_comes_while_it_is_paused_waits():
    peer = Peer()
    r = peer.receiver
    try:
        r.paused = True
        peer.send(1)
        assert r.poll(0) is None and r.poll(30) is None and not r.received
        r.paused = False
        assert r.poll(2000).request_id == 1
    finally:
        peer.close()


async def unpause(peer):
    turns = [0]

    async def later():
        peer.send(1)
        for _ in range(5):
            turns[0] += 1
            await asyncio.sleep(0.02)
        assert not peer.receiver.received
        peer.receiver.paused = False

    peer.receiver.paused = True
    task = asyncio.create_task(later())
    async for n in peer.receiver:
        await task
        return n.request_id, turns[0]


def test_an_async_for_that_is_paused_lets_other_tasks_go_on():
    peer = Peer()
    try:
        assert asyncio.run(unpause(peer)) == (1, 5)
    finally:
        peer.close()


def test_an_opener_opens_the_socket():
    from usnmp_base.udp import Udp

    asked = []

    def opener(host, port):
        asked.append((host, port))
        return Udp("127.0.0.1", 0)

    r = Receiver("192.0.2.1", 9)
    r.opener = opener
    r.bind()
    r.close()
    assert asked == [("192.0.2.1", 9)]
