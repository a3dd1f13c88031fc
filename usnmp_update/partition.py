# The partition that another firmware is written to, of chips that have a second one. Imports
# flash; session and commit import it.

import hashlib

from .flash import running_partition

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterator

_BLOCK = 4096
_block = []  # the block that is being brought: its number, and its octets


def _other():
    return running_partition().get_next_update()


def size() -> int:
    """How many octets a firmware may have; 0: there is no second partition."""
    try:
        return _other().info()[3]
    except OSError:
        return 0


def labels() -> "tuple[str, str]":
    """Of the partition whose firmware runs, and of the other."""
    return running_partition().info()[4], _other().info()[4]


def _read(part, at, buf):
    part.readblocks(at // _BLOCK, buf)
    return buf


def order(order: bytes, data: bytes) -> "bytes | None":
    """What session was told: "P", the SHA-256 of the block at `data`, 4 octets, and "r" if it is
    of the firmware that runs; "F", write what follows these 4, in the order of its octets, into a
    block. Raises OSError, ValueError.
    """
    at = int.from_bytes(data[:4], "big")
    part = running_partition() if order == b"P" and data[4:] else _other()
    if at + len(data) - 4 > part.info()[3]:
        raise ValueError("the partition has %d octets" % part.info()[3])
    if order == b"P":
        buf = _read(part, at, bytearray(_BLOCK))
        return hashlib.sha256(buf).digest()
    block = at // _BLOCK
    if at % _BLOCK == 0:
        _block[:] = block, bytearray()
    if not _block or _block[0] != block or len(_block[1]) != at % _BLOCK:
        raise ValueError("that does not follow")
    _block[1].extend(data[4:])
    if len(_block[1]) == _BLOCK:
        part.writeblocks(*_block)
        del _block[:]
    return None


def check(old: str, sha: str, new: str) -> "Iterator[None]":
    """Look, a block at a time, whether the partition `new`, which is not the one that runs, `old`,
    holds a firmware for this chip; sha: its SHA-256 in hex, ":" and how many octets it has.
    Raises ValueError, OSError.
    """
    if (old, new) != labels():
        raise ValueError("another partition runs")
    part = _other()
    wanted, length = sha.split(":")
    left = int(length)
    head = bytes(_read(part, 0, bytearray(_BLOCK))[:16])
    own = bytes(_read(running_partition(), 0, bytearray(_BLOCK))[:16])
    if head[0] != 0xE9 or head[12:14] != own[12:14]:
        raise ValueError("that is no firmware for this chip")
    found = hashlib.sha256()
    buf: "Any" = bytearray(_BLOCK)
    at = 0
    while left > 0:
        _read(part, at, buf)
        found.update(buf if left >= _BLOCK else bytes(buf[:left]))
        left -= _BLOCK
        at += _BLOCK
        yield None
    if "".join(["%02x" % octet for octet in found.digest()]) != wanted:
        raise ValueError("that firmware is not as it was sent")
