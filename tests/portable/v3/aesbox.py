# cryptolib.aes for CPython: ECB and CBC of usnmp_v3.aes, and the way back. Slow, and for tests.

from usnmp_v3.aes import _S, _X, _block, _expand

_BACK = bytearray(256)
for _i in range(256):
    _BACK[_S[_i]] = _i


def _times(x, n):
    # In GF(2**8)
    found = 0
    while n:
        if n & 1:
            found ^= x
        x = _X[x]
        n >>= 1
    return found


class aes:
    def __init__(self, key, mode, iv=None):
        assert len(key) in (16, 32) and mode in (1, 2)
        self._keys = _expand(key)
        self._chain = bytearray(iv) if mode == 2 else None
        self._way = None

    def _one_way(self, way):
        # The first use makes the object one for this way (extmod/modcryptolib.c).
        assert self._way in (None, way)
        self._way = way

    def encrypt(self, source, out):
        self._one_way("encrypt")
        for p in range(0, len(source), 16):
            x = bytearray(source[p : p + 16])
            if self._chain is not None:
                for i in range(16):
                    x[i] ^= self._chain[i]
            _block(self._keys, x, bytearray(16))
            if self._chain is not None:
                self._chain[:] = x
            out[p : p + 16] = x

    def decrypt(self, source, out):
        self._one_way("decrypt")
        for p in range(0, len(source), 16):
            x = bytearray(source[p : p + 16])
            y = self._back(bytearray(x))
            if self._chain is not None:
                for i in range(16):
                    y[i] ^= self._chain[i]
                self._chain[:] = x
            out[p : p + 16] = y

    def _back(self, x):
        w = self._keys
        for k in range(len(w) - 16, -1, -16):
            for i in range(16):
                x[i] ^= w[k + i]
            if 0 < k < len(w) - 16:
                for i in range(0, 16, 4):
                    c = x[i : i + 4]
                    for j in range(4):
                        x[i + j] = (
                            _times(c[j], 14)
                            ^ _times(c[j + 1 & 3], 11)
                            ^ _times(c[j + 2 & 3], 13)
                            ^ _times(c[j + 3 & 3], 9)
                        )
            if k:
                x = bytearray([_BACK[x[i * 13 & 15]] for i in range(16)])
        return x
