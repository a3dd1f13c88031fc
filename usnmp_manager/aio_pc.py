# AsyncManager, faster: for CPython, never for a board. A request whose turn it is goes at once, by
# whoever gave up the place, and its task runs once more only: with its response. GETs are those of
# asked_pc. Names are looked up. All else is as aio has it. Imports usnmp_base.pc and varbind,
# response, session, asked_pc, and lookup_pc; aio imports it at its end, and gives it its classes.

import asyncio
import socket
import sys

from usnmp_base.pc import random_id

from . import response as wrapper
from .asked_pc import Get, Request, id_at, kept
from .lookup_pc import Lookups, is_address
from .response import MAX_SIZE, NoResponse, answer
from .session import Session

_GET = 0xA0
_BATCH = 16  # as of aio
_DONTWAIT = 64 if sys.platform == "linux" else None  # MSG_DONTWAIT
_int = int.from_bytes


class _Queue(list):
    # Whose first is taken in the same time, however many there are.

    head = 0

    def append(self, request):
        request.queue = self
        list.append(self, request)

    def take(self):
        at = self.head
        request = self[at]
        self[at] = None
        self.head = at = at + 1
        if at == len(self):
            self.clear()
        elif at > 1000 and 2 * at > len(self):
            self.trim()
        request.queue = None
        return request

    def trim(self):
        del self[: self.head]
        self.head = 0

    def drop(self, request):
        request.queue = None
        self.trim()
        self.remove(request)

    def clear(self):
        self.head = 0
        list.clear(self)


def _reset(self):
    # As AsyncManager._reset.
    _plain_reset(self)
    self._queue = _Queue()
    self._doubtful = _Queue()


# --- where agents are ---


def _found(self, target, host, port):
    # As AsyncManager._found, of an address, which getaddrinfo() takes long to give back as it is;
    # names are for later.
    try:
        socket.inet_pton(socket.AF_INET, host)
        if port.__class__ is int and 0 < port < 65536:
            return _placed(self, target, False, (host, port))
    except OSError:
        pass
    if is_address(host):
        _plain_found(self, target, host, port)


def _placed(self, target, v6, address):
    # Where `target` is: what resolve() gives.
    target.address = address
    target.socket = v6 if callable(v6) else target.socket | v6
    if not self._closed:
        self._udp(target.socket)


async def _look_up(self, target):
    if self._lookups is None:
        self._lookups = Lookups()
    found = await self._lookups.resolve(*target.host)
    if target.address is None:
        _placed(self, target, *found)


# --- requests ---


def _loop_of(self):
    loop = asyncio.get_running_loop()
    if self._loop is not loop:
        self._enter()
        self._lookups = None
    return loop


