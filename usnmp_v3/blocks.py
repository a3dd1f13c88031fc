# What the hashes in Python have in common: data in blocks, and the padding of the last. Imports
# nothing of usnmp; md5, sha224 and sha512 import it.

from array import array
from struct import pack, unpack


class Hash:
    """As hashlib has it: made with data, update(), digest(), copy(). As on MicroPython, digest()
    is the end: nothing may be added, and it works once.
    """

    # Of each hash:
    # _start: the state, and its _format: parts of 16 bits; _size: octets of the digest
    # _block(d, p): takes in the block of d at p

    block_size = 64

    def __init__(self, data=b""):
        self._h = array("H", unpack(self._format, self._start))
        self._rest = bytearray(self.block_size)
        self._n = 0
        self.update(data)

    def copy(self):
        """Another that has taken in the same."""
        other = type(self)()
        other._h[:] = self._h
        other._rest[:] = self._rest
        other._n = self._n
        return other

    def update(self, d):
        """Take in more octets, bytes-like."""
        size = self.block_size
        q = self._n % size
        self._n += len(d)
        p = 0
        while p < len(d):
            if q or len(d) - p < size:
                n = min(size - q, len(d) - p)
                self._rest[q : q + n] = d[p : p + n]
                p += n
                q += n
                if q == size:
                    q = 0
                    self._block(self._rest, 0)
            else:
                self._block(d, p)
                p += size

    def digest(self):
        """The hash of all that was taken in."""
        size = self.block_size
        n = self._n
        # 0x80, zeros, and the length in bits in the last eighth of a block
        self.update(b"\x80" + bytes((size - size // 8 - 1 - n) % size))
        order = "little" if self._format[0] == "<" else "big"
        self.update((8 * n).to_bytes(size // 8, order))
        self._rest = None  # so that nothing is added
        return pack(self._format, *self._h)[: self._size]
