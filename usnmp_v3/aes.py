# AES (FIPS 197) in CFB128, in Python: for keys of 24 octets, and for ports without cryptolib.
# Imports nothing of usnmp; privacy imports it where it is installed.

# The S-box
_S = (
    b"\x63\x7c\x77\x7b\xf2\x6b\x6f\xc5\x30\x01\x67\x2b\xfe\xd7\xab\x76"
    b"\xca\x82\xc9\x7d\xfa\x59\x47\xf0\xad\xd4\xa2\xaf\x9c\xa4\x72\xc0"
    b"\xb7\xfd\x93\x26\x36\x3f\xf7\xcc\x34\xa5\xe5\xf1\x71\xd8\x31\x15"
    b"\x04\xc7\x23\xc3\x18\x96\x05\x9a\x07\x12\x80\xe2\xeb\x27\xb2\x75"
    b"\x09\x83\x2c\x1a\x1b\x6e\x5a\xa0\x52\x3b\xd6\xb3\x29\xe3\x2f\x84"
    b"\x53\xd1\x00\xed\x20\xfc\xb1\x5b\x6a\xcb\xbe\x39\x4a\x4c\x58\xcf"
    b"\xd0\xef\xaa\xfb\x43\x4d\x33\x85\x45\xf9\x02\x7f\x50\x3c\x9f\xa8"
    b"\x51\xa3\x40\x8f\x92\x9d\x38\xf5\xbc\xb6\xda\x21\x10\xff\xf3\xd2"
    b"\xcd\x0c\x13\xec\x5f\x97\x44\x17\xc4\xa7\x7e\x3d\x64\x5d\x19\x73"
    b"\x60\x81\x4f\xdc\x22\x2a\x90\x88\x46\xee\xb8\x14\xde\x5e\x0b\xdb"
    b"\xe0\x32\x3a\x0a\x49\x06\x24\x5c\xc2\xd3\xac\x62\x91\x95\xe4\x79"
    b"\xe7\xc8\x37\x6d\x8d\xd5\x4e\xa9\x6c\x56\xf4\xea\x65\x7a\xae\x08"
    b"\xba\x78\x25\x2e\x1c\xa6\xb4\xc6\xe8\xdd\x74\x1f\x4b\xbd\x8b\x8a"
    b"\x70\x3e\xb5\x66\x48\x03\xf6\x0e\x61\x35\x57\xb9\x86\xc1\x1d\x9e"
    b"\xe1\xf8\x98\x11\x69\xd9\x8e\x94\x9b\x1e\x87\xe9\xce\x55\x28\xdf"
    b"\x8c\xa1\x89\x0d\xbf\xe6\x42\x68\x41\x99\x2d\x0f\xb0\x54\xbb\x16"
)
# 2 * x in GF(2**8)
_X = bytes([x << 1 ^ (x >> 7) * 283 for x in range(256)])


class Aes:
    """As privacy.Aes, for keys of 16, 24 and 32 octets. A block takes about 20 times as long."""

    block = 1

    def __init__(self, key):
        self._words = _expand(key)

    def encrypt(self, iv, view):
        self._cfb(iv, view, 0)

    def decrypt(self, iv, view):
        self._cfb(iv, view, 1)

    def _cfb(self, iv, view, inverse):
        # x: the ciphertext of the last block, then its encryption
        x = bytearray(iv)
        y = bytearray(16)
        i = 16
        for p in range(len(view)):
            if i == 16:
                _block(self._words, x, y)
                i = 0
            c = view[p]
            d = c ^ x[i]
            view[p] = d
            x[i] = c if inverse else d
            i += 1


def _expand(key):
    # The key schedule: 16 octets for each round and one more
    n = len(key)
    w = bytearray(16 * (n // 4 + 7))
    w[:n] = key
    r = 1
    for p in range(n, len(w), 4):
        a, b, c, d = w[p - 4 : p]
        if p % n == 0:
            a, b, c, d = _S[b] ^ r, _S[c], _S[d], _S[a]
            r = _X[r]
        elif n == 32 and p % n == 16:
            a, b, c, d = _S[a], _S[b], _S[c], _S[d]
        p -= n
        w[p + n] = w[p] ^ a
        w[p + n + 1] = w[p + 1] ^ b
        w[p + n + 2] = w[p + 2] ^ c
        w[p + n + 3] = w[p + 3] ^ d
    return bytes(w)


def _block(w, x, out):
    # Encrypts the block x in place; `out` is room for another. A column a b c d is mixed to
    # 2a + 3b + c + d, .., which is a + (a + b + c + d) + 2(a + b), ..
    S = _S
    X = _X
    for i in range(16):
        x[i] ^= w[i]
    k = 16
    last = len(w) - 16
    while k < last:
        for i in range(0, 16, 4):
            a = S[x[i]]
            b = S[x[i + 5 & 15]]
            c = S[x[i + 10 & 15]]
            d = S[x[i + 15 & 15]]
            t = a ^ b ^ c ^ d
            out[i] = a ^ t ^ X[a ^ b] ^ w[k]
            out[i + 1] = b ^ t ^ X[b ^ c] ^ w[k + 1]
            out[i + 2] = c ^ t ^ X[c ^ d] ^ w[k + 2]
            out[i + 3] = d ^ t ^ X[d ^ a] ^ w[k + 3]
            k += 4
        x, out = out, x
    # After 9, 11 or 13 rounds `out` is the block that was given.
    for i in range(16):
        out[i] = S[x[i * 5 & 15]] ^ w[k + i]