def _begin(self, request):
    # Send it, or have it wait for its turn.
    answered = request.target.answered
    if self._free > (0 if answered else self._in_flight // 2):
        self._free -= 1
        request.placed = True
        try:
            _go(self, request)
        except BaseException as e:
            _end(self, request)
            raise e
    elif self._closed:
        raise NoResponse("closed")
    else:
        (self._queue if answered else self._doubtful).append(request)


def _go(self, request):
    if self._closed:
        raise NoResponse("closed")
    packet = request.packet
    while packet.id in self._pending:
        packet.id = random_id()
    request.begun = True
    self._send(request)
    self._start(request.target.socket)


def _end(self, request):
    # Whatever came of it, it is gone.
    if request.placed:
        self._leave(request)  # first: that takes no memory
    if request.queue is not None:
        request.queue.drop(request)
    self._forget(request)


def _leave(self, request):
    # As AsyncManager._leave: its place is another's now.
    if not request.placed:
        return
    request.placed = False
    if request.future.get_loop() is not self._loop:
        return
    self._free += 1
    while True:
        queue = self._queue
        if self._doubtful and (self._odd if queue else self._has_place(False)):
            queue = self._doubtful
        self._odd = not self._odd  # by turns, if both wait
        if not queue:
            return
        request = queue.take()
        if request.future.done():  # cancelled in this turn
            continue
        self._free -= 1
        request.placed = True
        try:
            return _go(self, request)
        except Exception as e:  # its own: it cannot be encoded
            request.placed = False
            self._free += 1
            request.future.set_exception(e)


def _send(self, request):
    # As AsyncManager._send.
    if request.__class__ is not Get:
        return _plain_send(self, request)
    request.tries -= 1
    request.time = aio.ticks_ms()
    target = request.target
    self._pending[request.id] = request
    udp = self._udps.get(target.socket) or self._udp(target.socket)
    if udp.send(request.tobytes(), target.address):
        request.sent = True


def _came(self, request):
    # The response of a request that has ended. Raises SnmpError.
    target = request.target
    target.answered = bool(request.response)
    if request.response is None:
        if not request.begun:
            raise NoResponse("closed")
        what = ("no response from " if request.sent else "cannot send to ") + target.host[0]
        raise request.error or NoResponse(what + target.wrapper.silence)
    return request.response


async def _response(self, target, packet):
    # As AsyncManager.response.
    loop = _loop_of(self)
    if target.address is None:
        await _look_up(self, target)
    request = Request(target, packet, loop.create_future())
    _begin(self, request)
    try:
        await request.future
    finally:
        _end(self, request)
    return _came(self, request)


async def _asked(self, target, kept):
    # The VarBind, or the list of them, of a GET as `kept` has it.
    loop = _loop_of(self)
    if target.address is None:
        await _look_up(self, target)
    request = Get(target, kept, loop.create_future())
    _begin(self, request)
    try:
        await request.future
    finally:
        if request.found is None:
            _end(self, request)
    if request.found is not None:
        return request.found
    return answer(request, _came(self, request))


def _get(self, *oids):
    # As Session.get.
    if self.wrapper is wrapper and not hasattr(self, "mibs"):
        found = kept(self, oids)
        if found:
            return _asked(self.manager, self, found)
        return self.ask(self.request(_GET, oids))
    return Session.get(self, *oids)


# --- responses ---


def _read_batch(self, key):
    # As AsyncManager._read_batch. Whose turn it is goes when all is read that is there: else one
    # that is quick would always be before the others.
    self._over = over = []
    try:
        _read(self, key)
    finally:
        self._over = None
        for request in over:
            self._leave(request)


def _read(self, key):
    udp = self._udps[key]
    take = self._take
    recvfrom = getattr(getattr(udp, "sock", None), "recvfrom", None)
    # Or it is one that has something of its own to do with what comes
    if _DONTWAIT is None or recvfrom is None or type(udp).recv is not aio.Udp.recv:
        return _plain_read_batch(self, key)
    for _ in range(_BATCH):
        try:
            got = recvfrom(MAX_SIZE, _DONTWAIT)
        except BlockingIOError:
            return None
        except Exception:  # aio and usnmp_base.udp know what to do
            return _plain_read_batch(self, key)
        take(key, *got)


def _take(self, key, datagram, source):
    # As AsyncManager._take, which has all that is not as usual, and what is learnt from.
    request = found = None
    try:
        at = id_at(datagram)
        request = self._pending.get(_int(datagram[at : at + 4], "big")) if at else None
        if request.__class__ is Get:
            target = request.target
            if target.socket == key and (target.address == source or target.any_source):
                found = request.kept.read(datagram, at)
    except Exception:  # there is none like it, or it is not as usual
        pass
    if found is None or request.future.done():  # cancelled in this turn
        _plain_take(self, key, datagram, source)
        if request.__class__ is Get and request.response:
            request.kept.learn(datagram, request.response)
        return
    del self._pending[request.id]
    request.found = found
    target.answered = True
    request.future.set_result(None)
    if self._over is None:
        self._leave(request)
    else:
        self._over.append(request)


def _close(self):
    # As AsyncManager.close.
    for queue in self._queue, self._doubtful:
        queue.trim()
    _plain_close(self)
    for queue in self._queue, self._doubtful:
        for request in queue:
            request.queue = None
        queue.clear()
    if self._lookups:
        self._lookups.close()
    self._lookups = None


def install(manager, target):
    """Make `manager`, the class AsyncManager, and `target`, Target, faster."""
    global \
        aio, \
        _plain_reset, \
        _plain_found, \
        _plain_send, \
        _plain_read_batch, \
        _plain_take, \
        _plain_close
    aio = sys.modules[manager.__module__]  # for its clock, which a test may change
    _plain_reset, _plain_found, _plain_send = manager._reset, manager._found, manager._send
    _plain_read_batch, _plain_take = manager._read_batch, manager._take
    _plain_close = manager.close
    for ours, name in (_response, "response"), (_close, "close"):
        ours.__doc__ = getattr(manager, name).__doc__
        ours.__name__ = name
        setattr(manager, name, ours)
    manager._lookups = None
    manager._over = None  # while a batch is read: those whose place is to be given up
    manager._reset, manager._found, manager._send, manager._leave = _reset, _found, _send, _leave
    manager._read_batch, manager._take = _read_batch, _take
    _get.__doc__ = Session.get.__doc__
    _get.__name__ = "get"
    target.get = _get
