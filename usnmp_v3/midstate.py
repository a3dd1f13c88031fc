# The state of a hash, kept and put back: what hash.copy() is on CPython, and MicroPython has not.
# Imports nothing of usnmp; auth imports it where it is to be had.
#
# An HMAC begins each of its two hashes with a block of the key. With the state behind that block
# kept, no object is made for a MAC and half as much is hashed: at 32 bit 208 octets of garbage
# instead of 432 for SHA-256, and a GET at authNoPriv fits in 704. The object is plain data,
# without a pointer in it, in the C code of axTLS and mbedTLS; an ESP32 has the state in its
# hardware.

import gc
import sys

# Elsewhere nobody has tried
PORTS = ("esp8266", "rp2", "linux")


def _address(o):
    n = id(o)
    return n if n >= 0 else n + (1 << 31)  # from 2**30 on, id() loses the sign's bit


class Midstate:
    """The states of the hash of the constructor `new` behind two blocks, inner and outer, as HMAC
    (RFC 2104) wants them.
    """

    def __init__(self, new, inner, outer):
        import uctypes

        class Whole:
            def __getitem__(self, at):
                return at

        self._whole = Whole()[:]  # made once: in m[:] it is 16 octets of garbage
        h = new(inner)  # what the first one brings along is not to be counted
        on = gc.isenabled()
        gc.disable()
        n = gc.mem_alloc()
        h = new(inner)
        n = gc.mem_alloc() - n
        if on:
            gc.enable()
        self._hash = h
        self._memory = uctypes.bytearray_at(_address(h), n)
        self._inner = bytes(self._memory)
        h = new(outer)  # held: what is free may be another's at once
        self._outer = bytes(uctypes.bytearray_at(_address(h), n))

    def digest(self, a):
        """The HMAC of `a`."""
        self._memory[self._whole] = self._inner
        h = self._hash
        h.update(a)
        a = h.digest()
        self._memory[self._whole] = self._outer
        h.update(a)
        return h.digest()


def midstate(new, inner, outer):
    """A Midstate; None where there is none, or where what it gives is not what hashing gives."""
    if sys.platform not in PORTS:
        return None
    try:
        found = Midstate(new, inner, outer)
        for a in b"abc", bytes(200):
            h = new(inner)
            h.update(a)
            o = new(outer)
            o.update(h.digest())
            if found.digest(a) != o.digest():
                return None
        return found
    except (ImportError, AttributeError, ValueError):  # no uctypes; a hash written in Python
        return None
