# The manager within asyncio: many agents at once over one socket. Imports usnmp_session, which
# knows what is asked and what answers it, usnmp_udp and usnmp_async.

import asyncio

from usnmp_async import pause, wait
from usnmp_session import MAX_SIZE, NoResponse, Session, answer, answers, parse
from usnmp_udp import Udp, resolve, ticks_ms

_TICK_MS = 50  # how late a retry may be


class AsyncManager:
    """Asks many agents at once: `async with AsyncManager() as manager`, then manager.target(host).

    in_flight: how many requests may be without their response at a time; others wait their turn. A
    board wants few (an ESP8266 keeps 4 datagrams), a PC's socket buffer holds some 200.
    """

    def __init__(self, in_flight=64):
        self.strays = 0  # datagrams that were not the response to anything
        self._free = in_flight
        self._queue = []  # events of those who wait for their turn
        self._pending = {}  # request-id -> _Request
        self._udps = {}  # is it of IPv6? -> Udp
        self._readers = {}
        self._timer = None

    def target(self, host, community="public", version="2c", port=161, timeout_ms=1000, retries=3):
        """The agent at `host`, better an address: looking up a name stops all else. As
        usnmp_manager.Manager, but to be awaited: `await target.get(oid)`, `async for varbind in
        target.walk(oid)`. Raises OSError if there is no such host, ValueError for another version.
        """
        target = Target(community, version, timeout_ms, retries)
        target.manager = self
        target.ipv6, target.address = resolve(host, port)
        if target.ipv6 not in self._udps:
            self._udps[target.ipv6] = Udp("::" if target.ipv6 else "0.0.0.0", 0)
        return target

    async def response(self, target, packet):
        """The response of `target` to `packet`, a SnmpPacket. Raises NoResponse."""
        await self._turn()
        request = _Request(target, packet)
        try:
            self._pending[packet.id] = request
            self._send(request)
            self._start(target.ipv6)
            await request.event.wait()
        finally:
            self._pending.pop(packet.id, None)
            self._next_turn()
        if request.response is None:
            raise NoResponse("no response" if request.sent else "cannot send")
        return request.response

    async def _turn(self):
        if self._free:
            self._free -= 1
            return
        event = asyncio.Event()
        self._queue.append(event)
        try:
            await event.wait()
        except asyncio.CancelledError as e:
            if event in self._queue:
                self._queue.remove(event)
            else:  # it was given the turn just now
                self._next_turn()
            raise e

    def _next_turn(self):
        if self._queue:
            self._queue.pop(0).set()
        else:
            self._free += 1

    def _send(self, request):
        request.tries -= 1
        request.due = ticks_ms() + request.target.timeout_ms
        udp = self._udps[request.target.ipv6]
        request.sent = udp.send(request.datagram, request.target.address) or request.sent

    def _start(self, ipv6):
        # The tasks: one reads each socket, one looks after retries while anything is pending.
        if ipv6 not in self._readers:
            self._readers[ipv6] = asyncio.create_task(self._read(self._udps[ipv6]))
        if self._timer is None:
            self._timer = asyncio.create_task(self._retry())

    async def _read(self, udp):
        while True:
            await wait(udp)
            while True:
                got = udp.recv(MAX_SIZE, 0)
                if not got:
                    break
                self._take(got[0], got[1])
            await pause()

    def _take(self, datagram, source):
        try:
            r = parse(datagram)
        except MemoryError:  # as if it had been lost: it will be asked again
            return
        request = self._pending.get(r.id) if r else None
        if request and request.target.address == source and answers(request.packet, r):
            request.response = r
            request.event.set()
            del self._pending[r.id]  # a duplicate is a stray
        else:
            self.strays += 1

    async def _retry(self):
        while self._pending:
            now = ticks_ms()
            sleep = _TICK_MS
            for request in list(self._pending.values()):
                left = request.due - now
                if not -0x20000000 < left < 0x20000000:  # ticks_ms wraps
                    left = (left + 0x20000000 & 0x3FFFFFFF) - 0x20000000
                if left > 0:
                    sleep = min(sleep, left)
                elif request.tries:
                    self._send(request)
                else:
                    request.event.set()
            await asyncio.sleep(sleep / 1000)
        self._timer = None

    def close(self):
        """End the tasks and close the sockets. Requests that wait get no response."""
        for task in list(self._readers.values()) + [self._timer]:
            if task:
                task.cancel()
        for request in self._pending.values():
            request.event.set()
        for udp in self._udps.values():
            udp.close()
        self._readers = {}
        self._timer = None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        self.close()


class _Request:
    # One that is waited for.
    def __init__(self, target, packet):
        self.target = target
        self.packet = packet
        self.datagram = packet.tobytes()
        self.tries = target.retries + 1
        self.due = 0  # ticks_ms
        self.sent = False
        self.event = asyncio.Event()
        self.response = None


class Target(Session):
    """An agent that an AsyncManager asks: see AsyncManager.target()."""

    async def ask(self, packet):
        """Send `packet`, of request(), and return what it gets: a VarBind, or a list."""
        return answer(packet, await self.manager.response(self, packet))

    def _all(self, walk):
        return _All(self, walk)


class _All:
    # Iterates over a Walk or a Table: MicroPython has no asynchronous generators.
    def __init__(self, target, walk):
        self._target = target
        self._walk = walk
        self._found = ()

    def __aiter__(self):
        return self

    async def __anext__(self):
        while True:
            for found in self._found:
                return found
            if self._walk.done:
                raise StopAsyncIteration
            packet = self._walk.packet()
            response = await self._target.manager.response(self._target, packet)
            self._found = self._walk.take(packet, response)
