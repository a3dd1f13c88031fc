# What CPython lacks of MicroPython, what udp does there, and identifiers with fewer system calls.
# Imports listen_pc, time_pc and udp_pc; never on a board.

import os
from array import array

from .listen_pc import listen  # noqa: F401 - for udp
from .time_pc import sleep_ms, ticks_diff, ticks_ms  # noqa: F401 - for all
from .udp_pc import bind  # noqa: F401 - for udp


def const(value: int) -> int:
    """micropython.const(), which a compiler of MicroPython folds."""
    return value


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
