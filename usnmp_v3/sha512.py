# SHA-384 and SHA-512 (FIPS 180-4) in Python, for chips: none has them. Imports blocks; auth
# imports it where it is installed. 64-bit words are four parts of 16 bits, upper first, because
# small ints have 31 bits on a chip: ints on the heap would be 0.1 MB of garbage a block.

from array import array
from struct import unpack_from

from .blocks import Hash

# Parts of roots of primes: the cube roots of the first 80; for _start square roots, of SHA-512 of
# the first 8, of SHA-384 of the next
_K = (
    b"\x42\x8a\x2f\x98\xd7\x28\xae\x22\x71\x37\x44\x91\x23\xef\x65\xcd"
    b"\xb5\xc0\xfb\xcf\xec\x4d\x3b\x2f\xe9\xb5\xdb\xa5\x81\x89\xdb\xbc"
    b"\x39\x56\xc2\x5b\xf3\x48\xb5\x38\x59\xf1\x11\xf1\xb6\x05\xd0\x19"
    b"\x92\x3f\x82\xa4\xaf\x19\x4f\x9b\xab\x1c\x5e\xd5\xda\x6d\x81\x18"
    b"\xd8\x07\xaa\x98\xa3\x03\x02\x42\x12\x83\x5b\x01\x45\x70\x6f\xbe"
    b"\x24\x31\x85\xbe\x4e\xe4\xb2\x8c\x55\x0c\x7d\xc3\xd5\xff\xb4\xe2"
    b"\x72\xbe\x5d\x74\xf2\x7b\x89\x6f\x80\xde\xb1\xfe\x3b\x16\x96\xb1"
    b"\x9b\xdc\x06\xa7\x25\xc7\x12\x35\xc1\x9b\xf1\x74\xcf\x69\x26\x94"
    b"\xe4\x9b\x69\xc1\x9e\xf1\x4a\xd2\xef\xbe\x47\x86\x38\x4f\x25\xe3"
    b"\x0f\xc1\x9d\xc6\x8b\x8c\xd5\xb5\x24\x0c\xa1\xcc\x77\xac\x9c\x65"
    b"\x2d\xe9\x2c\x6f\x59\x2b\x02\x75\x4a\x74\x84\xaa\x6e\xa6\xe4\x83"
    b"\x5c\xb0\xa9\xdc\xbd\x41\xfb\xd4\x76\xf9\x88\xda\x83\x11\x53\xb5"
    b"\x98\x3e\x51\x52\xee\x66\xdf\xab\xa8\x31\xc6\x6d\x2d\xb4\x32\x10"
    b"\xb0\x03\x27\xc8\x98\xfb\x21\x3f\xbf\x59\x7f\xc7\xbe\xef\x0e\xe4"
    b"\xc6\xe0\x0b\xf3\x3d\xa8\x8f\xc2\xd5\xa7\x91\x47\x93\x0a\xa7\x25"
    b"\x06\xca\x63\x51\xe0\x03\x82\x6f\x14\x29\x29\x67\x0a\x0e\x6e\x70"
    b"\x27\xb7\x0a\x85\x46\xd2\x2f\xfc\x2e\x1b\x21\x38\x5c\x26\xc9\x26"
    b"\x4d\x2c\x6d\xfc\x5a\xc4\x2a\xed\x53\x38\x0d\x13\x9d\x95\xb3\xdf"
    b"\x65\x0a\x73\x54\x8b\xaf\x63\xde\x76\x6a\x0a\xbb\x3c\x77\xb2\xa8"
    b"\x81\xc2\xc9\x2e\x47\xed\xae\xe6\x92\x72\x2c\x85\x14\x82\x35\x3b"
    b"\xa2\xbf\xe8\xa1\x4c\xf1\x03\x64\xa8\x1a\x66\x4b\xbc\x42\x30\x01"
    b"\xc2\x4b\x8b\x70\xd0\xf8\x97\x91\xc7\x6c\x51\xa3\x06\x54\xbe\x30"
    b"\xd1\x92\xe8\x19\xd6\xef\x52\x18\xd6\x99\x06\x24\x55\x65\xa9\x10"
    b"\xf4\x0e\x35\x85\x57\x71\x20\x2a\x10\x6a\xa0\x70\x32\xbb\xd1\xb8"
    b"\x19\xa4\xc1\x16\xb8\xd2\xd0\xc8\x1e\x37\x6c\x08\x51\x41\xab\x53"
    b"\x27\x48\x77\x4c\xdf\x8e\xeb\x99\x34\xb0\xbc\xb5\xe1\x9b\x48\xa8"
    b"\x39\x1c\x0c\xb3\xc5\xc9\x5a\x63\x4e\xd8\xaa\x4a\xe3\x41\x8a\xcb"
    b"\x5b\x9c\xca\x4f\x77\x63\xe3\x73\x68\x2e\x6f\xf3\xd6\xb2\xb8\xa3"
    b"\x74\x8f\x82\xee\x5d\xef\xb2\xfc\x78\xa5\x63\x6f\x43\x17\x2f\x60"
    b"\x84\xc8\x78\x14\xa1\xf0\xab\x72\x8c\xc7\x02\x08\x1a\x64\x39\xec"
    b"\x90\xbe\xff\xfa\x23\x63\x1e\x28\xa4\x50\x6c\xeb\xde\x82\xbd\xe9"
    b"\xbe\xf9\xa3\xf7\xb2\xc6\x79\x15\xc6\x71\x78\xf2\xe3\x72\x53\x2b"
    b"\xca\x27\x3e\xce\xea\x26\x61\x9c\xd1\x86\xb8\xc7\x21\xc0\xc2\x07"
    b"\xea\xda\x7d\xd6\xcd\xe0\xeb\x1e\xf5\x7d\x4f\x7f\xee\x6e\xd1\x78"
    b"\x06\xf0\x67\xaa\x72\x17\x6f\xba\x0a\x63\x7d\xc5\xa2\xc8\x98\xa6"
    b"\x11\x3f\x98\x04\xbe\xf9\x0d\xae\x1b\x71\x0b\x35\x13\x1c\x47\x1b"
    b"\x28\xdb\x77\xf5\x23\x04\x7d\x84\x32\xca\xab\x7b\x40\xc7\x24\x93"
    b"\x3c\x9e\xbe\x0a\x15\xc9\xbe\xbc\x43\x1d\x67\xc4\x9c\x10\x0d\x4c"
    b"\x4c\xc5\xd4\xbe\xcb\x3e\x42\xb6\x59\x7f\x29\x9c\xfc\x65\x7e\x2a"
    b"\x5f\xcb\x6f\xab\x3a\xd6\xfa\xec\x6c\x44\x19\x8c\x4a\x47\x58\x17"
)
_W = array("H", bytes(128))  # the last 16 words of the message schedule


