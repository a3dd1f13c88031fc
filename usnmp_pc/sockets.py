# Options of UDP sockets, for a PC alone: a port that others share, or another one if it is in use,
# the sizes of the system's queues, DSCP, don't-fragment. Imports usnmp_base.udp and
# usnmp_notify.sockets; for a user's program.

import errno
import socket
import sys

from usnmp_base.udp import Udp, resolve
from usnmp_notify import sockets

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_notify import Target

# <linux/in.h>, <linux/in6.h>: Python names them from 3.14 on, or not at all
_LINUX = sys.platform == "linux"
_IP_MTU_DISCOVER, _IPV6_MTU_DISCOVER, _DO, _DONT = 10, 23, 2, 0
_IPV6_TCLASS = getattr(socket, "IPV6_TCLASS", 67 if _LINUX else None)
# Where there is no SO_REUSEPORT, as on Windows, SO_REUSEADDR is what shares a port.
_SHARE = getattr(socket, "SO_REUSEPORT", socket.SO_REUSEADDR)


class _Udp(Udp):
    def __init__(self, host, port, opener):
        self._opener = opener
        super().__init__(host, port)

    @property
    def options(self):
        # udp_pc sets them before it binds, also when the socket is opened again.
        return self._opener.settings(self.ipv6)


class Opener:
    """Opens sockets that have these options: called with (host, port), it gives a
    usnmp_base.udp.Udp, whose port may be another, see place().

    share: others may have the port, too, if they share it as well (SO_REUSEPORT). Linux gives each
    sender to one of them. any_port: if the port is in use, take one that the system chooses.
    receive_buffer, send_buffer: octets of the system's queues; Linux grants no more than
    net.core.rmem_max and wmem_max, see granted(). dscp: of what is sent, 0 to 63 (RFC 2474).
    dont_fragment: what is longer than the path takes is not sent; False: it is fragmented; None:
    as the system has it. Raises ValueError for what is none of that, or this system cannot do.
    """

    def __init__(
        self,
        share: bool = False,
        any_port: bool = False,
        receive_buffer: "int | None" = None,
        send_buffer: "int | None" = None,
        dscp: "int | None" = None,
        dont_fragment: "bool | None" = None,
    ) -> None:
        for name, n in (("receive_buffer", receive_buffer), ("send_buffer", send_buffer)):
            if n is not None and not 0 < n < 2**30:
                raise ValueError("%s: octets, not %r" % (name, n))
        if dscp is not None and not 0 <= dscp < 64:
            raise ValueError("dscp: 0 to 63, not %r" % (dscp,))
        if dont_fragment is not None and not _LINUX:
            raise ValueError("dont_fragment: only on Linux")
        self.share = share
        self.any_port = any_port
        self.receive_buffer = receive_buffer
        self.send_buffer = send_buffer
        self.dscp = dscp
        self.dont_fragment = dont_fragment

    def settings(self, ipv6: bool) -> "list[tuple[int, int, int]]":
        """The arguments of setsockopt() for a socket of IPv6, or of IPv4."""
        found = []
        if self.share:
            found.append((socket.SOL_SOCKET, _SHARE, 1))
        if self.receive_buffer:
            found.append((socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer))
        if self.send_buffer:
            found.append((socket.SOL_SOCKET, socket.SO_SNDBUF, self.send_buffer))
        # A socket of IPv6 that takes IPv4 as well has the options of both.
        if self.dscp is not None:  # the upper 6 bits of the octet; the lower are ECN
            found.append((socket.IPPROTO_IP, socket.IP_TOS, self.dscp << 2))
            if ipv6 and _IPV6_TCLASS is not None:
                found.append((socket.IPPROTO_IPV6, _IPV6_TCLASS, self.dscp << 2))
        if self.dont_fragment is not None:
            how = _DO if self.dont_fragment else _DONT
            found.append((socket.IPPROTO_IP, _IP_MTU_DISCOVER, how))
            if ipv6:
                found.append((socket.IPPROTO_IPV6, _IPV6_MTU_DISCOVER, how))
        return found

    def __call__(self, host: str, port: int) -> Udp:
        """Open a socket on an address and a port. Raises OSError."""
        try:
            return _Udp(host, port, self)
        except OSError as e:
            if not self.any_port or e.errno != errno.EADDRINUSE:
                raise e
        return _Udp(host, 0, self)

    def apply(self, udp: Udp) -> Udp:
        """Give one that is open the options, as that of Agent.bind(); return it. Not `share`,
        which comes before the port. Raises OSError.
        """
        for option in self.settings(udp.ipv6):
            if option[1] != _SHARE:
                udp.sock.setsockopt(*option)
        return udp


class Net(sockets.Net):
    """The sockets of a notifier, Notifier(net=Net(opener)), as `opener` opens them."""

    def __init__(self, opener: Opener) -> None:
        super().__init__()
        self._opener = opener

    def send(self, target: "Target", data: bytes, place: "Any" = None) -> "Any":
        """As usnmp_notify.sockets.Net.send()."""
        try:
            place = place or resolve(target.host, target.port)
            if not callable(place[0]) and place[0] not in [udp.ipv6 for udp in self._udps]:
                self._udps.append(self._opener("::" if place[0] else "0.0.0.0", 0))
        except OSError:
            return None
        return super().send(target, data, place)


def place(udp: Udp) -> "tuple[str, int]":
    """(address, port) that a Udp is bound to; of port 0 the one that the system chose."""
    return udp.sock.getsockname()[:2]


def granted(udp: Udp) -> "dict[str, Any]":
    """What the system made of receive_buffer, send_buffer, dscp: Linux doubles the sizes, and
    counts with them what it needs itself.
    """
    get = udp.sock.getsockopt
    if udp.ipv6 and _IPV6_TCLASS is not None:
        octet = get(socket.IPPROTO_IPV6, _IPV6_TCLASS)
    else:
        octet = get(socket.IPPROTO_IP, socket.IP_TOS)
    return {
        "receive_buffer": get(socket.SOL_SOCKET, socket.SO_RCVBUF),
        "send_buffer": get(socket.SOL_SOCKET, socket.SO_SNDBUF),
        "dscp": octet >> 2,
    }
