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
_octets = []
if hasattr(os, "register_at_fork"):  # a child has its own
    os.register_at_fork(after_in_child=_ids.clear)
    os.register_at_fork(after_in_child=_octets.clear)
# Of 256 identifiers: the bits that are random, and the one that is set
_RANDOM = int.from_bytes(b"\x1f\xff\xff\xff" * 256, "big")
_SET = int.from_bytes(b"\x20\0\0\0" * 256, "big")


def random_id() -> int:
    """As varbind.request_id(), of four octets in BER: 2**29 to 2**30 - 1."""
    try:
        return _ids.pop()
    except IndexError:
        ids = [n >> 3 | 1 << 29 for n in array("I", os.urandom(1024))]
        _ids.extend(ids[1:])
        return ids[0]


def random_octets() -> bytes:
    """As random_id(), the four octets."""
    try:
        return _octets.pop()
    except IndexError:
        some = (int.from_bytes(os.urandom(1024), "big") & _RANDOM | _SET).to_bytes(1024, "big")
        ids = [some[i : i + 4] for i in range(0, 1024, 4)]
        _octets.extend(ids[1:])
        return ids[0]
