# The socket: a real one on the loopback interface, and one that is marked closed by an empty
# datagram as on ESP32. Portable, runs on CPython and MicroPython.

import asyncio
import socket

from usnmp import SnmpPacket
from udpbox import OID, address, answers, bound, client, on_esp32, request
from usnmp_base.udp import Udp

IN_PKTS, IN_PARSE_ERRS, SILENT_DROPS = 1, 6, 31  # indices of counters


def test_poll_answers_over_a_real_socket_and_says_whether_there_was_a_request():
    agent, port = bound()
    sock = client()
    try:
        assert agent.poll(0) is False and agent.poll(20) is False
        for rid in range(3):
            sock.sendto(request(rid), address(port))
            assert agent.poll(2000) is True
            reply = SnmpPacket(sock.recv(300))
            assert (reply.id, reply.varbinds[OID]) == (rid, (2, 7))
        assert agent.poll(0) is False
    finally:
        sock.close()
        agent.close()
        agent.close()  # a second time is no error


def test_an_empty_datagram_is_one_that_cannot_be_parsed():
    agent, port = bound()
    sock = client()
    try:
        first = agent._udp.sock
        sock.sendto(b"", address(port))
        assert agent.poll(2000) is True
        assert agent.counters[IN_PKTS] == agent.counters[IN_PARSE_ERRS] == 1
        sock.sendto(request(1), address(port))
        assert agent.poll(2000) is True and agent._udp.sock is first
        assert SnmpPacket(sock.recv(300)).id == 1
    finally:
        sock.close()
        agent.close()


def test_a_reply_that_cannot_be_sent_is_dropped_without_an_exception():
    agent, port = bound()
    udp = agent._udp
    try:
        # Port 0 takes nothing, and neither may one send to everybody unasked.
        assert udp.send(b"x", address(0)) is False
        everybody = socket.getaddrinfo("255.255.255.255", 9)[0][-1]
        assert udp.send(b"x", everybody) is False
        udp.recv = lambda size, timeout_ms: (request(1), address(0))
        assert agent.poll() is True
        assert agent.counters[SILENT_DROPS] == 1
    finally:
        agent.close()


def test_a_port_in_use_raises_and_a_second_agent_gets_it_once_it_is_free():
    agent, port = bound()
    try:
        Udp("127.0.0.1", port).close()
    except OSError:
        pass
    else:
        assert False, "bound twice"
    agent.close()
    Udp("127.0.0.1", port).close()


# From here: an ESP32 as ports/esp32/modsocket.c makes it, and a clock that only sleeping moves.


def test_esp32_an_empty_datagram_costs_nothing_but_a_new_socket():
    def test(port, agent):
        assert answers(port, agent)
        port.now += 1000
        port.queue.append(b"")
        assert agent.poll(1000) is False
        assert answers(port, agent)
        assert port.bound == [5000, 6000] and port.open == 1

    on_esp32(test)


def test_esp32_a_flood_of_empty_datagrams_opens_one_socket_a_second_and_is_no_busy_loop():
    def test(port, agent):
        for _ in range(40):
            port.queue.append(b"")
            agent.poll(1000)
        assert port.now >= 5000 + 18 * 1000
        for earlier, later in zip(port.bound, port.bound[1:]):
            assert later - earlier >= 1000
        assert port.calls <= 2 * len(port.bound)
        port.queue[:] = []
        agent.poll(1000)
        assert answers(port, agent)

    on_esp32(test)


def test_esp32_poll_takes_no_longer_than_it_may():
    def test(port, agent):
        port.queue.append(b"")
        assert agent.poll() is False
        for timeout in (0, 0, 10, 250):
            before = port.now
            assert agent.poll(timeout) is False
            assert port.now == before + timeout
        assert port.bound == [5000] and port.calls == 2
        port.now += 740
        assert agent.poll() is False  # opens it
        assert port.bound == [5000, 6000] and answers(port, agent)

    on_esp32(test)


def test_esp32_the_clock_may_wrap():
    def test(port, agent):
        port.now = 0x3FFFFFFF - 100
        port.queue.append(b"")
        agent.poll()
        assert answers(port, agent)
        port.queue.append(b"")
        agent.poll()
        agent.poll(500)  # meanwhile
        agent.poll(2000)
        assert port.bound[1:] == [0x3FFFFFFF - 100, 0x3FFFFFFF + 900] and answers(port, agent)

    on_esp32(test)


def test_esp32_binding_again_is_tried_until_it_succeeds():
    def test(port, agent):
        port.now += 5000
        port.refuse = 4
        port.queue.append(b"")
        for _ in range(4):
            assert agent.poll(1000) is False
            assert agent._udp.sock is None and not port.open
            assert agent._udp.send(b"x", ("192.0.2.1", 1024)) is False
        assert agent.poll(1000) is False
        assert port.bound[1:] == [10000 + 1000 * i for i in range(5)]
        assert answers(port, agent)

    on_esp32(test)


def test_no_error_of_the_network_ends_the_agent():
    def test(port, agent):
        for e in (OSError(11), OSError(111), OSError(118), OSError(116)):
            port.queue.append(e)
            assert agent.poll(1000) is False
        assert port.bound == [5000] and answers(port, agent)
        port.poll_fails = True  # for ever: a new socket, but one a second
        before = port.now
        for _ in range(20):
            assert agent.poll(1000) is False
        assert len(port.bound) <= 1 + (port.now - before) // 1000 and port.now > before + 9000
        port.poll_fails = False
        agent.poll(1000)
        assert answers(port, agent)

    on_esp32(test)


async def serve_and_empty(agent, port):
    # The id of the reply after an empty datagram, and the turns that another task had.
    task = asyncio.create_task(agent.run("127.0.0.1", port))
    sock = client()
    try:
        await asyncio.sleep(0.05)
        first = agent._udp.sock
        sock.sendto(b"", address(port))
        for turns in range(300):
            await asyncio.sleep(0.01)
            if turns % 20 == 19:  # those that came while it was closed are lost
                try:
                    sock.sendto(request(5), address(port))
                except OSError:
                    pass
            try:
                reply = SnmpPacket(sock.recv(300))
                return reply.id, turns, agent._udp.sock is not first
            except OSError:
                pass
    finally:
        sock.close()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass


def test_run_waits_on_the_new_socket():
    agent, port = bound()
    agent.close()
    Udp.empty_closes, before = True, Udp.empty_closes
    try:
        rid, turns, another = asyncio.run(serve_and_empty(agent, port))
        assert rid == 5 and another and turns > 20, (rid, turns, another)
    finally:
        Udp.empty_closes = before
    assert agent._udp is None
