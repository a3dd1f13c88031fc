# The end of what the PC brings: all of it is looked at once more before it is decided for. Imports
# partition for a firmware; session imports it.

import hashlib
import os

if 0 & 1:  # for type checkers alone
    from typing import Iterator

FOLDER = "update/"  # as boot has it
_KEPT = "boot.py", "boot.mpy", "usnmp_update.key"
_OWN = "usnmp_update/__init__.", "usnmp_update/boot.", "usnmp_update/flash.", FOLDER


def exists(path: str) -> bool:
    """Is there such a file or folder?"""
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def digest(path: str) -> str:
    """The SHA-256 of a file, in hex. Raises OSError."""
    sha = hashlib.sha256()
    with open(path, "rb") as f:
        while True:
            data = f.read(512)
            if not data:
                break
            sha.update(data)
    return "".join(["%02x" % octet for octet in sha.digest()])


def fixed(path: str) -> bool:
    """Is that a file which no update over the network may touch: what brings the old version
    back, and the key?
    """
    for own in _OWN:
        if path.startswith(own):
            return True
    return path in _KEPT


def _refusal(kind, staged, sha, path):
    # Why a file of the journal cannot be done; None if it can.
    if kind not in ("=", "+", "-"):
        return "no such line"
    if fixed(path) or ".." in path or path[:1] in ("/", ""):
        return "not to be replaced over the network"
    if exists(path) != (kind != "+"):
        return "it is there already" if kind == "+" else "it is not there"
    if kind != "-" and digest(FOLDER + staged) != sha:
        return "not as it was sent"
    return None


def check(sha: str) -> "Iterator[None]":
    """Look, a file at a time, at all that the journal of this SHA-256 names, and decide for it:
    then the next boot does it. Raises OSError, ValueError.
    """
    journal = FOLDER + "journal"
    if digest(journal) != sha:
        raise ValueError("the journal is not as it was sent")
    with open(journal) as f:
        for line in f:
            kind, staged, digits, path = line.strip().split(" ", 3)
            if kind == "*":
                from usnmp_update import partition

                for _ in partition.check(staged, digits, path):
                    yield None
                continue
            why = _refusal(kind, staged, digits, path)
            if why:
                raise ValueError("%s: %s" % (path, why))
            yield None
    os.rename(journal, FOLDER + "swap")