class sha512(Hash):
    """SHA-512, as hashlib has it."""

    block_size = 128
    _start = (
        b"\x6a\x09\xe6\x67\xf3\xbc\xc9\x08\xbb\x67\xae\x85\x84\xca\xa7\x3b"
        b"\x3c\x6e\xf3\x72\xfe\x94\xf8\x2b\xa5\x4f\xf5\x3a\x5f\x1d\x36\xf1"
        b"\x51\x0e\x52\x7f\xad\xe6\x82\xd1\x9b\x05\x68\x8c\x2b\x3e\x6c\x1f"
        b"\x1f\x83\xd9\xab\xfb\x41\xbd\x6b\x5b\xe0\xcd\x19\x13\x7e\x21\x79"
    )
    _format = ">32H"
    _size = 64

    def _block(self, d, p):
        w = _W
        i = 0
        for x in unpack_from(">64H", d, p):
            w[i] = x
            i += 1
        _rounds(self._h, w)


class sha384(sha512):
    """SHA-384, as hashlib has it."""

    _start = (
        b"\xcb\xbb\x9d\x5d\xc1\x05\x9e\xd8\x62\x9a\x29\x2a\x36\x7c\xd5\x07"
        b"\x91\x59\x01\x5a\x30\x70\xdd\x17\x15\x2f\xec\xd8\xf7\x0e\x59\x39"
        b"\x67\x33\x26\x67\xff\xc0\x0b\x31\x8e\xb4\x4a\x87\x68\x58\x15\x11"
        b"\xdb\x0c\x2e\x0d\x64\xf9\x8f\xa7\x47\xb5\x48\x1d\xbe\xfa\x4f\xa4"
    )
    _size = 48


