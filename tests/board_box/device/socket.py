# Stands for socket: one of the PC's with addresses as the boards give them, which hears and sends
# at the board's address only, and only while Wi-Fi is up.

import io
import usocket
from _board import dup2, hooks, sh
from network import address, up
from usocket import AF_INET, SO_BROADCAST, SO_REUSEADDR, SOCK_DGRAM, SOCK_RAW, SOCK_STREAM  # noqa: F401
from usocket import SOL_SOCKET  # noqa: F401

AF_INET6 = 10
IPPROTO_UDP = 17
IPPROTO_TCP = 6
_ANY = ("0.0.0.0", "")
_open = []
_lease = -1
_ephemeral = 40000


_address = bytearray(b"\2\0" + bytes(14))
_peer = _peer_tuple = None


def _sockaddr(host, port):
    # As bind and sendto of the unix port want it. A board makes no garbage here, so nor does this.
    if port < 1024:  # they need root on a PC
        port += sh.shift
    _address[2] = port >> 8
    _address[3] = port & 255
    part = 4
    number = 0
    for c in host:
        if c == ".":
            _address[part] = number
            part += 1
            number = 0
        else:
            number = number * 10 + ord(c) - 48
        if part > 7 or not 0 <= number < 256:
            raise ValueError("invalid arguments")
    if part != 7:
        raise ValueError("invalid arguments")
    _address[7] = number
    return _address


def _tuple(a):
    # The last one is kept: that makes up for `a`, which a board does not have.
    global _peer, _peer_tuple
    if a != _peer:
        _peer = a
        _peer_tuple = "%d.%d.%d.%d" % (a[4], a[5], a[6], a[7]), a[2] << 8 | a[3]
    return _peer_tuple


def _follow():
    # Every socket to the address that the board has now, or to none.
    global _lease
    lease = sh.lease if up() else 0
    if lease != _lease:
        _lease = lease
        for sock in _open:
            sock._renew()
    sh.followed = lease


hooks.append(_follow)


class socket(io.IOBase):
    def __init__(self, family=AF_INET, kind=SOCK_STREAM, protocol=0, native=None):
        if family != AF_INET:
            raise OSError(97)  # EAFNOSUPPORT
        self._s = native or usocket.socket(family, kind)
        self._udp = kind == SOCK_DGRAM
        self._port = None  # of a binding to the board's own address
        self._timeout = None
        self._deaf = False
        _open.append(self)
        sh.sockets = len(_open)

    def _renew(self):
        # Another socket in place of the one under this number; what is polled stays the same.
        if not self._udp or self._port is None:
            return
        new = usocket.socket(AF_INET, SOCK_DGRAM)
        dup2(new.fileno(), self._s.fileno())
        new.close()
        self.settimeout(self._timeout)
        if _lease:
            self._s.bind(_sockaddr(address(), self._port))

    def _ready(self):
        # Before something is sent: an address of ours.
        global _ephemeral
        _follow()
        if not _lease:
            raise OSError(118 if sh.chip else 113)  # EHOSTUNREACH
        if self._udp and self._port is None:
            while True:
                _ephemeral = 40000 + (_ephemeral + 1) % 20000
                try:
                    self._s.bind(_sockaddr(address(), _ephemeral))
                    break
                except OSError:  # in use
                    pass
            self._port = _ephemeral

    def bind(self, where):
        host, port = where
        if host == "127.0.0.1":
            self._s.bind(_sockaddr(host, port))
            return
        if host not in _ANY and host != address():
            raise OSError(99)  # EADDRNOTAVAIL
        _follow()
        if not self._udp:
            self._s.bind(_sockaddr(address(), port))
            return
        if _lease:
            self._s.bind(_sockaddr(address(), port))
        self._port = port

    def sendto(self, data, where):
        self._ready()
        return self._s.sendto(data, _sockaddr(where[0], where[1]))

    def recvfrom(self, size):
        _follow()
        if self._deaf:
            return b"", ("0.0.0.0", 0)
        data, where = self._s.recvfrom(size)
        if sh.chip and not data and self._udp:
            self._deaf = True  # ESP32: as if a TCP peer had closed
        return data, _tuple(where)

    def recv(self, size):
        return self.recvfrom(size)[0] if self._udp else self._s.recv(size)

    def connect(self, where):
        self._ready()
        self._s.connect(_sockaddr(where[0], where[1]))

    def listen(self, backlog=1):
        self._s.listen(backlog)

    def accept(self):
        native, where = self._s.accept()
        return socket(AF_INET, SOCK_STREAM, 0, native), _tuple(where)

    def send(self, data):
        self._ready()
        return self._s.send(data)

    def write(self, data):
        self._ready()
        return self._s.write(data)

    sendall = write

    def read(self, *size):
        return self._s.read(*size)

    def readinto(self, buf):
        return self._s.readinto(buf)

    def readline(self):
        return self._s.readline()

    def makefile(self, *mode):
        return self

    def setsockopt(self, level, option, value):
        self._s.setsockopt(level, option, value)

    def settimeout(self, seconds):
        self._timeout = seconds
        if seconds is None:
            self._s.setblocking(True)
        elif seconds == 0:
            self._s.setblocking(False)
        else:
            self._s.settimeout(seconds)

    def setblocking(self, yes):
        self.settimeout(None if yes else 0)

    def fileno(self):
        return self._s.fileno()

    def ioctl(self, request, argument):
        if request == 10:  # the number, for poll
            return self._s.fileno()
        if request == 4:
            self.close()
        return 0

    def close(self):
        if self in _open:
            _open.remove(self)
            sh.sockets = len(_open)
        self._s.close()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def getaddrinfo(host, port, *args):
    if host == "localhost":
        host = "127.0.0.1"
    try:
        usocket.inet_pton(AF_INET, host)
    except OSError:
        if not up():
            raise OSError(-2)
        host = _tuple(usocket.getaddrinfo(host, port)[0][-1])[0]
    kind = args[1] if len(args) > 1 and args[1] else SOCK_STREAM
    return [(AF_INET, kind, 0, "", (host, port))]
