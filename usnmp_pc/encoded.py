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
        if t == 2 and -1 <= v >> 31 < 1:
            n = ((v if v >= 0 else ~v).bit_length() >> 3) + 1
            return bytes((2, n)) + v.to_bytes(n, "big", signed=True)
        if 64 < t < 68 and not v >> 32 or t == 70 and not v >> 64:
            n = (v.bit_length() >> 3) + 1
            return bytes((t, n)) + v.to_bytes(n, "big")
    elif kind is str or kind is bytes:
        try:
            return tobytes_tv(t, v)
        except ValueError:
            pass
    return None
