# Values as the agent encodes them, in few steps of CPython's. Imports usnmp_codec; polled and bulk
# import it.

from usnmp_codec import tobytes_len, tobytes_tv

if 0 & 1:  # for type checkers alone
    from typing import Any


def tlv(tag: int, content: bytes) -> bytes:
    """A TLV (X.690 8.1)."""
    return bytes((tag,)) + tobytes_len(len(content)) + content


def encoded(t: int, v: "Any") -> "bytes | None":
    """The TLV of `v`, a value of type `t`, as the agent encodes it, if it is an int, str or bytes;
    None: it is not, or that is for the agent to judge.
    """
    kind = type(v)
    if kind is int:
        most = v >> 31 if t == 2 else v >> 64 if t == 70 else v >> 32
        if most and (t != 2 or most != -1) or t != 2 and not 64 < t < 68 and t != 70:
            return None
        n = 1
        while not -128 <= v >> n * 8 - 8 < 128:  # X.690 8.3.2: the fewest octets
            n += 1
        return bytes((t, n)) + (v & (1 << n * 8) - 1).to_bytes(n, "big")
    if kind is str or kind is bytes:
        try:
            return tobytes_tv(t, v)
        except ValueError:
            pass
    return None


def beside(octets: "bytes") -> "tuple[int, int]":
    """The least of the integers not below 0, and the least that is too large, that take as many
    octets as the one of the TLV `octets`, an integer; (0, 0) if that is below 0.
    """
    t = octets[0]
    n = octets[1] * 8 - 1
    if octets[2] > 127:
        return 0, 0
    return 1 << n - 8 if n > 7 else 0, 1 << min(n, 31 if t == 2 else 64 if t == 70 else 32)
