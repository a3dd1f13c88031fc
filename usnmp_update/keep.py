# How updates end: a version on trial stays, and what is left of the one before goes; the board
# starts anew. Imports nothing, flash for a firmware; order and link import it.

import os

if 0 & 1:  # for type checkers alone
    import socket
    from usnmp_firmware import Firmware


def keep() -> None:
    """From here on the version that runs is the one of the board. Raises OSError."""
    firmware = False
    with open("update/trial") as f:
        for line in f:
            firmware = firmware or line[:1] == "*"
    if firmware:
        from usnmp_update import flash

        flash.keep()
    os.rename("update/trial", "update/done")


class Left:
    """What is left of an update that is done: a file of it goes in each turn, and last what says
    so; sock: a connection to be closed then.
    """

    proved = True

    def __init__(self, sock: "socket.socket | None" = None) -> None:
        self._sock = sock

    def turn(self) -> bool:
        """One turn; False: nothing is left. Raises OSError."""
        for name in os.listdir("update"):
            if name != "done":
                os.remove("update/" + name)
                return True
        os.remove("update/done")
        os.rmdir("update")
        return False

    def close(self) -> None:
        """It is over."""
        if self._sock:
            self._sock.close()


def restart(firmware: "Firmware", sock: "socket.socket") -> None:
    """Start the board anew, once what was sent is out; does not return."""
    import machine
    import time

    if firmware.store:
        firmware.store.flush()
    print("update: the board starts anew")
    sock.close()
    time.sleep_ms(300)
    machine.reset()
