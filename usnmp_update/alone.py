# A session on a board whose heap has no room for one beside its agent: it was started for this
# alone, and starts anew at the end. Imports door; boot imports it.

import time

from .door import Door

_WAIT_MS = 60000  # for somebody who has the key


class _Firmware:
    agent = store = turn = None
    turn_ms = 0


def serve() -> None:
    """Take an update; for a minute after the last who had the key was there. Resets the board.
    Raises OSError.
    """
    import machine

    door = Door(_Firmware())
    print("update: without the agent, for want of heap")
    since = time.ticks_ms()
    while time.ticks_ms() - since & 0x3FFFFFFF < _WAIT_MS:
        door.turn()
        time.sleep_ms(2)
        if door.link and door.link.proved:
            since = time.ticks_ms()
    machine.reset()
