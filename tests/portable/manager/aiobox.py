# What the tests of AsyncManager share: a network, and a manager that asks who is there. Portable.

import asyncio

import usnmp_manager.aio as usnmp_manager_async
from usnmp import SnmpPacket
from usnmp_manager.aio import AsyncManager
from usnmp_manager.response import SnmpError


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

    real = usnmp_manager_async.wait
    usnmp_manager_async.wait = wait
    try:
        return asyncio.run(body())
    finally:
        usnmp_manager_async.wait = real
        if hasattr(asyncio, "core"):  # MicroPython leaves the tasks that were cancelled, and ours
            asyncio.new_event_loop()


def error(coroutine):
    """A coroutine that gives the SnmpError that `coroutine` raises."""

    async def body():
        try:
            await coroutine
        except SnmpError as e:
            return e
        raise AssertionError("no SnmpError")

    return body()
