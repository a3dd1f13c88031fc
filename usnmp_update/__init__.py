# Updates over the network, on boards that have a key for them. Imports nothing: boot is called by
# boot.py, only where there is a key, and has door opened. With boot and flash this file brings an
# old version back: no update over the network replaces these three.

if 0 & 1:  # for type checkers alone
    from typing import Any

trial: "Any" = None  # the timer that brings the old version back, while a new one is on trial


def over(timer: "Any") -> None:
    """Nobody confirmed the version on trial: the next boot, which is now, brings the old one."""
    import machine

    machine.reset()
