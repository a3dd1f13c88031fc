# The clock of MicroPython, for CPython. Imports nothing; pc, which has it for all others, and
# stream import it. Never on a board.

import time


def ticks_ms() -> int:
    """Milliseconds, as time.ticks_ms(); but they never wrap."""
    return time.monotonic_ns() // 1000000


def ticks_diff(now: int, before: int) -> int:
    """Milliseconds from `before` to `now`, as time.ticks_diff()."""
    return now - before


def sleep_ms(timeout_ms: int) -> None:
    """time.sleep_ms()."""
    time.sleep(timeout_ms / 1000)
