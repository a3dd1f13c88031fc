# OIDs and values as AgentX has them, and as the MIB and BER have them. Pure; imports usnmp_codec
# and usnmp_mib; the engine, the sub-agent and the master import it.

from functools import lru_cache

from usnmp_codec import TAGS, tobytes_len, tobytes_tv
from usnmp_mib import key_oid, oid_octets, sort_key
from usnmp_mib.index import ids_octets, octets_ids

_INT, _OCTSTR, _NULL, _OID, _IPADDR, _OPAQUE, _COUNTER64 = 2, 4, 5, 6, 64, 68, 70


@lru_cache(8192)
def octets_of(ids: "tuple[int, ...]") -> bytes:
    """The content octets of an OID. One that cannot be written so becomes the last before it that
    can: what follows it in the MIB is the same. Of () and (0,) 0.0.
    """
    if len(ids) < 2:
        ids = (*ids, 0, 0)[:2] if ids else (0, 0)
    first, second = ids[:2]
    if first > 2:
        first, second, ids = 2, 2**32 - 81, (2, 2**32 - 81)
    elif first < 2 and second > 39:
        second, ids = 39, (first, 39, 2**32 - 1)
    return ids_octets((min(first * 40 + second, 2**32 - 1), *ids[2:]))


@lru_cache(8192)
def ids_of(octets: bytes) -> "tuple[int, ...]":
    """The sub-identifiers of content octets, the first two apart (X.690 8.19.4)."""
    ids = octets_ids(octets, 0)
    first = min(ids[0] // 40, 2)
    return (first, ids[0] - 40 * first, *ids[1:])


@lru_cache(8192)
def key_of(octets: bytes) -> bytes:
    """The sort key (usnmp_mib.sort_key) of content octets that are an OID."""
    return sort_key(octets)


@lru_cache(8192)
def key_of_ids(ids: "tuple[int, ...]") -> bytes:
    """The sort key of octets_of(ids)."""
    return sort_key(octets_of(ids))


oid_of_key = lru_cache(8192)(key_oid)  # of a sort key the content octets


def ids_of_text(oid: str) -> "tuple[int, ...]":
    """The sub-identifiers of a dotted OID. Raises ValueError."""
    return ids_of(oid_octets(oid.lstrip(".")))


def tlv(t: int, value: "int | bytes | tuple[int, ...] | None") -> bytes:
    """The BER of a value as AgentX has it. Raises ValueError."""
    if t == _OID:
        value = octets_of(value)
    if isinstance(value, (bytes, bytearray)):
        return bytes((t,)) + tobytes_len(len(value)) + value
    return tobytes_tv(t, value)


def value_of(tlv: bytes) -> "tuple[int, int | bytes | tuple[int, ...] | None]":
    """(type, value) as AgentX has it, of a value in BER. Raises ValueError for a type that AgentX
    has not (RFC 2741 5.4).
    """
    t = tlv[0]
    content = tlv[2 if tlv[1] < 128 else tlv[1] - 126 :]
    if t in (_OCTSTR, _IPADDR, _OPAQUE):
        return t, bytes(content)
    if t == _INT:
        return t, int.from_bytes(content, "big", signed=True)
    if t in (65, 66, 67, _COUNTER64):
        return t, int.from_bytes(content, "big")
    if t == _OID:
        return t, ids_of(bytes(content))
    if t in (_NULL, 128, 129, 130):
        return t, None
    raise ValueError("type %d: AgentX has none such" % t)


def value_for(t: int, value: object) -> object:
    """A value as a program has it, a str or a dotted address, as AgentX has it. Raises
    ValueError.
    """
    if t not in TAGS:
        raise ValueError("%r is no type" % (t,))
    return value_of(tobytes_tv(t, value))[1]


def oid_text(ids: "tuple[int, ...]") -> str:
    """The dotted OID."""
    return ".".join(map(str, ids))


def program_value(oid: "tuple[int, ...]", t: int, value: object) -> "tuple[str, int, object]":
    """A binding as a program has it: (dotted OID, type, value), the other way of value_for()."""
    if t == _OID:
        value = oid_text(value or (0, 0))
    elif t == _IPADDR:
        value = oid_text(value)
    return oid_text(oid), t, value
