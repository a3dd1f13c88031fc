# MD5 (RFC 1321) in Python, for chips whose hashlib has none, as the ESP8266's. Imports blocks; auth
# imports it where it is installed. 32-bit words are two halves of 16 bits, lower and upper, as small
# ints have 31 bits on a chip.

from struct import unpack_from

from .blocks import Hash

# floor(2**32 * abs(sin(i + 1)))
_K = (
    b"\x78\xa4\x6a\xd7\x56\xb7\xc7\xe8\xdb\x70\x20\x24\xee\xce\xbd\xc1"
    b"\xaf\x0f\x7c\xf5\x2a\xc6\x87\x47\x13\x46\x30\xa8\x01\x95\x46\xfd"
    b"\xd8\x98\x80\x69\xaf\xf7\x44\x8b\xb1\x5b\xff\xff\xbe\xd7\x5c\x89"
    b"\x22\x11\x90\x6b\x93\x71\x98\xfd\x8e\x43\x79\xa6\x21\x08\xb4\x49"
    b"\x62\x25\x1e\xf6\x40\xb3\x40\xc0\x51\x5a\x5e\x26\xaa\xc7\xb6\xe9"
    b"\x5d\x10\x2f\xd6\x53\x14\x44\x02\x81\xe6\xa1\xd8\xc8\xfb\xd3\xe7"
    b"\xe6\xcd\xe1\x21\xd6\x07\x37\xc3\x87\x0d\xd5\xf4\xed\x14\x5a\x45"
    b"\x05\xe9\xe3\xa9\xf8\xa3\xef\xfc\xd9\x02\x6f\x67\x8a\x4c\x2a\x8d"
    b"\x42\x39\xfa\xff\x81\xf6\x71\x87\x22\x61\x9d\x6d\x0c\x38\xe5\xfd"
    b"\x44\xea\xbe\xa4\xa9\xcf\xde\x4b\x60\x4b\xbb\xf6\x70\xbc\xbf\xbe"
    b"\xc6\x7e\x9b\x28\xfa\x27\xa1\xea\x85\x30\xef\xd4\x05\x1d\x88\x04"
    b"\x39\xd0\xd4\xd9\xe5\x99\xdb\xe6\xf8\x7c\xa2\x1f\x65\x56\xac\xc4"
    b"\x44\x22\x29\xf4\x97\xff\x2a\x43\xa7\x23\x94\xab\x39\xa0\x93\xfc"
    b"\xc3\x59\x5b\x65\x92\xcc\x0c\x8f\x7d\xf4\xef\xff\xd1\x5d\x84\x85"
    b"\x4f\x7e\xa8\x6f\xe0\xe6\x2c\xfe\x14\x43\x01\xa3\xa1\x11\x08\x4e"
    b"\x82\x7e\x53\xf7\x35\xf2\x3a\xbd\xbb\xd2\xd7\x2a\x91\xd3\x86\xeb"
)
# Of each step: twice the number of the word that it adds, and how far it turns to the left. 16 is to
# exchange the halves.
_X = (
    b"\x00\x02\x04\x06\x08\x0a\x0c\x0e\x10\x12\x14\x16\x18\x1a\x1c\x1e"
    b"\x02\x0c\x16\x00\x0a\x14\x1e\x08\x12\x1c\x06\x10\x1a\x04\x0e\x18"
    b"\x0a\x10\x16\x1c\x02\x08\x0e\x14\x1a\x00\x06\x0c\x12\x18\x1e\x04"
    b"\x00\x0e\x1c\x0a\x18\x06\x14\x02\x10\x1e\x0c\x1a\x08\x16\x04\x12"
)
_S = (
    b"\x07\x0c\x11\x16\x07\x0c\x11\x16\x07\x0c\x11\x16\x07\x0c\x11\x16"
    b"\x05\x09\x0e\x14\x05\x09\x0e\x14\x05\x09\x0e\x14\x05\x09\x0e\x14"
    b"\x04\x0b\x10\x17\x04\x0b\x10\x17\x04\x0b\x10\x17\x04\x0b\x10\x17"
    b"\x06\x0a\x0f\x15\x06\x0a\x0f\x15\x06\x0a\x0f\x15\x06\x0a\x0f\x15"
)


class md5(Hash):
    """MD5, as hashlib has it."""

    _start = (0x2301, 0x6745, 0xAB89, 0xEFCD, 0xDCFE, 0x98BA, 0x5476, 0x1032)
    _order = "<"
    _size = 16

    def _block(self, d, p):
        x = unpack_from("<32H", d, p)
        h = self._h
        al, ah, bl, bh, cl, ch, dl, dh = h
        K = _K
        for i in range(64):
            if i < 16:
                l = dl ^ bl & (cl ^ dl)
                u = dh ^ bh & (ch ^ dh)
            elif i < 32:
                l = cl ^ dl & (bl ^ cl)
                u = ch ^ dh & (bh ^ ch)
            elif i < 48:
                l = bl ^ cl ^ dl
                u = bh ^ ch ^ dh
            else:
                l = cl ^ (bl | dl ^ 0xFFFF)
                u = ch ^ (bh | dh ^ 0xFFFF)
            j = _X[i]
            p = i << 2
            l += al + x[j] + (K[p] | K[p + 1] << 8)
            u += ah + x[j + 1] + (K[p + 2] | K[p + 3] << 8) + (l >> 16)
            l &= 0xFFFF
            u &= 0xFFFF
            s = _S[i]
            if s > 15:
                s -= 16
                l, u = u, l
            al = dl
            ah = dh
            dl = cl
            dh = ch
            cl = bl
            ch = bh
            # What is shifted out is taken off first: no int on the heap.
            p = 0xFFFF >> s
            j = 16 - s
            bl += (l & p) << s | u >> j
            bh += ((u & p) << s | l >> j) + (bl >> 16)
            bl &= 0xFFFF
            bh &= 0xFFFF
        x = (al, ah, bl, bh, cl, ch, dl, dh)
        for p in range(0, 8, 2):
            l = h[p] + x[p]
            h[p] = l & 0xFFFF
            h[p + 1] = h[p + 1] + x[p + 1] + (l >> 16) & 0xFFFF
