# The port of updates, in turns of the firmware's loop: nothing here waits. Imports usnmp_base.udp,
# and session while somebody is connected; usnmp_update imports it.

import gc
import os
import select
import socket
import sys

from usnmp_base.udp import ticks_ms

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_firmware import Firmware

_PROOF_MS = 5000  # until the key is proved,
_IDLE_MS = 30000  # and between two messages then
_LEAVE_MS = 3000  # for the last answer to be taken
_TURN_MS = 5  # of the loop, while somebody is connected
_LEAST = 6144  # octets of heap, below which nobody is let in


class Listener:
    """Takes updates for `firmware` at a TCP port, one connection at a time; key: octets.
    confirmed: called when a version that was on trial is to stay. Raises OSError if the port is
    not free.
    """

    def __init__(
        self,
        firmware: "Firmware",
        key: bytes,
        port: int,
        confirmed: "Callable[[], object]",
    ) -> None:
        self._firmware = firmware
        self._key = key
        self._confirmed = confirmed
        self._poll = select.poll()
        self._door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._door.bind(socket.getaddrinfo("0.0.0.0", port)[0][-1])
        self._door.listen(1)
        self._door.setblocking(False)
        self._poll.register(self._door, 1)
        self._sock = self._session = None
        self._before = firmware.turn
        firmware.turn = self.turn

    def turn(self) -> None:
        """One turn; it raises nothing that comes from the network."""
        if self._before:
            self._before()
        try:
            if not self._sock:
                for _ in self._poll.ipoll(0):
                    self._accept()
            elif not self._serve():
                self._drop()
        except (OSError, MemoryError):
            self._drop()

    def _accept(self):
        sock = self._door.accept()[0]
        gc.collect()
        if gc.mem_free() < _LEAST:
            sock.send(b"too little heap\n")
            sock.close()
            return
        from usnmp_update.session import HELLO, Session

        nonce = os.urandom(16)
        self._sock = sock
        self._session = Session(self._key, nonce, self._confirmed)
        self._output = HELLO + nonce
        self._input = b""
        self._since = ticks_ms()
        sock.setblocking(False)
        self._poll.unregister(self._door)
        self._poll.register(sock, 1)
        self._turn_ms = self._firmware.turn_ms
        self._firmware.turn_ms = _TURN_MS

    def _serve(self):
        # False: it is over.
        session = self._session
        waited = ticks_ms() - self._since & 0x3FFFFFFF
        if session.restart:
            if not self._output and (waited > _LEAVE_MS or self._read() == b""):
                return False
        elif waited > (_IDLE_MS if session.proved else _PROOF_MS):
            return False
        if self._output:
            self._output = self._output[self._sock.send(self._output) :]
            return True
        self._output = session.step()
        if self._output:
            self._since = ticks_ms()
        elif not session.restart:
            return self._hear(session)
        return True

    def _read(self):
        # What has come, at most what is wanted next; None if nothing has, b"" at the end.
        for _ in self._poll.ipoll(0):
            return self._sock.recv(self._session.wants - len(self._input))
        return None

    def _hear(self, session):
        data = self._read()
        if data is None:
            return True
        if not data:
            return False
        self._input += data
        if len(self._input) == session.wants:
            data = self._input
            self._input = b""
            proved = session.proved
            self._output = session.take(data)
            if session.proved and (not proved or self._output):
                self._since = ticks_ms()
        return self._output is not None

    def _drop(self):
        # The connection is over: what was needed for it alone is let go of.
        session = self._session
        restart = session and session.restart
        if self._sock:
            self._poll.unregister(self._sock)
            self._sock.close()
            self._poll.register(self._door, 1)
            self._firmware.turn_ms = self._turn_ms
            self._sock = self._session = None
        if session:
            try:
                session.close()
            except OSError:
                pass
        if restart:
            self._restart()
        for name in ("session", "commit", "seal", "partition", "flash", "boot"):
            sys.modules.pop("usnmp_update." + name, None)
            sys.modules["usnmp_update"].__dict__.pop(name, None)

    def _restart(self):
        import machine

        if self._firmware.store:
            self._firmware.store.flush()
        print("update: the board starts anew")
        machine.reset()
