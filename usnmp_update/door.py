# The port of updates, in turns of the firmware's loop: nothing here waits. It is all that stays in
# the heap while nobody is connected. Imports knock when somebody is; boot and alone import it, and
# boot.py, as tools/deploy.py writes that for a board with a key.

import select
import socket
import sys

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware

_TURN_MS = 5  # of the loop, while somebody is connected,
_IDLE_MS = 250  # and at other times: how long who comes may wait


def attend(kind: "type[Firmware]") -> None:
    """Open a Door as soon as a Firmware, whose class is `kind`, serves: at its first turn. So that
    of a board without a key for updates need not know of them.
    """
    plain = kind.try_step

    def first(self, timeout_ms):
        kind.try_step = plain
        try:
            Door(self)
        except Exception as e:
            print("usnmp: no updates over the network: %r" % e)
        return plain(self, timeout_ms)

    kind.try_step = first


class Door:
    """Lets in, one at a time, who wants to update the board of `firmware`, at a TCP port. Raises
    OSError if it is not free.
    """

    def __init__(self, firmware: "Any", port: int = 9161) -> None:
        self._firmware = firmware
        self._before = firmware.turn
        self.link = None  # a Knock, and then what that comes to, with turn() and close()
        self._sock = sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(socket.getaddrinfo("0.0.0.0", port)[0][-1])
        sock.listen(1)
        sock.setblocking(False)
        self._poll = select.poll()
        self._poll.register(sock, 1)
        firmware.turn = self.turn
        firmware.turn_ms = min(firmware.turn_ms, _IDLE_MS)

    def turn(self) -> None:
        """One turn; what comes from the network raises nothing."""
        if self._before:
            self._before()
        try:
            if self.link:
                link = self.link.turn()
                if not link:
                    self._close()
                elif link is not True:
                    self.link = link
            else:
                for _ in self._poll.ipoll(0):
                    self._let_in()
        except Exception:
            self._close()

    def _let_in(self):
        sock = self._sock.accept()[0]
        try:
            from usnmp_update.knock import Knock

            self.link = Knock(sock, self._firmware)
            self._ms = self._firmware.turn_ms
            self._firmware.turn_ms = _TURN_MS
        finally:
            if not self.link:
                sock.close()

    def _close(self):
        # The connection is over: what was needed for it alone is let go of.
        if self.link:
            link = self.link
            self.link = None
            self._firmware.turn_ms = self._ms
            link.close()
        for name in list(sys.modules):
            if name.startswith("usnmp_update.") and name != __name__:
                del sys.modules[name]
                sys.modules["usnmp_update"].__dict__.pop(name[13:], None)
