# Messages out of streams of octets, as SNMP goes over TCP (RFC 3430): a connection, and many that
# are looked after together. Imports epoll_pc, poll_pc and time_pc on CPython; tcp and doors_pc
# import it. The tests put a clock of their own in place of ticks_ms.

import errno
import select
import socket

if 0 & 1:  # for type checkers alone
    from typing import Any

try:
    from io import IOBase
    from time import ticks_ms

    _poller: "Any" = select.poll
    fd = None
    _CHUNK = 536  # octets read at once
    _KEPT = 8192  # octets that a peer may leave untaken
except ImportError:  # CPython
    from .epoll_pc import poll as _poller
    from .poll_pc import select
    from .time_pc import ticks_ms

    fd = socket.socket.fileno
    _CHUNK = 16384
    IOBase = object
    _KEPT = 131072

_LEAST = 8192  # octets that a message may have: RFC 3430 2.1 wants all to take as many
_PASSING = errno.EAGAIN, errno.EINPROGRESS, 35, 4  # the first of a BSD; EINTR
_IN = select.POLLIN
_OUT = select.POLLOUT
_BROKEN = select.POLLERR | select.POLLHUP


def message_end(buf: "bytes | bytearray", at: int, most: int) -> int:
    """How many octets the message that begins at `at` has, by the length in its BER header; 0 if
    that is not there yet, -1 if it is none, or has more than `most`.
    """
    n = len(buf) - at
    if n and buf[at] != 48:
        return -1
    if n < 2:
        return 0
    head = 2
    end = buf[at + 1]
    if end > 127:  # so many octets of length; RFC 3417 8: never the indefinite form
        head += end & 127
        if head == 2 or head == 129:
            return -1
        end = 0
        for i in range(at + 2, at + min(n, head)):
            end = end << 8 | buf[i]
            if end > most:
                return -1
        if n < head:
            return 0
    end += head
    return end if end <= most else -1


class Stream:
    """One connection: `sock`, with whom, `address`. Nothing it does waits, or raises.

    connecting: it is not there yet. ended: no more octets come. lost: none go any more, either.
    output: what the peer has not taken yet. since: ticks_ms() of the last message, or of the first
    octet of one that is not whole. asked: the request that has no answer yet, and `again`, how
    often it was tried again: of Tcp.
    """

    def __init__(self, sock: "socket.socket", address: "Any", connecting: bool = False) -> None:
        self.sock = sock
        self.address = address
        self.connecting = connecting
        self.ended = self.lost = False
        self.output = b""
        self.since = ticks_ms()
        self.mask = 0  # the events that it is watched for
        self._in = bytearray()
        self._at = 0  # where in it the next message begins
        self.asked = None
        self.again = 0
        try:
            sock.setblocking(False)
            sock.setsockopt(6, 1, 1)  # TCP_NODELAY, of all ports that have it
        except (OSError, AttributeError):
            pass

    @property
    def unfinished(self) -> bool:
        """Has a message begun that is not whole?"""
        return len(self._in) > self._at

    def read(self) -> None:
        """Take some of what has come."""
        data = None
        size = _CHUNK
        try:
            while size and data is None:
                try:
                    data = self.sock.recv(size)
                except MemoryError:  # less, or later: it stays in the system's queue
                    size >>= 1
            if data is None:
                return
            if not self.unfinished:
                self.since = ticks_ms()
            if self._at:
                self._in = self._in[self._at :]
                self._at = 0
            self._in += data
            self.ended = not data
        except (OSError, MemoryError) as e:
            self.failed(e)

    def failed(self, e: "Exception") -> None:
        """It met `e`: is that its end?"""
        if not e.args or e.args[0] not in _PASSING:
            self.ended = self.lost = True

    def message(self, most: int) -> "bytes | None":
        """The next message of at most `most` octets; None if there is none yet. What is none, or
        was cut by its end, is given as it is, for who counts such things: then it has ended.
        """
        end = message_end(self._in, self._at, most)
        left = len(self._in) - self._at
        if left and (end < 0 or self.ended and not 0 < end <= left):
            self.ended = True
            end = left
        if not 0 < end <= left:
            return None
        try:
            found = bytes(memoryview(self._in)[self._at : self._at + end])
        except MemoryError:
            self.ended = self.lost = True
            return None
        self._at += end
        if end == left:
            self._in = bytearray()
            self._at = 0
        self.since = ticks_ms()
        self.asked = None
        return found

    def write(self, data: "bytes | memoryview") -> bool:
        """Send `data`, or keep what the peer does not take yet; False if it has left too much, or
        is not there any more.
        """
        self.since = ticks_ms()
        if not self.output and not self.connecting:
            data = data[self._send(data) :]
        try:
            if len(data) and not self.lost:
                self.output += bytes(data)
        except MemoryError:
            self.lost = True
        if len(self.output) > _KEPT:
            self.lost = True
        return not self.lost

    def flush(self) -> None:
        """Send more of `output`."""
        self.output = self.output[self._send(self.output) :]

    def _send(self, data):
        try:
            return self.sock.send(data)
        except (OSError, MemoryError) as e:
            self.failed(e)
            return 0


