# A socket on Linux with fewer system calls and less garbage than udp can do with on all ports.
# Imports nothing of usnmp; udp_pc and usnmp_pc.speed import it, on CPython and on MicroPython's
# unix port. Not for boards.

import socket
import struct
import sys

_DONTWAIT = 64  # MSG_DONTWAIT of Linux, which MicroPython does not name
_MICROPYTHON = sys.implementation.name == "micropython"


class Quick:
    """Has `udp`, a usnmp_base.udp.Udp, wait in recvfrom itself, without a poll before it; looks:
    where it does not wait too.
    """

    def __init__(self, udp, looks=True):
        self.udp = udp
        self._looks = looks
        self._sock = self._waits = None  # how long this socket waits, in ms
        self._plain = udp.recv
        try:
            if udp.sock:  # it is not being made
                self._wait(udp.sock, 1000)
        except OSError:  # its timeval is another one: all stays as it was
            udp.sock.setblocking(False)
        else:
            udp.recv = self.recv

    def recv(self, size, timeout_ms):
        # As Udp.recv.
        sock = self._sock
        if timeout_ms != self._waits or sock is not self.udp.sock:
            sock = self.udp.sock
            if sock is None or timeout_ms < 0 or not (timeout_ms or self._looks):
                return self._plain(size, timeout_ms)
            try:
                self._wait(sock, timeout_ms)
            except OSError:  # somebody closed it
                return self._plain(size, timeout_ms)
        self.udp.size = size
        try:
            return sock.recvfrom(size, self._flags)
        except (
            Exception
        ):  # OSError, MemoryError: be it that none came, usnmp_base.udp knows what to do
            if self.udp.sock is not sock:  # another thread closed it, and it is to stay so
                return None
            return self._plain(size, 0)

    def _wait(self, sock, timeout_ms):
        # SO_RCVTIMEO: of the kernel, where settimeout() of CPython would poll each time.
        if _MICROPYTHON:
            sock.settimeout((timeout_ms or 1) / 1000)
        else:
            sock.setblocking(True)
            time = struct.pack("ll", timeout_ms // 1000, timeout_ms % 1000 * 1000)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, time)
        self._flags = 0 if timeout_ms else _DONTWAIT
        self._sock = sock
        self._waits = timeout_ms
