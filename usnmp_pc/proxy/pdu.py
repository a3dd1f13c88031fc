# Messages of SNMPv1 and v2c and PDUs, taken apart and put together without being decoded: a proxy
# passes on what it does not have to change. Pure; imports usnmp_codec and usnmp_base.varbind; the
# other modules of this folder import it.

from usnmp_base.varbind import const
from usnmp_codec import BerError, frombytes_lenat, tobytes_len

GET, NEXT, RESPONSE, SET = const(0xA0), const(0xA1), const(0xA2), const(0xA3)
TRAP, BULK, INFORM, TRAP2, REPORT = const(0xA4), const(0xA5), const(0xA6), const(0xA7), const(0xA8)
REQUESTS = b"\xa0\xa1\xa3\xa5"
COUNTER64 = const(0x46)
NO_OBJECT, NO_INSTANCE, END_OF_VIEW = const(0x80), const(0x81), const(0x82)
NULL = b"\x05\x00"

# error-status, RFC 3416 3
TOO_BIG, NO_SUCH_NAME, BAD_VALUE, READ_ONLY, GEN_ERR, NO_ACCESS, WRONG_TYPE = range(1, 8)


def span(d: bytes, p: int, end: int, tag: int) -> "tuple[int, int]":
    """(start, end) of the content of the TLV at `p` of `d`, which has that tag and ends at `end`
    or before. Raises BerError, IndexError.
    """
    if p >= end or d[p] != tag:
        raise BerError("tag")
    n = d[p + 1]
    p += 2
    if n > 127:
        n, k = frombytes_lenat(d, p - 2)
        p += k - 1
    n += p
    if n > end:
        raise BerError("length")
    return p, n


def tlv(tag: int, content: bytes) -> bytes:
    """A TLV."""
    n = len(content)
    if n < 128:
        return bytes((tag, n)) + content
    return bytes((tag,)) + tobytes_len(n) + content


def integer(n: int) -> bytes:
    """An INTEGER of 0 to 2**31 - 1."""
    return b"\x02\x01%c" % n if n < 128 else tlv(2, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def small(d: bytes, p: int, end: int) -> "tuple[int, int]":
    """(value, where it ends) of the INTEGER at `p`, which fits 32 bits. Raises BerError."""
    start, stop = span(d, p, end, 2)
    if not 0 < stop - start < 9:
        raise BerError("integer")
    n = int.from_bytes(d[start:stop], "big", signed=True)
    if not -(1 << 31) <= n < 1 << 32:
        raise BerError("integer")
    return n, stop


def message(d: bytes) -> "tuple[int, bytes, int, int]":
    """(version, community, where its PDU starts, where the message ends) of a message of SNMPv1 or
    v2c; what is behind it is ignored. Raises BerError, IndexError.
    """
    p, end = span(d, 0, len(d), 48)
    version, p = small(d, p, end)
    if version not in (0, 1):
        raise BerError("version")
    start, p = span(d, p, end, 4)
    return version, d[start:p], p, end


def split(d: bytes, p: int, end: int) -> "tuple[int, bytes, bytes]":
    """(tag, request-id as its TLV, all that follows it) of the PDU at `p` of `d`, of any kind but
    the trap of SNMPv1. Raises BerError, IndexError.
    """
    tag = d[p]
    start, end = span(d, p, end, tag)
    stop = span(d, start, end, 2)[1]
    if not 2 < stop - start < 11:
        raise BerError("request-id")
    return tag, d[start:stop], d[stop:end]


def fields(rest: bytes) -> "tuple[int, int, bytes]":
    """(error-status, error-index, content of the list of variable bindings) of what split() gives
    last. Raises BerError, IndexError.
    """
    end = len(rest)
    if rest.startswith(b"\x02\x01") and rest[3:5] == b"\x02\x01" and rest[2] | rest[5] < 128:
        a, b, p = rest[2], rest[5], 6  # nearly always
    else:
        a, p = small(rest, 0, end)
        b, p = small(rest, p, end)
    p, stop = span(rest, p, end, 48)
    return a, b, rest[p:stop]


def pairs(content: bytes) -> "list[tuple[bytes, bytes]]":
    """[(name, value), ...], both as TLVs, of the content of a list of variable bindings. Raises
    BerError, IndexError for what is no such list.
    """
    found = []
    p, end = 0, len(content)
    while p < end:
        name, value, p = _binding(content, p, end)
        found.append((content[name:value], content[value:p]))
    return found


def check(content: bytes) -> None:
    """Raises what pairs() does, in less time if all is well."""
    p, end = 0, len(content)
    while p < end:
        stop = p + 2 + content[p + 1]
        value = p + 4 + content[p + 3]
        if not (
            content[p] == 48
            and content[p + 2] == 6
            and stop <= end
            and value + 2 <= stop
            and content[p + 1] < 128 > content[p + 3]
            and value + 2 + content[value + 1] == stop
            and content[value] < 0xA0
            and content[value] != 48
        ):
            stop = _binding(content, p, end)[2]
        p = stop


def _binding(content, p, end):
    # Where name and value of the binding at `p` start, and it ends.
    name, p = span(content, p, end, 48)
    start, value = span(content, name, p, 6)
    if value - start > 640:  # 128 arcs of 5 octets
        raise BerError("name")
    tag = content[value]
    if tag == 48 or tag >= 0xA0 or span(content, value, p, tag)[1] != p:
        raise BerError("value")
    return name, value, p


def joined(bindings: "list[tuple[bytes, bytes]]") -> bytes:
    """The content of a list of variable bindings, the opposite of pairs()."""
    return b"".join([tlv(48, name + value) for name, value in bindings])


def rest_of(a: int, b: int, content: bytes) -> bytes:
    """What follows the request-id of a PDU: the opposite of fields()."""
    return integer(a) + integer(b) + tlv(48, content)


def name_key(name: bytes) -> "tuple[int, ...]":
    """What names, TLVs, are in the order of; BerError for none."""
    start = span(name, 0, len(name), 6)[0]
    arcs = []
    n = 0
    for c in name[start:]:
        n = n << 7 | c & 127
        if c < 128:
            arcs.append(n)
            n = 0
    return tuple(arcs)
