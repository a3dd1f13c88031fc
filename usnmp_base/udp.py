# One UDP socket, with what the ports do differently in one place. Imports nothing, on CPython
# udp_pc and pc; every role imports it. The tests put a clock of their own in place of ticks_ms and
# sleep_ms.

import select
import socket
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any

try:
    from time import sleep_ms, ticks_ms

    bind = None
except ImportError:  # CPython
    from .pc import bind, listen, sleep_ms, ticks_ms


def resolve(host: str, port: int) -> "tuple[bool, Any]":
    """(whether it is of IPv6, address) of `host`, a name or address, and `port`; the address as
    sendto() wants it and recvfrom() gives it, opaque. Of "tcp:HOST:PORT" (usnmp_base.tcp.Tcp,
    which makes the connections in place of a Udp, address). Raises OSError.
    """
    # MicroPython's unix port takes no (host, port), only what getaddrinfo makes of it, and hands
    # out addresses in that form (ports/unix/modsocket.c), CPython's of IPv6 are tuples of four.
    # "localhost" may be ::1 first; IPv4 is what the tools try.
    if host[:3] == "tcp":
        from .tcp import resolve as found

        return found(host, port)
    found = socket.getaddrinfo(host, port)
    for info in found:
        if info[0] == socket.AF_INET:
            break
    else:
        info = found[0]
    address = info[-1]
    return info[0] != socket.AF_INET, address if isinstance(address, tuple) else bytes(address)


class Udp:
    """A UDP socket bound to `host`, a name or address, and `port`.

    sock: the socket; None between a close that the port forced and the next try to open it. ipv6:
    whether it is of IPv6. size: the octets that recv() had room for: less than it was asked for
    if something came and the heap had not as much in one piece, 0 if it had no room at all.
    Raises OSError; once it is made, no method does.
    """

    sock: "socket.socket | None"
    ipv6: bool
    address: "Any"
    size: int

    # ESP32: one datagram of length zero marks the socket closed, as if it were TCP, and from then
    # on recvfrom gives b"" at once (peer_closed in ports/esp32/modsocket.c). Only a new socket
    # hears again. Elsewhere b"" is a datagram like others.
    empty_closes = sys.platform == "esp32"

    def __init__(self, host: str, port: int) -> None:
        self.ipv6, self.address = resolve(host, port)
        self._open()

    def _open(self):
        self._last = ticks_ms()
        self._failures = 0  # of recvfrom, in a row
        self.size = 65535  # nothing has come yet
        self.sock = None
        sock = socket.socket(socket.AF_INET6 if self.ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            if bind:
                sock = bind(sock, self)
            else:
                sock.bind(self.address)
            sock.setblocking(False)
            # A new one each time: a poll object keeps the sockets that were closed.
            self.poll = select.poll()
            self.poll.register(sock, select.POLLIN)
            self.sock = sock
        finally:
            if not self.sock:
                sock.close()

    def _reopen(self, timeout_ms):
        # Open the socket again if the time for it is within `timeout_ms`; else sleep that long.
        # One try per second keeps a flood of empty datagrams, or a port in use, from being a busy
        # loop.
        self.close()
        wait = 1000 - (ticks_ms() - self._last & 0x3FFFFFFF)  # ticks_ms wraps
        if wait > 0 and timeout_ms:
            sleep_ms(wait if timeout_ms < 0 else min(wait, timeout_ms))
        if timeout_ms < 0 or wait <= timeout_ms:
            try:
                self._open()
            except (OSError, MemoryError):  # the next try may do better
                pass

    def recv(self, size: int, timeout_ms: int) -> "tuple[bytes, Any] | None":
        """(datagram, address) of the next, cut at `size` octets; None if none came within
        `timeout_ms`.
        """
        # Nothing is to be done when Wi-Fi comes back with another address: a socket bound to
        # 0.0.0.0 goes on (lwIP and Linux look for the address with each datagram).
        if self.sock is None:
            return self._reopen(timeout_ms)
        self.size = size
        try:
            # Poll first: recvfrom allocates `size` octets even if it then finds nothing.
            if not self.poll.poll(timeout_ms):
                self._failures = 0
                return None
        except OSError:  # it would fail at once for ever
            return self._reopen(0)
        except MemoryError:  # no room to say that something came
            pass
        # Where the heap has not `size` octets in one piece, with half of them, and so on: what
        # stays in the queue keeps all others from being heard. What is longer is cut.
        while self.size:
            try:
                request = self.sock.recvfrom(self.size)
                self._failures = 0
                if not self.empty_closes or request[0]:
                    return request
                self._reopen(0)
                break
            except MemoryError:
                self.size >>= 1
            except OSError as e:
                # Gone between the two, or an ICMP error that an earlier reply met: it passes. But
                # not what is raised for ever.
                self._failures += 1
                if self._lost(e) or self._failures > 50:
                    self._reopen(0)
                break
        return None

    def _lost(self, e):
        # Is the descriptor closed (EBADF), or another file's by now (ENOTSOCK)? The numbers are
        # those of Linux and lwIP. It is let go of then.
        if e.errno not in (9, 88):
            return False
        if hasattr(self.sock, "detach"):  # CPython: another file is not to be closed
            self.sock.detach()
        self.close()
        return True

    def send(self, data: "bytes | memoryview", address: "Any") -> bool:
        """Send `data`; False if that failed, as when Wi-Fi is down."""
        if self.sock is None:
            return False
        try:
            self.sock.sendto(data, address)
            return True
        except OSError as e:
            self._lost(e)
            return False

    def close(self) -> None:
        """Close the socket, if it is open."""
        sock = self.sock
        self.sock = None
        if sock:
            try:
                sock.close()
            except OSError:  # somebody did
                pass


if bind:
    listen(Udp)
