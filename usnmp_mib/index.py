# INDEX of a table (RFC 2578 7.7): keys of rows <-> sub-identifiers <-> octets. Pure; imports
# nothing of usnmp; subtree, table, rows and rowstatus import it.

if 0 & 1:  # for type checkers alone
    from typing import Iterable

try:
    from micropython import const
except ImportError:  # CPython
    from usnmp_base.pc import const

_INT = const(2)
_OCTSTR = const(4)
_OID = const(6)
_IPADDR = const(64)


def ids_octets(ids: "Iterable[int]") -> bytes:
    """The content octets of sub-identifiers, not the first of an OID. Raises ValueError."""
    out = bytearray()
    for i in ids:
        if i < 0 or i >> 32:
            raise ValueError("sub-identifier %d" % i)
        k = 28 if i > 127 else 0
        while k:
            if i >> k:
                out.append(i >> k & 127 | 128)
            k -= 7
        out.append(i & 127)
    return bytes(out)


def octets_ids(octets: bytes, p: int) -> "tuple[int, ...]":
    """The sub-identifiers in `octets` from `p` on, as a tuple."""
    ids = []
    n = 0
    for c in octets[p:]:
        n = n << 7 | c & 127
        if c < 128:
            ids.append(n)
            n = 0
    return tuple(ids)


def FIXED(n: int) -> "tuple[int, int]":
    """An index that is an OCTET STRING of always `n` octets: without its length (RFC 2578 7.7)."""
    return _OCTSTR, n


def IMPLIED(t: int) -> "tuple[int, int]":
    """The last index, `t` being OCTSTR or OID, without its length (RFC 2578 7.7)."""
    return t, 0


def _to_ids(key, kinds):
    # What a row is sorted by: a key of INTs (no garbage then), or its sub-identifiers.
    if kinds.count(_INT) == len(kinds):
        return key
    ids = []
    if not isinstance(key, tuple):
        key = (key,)
    for v, kind in zip(key, kinds):
        if kind == _INT:
            ids.append(v)
            continue
        t, n = kind if isinstance(kind, tuple) else (kind, -1)
        if t == _OCTSTR:
            if isinstance(v, str):
                v = v.encode()
            if n > 0 and len(v) != n:
                raise ValueError("index is not of %d octets" % n)
        else:
            v = list(map(int, v.split(".")))
        if n < 0 and t != _IPADDR:
            ids.append(len(v))
        ids.extend(v)
    return tuple(ids)


def _to_key(ids, kinds, raw=0):
    # The other way; None if no key has such an index. raw: a bit for each OCTSTR, in order, that
    # is to be bytes though it is UTF-8.
    key = []
    p = 0
    for kind in kinds:
        t, n = kind if isinstance(kind, tuple) else (kind, -1)
        if p >= len(ids) and n:
            return None
        if t == _INT:
            key.append(ids[p])
            p += 1
            continue
        if t == _IPADDR:
            n = 4
        elif n == 0:
            n = len(ids) - p
        elif n < 0:
            n = ids[p]
            p += 1
        part = ids[p : p + n]
        p += n
        if p > len(ids) or t != _OID and part and max(part) > 255:
            return None
        if t == _OCTSTR:
            v = bytes(part)
            try:
                v = v if raw & 1 else v.decode()
            except ValueError:  # such a key is bytes
                pass
            raw >>= 1
        else:
            v = ".".join(map(str, part))
        key.append(v)
    if p == len(ids):
        return key[0] if len(kinds) == 1 else tuple(key)


def _least(keys, after):
    # The first of `keys` behind `after`, or of all.
    least = None
    for key in keys:
        if (least is None or key < least) and (after is None or key > after):
            least = key
    return least