def _rounds(h, w):
    # No shift leaves the 31 bits of a small int.
    K = _K
    (
        a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3,
        e0, e1, e2, e3, f0, f1, f2, f3, g0, g1, g2, g3, h0, h1, h2, h3,
    ) = h  # fmt: skip
    t = -640  # as K is read from its end, 0 is where it is done
    # A loop with a condition goes back by a conditional branch. In Thumb-2 code (Pico 2 W) one of
    # more than 4 KiB lands elsewhere: py/asmthumb.c, OP_BCC_W_HI and OP_BCC_W_LO before 1.27.
    while True:
        i = t >> 1 & 63
        if t > -513:
            # w[t] = w[t - 16] + s0(w[t - 15]) + w[t - 7] + s1(w[t - 2])
            x0 = w[i + 4 & 63]
            x1 = w[i + 5 & 63]
            x2 = w[i + 6 & 63]
            x3 = w[i + 7 & 63]
            y3 = (
                w[i + 3]
                + w[i + 39 & 63]
                + ((x3 >> 1 ^ (x2 & 1) << 15 ^ x3 >> 8 ^ x2 << 8 ^ x3 >> 7 ^ x2 << 9) & 0xFFFF)
            )
            y2 = (
                w[i + 2]
                + w[i + 38 & 63]
                + ((x2 >> 1 ^ (x1 & 1) << 15 ^ x2 >> 8 ^ x1 << 8 ^ x2 >> 7 ^ x1 << 9) & 0xFFFF)
            )
            y1 = (
                w[i + 1]
                + w[i + 37 & 63]
                + ((x1 >> 1 ^ (x0 & 1) << 15 ^ x1 >> 8 ^ x0 << 8 ^ x1 >> 7 ^ x0 << 9) & 0xFFFF)
            )
            y0 = (
                w[i]
                + w[i + 36 & 63]
                + ((x0 >> 1 ^ (x3 & 1) << 15 ^ x0 >> 8 ^ x3 << 8 ^ x0 >> 7) & 0xFFFF)
            )
            x0 = w[i + 56 & 63]
            x1 = w[i + 57 & 63]
            x2 = w[i + 58 & 63]
            x3 = w[i + 59 & 63]
            y3 += (x2 >> 3 ^ x1 << 13 ^ x0 >> 13 ^ x3 << 3 ^ x3 >> 6 ^ x2 << 10) & 0xFFFF
            y2 += ((x1 >> 3 ^ x0 << 13 ^ x3 >> 13 ^ x2 << 3 ^ x2 >> 6 ^ x1 << 10) & 0xFFFF) + (
                y3 >> 16
            )
            y1 += ((x0 >> 3 ^ x3 << 13 ^ x2 >> 13 ^ x1 << 3 ^ x1 >> 6 ^ x0 << 10) & 0xFFFF) + (
                y2 >> 16
            )
            y0 += ((x3 >> 3 ^ x2 << 13 ^ x1 >> 13 ^ x0 << 3 ^ x0 >> 6) & 0xFFFF) + (y1 >> 16)
            w[i] = y0 & 0xFFFF
            w[i + 1] = y1 & 0xFFFF
            w[i + 2] = y2 & 0xFFFF
            w[i + 3] = y3 & 0xFFFF
        # h + S1(e) + ch(e, f, g) + k + w
        x3 = h3 + (g3 ^ e3 & (f3 ^ g3)) + (K[t + 6] << 8 | K[t + 7]) + w[i + 3]
        x3 += (e3 >> 14 ^ e2 << 2 ^ e2 >> 2 ^ e1 << 14 ^ e1 >> 9 ^ e0 << 7) & 0xFFFF
        x2 = h2 + (g2 ^ e2 & (f2 ^ g2)) + (K[t + 4] << 8 | K[t + 5]) + w[i + 2]
        x2 += ((e2 >> 14 ^ e1 << 2 ^ e1 >> 2 ^ e0 << 14 ^ e0 >> 9 ^ e3 << 7) & 0xFFFF) + (x3 >> 16)
        x1 = h1 + (g1 ^ e1 & (f1 ^ g1)) + (K[t + 2] << 8 | K[t + 3]) + w[i + 1]
        x1 += ((e1 >> 14 ^ e0 << 2 ^ e0 >> 2 ^ e3 << 14 ^ e3 >> 9 ^ e2 << 7) & 0xFFFF) + (x2 >> 16)
        x0 = h0 + (g0 ^ e0 & (f0 ^ g0)) + (K[t] << 8 | K[t + 1]) + w[i]
        x0 += ((e0 >> 14 ^ e3 << 2 ^ e3 >> 2 ^ e2 << 14 ^ e2 >> 9 ^ e1 << 7) & 0xFFFF) + (x1 >> 16)
        h0 = g0
        h1 = g1
        h2 = g2
        h3 = g3
        g0 = f0
        g1 = f1
        g2 = f2
        g3 = f3
        f0 = e0
        f1 = e1
        f2 = e2
        f3 = e3
        x3 &= 0xFFFF
        x2 &= 0xFFFF
        x1 &= 0xFFFF
        e3 = d3 + x3
        e2 = d2 + x2 + (e3 >> 16)
        e1 = d1 + x1 + (e2 >> 16)
        e0 = d0 + x0 + (e1 >> 16)
        e0 &= 0xFFFF
        e1 &= 0xFFFF
        e2 &= 0xFFFF
        e3 &= 0xFFFF
        # and S0(a) + maj(a, b, c)
        x3 += (a3 & b3 | c3 & (a3 | b3)) + (
            (a2 >> 12 ^ a1 << 4 ^ a1 >> 2 ^ a0 << 14 ^ a1 >> 7 ^ a0 << 9) & 0xFFFF
        )
        x2 += (
            (a2 & b2 | c2 & (a2 | b2))
            + ((a1 >> 12 ^ a0 << 4 ^ a0 >> 2 ^ a3 << 14 ^ a0 >> 7 ^ a3 << 9) & 0xFFFF)
            + (x3 >> 16)
        )
        x1 += (
            (a1 & b1 | c1 & (a1 | b1))
            + ((a0 >> 12 ^ a3 << 4 ^ a3 >> 2 ^ a2 << 14 ^ a3 >> 7 ^ a2 << 9) & 0xFFFF)
            + (x2 >> 16)
        )
        x0 += (
            (a0 & b0 | c0 & (a0 | b0))
            + ((a3 >> 12 ^ a2 << 4 ^ a2 >> 2 ^ a1 << 14 ^ a2 >> 7 ^ a1 << 9) & 0xFFFF)
            + (x1 >> 16)
        )
        d0 = c0
        d1 = c1
        d2 = c2
        d3 = c3
        c0 = b0
        c1 = b1
        c2 = b2
        c3 = b3
        b0 = a0
        b1 = a1
        b2 = a2
        b3 = a3
        a0 = x0 & 0xFFFF
        a1 = x1 & 0xFFFF
        a2 = x2 & 0xFFFF
        a3 = x3 & 0xFFFF
        t += 8
        if not t:
            break
    i = 0
    for x0 in (
        a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3,
        e0, e1, e2, e3, f0, f1, f2, f3, g0, g1, g2, g3, h0, h1, h2, h3,
    ):  # fmt: skip
        w[i] = x0
        i += 1
    x0 = 0
    for i in range(31, -1, -1):
        x0 = h[i] + w[i] + (x0 >> 16 if i & 3 < 3 else 0)
        h[i] = x0 & 0xFFFF
