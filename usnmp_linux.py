# What makes the agent faster with a PC's heap; and its socket on Linux, with fewer system calls
# and less garbage than usnmp_udp can do with on all ports. Imports usnmp_agent and usnmp_shapes;
# usnmp_host imports it, on CPython and on MicroPython's unix port. Not for boards.

import gc
import socket
import struct
import sys

import usnmp_agent
import usnmp_shapes
from usnmp_shapes import Shapes

_PEEK = 2  # MSG_PEEK, MSG_DONTWAIT of Linux, which MicroPython does not name
_DONTWAIT = 64
_SMALL = 64  # most requests for one object are shorter
_MICROPYTHON = sys.implementation.name == "micropython"


def quicken(agent, udp=None):
    """Give `agent` its Shapes, and `udp`, its socket, what it can do on Linux."""
    if hasattr(gc, "mem_free"):
        Shapes(agent, 64)
        # What is to stay has its place by now. A collection for each 2048 octets, as the firmware
        # asks for, takes longer than all that is done between two of them.
        gc.threshold(gc.mem_free() // 4)
    else:  # CPython
        from hmac import compare_digest

        def differ(a, b):
            return not compare_digest(a, b[: len(a)])

        usnmp_agent.difference = usnmp_shapes.difference = differ  # in C
        Shapes(agent, 1024, 1472)
    if udp and sys.platform == "linux":
        Quick(udp)


def start(firmware, workers):
    """quicken() the agent of a usnmp_firmware.Firmware, or of a usnmp_workers.Workers. (Of that
    name, which is known by then: a board's heap in which usnmp_host runs is full.)
    """
    if workers:
        quicken(workers._agent)
    else:
        quicken(firmware.agent, firmware.udp)


class Quick:
    """Has `udp`, a usnmp_udp.Udp, wait in recvfrom itself, without a poll before it."""

    def __init__(self, udp):
        self.udp = udp
        self._sock = self._waits = None  # how long this socket waits, in ms
        self._plain = udp.recv
        try:
            self._wait(udp.sock, 1000)
        except OSError:  # its timeval is another one: all stays as it was
            udp.sock.setblocking(False)
        else:
            udp.recv = self.recv

    def recv(self, size, timeout_ms):
        # As Udp.recv.
        sock = self.udp.sock
        if timeout_ms != self._waits or sock is not self._sock:
            if sock is None or timeout_ms < 0:
                return self._plain(size, timeout_ms)
            self._wait(sock, timeout_ms)
        # If it was not to be had, be it that none came: usnmp_udp knows what to do.
        return _try(sock, size, 0 if timeout_ms else _DONTWAIT) or self._plain(size, 0)

    def _wait(self, sock, timeout_ms):
        # SO_RCVTIMEO: of the kernel, where settimeout() of CPython would poll each time.
        if _MICROPYTHON:
            sock.settimeout((timeout_ms or 1) / 1000)
        else:
            sock.setblocking(True)
            time = struct.pack("ll", timeout_ms // 1000, timeout_ms % 1000 * 1000)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, time)
        self._sock = sock
        self._waits = timeout_ms


def _try(sock, size, flags):
    try:
        return _take(sock, size, flags)
    except Exception:  # OSError, MemoryError
        return None


if _MICROPYTHON:
    _rest = bytearray(1)

    def _take(sock, size, flags):
        # recvfrom() takes `size` octets from the heap for whatever comes, which brings a
        # collection nearer than all else that a request takes: so first what is short, left in
        # the queue, then off it.
        request = sock.recvfrom(_SMALL, flags | _PEEK)
        if len(request[0]) == _SMALL:
            return sock.recvfrom(size)
        sock.readinto(_rest)
        return request

else:
    _take = socket.socket.recvfrom
