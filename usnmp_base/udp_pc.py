# What udp does on CPython only: options of the socket, and replies that leave from the
# address that was asked (RFC 1122 4.1.3.5), of a host with several. A socket that is bound to all
# of them is told with each datagram which it was for (IP_PKTINFO; RFC 3542 for IPv6). Imports
# quick_pc and ctrl_c_pc; udp imports it by pc. Not for boards.

import socket
import sys

from .ctrl_c_pc import quiet
from .quick_pc import Quick

_IP_PKTINFO = getattr(socket, "IP_PKTINFO", 8)  # of Linux, which Python names from 3.14 on
_SPACE = socket.CMSG_SPACE(20) if hasattr(socket, "CMSG_SPACE") else 0
_ANY = ("0.0.0.0", "::")
_MULTICAST = 0xFF
_LINK_LOCAL = b"\xfe\x80"


class Source(tuple):
    """The source of a datagram, as recvfrom() gives it. local: what sendmsg() takes to send from
    the address that the datagram was for.
    """

    local = ()
    door = None  # of doors_pc: what it came in by


class _Socket(socket.socket):
    # Whose recvfrom() gives a Source, and whose sendto() heeds it.

    _info = _local = None  # the last that came, and what was made of it
    anywhere = False  # is it on a port of the system's choice?

    def recvfrom(self, size, flags=0):
        data, info, _, address = self.recvmsg(size, _SPACE, flags)
        if info:
            if info != self._info:
                self._local = _local(info)
                self._info = info
            address = Source(address)
            address.local = self._local
        return data, address

    def sendto(self, data, address):
        if type(address) is Source and address.local:
            try:
                return self.sendmsg((data,), address.local, 0, address)
            except OSError:  # a broadcast; or the address has gone: from another, then
                pass
        elif self.anywhere and not self._info:
            self._ask()
        return socket.socket.sendto(self, data, address)

    def _ask(self):
        # It sends before anything came: it is not to answer.
        if self.family == socket.AF_INET6:
            self.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 0)
        else:
            self.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 0)
        self.recvfrom = socket.socket.recvfrom.__get__(self)
        self.sendto = socket.socket.sendto.__get__(self)


def _local(info):
    # The control messages for a reply, of those that came with a request.
    for level, kind, data in info:
        if level == socket.IPPROTO_IP and kind == _IP_PKTINFO and len(data) == 12:
            # in_pktinfo: interface, the local address, the destination, which may be a broadcast.
            # Without the interface: the route decides as for all else.
            return ((level, kind, bytes(4) + data[4:8] + bytes(4)),)
        if level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO and len(data) == 20:
            # in6_pktinfo: the destination (of IPv4 ::ffff:192.0.2.1), interface
            if data[0] == _MULTICAST:
                return ()
            interface = data[16:] if data[:2] == _LINK_LOCAL else bytes(4)
            return ((level, kind, data[:16] + interface),)
    return ()


def bind(sock, udp):
    """Bind `sock`, a socket, to the address of `udp`, a udp.Udp, with the options it may
    have: arguments of setsockopt(). Returns it; or, if it is bound to all addresses of a host with
    Linux, one in its place that answers from the one that was asked. Raises OSError.
    """
    for option in getattr(udp, "options", ()):
        sock.setsockopt(*option)
    if udp.ipv6:
        try:  # "::" takes IPv4 as well, whatever the system's default; not as one of several doors
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, getattr(udp, "v6only", 0))
        except (OSError, AttributeError):  # OpenBSD: never both
            pass
    sock.bind(udp.address)
    if udp.address[1]:
        quiet()
    if sys.platform != "linux":
        return sock
    anywhere = not udp.address[1]  # mostly of who asks, and waits for what comes back
    if anywhere and "recv" not in udp.__dict__:
        Quick(udp, False)  # within asyncio, nothing is there every other time
    if udp.address[0] not in _ANY:
        return sock
    try:
        if udp.ipv6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        else:
            sock.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        sock = _Socket(sock.family, sock.type, sock.proto, sock.detach())
        sock.anywhere = anywhere
        return sock
    except (OSError, AttributeError):  # this system cannot; or the socket is a test's
        return sock
