# A connection with a session on it. Imports keep, to start the board anew; order imports it.

import select
import time

if 0 & 1:  # for type checkers alone
    import socket
    from usnmp_firmware import Firmware
    from .session import Session

_IDLE_MS = 30000  # between two messages
_LEAVE_MS = 3000  # for the last answer to be taken


class Link:
    """A connection, `sock`, of someone who has the key, to the board of `firmware`."""

    proved = True

    def __init__(self, sock: "socket.socket", firmware: "Firmware", session: "Session") -> None:
        self._sock = sock
        self._firmware = firmware
        self._session = session
        self._poll = select.poll()
        self._poll.register(sock, 1)
        self._out = self._in = b""
        self._since = time.ticks_ms()

    def turn(self) -> bool:
        """One turn of the firmware's loop; False: it is over."""
        session = self._session
        waited = time.ticks_ms() - self._since & 0x3FFFFFFF
        if self._out:
            self._out = self._out[self._sock.send(self._out) :]
        elif session.work:
            self._say(next(session.work))
        elif session.restart:
            return waited < _LEAVE_MS and self._read(1) != b""
        elif waited > _IDLE_MS:
            return False
        else:
            return self._hear(session)
        return True

    def _say(self, answer):
        if answer:
            self._session.work = None
            self._out = answer
            self._since = time.ticks_ms()

    def _read(self, size):
        # What has come, at most that much; None if nothing has, b"" at the end.
        for _ in self._poll.ipoll(0):
            return self._sock.recv(size)
        return None

    def _hear(self, session):
        data = self._read(session.wants - len(self._in))
        if not data:
            return data is None
        self._in += data
        if len(self._in) < session.wants:
            return True
        data = self._in
        self._in = b""
        answer = session.take(data)
        self._say(answer)
        return answer is not None

    def close(self) -> None:
        """It is over; the board starts anew if that is to be."""
        try:
            self._session.close()
        except OSError:
            pass
        if self._session.restart:
            from usnmp_update.keep import restart

            restart(self._firmware, self._sock)
        self._sock.close()
