# What of a chip's own works for a user, and stays in the heap: the state of its hash, kept and put
# back, and AES by its cryptolib. Imports nothing of usnmp; auth and privacy import it, and are let
# go of.

import gc
import sys
from array import array

try:
    import uctypes
except ImportError:  # CPython, in tests
    uctypes = None


class Midstate:
    """The HMAC (RFC 2104) of a hash of the constructor `new`, after the blocks inner and outer.
    `size` is how many octets of it a message carries; zeros, as many octets.

    An HMAC begins each of its two hashes with a block of the key. With the state behind that block
    kept, which is what hash.copy() does on CPython, no object is made for a MAC and half as much
    is hashed: at 32 bit 208 octets of garbage instead of 432 for SHA-256. The object is plain
    data, without a pointer in it, in the C code of axTLS and mbedTLS; an ESP32 has the state in
    its hardware.
    """

    def __init__(self, new, inner, outer, size):
        class Whole:
            def __getitem__(self, at):
                return at

        self.size = size
        self.zeros = bytes(size)
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
        h = _address(h)
        # What a block leaves at the end of its hash (axTLS' SHA-1) is written over in any case
        i = bytes(uctypes.bytearray_at(h, n)).find(inner)
        n = i if i > n // 3 else n
        self._memory = uctypes.bytearray_at(h, n)
        self._inner = bytes(self._memory)
        h = new(outer)  # held: what is free may be another's at once
        self._outer = bytes(uctypes.bytearray_at(_address(h), n))

    def digest(self, a):
        """The whole HMAC of `a`."""
        self._memory[self._whole] = self._inner
        h = self._hash
        h.update(a)
        a = h.digest()
        self._memory[self._whole] = self._outer
        h.update(a)
        return h.digest()


def _address(o):
    n = id(o)
    return n if n >= 0 else n + (1 << 31)  # from 2**30 on, id() loses the sign's bit


class Aes:
    """AES in CFB128 (RFC 3826 3.1.3) by `ecb`, a cipher object of cryptolib in that mode: 512
    octets with axTLS, 304 with mbedTLS. One serves both ways.
    """

    block = 1

    def __init__(self, ecb):
        self._ecb = ecb

    def encrypt(self, iv, view):
        _cfb(self._ecb, iv, view, True)

    def decrypt(self, iv, view):
        _cfb(self._ecb, iv, view, False)


# All ciphers work in here: axTLS writes words, so its output begins at a multiple of 4
# (extmod/modcryptolib.c), which part of a message need not. And Python adds words, the longest
# that are no objects of the heap.
_WORDS = _WORK = bytearray(128)
_PAD = bytearray(16)
if uctypes:
    _WORDS = array("I" if sys.maxsize >> 32 else "H", _WORK)
    _WORK = uctypes.bytearray_at(uctypes.addressof(_WORDS), 128)
    _PAD = array("I" if sys.maxsize >> 32 else "H", _PAD)
_VIEW = memoryview(_WORK)


def _cfb(ecb, iv, view, out):
    # `view`, in place. iv: of 16 octets, then the last block that was encrypted.
    at = 0
    while at < len(view):
        part = view if len(view) <= 128 else view[at : at + 128]
        _WORK[: len(part)] = part
        _add(ecb, iv, len(part), out)
        part[:] = _VIEW[: len(part)]
        iv = _PAD
        at += 128


def _add(ecb, iv, n, out):
    words = _WORDS
    pad = _PAD
    i = 0
    n = n * len(words) + 127 >> 7
    while i < n:
        ecb.encrypt(iv, pad)
        iv = pad
        for j in range(len(pad)):
            word = words[i]
            words[i] = pad[j] = word ^ pad[j]
            if not out:
                pad[j] = word
            i += 1
