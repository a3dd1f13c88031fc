# Who is at the door: the proof of the key, before anything else is done. Imports proof and, behind
# it, order; door imports it while somebody is connected. In little heap: a board may have 2 kB.

import os
import time

if 0 & 1:  # for type checkers alone
    import socket
    from typing import Any
    from usnmp_firmware import Firmware

_WAIT_MS = 5000  # until the key is proved


class Knock:
    """A connection, `sock`, of someone unknown, to the board of `firmware`."""

    proved = False

    def __init__(self, sock: "socket.socket", firmware: "Firmware") -> None:
        from usnmp_update.proof import ASKED, HELLO

        self._sock = sock
        self._firmware = firmware
        self._nonce = os.urandom(16)
        self._left = ASKED
        self._in = b""
        self._since = time.ticks_ms()
        sock.setblocking(False)
        sock.send(HELLO + self._nonce)

    def turn(self) -> "Any":
        """One turn of the firmware's loop. False: it is over; True: it goes on; or what goes on in
        its place, with the same methods.
        """
        if time.ticks_ms() - self._since & 0x3FFFFFFF > _WAIT_MS:
            return False
        try:
            data = self._sock.recv(self._left)
        except OSError as e:
            return e.args[0] == 11  # EAGAIN: nothing has come
        self._in += data
        self._left -= len(data)
        if not data or self._left:
            return bool(data)
        from usnmp_update.proof import proved

        secret = proved(self._nonce, self._in)
        if not secret:
            return False
        from usnmp_update.order import obey

        return obey(self._in[16:17], secret, self._sock, self._firmware)

    def close(self) -> None:
        """It is over."""
        self._sock.close()
