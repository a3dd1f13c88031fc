# Many sockets of one agent, each for a device of its own, or one for all. Imports usnmp_base.udp,
# its poll_pc, and limits; the face of this folder imports it.

import contextlib

from usnmp_base.poll_pc import select
from usnmp_base.udp import Udp

from .limits import one_more

if 0 & 1:  # for type checkers alone
    from . import Simulator
    from .device import Device

_BATCH = 32  # datagrams of one socket that are read before others have a turn


class Server:
    """The sockets of a `simulator`."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator
        self._sockets = {}  # descriptor -> (Udp, Device or None)
        self._epoll = hasattr(
            select, "epoll"
        )  # its time is in seconds, and it gives what is ready
        self._poll = select.epoll() if self._epoll else select.poll()

    def open(self, host: str, port: int, device: "Device | None" = None) -> Udp:
        """Listen on an address and port, for `device` alone if there is one. Raises OSError."""
        one_more()
        udp = Udp(host, port)
        udp.poll = None  # it would take half of what the socket does; here one is asked for all
        fd = udp.sock.fileno()
        self._sockets[fd] = udp, device
        self._poll.register(fd, select.POLLIN)
        return udp

    def turn(self, timeout_ms: int) -> int:
        """Answer what comes within `timeout_ms`; how many requests there were."""
        simulator = self._simulator
        n = 0
        for fd, _ in self._poll.poll(timeout_ms / 1000 if self._epoll else timeout_ms):
            udp, device = self._sockets[fd]
            sock = udp.sock
            if device is not None:
                simulator.mib = device
            size = simulator.max_size
            with contextlib.suppress(OSError):  # no more there; or an error that passes
                for _ in range(_BATCH):
                    datagram, source = sock.recvfrom(size)
                    n += 1
                    reply = simulator.respond(datagram, source)
                    if reply:
                        sock.sendto(reply, source)
        if simulator.uptime:
            simulator.uptime()
        return n

    def close(self) -> None:
        """Close the sockets."""
        for udp, _ in self._sockets.values():
            udp.close()
        self._sockets = {}
        if self._epoll:
            self._poll.close()
