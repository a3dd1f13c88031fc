# What of a chip's own works for a user, and stays in the heap: the state of its hash, kept and put
# back, and AES by its cryptolib. Imports nothing of usnmp; auth and privacy import it, and are let
# go of.

import gc


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
        import uctypes

        class Whole:
            def __getitem__(self, at):
                return at

        def address(o):
            n = id(o)
            return n if n >= 0 else n + (1 << 31)  # from 2**30 on, id() loses the sign's bit

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
        h = address(h)
        # What a block leaves at the end of its hash (axTLS' SHA-1) is written over in any case
        i = bytes(uctypes.bytearray_at(h, n)).find(inner)
        n = i if i > n // 3 else n
        self._memory = uctypes.bytearray_at(h, n)
        self._inner = bytes(self._memory)
        h = new(outer)  # held: what is free may be another's at once
        self._outer = bytes(uctypes.bytearray_at(address(h), n))

    def digest(self, a):
        """The whole HMAC of `a`."""
        self._memory[self._whole] = self._inner
        h = self._hash
        h.update(a)
        a = h.digest()
        self._memory[self._whole] = self._outer
        h.update(a)
        return h.digest()


class Aes:
    """AES in CFB128 (RFC 3826 3.1.3) by cryptolib, which has no CFB, without adding octets in
    Python. With ecb, which encrypts (E), and cbc, which decrypts (D, and adds the block before):

    decrypting: CBC of E(C1), E(C2) gives .., D(E(C2)) ^ E(C1), which is P2
    encrypting: CBC of P2, E(E(C1)) gives .., D(E(E(C1))) ^ P2, which is C2

    A cipher object of cryptolib is 512 octets with axTLS, 304 with mbedTLS.
    """

    block = 1

    def __init__(self, ecb, cbc):
        self._ecb = ecb
        self._cbc = cbc

    # As in the agent, each frame from here on is to fit the C stack.

    def encrypt(self, iv, view):
        while len(view) > 80:
            self.encrypt(iv, view[:80])
            iv = view[64:80]
            view = view[80:]
        _WORK[: len(view)] = view
        i = 0
        while i << 4 < len(view):
            part = _BLOCKS[i]
            self._ecb.encrypt(iv, _PAD)
            self._ecb.encrypt(_PAD, _PAD)
            self._cbc.decrypt(part, part)
            self._cbc.decrypt(_PAD, part)
            iv = part
            i += 1
        view[:] = _WORK[: len(view)]

    def decrypt(self, iv, view):
        self._ecb.encrypt(iv, _PAD)
        self._cbc.decrypt(_PAD, _PAD)
        while len(view):
            part = view if len(view) <= 80 else view[:80]
            _WORK[: len(part)] = part
            iv = _WORK[: len(part) + 15 & -16]
            self._ecb.encrypt(iv, iv)
            self._cbc.decrypt(iv, iv)
            part[:] = _WORK[: len(part)]
            view = view[80:]


# Ciphers work in here, on what a GET and its answer mostly take, filled up with anything: axTLS
# writes words, so that its output is to begin at a multiple of 4 (extmod/modcryptolib.c), which
# part of a message need not.
_WORK = memoryview(bytearray(96))
_BLOCKS = [_WORK[i : i + 16] for i in range(0, 80, 16)]
_PAD = _WORK[80:]
