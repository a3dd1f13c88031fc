# The sockets of a proxy: those that listen, and those that ask agents and managers. Imports
# usnmp_base (udp, doors_pc, poll_pc); the face of this folder imports it.

import socket

from usnmp_base.doors_pc import Doors, parse
from usnmp_base.poll_pc import select
from usnmp_base.udp import Udp

_BATCH = 32  # messages of one socket before others have a turn
_SOCKETS = 16  # by which agents are asked, for each family: each has a queue of its own
_SIZE = 65535
_BLIND_MS = 10  # how often connections are looked at where nothing tells of them
_QUEUE = 4 << 20  # octets that the system is asked to keep for one


class _Datagrams:
    # Those of a Udp, to be handed to taken(data, source, more).

    def __init__(self, udp, taken, more):
        self._sock = udp.sock
        self._taken = taken
        self._more = more
        self._batch = 1

    def turn(self):
        # One at first: to find out that there is no more is a system call. Where there is more,
        # more at a time.
        try:
            for _ in range(self._batch):
                data, source = self._sock.recvfrom(_SIZE)
                self._taken(data, source, self._more)
            self._batch = min(_BATCH, 4 * self._batch)
        except OSError:  # there is no more, or an error that passes
            self._batch = 1


class Net:
    """took(data, source, send): called with what comes in where we listen; heard(data, source,
    key): with what comes by the socket `key` from an agent or a manager. tls: the Tls that we
    listen with, or None.
    """

    sockets = _SOCKETS

    def __init__(self, took, heard, tls=None):
        self._took = took
        self._tls = tls
        self._heard = heard
        self._poll = select.poll()
        self._of = {}  # descriptor -> function
        self._blind = []
        self._out = {}  # key -> Udp, or what usnmp_base.tcp has in its place
        self._open = []
        self.places = []

    def listen(self, places: "list[str]") -> None:
        """Listen at all of them, written as usnmp_base.doors_pc has them. Raises OSError,
        ValueError, whose `place` is the one that cannot be had.
        """
        for text in places:
            try:
                self._listen(text)
            except (OSError, ValueError) as e:
                e.place = text
                raise e

    def _listen(self, text):
        kind, v6, host, port = parse(text, 161)[0]
        if kind == "udp":
            door = Udp(host, port)
            door.poll = None  # asked for here, for all of them
            _enlarge(door.sock)
            self._watch(door.sock, _Datagrams(door, self._took, door.send).turn)
            self.places.append((kind, *door.sock.getsockname()[:2]))
        else:
            door = Doors(text, 161, udp=Udp, tls=self._tls)
            self._watch(door.sock, lambda: self._streams(door))
            self.places += door.places()
        self._open.append(door)

    def _watch(self, sock, turn):
        if sock is None:  # connections on a system without epoll: nothing tells of them
            self._blind.append(turn)
            return
        fd = sock if isinstance(sock, int) else sock.fileno()
        self._of[fd] = turn
        self._poll.register(fd, select.POLLIN)

    def _streams(self, doors):
        for _ in range(_BATCH):
            found = doors.recv(_SIZE, 0)
            if not found:
                return
            self._took(found[0], found[1], doors.send)

    def _stream_answers(self, key, tcp):
        for _ in range(_BATCH):
            found = tcp.recv(_SIZE, 0)
            if not found:
                return
            self._heard(found[0], found[1], key)

    def send(self, target: "object", data: bytes) -> None:
        """Send to a Target; what the network does raises nothing."""
        key = target.key
        out = self._out.get(key)
        if out is None:
            out = self._open_out(key)
        out.send(data, target.address)

    def _open_out(self, key):
        if callable(key):  # usnmp_base.tcp.Tcp, or like it
            out = self._out[key] = key(0)
            self._watch(out.sock, lambda: self._stream_answers(key, out))
            return out
        out = self._out[key] = Udp("::" if key & 1 else "0.0.0.0", 0)
        out.poll = None
        _enlarge(out.sock)
        self._watch(out.sock, _Datagrams(out, self._heard, key).turn)
        return out

    def turn(self, timeout_ms: float) -> None:
        """Wait at most so long for something to come, and see to it."""
        if self._blind:
            timeout_ms = min(timeout_ms, _BLIND_MS)
        for fd, _ in self._poll.poll(timeout_ms):
            self._of[fd]()
        for turn in self._blind:
            turn()

    def close(self) -> None:
        """Close all of them."""
        for one in self._open + list(self._out.values()):
            one.close()
        self._open = []
        self._out = {}


def _enlarge(sock):
    # Whatever the system allows; as root, more than that.
    for option in (getattr(socket, "SO_RCVBUFFORCE", 33), socket.SO_RCVBUF):
        try:
            sock.setsockopt(socket.SOL_SOCKET, option, _QUEUE)
            return
        except OSError:
            pass
