# One UDP socket, with what the ports do differently in one place. Imports nothing of usnmp; the
# agent imports it. The tests put a clock of their own in place of ticks_ms and sleep_ms.

import select
import socket
import sys
import time

_answering = None
try:
    from time import sleep_ms, ticks_ms
except ImportError:  # CPython
    try:
        from usnmp_pktinfo import answering as _answering
    except ImportError:  # left out
        pass

    def ticks_ms():
        return time.monotonic_ns() // 1000000

    def sleep_ms(ms):
        time.sleep(ms / 1000)


def resolve(host, port):
    """(whether it is of IPv6, address) of `host`, a name or address, and `port`; the address as
    sendto() wants it and recvfrom() gives it, opaque. Raises OSError.
    """
    # MicroPython's unix port takes no (host, port), only what getaddrinfo makes of it, and hands
    # out addresses in that form (ports/unix/modsocket.c), CPython's of IPv6 are tuples of four.
    # "localhost" may be ::1 first; IPv4 is what the tools try.
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

    # ESP32: one datagram of length zero marks the socket closed, as if it were TCP, and from then
    # on recvfrom gives b"" at once (peer_closed in ports/esp32/modsocket.c). Only a new socket
    # hears again. Elsewhere b"" is a datagram like others.
    empty_closes = sys.platform == "esp32"

    options = ()  # arguments of setsockopt() before it is bound
    size = 65535  # nothing has come yet
    _errors = 0  # in a row

    def __init__(self, host, port):
        self.ipv6, self.address = resolve(host, port)
        self._open()

    def _open(self):
        self._tried = ticks_ms()
        self.sock = None
        sock = socket.socket(socket.AF_INET6 if self.ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
        try:
            for option in self.options:
                sock.setsockopt(*option)
            if self.ipv6 and hasattr(socket, "IPV6_V6ONLY"):
                try:  # "::" takes IPv4 as well, whatever the system's default
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                except OSError:  # OpenBSD: never both
                    pass
            sock.bind(self.address)
            if _answering:
                sock = _answering(sock)
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
        wait = 1000 - (ticks_ms() - self._tried & 0x3FFFFFFF)  # ticks_ms wraps
        if wait > 0 and timeout_ms:
            sleep_ms(wait if timeout_ms < 0 else min(wait, timeout_ms))
        if timeout_ms < 0 or wait <= timeout_ms:
            try:
                self._open()
            except (OSError, MemoryError):  # the next try may do better
                pass

    def recv(self, size, timeout_ms):
        """(datagram, address) of the next, cut at `size` octets; None if none came within
        `timeout_ms`.
        """
        # Nothing is to be done when Wi-Fi comes back with another address: a socket bound to
        # 0.0.0.0 goes on (lwIP and Linux look for the address with each datagram).
        if self.sock is None:
            self._reopen(timeout_ms)
            return None
        try:
            # Poll first: recvfrom allocates `size` octets even if it then finds nothing.
            if not self.poll.poll(timeout_ms):
                self._errors = 0
                self.size = size
                return None
        except OSError:  # it would fail at once for ever
            self._reopen(0)
            return None
        except MemoryError:  # no room to say that something came
            pass
        try:
            request = self._take(size)
        except OSError as e:
            self._failed(e)
            return None
        self._errors = 0
        if self.empty_closes and request and not request[0]:
            self._reopen(0)
            return None
        return request

    def _take(self, size):
        # Where the heap has not `size` octets in one piece, with half of them, and so on: whatever
        # stayed in the queue would keep all others from being heard. What is longer is cut.
        while True:
            self.size = size
            try:
                return self.sock.recvfrom(size)
            except MemoryError:
                if not size >> 1:
                    self.size = 0
                    return None
            size >>= 1

    def _failed(self, e):
        # Gone between poll and recvfrom (EAGAIN), an ICMP error that an earlier reply met: there
        # is nothing to do. But a descriptor that is closed (EBADF), or is another file's by now
        # (ENOTSOCK; of Linux and lwIP), will never do, and so whatever is raised for ever.
        if self._gone(e):
            self._reopen(0)
        else:
            self._errors += 1
            if self._errors > 50:
                self._reopen(0)

    def _gone(self, e):
        # Is the descriptor closed (EBADF), or another file's by now (ENOTSOCK)? The numbers are
        # those of Linux and lwIP. It is let go of then.
        if e.args and e.args[0] in (9, 88):
            if hasattr(self.sock, "detach"):  # CPython: another file is not to be closed
                self.sock.detach()
            self.close()
        return self.sock is None

    def send(self, data, address):
        """Send `data`; False if that failed, as when Wi-Fi is down."""
        if self.sock is None:
            return False
        try:
            self.sock.sendto(data, address)
            return True
        except OSError as e:
            self._gone(e)
            return False

    def close(self):
        """Close the socket, if it is open."""
        sock = self.sock
        self.sock = None
        if sock:
            try:
                sock.close()
            except OSError:  # somebody did
                pass
