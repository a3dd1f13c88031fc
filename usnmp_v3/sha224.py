# SHA-224 and SHA-256 (FIPS 180-4) in Python, for chips whose hashlib lacks them. Imports blocks;
# auth imports it where it is installed. 32-bit words are halves of 16 bits, upper and lower,
# because small ints have 31 bits on a chip.

from array import array
from struct import unpack_from

from .blocks import Hash

# Parts of roots of primes: the cube roots of the first 64; for _start square roots, of SHA-256 of
# the first 8, of SHA-224 the second 32 bits of the next
_K = (
    b"\x42\x8a\x2f\x98\x71\x37\x44\x91\xb5\xc0\xfb\xcf\xe9\xb5\xdb\xa5"
    b"\x39\x56\xc2\x5b\x59\xf1\x11\xf1\x92\x3f\x82\xa4\xab\x1c\x5e\xd5"
    b"\xd8\x07\xaa\x98\x12\x83\x5b\x01\x24\x31\x85\xbe\x55\x0c\x7d\xc3"
    b"\x72\xbe\x5d\x74\x80\xde\xb1\xfe\x9b\xdc\x06\xa7\xc1\x9b\xf1\x74"
    b"\xe4\x9b\x69\xc1\xef\xbe\x47\x86\x0f\xc1\x9d\xc6\x24\x0c\xa1\xcc"
    b"\x2d\xe9\x2c\x6f\x4a\x74\x84\xaa\x5c\xb0\xa9\xdc\x76\xf9\x88\xda"
    b"\x98\x3e\x51\x52\xa8\x31\xc6\x6d\xb0\x03\x27\xc8\xbf\x59\x7f\xc7"
    b"\xc6\xe0\x0b\xf3\xd5\xa7\x91\x47\x06\xca\x63\x51\x14\x29\x29\x67"
    b"\x27\xb7\x0a\x85\x2e\x1b\x21\x38\x4d\x2c\x6d\xfc\x53\x38\x0d\x13"
    b"\x65\x0a\x73\x54\x76\x6a\x0a\xbb\x81\xc2\xc9\x2e\x92\x72\x2c\x85"
    b"\xa2\xbf\xe8\xa1\xa8\x1a\x66\x4b\xc2\x4b\x8b\x70\xc7\x6c\x51\xa3"
    b"\xd1\x92\xe8\x19\xd6\x99\x06\x24\xf4\x0e\x35\x85\x10\x6a\xa0\x70"
    b"\x19\xa4\xc1\x16\x1e\x37\x6c\x08\x27\x48\x77\x4c\x34\xb0\xbc\xb5"
    b"\x39\x1c\x0c\xb3\x4e\xd8\xaa\x4a\x5b\x9c\xca\x4f\x68\x2e\x6f\xf3"
    b"\x74\x8f\x82\xee\x78\xa5\x63\x6f\x84\xc8\x78\x14\x8c\xc7\x02\x08"
    b"\x90\xbe\xff\xfa\xa4\x50\x6c\xeb\xbe\xf9\xa3\xf7\xc6\x71\x78\xf2"
)
_W = array("H", bytes(64))  # the last 16 words of the message schedule


class sha256(Hash):
    """SHA-256, as hashlib has it."""

    _start = (
        b"\x6a\x09\xe6\x67\xbb\x67\xae\x85\x3c\x6e\xf3\x72\xa5\x4f\xf5\x3a"
        b"\x51\x0e\x52\x7f\x9b\x05\x68\x8c\x1f\x83\xd9\xab\x5b\xe0\xcd\x19"
    )
    _format = ">16H"
    _size = 32

    def _block(self, d, p):
        w = _W
        i = 0
        for x in unpack_from(">32H", d, p):
            w[i] = x
            i += 1
        _rounds(self._h, w)


class sha224(sha256):
    """SHA-224, as hashlib has it."""

    _start = (
        b"\xc1\x05\x9e\xd8\x36\x7c\xd5\x07\x30\x70\xdd\x17\xf7\x0e\x59\x39"
        b"\xff\xc0\x0b\x31\x68\x58\x15\x11\x64\xf9\x8f\xa7\xbe\xfa\x4f\xa4"
    )
    _size = 28


def _rounds(h, w):
    K = _K
    au, al, bu, bl, cu, cl, du, dl, eu, el, fu, fl, gu, gl, hu, hl = h
    for t in range(0, 256, 4):
        i = t >> 1 & 31
        if t > 63:
            # w[t] = w[t - 16] + s0(w[t - 15]) + w[t - 7] + s1(w[t - 2])
            u = w[i + 2 & 31]
            l = w[i + 3 & 31]
            x = w[i] + w[i + 18 & 31] + ((u >> 7 ^ l << 9 ^ l >> 2 ^ u << 14 ^ u >> 3) & 0xFFFF)
            y = (l >> 7 ^ u << 9 ^ u >> 2 ^ l << 14 ^ l >> 3 ^ u << 13) & 0xFFFF
            y += w[i + 1] + w[i + 19 & 31]
            u = w[i + 28 & 31]
            l = w[i + 29 & 31]
            # No shift that leaves the 31 bits of a small int
            x += (l >> 1 ^ (u & 1) << 15 ^ l >> 3 ^ u << 13 ^ u >> 10) & 0xFFFF
            y += (u >> 1 ^ (l & 1) << 15 ^ u >> 3 ^ l << 13 ^ l >> 10 ^ u << 6) & 0xFFFF
            w[i] = x + (y >> 16) & 0xFFFF
            w[i + 1] = y & 0xFFFF
        # h + S1(e) + ch(e, f, g) + k + w
        y = hl + (gl ^ el & (fl ^ gl)) + (K[t + 2] << 8 | K[t + 3]) + w[i + 1]
        y += (el >> 6 ^ eu << 10 ^ el >> 11 ^ eu << 5 ^ eu >> 9 ^ el << 7) & 0xFFFF
        x = hu + (gu ^ eu & (fu ^ gu)) + (K[t] << 8 | K[t + 1]) + w[i] + (y >> 16)
        x += (eu >> 6 ^ el << 10 ^ eu >> 11 ^ el << 5 ^ el >> 9 ^ eu << 7) & 0xFFFF
        y &= 0xFFFF
        hu = gu
        hl = gl
        gu = fu
        gl = fl
        fu = eu
        fl = el
        el = dl + y
        eu = du + x + (el >> 16) & 0xFFFF
        el &= 0xFFFF
        # and S0(a) + maj(a, b, c)
        y += (al & bl | cl & (al | bl)) + (
            (al >> 2 ^ au << 14 ^ al >> 13 ^ au << 3 ^ au >> 6 ^ al << 10) & 0xFFFF
        )
        x += (au & bu | cu & (au | bu)) + (
            (au >> 2 ^ al << 14 ^ au >> 13 ^ al << 3 ^ al >> 6 ^ au << 10) & 0xFFFF
        )
        du = cu
        dl = cl
        cu = bu
        cl = bl
        bu = au
        bl = al
        au = x + (y >> 16) & 0xFFFF
        al = y & 0xFFFF
    i = 0
    for x in (au, al, bu, bl, cu, cl, du, dl, eu, el, fu, fl, gu, gl, hu, hl):
        w[i] = x
        i += 1
    for i in range(0, 16, 2):
        y = h[i + 1] + w[i + 1]
        h[i] = h[i] + w[i] + (y >> 16) & 0xFFFF
        h[i + 1] = y & 0xFFFF
