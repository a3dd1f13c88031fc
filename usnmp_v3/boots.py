# snmpEngineBoots, kept through power cuts (RFC 3414 2.2.2). Imports engine for its greatest value;
# the firmware lets go of it when it has counted.
#
# Two files, path + "0" and path + "1", are written in turns: the engine ID, boots and a seal. A
# power cut can spoil the one that is being written, whose count was not used yet. But one that is
# not whole may also be flash that has gone bad, and its count then was used: 2 is added, which is
# right for both, and both are written, so that the next one to go bad takes no count along.

import hashlib
import os

from .engine import MOST


def _seal(body):
    return hashlib.sha256(body).digest()[:8]


def _read(path):
    # (engine ID, boots) of a file; None: there is none; False: it is not whole.
    try:
        with open(path, "rb") as f:
            body = f.read(64)
    except OSError as e:
        return None if e.args and e.args[0] == 2 else False  # ENOENT
    body, seal = body[:-8], body[-8:]
    if len(body) < 9 or seal != _seal(body):
        return False
    return body[4:], int.from_bytes(body[:4], "big")


def _counted(found, whole):
    # The last count that may have been used; -1 if there was none, 2**31 - 1 if it is lost.
    if whole:
        return min(max([boots for _, boots in whole]) + (False in found), MOST)
    if any(found):  # of another engine. Of ours there was one file at most, which is the first
        return 1 if found[0] is False else 0
    if found == [False, None]:  # the first start of all, cut off, or its file has gone bad
        return 1
    return MOST if False in found else -1


def read(path: str, engine_id: "bytes | None" = None) -> "tuple[bytes | None, int, list[int]]":
    """What is kept at `path`: the engine ID (for engine_id=None that of the files, else this), the
    last boots, and the numbers, 0 or 1, of the files that are to be written next, in that order.
    Boots are -1 if nothing is kept, 2**31 - 1 if what is kept cannot be read.
    """
    found = [_read(path + n) for n in "01"]
    whole = [f for f in found if f and engine_id in (None, f[0])]
    last = max(whole, key=lambda f: f[1]) if whole else (engine_id, 0)
    next = 1 - found.index(last) if whole else 0
    slots = [next, 1 - next] if False in found else [next]
    return last[0], _counted(found, whole), slots


def content(engine_id: bytes, boots: int) -> bytes:
    """What a file holds, as bytes."""
    body = boots.to_bytes(4, "big") + engine_id
    return body + _seal(body)


def write(path: str, engine_id: bytes, boots: int, slot: int) -> bool:
    """Keep `boots` in a file, and read it back: is it there?"""
    path += "01"[slot]
    try:
        with open(path, "wb") as f:
            f.write(content(engine_id, boots))
            f.flush()
            if hasattr(os, "fsync"):
                os.fsync(f.fileno())
        if hasattr(os, "sync") and not hasattr(os, "fsync"):
            os.sync()
    except OSError:
        return False
    return _read(path) == (engine_id, boots)


def boot(path: str, engine_id: "bytes | None" = None, new: bool = True) -> "tuple[bytes, int]":
    """Count this start: (engine ID, boots), for an Engine, written before they are returned.

    engine_id: None for that of the files, a random one if there are none. new: may the engine be
    new, whose first start this is? Otherwise what is lost was lost. boots is 2**31 - 1, and stays
    there, if it is lost, damaged or cannot be written: the engine then needs another ID.
    """
    id, boots, slots = read(path, engine_id)
    if boots < 0:
        boots = 0 if new or engine_id is None else MOST
    if id is None:
        from usnmp_v3.engine import engine_id as random

        id, boots = random(), 0  # nothing of it was used
    if boots < MOST:
        boots += 1
        for slot in slots:
            if not write(path, id, boots, slot):
                return id, MOST
    return id, boots
