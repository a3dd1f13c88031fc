# What CPython lacks of MicroPython, and what udp does there. Imports udp_pc; never on a board.

import time

from .udp_pc import bind  # noqa: F401 - for udp


def const(value: int) -> int:
    """micropython.const(), which a compiler of MicroPython folds."""
    return value


def ticks_ms() -> int:
    """Milliseconds, as time.ticks_ms(); but they never wrap."""
    return time.monotonic_ns() // 1000000


def ticks_diff(now: int, before: int) -> int:
    """Milliseconds from `before` to `now`, as time.ticks_diff()."""
    return now - before


def sleep_ms(timeout_ms: int) -> None:
    """time.sleep_ms()."""
    time.sleep(timeout_ms / 1000)
