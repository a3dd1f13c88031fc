# DES and 3DES (FIPS 46-3) in CBC, in Python (RFC 3414 8; draft-reeder-snmpv3-usm-3desede). Imports
# nothing of usnmp; privacy imports it where it is installed. 32-bit words are halves of 16 bits,
# because small ints have 31 bits on a chip.

from array import array
from struct import unpack

# What f gives of E's eight groups of 6 bits: entry x of a table is P(S1(x) S2(x) .. S8(x)), turned
# right by 1, and of that each group takes the 4 bits of its own S-box. Turned by 1, the groups
# begin at bits 26, 22, .. of R. The upper halves, the lower ones:
_HI = array(
    "H",
    unpack(
        "<64H",
        (
            b"\x6c\x6c\x9a\xeb\x83\xc1\xd5\x1e\x76\x0e\x20\xc5\x3c\xf8\x9a\x67"
            b"\x0b\xb9\x7f\x26\xf5\x26\x23\xf9\xd1\xf6\xc7\x19\x6a\x8b\x24\xf0"
            b"\x85\x47\x5e\x94\x6a\xbe\x20\x41\x11\xb1\xeb\x1b\xcf\x57\xdd\xac"
            b"\xbe\x5b\x40\x70\x50\x80\xbd\x9f\x8a\x04\xb4\xa6\xb5\x79\x4b\x4a"
            b"\x23\x0b\xed\x52\x3d\x2c\xf4\xc1\x50\xf9\xdf\xa7\xcc\xb3\x23\x98"
            b"\xdc\xa4\x20\x39\xa2\x5f\xcf\x66\x2f\x5f\x10\xcc\xd9\xc0\x9a\x3f"
            b"\xf2\xd2\x17\xed\xcd\xd3\xda\x3f\xef\x44\x00\x64\x32\xbc\xfc\xd3"
            b"\x07\x46\xd9\x82\x69\x39\x22\x42\x10\xa9\x27\x39\x96\x26\x6d\x9c"
        ),
    ),
)
_LO = array(
    "H",
    unpack(
        "<64H",
        (
            b"\xde\x6d\xe0\xac\x20\x7a\x7f\xf5\xa1\x4a\x7d\x47\x9f\x92\x88\x6a"
            b"\x5a\x93\x0e\x79\x53\x6d\x64\x8d\xe7\xa5\x13\xd4\x68\x84\x9f\x12"
            b"\x01\x23\x1e\x0b\x8c\xb5\x90\x5f\xe0\xd5\x54\xf0\x5e\xea\xe7\x8d"
            b"\xbf\x44\xc9\x82\x25\x9a\xb3\x72\x5e\x3a\xa3\xbd\xb1\x5d\x68\x22"
            b"\xb0\xd4\x4d\x63\x4f\x8c\xa2\x5e\x3c\xf3\x90\x80\xc4\x34\x54\x2d"
            b"\xe1\x4c\x32\xf0\xba\xc3\xcd\x30\x5e\x2b\xed\x1a\x21\x3b\x33\xc7"
            b"\xef\x7b\x71\xf4\x10\x42\xdf\x89\x0f\x02\x8b\xbd\xb9\xcd\x2e\x53"
            b"\x51\xbd\xe6\x0f\xc6\x35\x18\xae\xb3\xd4\x1a\x43\x4e\xaa\xe5\xfc"
        ),
    ),
)
# Which bits of the key, and then of C and D, counted from 0
_PC1 = (
    b"\x38\x30\x28\x20\x18\x10\x08\x00\x39\x31\x29\x21\x19\x11"
    b"\x09\x01\x3a\x32\x2a\x22\x1a\x12\x0a\x02\x3b\x33\x2b\x23"
    b"\x3e\x36\x2e\x26\x1e\x16\x0e\x06\x3d\x35\x2d\x25\x1d\x15"
    b"\x0d\x05\x3c\x34\x2c\x24\x1c\x14\x0c\x04\x1b\x13\x0b\x03"
)
_PC2 = (
    b"\x0d\x10\x0a\x17\x00\x04\x02\x1b\x0e\x05\x14\x09"
    b"\x16\x12\x0b\x03\x19\x07\x0f\x06\x1a\x13\x0c\x01"
    b"\x28\x33\x1e\x24\x2e\x36\x1d\x27\x32\x2c\x20\x2f"
    b"\x2b\x30\x26\x37\x21\x34\x2d\x29\x31\x23\x1c\x1f"
)
# IP: of words i and i + 1, and those two further of the other half, bits under the mask change
# places with those so far to the right. After the first, two words do. It undoes itself backwards.
_IP = ((0, 4, 0x0F0F), (2, 2, 0x3333), (2, 8, 0x00FF), (0, 1, 0x5555))


