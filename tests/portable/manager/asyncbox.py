# What the tests of AsyncManager share: agents without a network, and a manager that asks them.

import asyncio

import usnmp_manager.aio as usnmp_manager_async
from usnmp import SnmpPacket
from usnmp_manager.aio import AsyncManager
from usnmp_manager.response import SnmpError, subids

A = "1.3.6.1.2.1.1.1.0"
B = "1.3.6.1.2.1.1.3.0"


class Net:
    """Stands in for a Udp: agents by port, that answer when the manager waits.

    lose: whether the n-th datagram sent is lost. hold: how many are kept until all are there.
    """

    def __init__(self, agents, lose=None, hold=0):
        self.agents = agents
        self.lose = lose
        self.hold = hold
        self.sent = 0
        self.most = 0  # unanswered at a time
        self.arriving = []
        self.up = True

    def send(self, datagram, address):
        if not self.up:
            return False
        self.sent += 1
        if not (self.lose and self.lose(self.sent)):
            self.arriving.append((datagram, address))
            self.most = max(self.most, len(self.arriving))
        return True

    def recv(self, size, timeout_ms):
        if len(self.arriving) <= self.hold:
            return None
        # the last first: answers come in any order
        datagram, address = self.arriving.pop()
        if type(datagram) is tuple:  # forged
            return datagram[0], address
        return self.answer(self.agents[address], datagram), address

    def answer(self, agent, datagram):
        return agent.answer(SnmpPacket(datagram)).tobytes()

    def close(self):
        self.up = None


async def until(condition):
    while not condition():  # noqa: ASYNC110 - an event would be one thing more to be tested
        await asyncio.sleep(0)


async def wait(net):
    await until(lambda: len(net.arriving) > net.hold)


class Agent:
    """Answers for `objects`, [(oid, (type, value))] in order; smaller than managerbox's."""

    def __init__(self, objects):
        self.objects = objects

    def answer(self, p):
        r = SnmpPacket(0xA2, ver=p.ver, id=p.id, community=p.community)
        times = p.err_id if p.type == 0xA5 else 1
        asked = [oid for oid, _ in p.varbinds.items()]
        while times:
            times -= 1
            for i in range(len(asked)):
                found = [vb for vb in self.objects if vb[0] == asked[i]]
                if p.type == 0xA3:
                    found = p.varbinds.items()[i : i + 1] if found else []
                    r.err_status, r.err_id = (0, 0) if found else (17, i + 1)
                elif p.type != 0xA0:
                    found = self.objects[self.after(asked[i]) :]
                r.varbinds.append(found[0] if found else (asked[i], (0x82, None)))
                asked[i] = r.varbinds.items()[-1][0]
        return r

    def after(self, oid):
        i = 0
        while i < len(self.objects) and subids(self.objects[i][0]) <= subids(oid):
            i += 1
        return i


def agent(i):
    return Agent([(A, (4, "agent %d" % i)), (B, (2, i))])


def run(net, main, sockets=1, **kw):
    """What main(manager, target...) gives, a target for each agent of `net`."""

    async def body():
        async with AsyncManager(sockets=sockets, **kw) as manager:
            targets = []
            for port in sorted(net.agents):
                target = manager.target("127.0.0.1", port=port, timeout_ms=20, retries=3)
                target.address = port
                targets.append(target)
            for udp in manager._udps.values():
                udp.close()
            manager._udps[False] = net
            return await main(manager, *targets)

    if hasattr(asyncio, "core"):  # MicroPython: asyncio.run() leaves the tasks that were cancelled
        asyncio.new_event_loop()
    real = usnmp_manager_async.wait
    usnmp_manager_async.wait = wait
    try:
        return asyncio.run(body())
    finally:
        usnmp_manager_async.wait = real


def error(coroutine):
    """A coroutine that gives the SnmpError that `coroutine` raises."""

    async def body():
        try:
            await coroutine
        except SnmpError as e:
            return e
        raise AssertionError("no SnmpError")

    return body()
