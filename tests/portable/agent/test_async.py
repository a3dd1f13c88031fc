# Agent.run() within asyncio, over a socket: portable, runs on CPython and MicroPython.

import asyncio
import socket

from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from util import ports

OID = "1.3.6.1.4.1.8072.9999.9999.1.0"


def address(port):
    return socket.getaddrinfo("127.0.0.1", port)[0][-1]


async def ask(sock, port, rid):
    # One request, while other tasks go on; None if it is not answered within two seconds.
    p = SnmpPacket(0xA0, id=rid, varbinds={OID: None})
    sock.sendto(p.tobytes(), address(port))
    for _ in range(200):
        await asyncio.sleep(0.01)
        try:
            return SnmpPacket(sock.recv(500))
        except OSError:
            pass
    return None


async def serve_and_ask(agent, port, times):
    task = asyncio.create_task(agent.run("127.0.0.1", port))
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    ids = []
    try:
        await asyncio.sleep(0.05)
        for rid in range(times):
            r = await ask(sock, port, rid)
            ids.append(r and (r.id, r.varbinds[OID]))
    finally:
        sock.close()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            pass
    return ids


def test_run_answers_beside_other_tasks_and_ends_when_cancelled():
    calls = []
    started = []
    for port in ports():  # the first that is free
        agent = Agent(Mib(), max_size=300, uptime=lambda: calls.append(1))
        agent.mib.scalar(OID, INT, 7)
        agent.on_start = lambda: started.append(agent)
        try:
            agent.bind("127.0.0.1", port)
            agent.close()
            break
        except OSError:
            pass
    for _ in range(2):  # a second time: the first left nothing open
        found = asyncio.run(serve_and_ask(agent, port, 5))
        assert found == [(rid, (2, 7)) for rid in range(5)], found
    assert agent._udp is None
    assert len(started) == 3  # the socket was opened: a coldStart could be sent
    assert len(calls) >= 2  # sysUpTime is kept going


async def serve_and_close(agent, port):
    # The reply after somebody closed the agent's socket, and the turns that another task had.
    task = asyncio.create_task(agent.run("127.0.0.1", port))
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    turns = [0]

    async def count():
        while True:
            turns[0] += 1
            await asyncio.sleep(0.01)

    counting = asyncio.create_task(count())
    try:
        await asyncio.sleep(0.05)
        agent._udp.sock.close()
        for rid in range(3):
            r = await ask(sock, port, rid)
            if r:
                return r.id, turns[0]
    finally:
        sock.close()
        for t in (task, counting):
            t.cancel()
            try:
                await t
            except asyncio.CancelledError:
                pass


def test_run_goes_on_when_somebody_closed_the_socket_and_is_no_busy_loop_meanwhile():
    for port in ports():
        agent = Agent(Mib(), max_size=300)
        agent.mib.scalar(OID, INT, 7)
        try:
            agent.bind("127.0.0.1", port)
            agent.close()
            break
        except OSError:
            pass
    rid, turns = asyncio.run(serve_and_close(agent, port))
    assert rid < 3 and turns > 10
    assert agent._udp is None
