# UDP within a chip that has no network: what is sent to a port of its own arrives there, four
# datagrams at most, as lwIP's loopback has it. There is no TCP, and no other host.

import errno
import io

AF_INET = 2
AF_INET6 = 10
SOCK_STREAM = 1
SOCK_DGRAM = 2
SOL_SOCKET = 0xFFF
SO_REUSEADDR = 4
SO_BROADCAST = 0x20
IPPROTO_IP = 0

_HERE = "127.0.0.1", "0.0.0.0"
_bound = {}  # port: socket


def getaddrinfo(host, port, family=0, kind=0, *_):
    if kind == SOCK_STREAM or not host.replace(".", "").isdigit():
        raise OSError(errno.ENODEV, "this chip has no network")
    return [(AF_INET, SOCK_DGRAM, 0, "", (host, port))]


class socket(io.IOBase):
    def __init__(self, family=AF_INET, kind=SOCK_DGRAM, *_):
        if (family, kind) != (AF_INET, SOCK_DGRAM):
            raise OSError(errno.ENODEV, "this chip has no network")
        self._queue = []
        self._port = None
        self._blocks = True

    def _check(self):
        if self._queue is None:
            raise OSError(errno.EBADF)

    def bind(self, address):
        self._check()
        port = address[1]
        if port in _bound:
            raise OSError(errno.EADDRINUSE)
        while not port or port in _bound:
            port = (port or 40000) + 1
        self._port = port
        _bound[port] = self

    def sendto(self, data, address):
        self._check()
        if self._port is None:
            self.bind(("0.0.0.0", 0))
        if not address[1] or address[0] == "255.255.255.255":
            raise OSError(errno.EINVAL)
        to = _bound.get(address[1]) if address[0] in _HERE else None
        if to and len(to._queue) < 4:
            to._queue.append((bytes(data), (_HERE[0], self._port)))
        return len(data)

    def recvfrom(self, size):
        self._check()
        if not self._queue:
            raise OSError(errno.ETIMEDOUT if self._blocks else errno.EAGAIN)
        data, address = self._queue.pop(0)
        return data[:size], address

    def recv(self, size):
        return self.recvfrom(size)[0]

    def setblocking(self, blocks):
        self._blocks = blocks

    settimeout = setblocking

    def setsockopt(self, *_):
        self._check()

    def close(self):
        self._queue = None
        if _bound.pop(self._port, self) is not self:
            raise OSError(errno.EBADF)

    def ioctl(self, request, flags):
        if request != 3:  # MP_STREAM_POLL
            return 0
        if self._queue is None:
            return 32  # POLLNVAL
        return flags & (5 if self._queue else 4)
