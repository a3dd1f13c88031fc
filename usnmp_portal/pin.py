# A pin that is held at boot brings the portal back. Opt-in: boot.py imports it, which
# tools/deploy.py --portal-pin has it do. Imports nothing of ours.

import os


def held(number: int, path: str = "config.json", last: str = "config.last") -> bool:
    """Is the pin `number` connected to ground? Then the configuration is put aside, at `last`, and
    this start is that of a board without one: with the portal open. What was put aside comes back
    if nobody uses that.
    """
    from machine import Pin

    if Pin(number, Pin.IN, Pin.PULL_UP).value():
        return False
    there = os.listdir()
    if path in there:
        if last in there:  # FAT does not rename over it
            os.remove(last)
        os.rename(path, last)
    return True