class Streams(IOBase):
    """Connections that are looked after together, as one udp.Udp that has many peers. Once it is
    made, no method raises.

    stall_ms: how long a message may take to be whole, or a peer to take one. What
    is no message comes out as it is, and its connection is closed.
    """

    stall_ms = 30000
    idle_ms = 0  # how long a connection may be without a message; 0: for ever

    def __init__(self) -> None:
        self._poll = _poller()
        self._of = {}  # what the poll object tells a socket by -> Stream
        self._ready = []  # those that may have whole messages, by turns
        self._swept = ticks_ms()
        # What asyncio waits for: of CPython's poll objects not all have a file descriptor
        self.sock = self._poll if hasattr(self._poll, "fileno") else None if fd else self

    def ioctl(self, request: int, arg: int) -> int:
        """What MicroPython's poll objects ask one that is no socket: 3, is there something?"""
        if request == 3:
            for _ in self._ready or self._poll.ipoll(0):
                return arg & _IN
        return 0

    def add(self, stream: "Stream") -> None:
        """Look after one more."""
        self._of[fd(stream.sock) if fd else id(stream.sock)] = stream
        stream.mask = _IN | _OUT if stream.connecting else _IN
        self._poll.register(stream.sock, stream.mask)

    def drop(self, stream: "Stream") -> None:
        """Close one."""
        if self._of.pop(fd(stream.sock) if fd else id(stream.sock), None):
            self._poll.unregister(stream.sock)
            stream.ended = stream.lost = True
            stream.sock.close()

    def settle(self, stream: "Stream") -> None:
        """Watch a Stream for what it wants next, or close it."""
        if stream.lost or stream.ended and not stream.output and not stream.unfinished:
            return self.drop(stream)
        # Who does not take what he asked for is not heard meanwhile: that bounds what is kept.
        mask = _OUT if stream.output or stream.connecting else 0 if stream.ended else _IN
        if mask != stream.mask:
            stream.mask = mask
            self._poll.modify(stream.sock, mask)

    def recv(self, size: int, timeout_ms: int) -> "tuple[bytes, Any] | None":
        """(message, address) of the next; None if none came within `timeout_ms`. It may have
        `size` octets, or 8,192 if that is less.
        """
        start = ticks_ms()
        while True:
            found = self._next(max(size, _LEAST))
            if found:
                return found
            left = 1000
            if timeout_ms >= 0:
                left = min(left, max(0, timeout_ms - (ticks_ms() - start & 0x3FFFFFFF)))
            self.turn(left)
            if timeout_ms >= 0 and ticks_ms() - start & 0x3FFFFFFF >= timeout_ms:
                return self._next(max(size, _LEAST))

    def _next(self, most):
        for _ in range(len(self._ready)):
            stream = self._ready.pop(0)
            if not stream.output and not stream.lost:
                found = stream.message(most)
                if found:
                    if stream.unfinished or stream.ended:
                        self._ready.append(stream)
                    self._wake(bool(self._ready))
                    return found, stream.address
            self.settle(stream)
        self._wake(False)
        return None

    def _wake(self, yes):
        # What is kept here is in no queue that a system tells asyncio of.
        if fd and self.sock:
            self.sock.wake(yes)

    def turn(self, timeout_ms: int) -> None:
        """Wait at most `timeout_ms` for something to happen, and see to it."""
        try:
            events = self._poll.poll(timeout_ms)
        except (OSError, MemoryError):
            events = ()
        for event in events:
            key = event[0] if fd else id(event[0])
            if key in self._of:
                self.happened(self._of[key], event[1])
        if ticks_ms() - self._swept & 0x3FFFFFFF >= 1000:
            self._swept = ticks_ms()
            for stream in list(self._of.values()):
                self._look(stream)

    def happened(self, stream: "Any", event: int) -> None:
        """See to what the poll object said of one."""
        if stream.connecting:
            stream.connecting = False
            stream.lost = bool(event & _BROKEN)
        if stream.output:
            stream.flush()
        else:
            stream.read()
        if stream.lost:
            self.drop(stream)
        elif stream.output:
            self.settle(stream)
        elif stream not in self._ready:
            self._ready.append(stream)

    def _look(self, stream):
        # Has it been waited for too long?
        waited = ticks_ms() - stream.since & 0x3FFFFFFF
        if stream.unfinished or stream.output or stream.connecting:
            if waited >= self.stall_ms:
                self.drop(stream)
        elif self.idle_ms and waited >= self.idle_ms and stream not in self._ready:
            self.drop(stream)

    def close(self) -> None:
        """Close all of them."""
        for stream in list(self._of.values()):
            self.drop(stream)
        self._ready = []
        if fd and self.sock:
            self.sock.silence()
