# Authentication protocols of USM (RFC 3414, 7860): the hashes, and the MAC of a message. Imports
# nothing of usnmp at once; keys and privacy import it. What a port's hashlib lacks, opt-in modules
# of this folder have. Their names are put together here, so no tool takes them along unasked.

import sys

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Union

    Octets = Union[bytes, bytearray, memoryview]

# Where chip.Midstate is of use; elsewhere nobody has tried
PORTS = ("esp8266", "rp2", "linux")
# As net-snmp names them. One text: each would be a name in the heap.
_NAMES = "MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512"


def opt_in(name: str) -> "Any":
    """The module usnmp_v3.`name`, or None if it is not installed, or lacks what it needs."""
    try:
        return __import__("usnmp_v3." + name, None, None, (name,))
    except ImportError:
        return None


def hash_of(auth: str) -> "Callable[..., Any]":
    """The constructor of the hash of an authentication protocol, "MD5", "SHA", "SHA-224",
    "SHA-256", "SHA-384" or "SHA-512": of hashlib, or else of this folder's md5, sha224 or sha512.

    Raises ValueError for another name, and where neither is to be had.
    """
    if auth not in _NAMES.split(", "):
        raise ValueError("%s: no authentication protocol; there are %s" % (auth, _NAMES))
    import hashlib

    name = "sha1" if auth == "SHA" else auth.lower().replace("-", "")
    new = getattr(hashlib, name, None)
    try:
        new()
        return new
    except (TypeError, ValueError):  # there is none; a CPython in FIPS mode refuses MD5
        pass
    own = "sha224" if auth == "SHA-256" else "sha512" if auth == "SHA-384" else name
    module = opt_in(own)
    if module:
        return getattr(module, name)
    raise ValueError(
        "%s: this port has none; use SHA-256%s"
        % (auth, "" if auth == "SHA" else ", or install usnmp_v3." + own)
    )


def mac(auth: str, key: "Octets") -> "Any":
    """The HMAC (RFC 2104) of one key with the hash of `auth`: an object with

    digest(a): the whole HMAC of the octets `a`
    size: how many octets of it a message carries (RFC 3414 6.3.1, RFC 7860 4.1)
    zeros: as many octets

    key: localised, octets. Raises ValueError as hash_of() does.
    """
    new = hash_of(auth)
    n = len(new().digest())
    block = 128 if n > 32 else 64
    if len(key) > block:
        h = new()
        h.update(key)
        key = h.digest()
    key = bytes(key) + bytes(block - len(key))
    inner = bytes([c ^ 0x36 for c in key])
    outer = bytes([c ^ 0x5C for c in key])
    size = {28: 16, 32: 24, 48: 32, 64: 48}.get(n, 12)
    return _midstate(new, inner, outer, size) or Mac(new, inner, outer, size)


def _midstate(new, inner, outer, size):
    # None where there is none, or where what it gives is not what hashing gives.
    if sys.platform not in PORTS or hasattr(new(), "copy"):
        return None
    one = Mac(new, inner, outer, size)
    try:
        from usnmp_v3.chip import Midstate

        found = Midstate(new, inner, outer, size)
        for a in b"abc", bytes(200):
            if found.digest(a) != one.digest(a):
                return None
        return found
    except (ImportError, AttributeError, ValueError):  # no uctypes; a hash written in Python
        return None


class Mac:
    """As mac() has it, of a hash of the constructor `new` and its blocks inner and outer."""

    def __init__(self, new: "Callable[..., Any]", inner: bytes, outer: bytes, size: int) -> None:
        self.size = size
        self.zeros = bytes(size)
        self._new = new
        self._inner = inner
        self._outer = outer
        h = new(inner)
        if hasattr(h, "copy"):
            # Not MicroPython's. The pads are hashed once: "new" is then to copy what has done so.
            self._new = type(h).copy
            self._inner = h
            self._outer = new(self._outer)
            return

    def digest(self, a: "Octets") -> bytes:
        """The whole HMAC of `a`."""
        h = self._new(self._inner)
        h.update(a)
        a = h.digest()
        h = self._new(self._outer)
        h.update(a)
        return h.digest()