class Des:
    """CBC with a key of 8 octets or of three times 8, and 8 more for the IV."""

    block = 8

    def __init__(self, key):
        self._pre = key[-8:]
        keys = _schedule(key)
        if len(key) > 16:  # EDE: the second is used backwards
            back = _schedule(key[8:])
            for p in range(120, -8, -8):
                keys += back[p : p + 8]
            keys += _schedule(key[16:])
        self._keys = bytes(keys)

    def encrypt(self, iv, view):
        h = [0] * 4
        v = self._start(iv)
        for p in range(0, len(view), 8):
            _read(view, p, h)
            for i in range(4):
                h[i] ^= v[i]
            _crypt(h, self._keys, 0, 8)
            _write(h, view, p)
            v[:] = h

    def decrypt(self, iv, view):
        h = [0] * 4
        v = self._start(iv)
        w = [0] * 4
        for p in range(0, len(view), 8):
            _read(view, p, h)
            w[:] = h
            _crypt(h, self._keys, len(self._keys) - 8, -8)
            for i in range(4):
                h[i] ^= v[i]
            _write(h, view, p)
            v, w = w, v

    def _start(self, iv):
        # The salt and the pre-IV make what CBC begins with.
        v = [0] * 4
        w = [0] * 4
        _read(iv, 8, v)
        _read(self._pre, 0, w)
        for i in range(4):
            v[i] ^= w[i]
        return v


def _read(d, p, h):
    for i in range(4):
        h[i] = d[p] << 8 | d[p + 1]
        p += 2


def _write(h, d, p):
    for i in range(4):
        d[p] = h[i] >> 8
        d[p + 1] = h[i] & 255
        p += 2


def _schedule(key):
    # The subkeys of the 16 rounds: 8 octets each, with the 6 bits of a group in one
    bits = bytes([key[p >> 3] >> (~p & 7) & 1 for p in _PC1])
    keys = bytearray(128)
    turned = 0
    for r in range(16):
        turned += 1 if r in (0, 1, 8, 15) else 2
        for i in range(48):
            p = _PC2[i]
            c = p // 28 * 28
            q = r * 8 + i // 6
            keys[q] = keys[q] << 1 | bits[c + (p - c + turned) % 28]
    return keys


def _exchange(h, n):
    i, shift, mask = _IP[n]
    for i in range(i, i + 2):
        t = (h[i] >> shift ^ h[i ^ 2]) & mask
        h[i ^ 2] ^= t
        h[i] ^= t << shift


def _crypt(h, keys, k, step):
    # One block, the words h: IP, the rounds with subkeys from k on, IP^-1
    _exchange(h, 0)
    h[0], h[3] = h[3], h[0]
    for i in range(1, 4):
        _exchange(h, i)
    for i in range(0, 4, 2):  # right by 1
        t = h[i]
        h[i] = t >> 1 | (h[i + 1] & 1) << 15
        h[i + 1] = h[i + 1] >> 1 | (t & 1) << 15
    for _ in range(0, len(keys), 128):
        _rounds(h, keys, k, step)
        k += 16 * step
    for i in range(0, 4, 2):  # left by 1
        t = h[i]
        h[i] = (t & 0x7FFF) << 1 | h[i + 1] >> 15
        h[i + 1] = (h[i + 1] & 0x7FFF) << 1 | t >> 15
    for i in range(3, 0, -1):
        _exchange(h, i)
    h[0], h[3] = h[3], h[0]
    _exchange(h, 0)


def _rounds(h, keys, k, step):
    lh, ll, rh, rl = h
    HI = _HI
    LO = _LO
    for _ in range(16):
        a = rh >> 10 ^ keys[k]
        b = rh >> 6 & 63 ^ keys[k + 1]
        c = rh >> 2 & 63 ^ keys[k + 2]
        d = (rh & 15) << 2 | rl >> 14
        d ^= keys[k + 3]
        e = rl >> 10 ^ keys[k + 4]
        f = rl >> 6 & 63 ^ keys[k + 5]
        g = rl >> 2 & 63 ^ keys[k + 6]
        i = (rl & 15) << 2 | rh >> 14
        i ^= keys[k + 7]
        k += step
        lh ^= (
            HI[a] & 0x0040
            | HI[b] & 0x2004
            | HI[c] & 0x0200
            | HI[d] & 0x4020
            | HI[e] & 0x1082
            | HI[f] & 0x0810
            | HI[g] & 0x8108
            | HI[i] & 0x0401
        )
        ll ^= (
            LO[a] & 0x4101
            | LO[b] & 0x2008
            | LO[c] & 0x8082
            | LO[d] & 0x0820
            | LO[e] & 0x0040
            | LO[f] & 0x1004
            | LO[g] & 0x0200
            | LO[i] & 0x0410
        )
        lh, rh = rh, lh
        ll, rl = rl, ll
    h[0] = rh
    h[1] = rl
    h[2] = lh
    h[3] = ll
