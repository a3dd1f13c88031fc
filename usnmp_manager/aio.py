# The manager within asyncio: many agents, a few sockets. Imports session, response,
# usnmp_base (udp, aio, varbind); aio_walk for a walk, v3 for a user. On a PC aio_pc makes it
# faster, and looks up names.

import asyncio
import sys

from usnmp_base.aio import pause, wait
from usnmp_base.udp import Udp, resolve, ticks_ms
from usnmp_base.varbind import const, request_id

from .response import MAX_SIZE, BadResponse, NoResponse, SnmpError, answer, read, trailing
from .session import Session

_TICK_MS = const(50)  # how late a retry may be
_PLACE_MS = const(50)  # how long one without a response keeps its place in flight
_BATCH = const(16)  # datagrams read before others have a turn
_BOARD = sys.implementation.name == "micropython"


class AsyncManager:
    """Asks many agents at once: `async with AsyncManager() as manager`, then manager.target(host).

    in_flight: how many requests may be without their response at a time; others wait their turn.
    One keeps its place for 50 ms: an agent that does not answer holds up no other. A board wants
    few (an ESP8266 keeps 4 datagrams); a PC's socket holds some 200. sockets: how many
    agents have one each; more share: what asks one is not to be seen where another answers. By
    default 4 on a board, 32 on a PC.

    It works in one asyncio.run() after another; after close(), in another `async with`.
    """

    def __init__(self, in_flight=64, sockets=4 if _BOARD else 32):
        self.strays = 0  # datagrams that answer nothing, or cannot be read
        self.trailing = 0  # responses with octets behind them
        self._in_flight = in_flight
        self._sockets = sockets
        self._targets = 0
        self._udps = {}  # 2 * number + (1: IPv6) -> Udp; Tcp
        self._closed = False
        self._loop = None
        self._reads = [read]
        self._engines = None  # of SNMPv3
        self._reset()

    def _reset(self):
        # What one loop has.
        self._free = self._in_flight
        self._queue = []  # that wait for their turn
        self._doubtful = []  # to targets that did not answer last time
        self._odd = False
        self._pending = {}  # request-id, or msgID of SNMPv3 -> _Request
        self._readers = {}
        self._timer = None

    def target(
        self,
        host,
        community="public",
        version="2c",
        port=161,
        timeout_ms=1000,
        retries=3,
        any_source=False,
        echo_community=True,
        **v3,
    ):
        """The agent at `host`, a name or address. As Manager, but awaited: `await
        target.get(oid)`, `async for varbind in target.walk(oid)`. ValueError for another version.
        A board looks up a name at once, and stops; a PC when it is first asked, and goes on.
        OSError then if there is no such host.
        """
        target = Target(community, version, timeout_ms, retries, any_source, echo_community)
        target.manager = self
        target.host = host, port
        if v3:
            from usnmp_manager.v3 import wrap

            wrap(self, target, v3)
        target.socket = self._targets % self._sockets * 2
        target.address = None
        target.answered = True  # the last time
        self._found(target, host, port)
        self._targets += 1
        return target

    def _found(self, target, host, port):
        v6, target.address = resolve(host, port)
        target.socket = v6 if callable(v6) else target.socket | v6
        if not self._closed:
            self._udp(target.socket)

    def _udp(self, key):
        if key not in self._udps:
            self._udps[key] = key(0) if callable(key) else Udp("::" if key & 1 else "0.0.0.0", 0)
        return self._udps[key]

    async def response(self, target, packet):
        """The response of `target` to `packet`, a SnmpPacket. Raises NoResponse, BadResponse."""
        request = _Request(target, packet)
        self._enter()
        queue = self._queue if target.answered else self._doubtful
        try:
            if self._has_place(target.answered):
                self._free -= 1
                request.placed = True
            elif not self._closed:
                queue.append(request)
                await request.event.wait()
                request.event.clear()
            if self._closed:
                raise NoResponse("closed")
            while packet.id in self._pending:
                packet.id = request_id()
            self._send(request)
            self._start(target.socket)
            await request.event.wait()
        finally:
            self._leave(request)  # first: that takes no memory
            if request in queue:
                queue.remove(request)
            self._forget(request)
        target.answered = bool(request.response)
        if request.response is None:
            what = ("no response from " if request.sent else "cannot send to ") + target.host[0]
            raise request.error or NoResponse(what + target.wrapper.silence)
        return request.response

    def _forget(self, request):
        for id in _ids(request.packet):
            if self._pending.get(id) is request:
                del self._pending[id]

    def _enter(self):
        # What was of an earlier loop is gone with it: its tasks, events and places.
        loop = asyncio.core._task_queue if _BOARD else asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._reset()

    def _leave(self, request):
        # Give back the place of a request, once.
        if not request.placed:
            return
        request.placed = False
        self._free += 1
        queue = self._queue
        if self._doubtful and (self._odd if queue else self._has_place(False)):
            queue = self._doubtful
        self._odd = not self._odd  # by turns, if both wait
        if queue:
            self._free -= 1
            request = queue.pop(0)
            request.placed = True
            request.event.set()

    def _has_place(self, answered):
        # Targets in doubt leave half of the places to the others.
        return self._free > (0 if answered else self._in_flight // 2)

    def _send(self, request):
        request.tries -= 1
        request.time = ticks_ms()
        target = request.target
        datagram = target.wrapper.pack(request.packet)
        for id in _ids(request.packet):
            self._pending[id] = request
        request.sent = self._udp(target.socket).send(datagram, target.address) or request.sent

    def _start(self, key):
        # A task reads each socket; on a PC a callback, in half the time. Another looks after
        # retries while anything is pending.
        reader = self._readers.get(key)
        sock = None if _BOARD else getattr(self._udps[key], "sock", None)
        if sock:
            if reader is not sock:
                self._stop(reader)
                self._readers[key] = sock
                self._loop.add_reader(sock, self._read_batch, key)
        elif not hasattr(reader, "done") or reader.done():
            self._readers[key] = asyncio.create_task(self._read(key))
        if self._timer is None or self._timer.done():
            self._timer = asyncio.create_task(self._retry())

    async def _read(self, key):
        while True:
            try:
                await wait(self._udps[key])
                self._read_batch(key)
                await pause()
            except MemoryError:
                await asyncio.sleep(0)  # which takes none

    def _read_batch(self, key):
        udp = self._udps[key]
        for _ in range(_BATCH):
            try:
                got = udp.recv(MAX_SIZE, 0)
                if not got:
                    break
                self._take(key, got[0], got[1])
            except MemoryError:  # as if it had been lost
                pass

    def _stop(self, reader):
        if hasattr(reader, "cancel"):
            reader.cancel()
        elif reader and not self._loop.is_closed():
            self._loop.remove_reader(reader)

    def _take(self, key, datagram, source):
        r = None
        for reads in self._reads:
            r = r or reads(datagram)
        request = self._pending.get(r.id) if r else None
        if request:
            target = request.target
            if target.socket == key and (target.any_source or target.address == source):
                if self._taken(request, r):
                    self.trailing += trailing(datagram)
                    return
        self.strays += 1

    def _taken(self, request, r):
        id = r.id
        target = request.target
        try:
            r = target.wrapper.unpack(r, request.packet, target)
        except SnmpError as e:
            request.error = e
            r = False
        if isinstance(r, BadResponse):
            request.error = r  # a retry may bring a better one
            return False
        if r is None:
            return False
        if r is True:
            request.tries += 1
            try:
                self._send(request)
            except MemoryError:  # pending still: the retry sends it
                request.packet.ids.append(id)
                return True
        del self._pending[id]  # a duplicate is a stray
        if r is not True:
            request.response = r or None
            request.event.set()
            self._forget(request)
        return True

    async def _retry(self):
        while self._pending:
            try:
                for request in list(self._pending.values()):
                    self._look_after(request)
                await asyncio.sleep(_TICK_MS / 1000)
            except MemoryError:  # the next time
                await asyncio.sleep(0)

    def _look_after(self, request):
        waited = ticks_ms() - request.time & 0x3FFFFFFF  # ticks_ms wraps
        if waited >= _PLACE_MS:
            self._leave(request)
        if waited >= request.target.timeout_ms:
            if request.tries:
                self._send(request)
            else:
                request.event.set()
                self._forget(request)

    def close(self):
        """End the tasks, close the sockets: requests that wait get no response."""
        self._closed = True
        for reader in list(self._readers.values()) + [self._timer]:
            self._stop(reader)
        for request in list(self._pending.values()) + self._queue + self._doubtful:
            request.event.set()
        for udp in self._udps.values():
            udp.close()
        self._udps = {}
        self._readers = {}
        self._timer = None

    async def __aenter__(self):
        self._closed = False
        return self

    async def __aexit__(self, *args):
        self.close()


class _Request:
    # One that is waited for.
    def __init__(self, target, packet):
        self.target = target
        self.packet = packet
        self.tries = target.retries + 1
        self.time = 0  # ticks_ms of the last try
        self.sent = False
        self.placed = False  # one of those in flight
        self.event = asyncio.Event()  # its turn; then, its end
        self.response = self.error = None


def _ids(packet):
    # What answers to it are known by: of SNMPv3, msgIDs.
    return getattr(packet, "ids", (packet.id,))


class Target(Session):
    """An agent that an AsyncManager asks, awaited."""

    async def ask(self, packet):
        """Send `packet`, of request(), and return what it gets: a VarBind, or a list."""
        return answer(packet, await self.manager.response(self, packet))

    def _all(self, walk):
        from usnmp_manager.aio_walk import All

        return All(self, walk)


if not _BOARD:
    # As bytes: a board would keep each name in it for ever.
    exec(b"from usnmp_manager.aio_pc import install; install(AsyncManager, Target)")
