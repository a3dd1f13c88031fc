# The memory that the box shares with the board, seen from CPython. Imports shared.

import mmap
import struct
import time

from board_box import shared

PERIOD = 1 << 30  # of ticks_ms
BLOCK = 4096  # of the flash


def blocks(size):
    """Octets of flash that a file of `size` octets takes."""
    return -(-size // BLOCK) * BLOCK


def ticks():
    """What time.ticks_ms() of the unix port gives: the board's, before the box's shift."""
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000000 % PERIOD


class Memory:
    """The integers that the box shares with the board, as attributes; octets by index."""

    def __init__(self, path):
        path.write_bytes(bytes(shared.SIZE))
        self._file = open(path, "r+b")
        self._map = mmap.mmap(self._file.fileno(), shared.SIZE)

    def __getattr__(self, name):
        at = 4 * shared.FIELDS.index(name)
        return struct.unpack_from("<i", self._map, at)[0]

    def __setattr__(self, name, value):
        if name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            struct.pack_into("<i", self._map, 4 * shared.FIELDS.index(name), value)

    def __getitem__(self, at):
        return self._map[at]

    def __setitem__(self, at, value):
        self._map[at] = value

    def fileno(self):
        return self._file.fileno()

    def text(self, at):
        return bytes(self._map[at + 1 : at + 1 + self._map[at]]).decode()

    def put(self, at, text):
        data = text.encode()
        self._map[at : at + 1 + len(data)] = bytes([len(data)]) + data

    def close(self):
        self._map.close()
        self._file.close()

    def shift_ticks(self, shift):
        """Let ticks_ms() be that much later than ticks()."""
        half = PERIOD // 2
        self.ticks = max(1 - half, (shift + half) % PERIOD - half)

    def set_address(self, address):
        self.lease += 1
        for i, octet in enumerate(address.split(".")):
            self[shared.ADDRESS + i] = int(octet)

    def address(self):
        return ".".join(str(self[shared.ADDRESS + i]) for i in range(4))
