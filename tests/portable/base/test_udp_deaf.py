# The socket where there is too little heap, or its descriptor is gone: on an ESP32 made up for it,
# and over a real one. Portable, runs on CPython and MicroPython.

import socket

import usnmp_base.udp as usnmp_udp
from udpbox import Esp32Socket, address, answers, bound, client, on_esp32, request
from usnmp import SnmpPacket

EBADF, ENOTSOCK = 9, 88


class Heap:
    # In place of Esp32Socket.recvfrom: a heap whose largest block has `room` octets.
    def __init__(self, room):
        self.room = room
        self.sizes = []

    def recvfrom(self, sock, size):
        self.sizes.append(size)
        if size > self.room:
            raise MemoryError
        datagram, source = plain(sock, size)
        return datagram[:size], source


plain = Esp32Socket.recvfrom


def with_room(room, test):
    # test(port, agent, heap)
    heap = Heap(room)
    try:
        Esp32Socket.recvfrom = lambda sock, size: heap.recvfrom(sock, size)
        on_esp32(lambda port, agent: test(port, agent, heap))
    finally:
        Esp32Socket.recvfrom = plain


def test_what_the_heap_has_no_room_for_is_taken_by_smaller_and_smaller_reads():
    def test(port, agent, heap):
        udp = agent._udp
        port.queue += [b"x" * 250] * 3
        for n in range(3):  # cut, and so one that cannot be parsed
            assert agent.poll(1000) is True
            assert agent.counters[6] == n + 1 and udp.size == heap.room
        assert not port.queue and heap.sizes[:3] == [300, 150, 75]
        assert answers(port, agent)  # shorter than that
        agent.poll(10)
        assert udp.size == agent.max_size  # nothing stands in the queue

    with_room(75, test)
    with_room(37, lambda port, agent, heap: port.queue.append(b"x" * 99) or agent.poll(9))


def test_a_queue_moves_on_with_a_few_octets_of_heap():
    def test(port, agent, heap):
        port.queue += [request(1)] * 4
        for n in range(4):
            assert agent.poll(1000) is True and agent._udp.size == 4
        assert not port.queue and not port.sent and agent.counters[6] == 4

    with_room(4, test)


def test_where_none_can_be_taken_it_says_so_until_one_is():
    def test(port, agent, heap):
        port.queue.append(request(1))
        for _ in range(3):
            heap.sizes = []
            assert agent.poll(1000) is False and agent._udp.size == 0
            assert heap.sizes[-1] == 1 and len(heap.sizes) < 12
        heap.room = 300
        assert agent.poll(1000) is True and agent._udp.size == 300

    with_room(0, test)


def test_no_room_for_what_poll_returns_is_no_matter():
    def test(port, agent):
        class Full:
            def poll(self, timeout_ms):
                raise MemoryError

        kept, agent._udp.poll = agent._udp.poll, Full()
        assert answers(port, agent)
        port.queue.append(OSError(11))  # nothing had come
        assert agent.poll(1000) is False
        agent._udp.poll = kept
        assert answers(port, agent) and port.bound == [5000]

    on_esp32(test)


def test_a_socket_whose_descriptor_is_gone_is_opened_again_once_a_second():
    def test(port, agent):
        for number in (EBADF, ENOTSOCK):
            port.now += 5000
            del port.bound[:]
            start = port.now
            port.queue.append(OSError(number, ""))
            assert agent.poll(1000) is False  # opens it
            assert port.bound == [start] and answers(port, agent)
            for _ in range(10):  # at each read
                port.queue.append(OSError(number, ""))
                agent.poll(1000)
            assert len(port.bound) <= 2 + (port.now - start) // 1000 and port.now > start + 3000
            port.queue[:] = []
            agent.poll(1000)
            assert answers(port, agent) and port.open == 1

    on_esp32(test)


def test_a_reply_that_finds_the_descriptor_gone_has_it_opened_again():
    def test(port, agent):
        def gone(sock, data, where):
            raise OSError(EBADF, "")

        sendto = Esp32Socket.sendto
        Esp32Socket.sendto = gone
        try:
            port.queue.append(request(1))
            assert agent.poll(1000) is True
        finally:
            Esp32Socket.sendto = sendto
        assert agent._udp.sock is None
        agent.poll(1000)
        assert answers(port, agent)

    on_esp32(test)


def test_errors_that_come_and_go_open_nothing_but_one_that_stays_does():
    def test(port, agent):
        for number in (111, 104, 113, 11):
            for _ in range(20):
                port.queue += [OSError(number)] * 2  # of two replies that met a closed port
                agent.poll(1000), agent.poll(1000)
                assert answers(port, agent)
        assert port.bound == [5000]
        port.queue += [OSError(107)] * 100
        port.now += 5000
        turns = 0
        while port.queue and turns < 100:
            turns += 1
            agent.poll(1000)
        assert port.bound == [5000, 10000] and turns < 60
        assert answers(port, agent)

    on_esp32(test)


def test_a_real_socket_that_somebody_closed_is_opened_again():
    agent, port = bound()
    sock = client()
    try:
        udp = agent._udp
        for _ in range(2):
            udp.sock.close()
            for _ in range(3):
                udp._last -= 2000
                assert agent.poll(50) is False
            sock.sendto(request(3), address(port))
            assert agent.poll(2000) is True
            assert SnmpPacket(sock.recv(300)).id == 3
        udp.sock.close()
        assert udp.send(b"x", address(port)) is False and udp.sock is None
    finally:
        sock.close()
        agent.close()


def test_closing_what_somebody_closed_is_no_error():
    udp = bound()[0]
    udp._udp.sock.close()
    udp.close()
    assert usnmp_udp.socket is socket
