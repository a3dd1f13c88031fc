# What CPython lacks of MicroPython, what udp does there, and identifiers with fewer system calls.
# Imports udp_pc; never on a board.

import os
import time
from array import array

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


_ids = []
if hasattr(os, "register_at_fork"):  # a child has its own
    os.register_at_fork(after_in_child=_ids.clear)


def random_id() -> int:
    """As varbind.request_id(), of four octets in BER: 2**29 to 2**30 - 1."""
    try:
        return _ids.pop()
    except IndexError:
        ids = [n >> 3 | 1 << 29 for n in array("I", os.urandom(1024))]
        _ids.extend(ids[1:])
        return ids[0]
