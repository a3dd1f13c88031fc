# The steps of walks and tables of SNMPv1 and v2c, faster: for CPython, never for a board. A
# request differs from the one before it in request-id and OIDs alone, which are put into a
# template; of a response that is as it was asked for the bindings are read in place. What is not
# of the usual kind goes the way of walk, table and blocking, which stay the definition: results
# and errors are the same. Imports usnmp_codec, usnmp_base.packet_pc; walk_pc and
# table_pc have the steps of each, blocking_pc goes them.

from usnmp_base.packet_pc import _BITS, _TEXT, _keep, _oid, _oids, _shorts, _Unusual
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_len

_GETNEXT = 0xA1
END = b"\x05\0"  # of a binding that is asked for
NONE = b"\0"  # with which no OID begins
_NO_ERROR = b"\2\1\0\2\1\0"
_LENGTHS = 256  # of responses, whose heads are kept
# Where sub-identifiers end: if that is the same in two, they are in the order of their octets
_ENDS = bytes(128) + b"\1" * 128
_int = int.from_bytes


def follows(octets, before):
    """Are these octets of sub-identifiers after those of `before`? None: that is not known."""
    return (
        len(octets) == len(before)
        and octets > before
        and octets.translate(_ENDS) == before.translate(_ENDS)
        or None
    )


def value(d, k, e):
    """(type, value) of the TLV at `k` of `d`, which is to end at `e`; raises what it likes."""
    if e - k < 4:
        tlv = d[k:e]
        found = _shorts.get(tlv)
        if found is None:
            found = frombytes_tvat(tlv, 0)
            if tlv[1] != e - k - 2:
                raise _Unusual
            _keep(_shorts, tlv, found)
        if 128 <= found[0] <= 130:
            raise _Unusual
        return found
    t = d[k]
    n = d[k + 1]
    c = k + 2
    if n > 127:
        n, c = frombytes_lenat(d, k)
        c += k + 1
    if c + n != e:
        raise _Unusual
    if t == 4:
        v = d[c:e]
        if v.isascii():
            s = v.decode()
            if s.isprintable() or not v.translate(None, _TEXT):
                return 4, s
        return 4, v
    if t in _BITS:
        v = _int(d[c:e], "big")
        if not n or n > 4 and (n > 20 or v >> _BITS[t]):
            raise _Unusual
        return t, v
    if t == 2 and 0 < n < 5:
        return 2, _int(d[c:e], "big", signed=True)
    if t == 6 and n < 128:
        tlv = d[k:e]
        return 6, _oids.get(tlv) or _oid(tlv)
    found = frombytes_tvat(d, k)
    if 128 <= found[0] <= 130:
        raise _Unusual
    return found


def _opening(tag, n):
    # Tag and length of a TLV of `n` octets; b"": it cannot have so many, or only the long way.
    for size in (1, 2, 3, 4):
        length = tobytes_len(max(n - 1 - size, 0))
        if len(length) == size:
            return bytes((tag,)) + length
    return b""


class Steps:
    """The steps of `walk`, a Walk or a Table, of `session`: request() to be sent, and what came
    for take().
    """

    # Of the subclass: follow(), to go on where the walk is, which went a step by itself;
    # request(), the octets; _bindings(d, start, end), what the bindings in `d` come to, a
    # sequence, or None: it may raise anything. `able`: whether it is at a step that may be made
    # so.
    able = True

    def __init__(self, session, walk):
        self.session = session
        self.walk = walk
        self.id = b"\x20\0\0\0"  # the request-id
        self._heads = {}  # by the length of the response
        self._frames = {}  # by that of the OID: what is before the request-id, and behind it
        self.ver, self.community = session.ver, session.community
        self.follow()

    def renew(self):
        """The session has another version, or community."""
        self.packet()  # the walk gets to know where it is
        self.ver, self.community = self.session.ver, self.session.community
        self.follow()

    def packet(self):
        """What was asked last, as a SnmpPacket; the walk is as it was then."""
        p = self.walk.packet()
        p.id = _int(self.id, "big")
        return p

    def frame(self, tail):
        """What is before the request-id, and behind it, in requests that end in as many octets as
        `tail`, the bindings of this one. Raises BerError.
        """
        p = self.packet()
        self.single = p.type == _GETNEXT
        d = p.tobytes()
        start = at = 1 + frombytes_lenat(d, 0)[1]
        for _ in range(2):  # version, community
            at += 1 + sum(frombytes_lenat(d, at))
        self.opening = d[start:at]
        at += 3 + frombytes_lenat(d, at)[1]
        if not d.endswith(tail):
            raise ValueError
        return d[:at], d[at + 4 : -len(tail)]

    def _head(self, n):
        # What a response of `n` octets has before the request-id, how many those are, what it has
        # behind it, and where its bindings begin. All else is read the plain way.
        first = _opening(48, n)
        pdu = n - len(first) - len(self.opening)
        second = _opening(0xA2, pdu)
        list = pdu - len(second) - 12
        third = _opening(48, list) or NONE * n
        first += self.opening + second + b"\2\4"
        at = len(first)
        if len(self._heads) >= _LENGTHS:
            self._heads.clear()
        self._heads[n] = found = first, at, _NO_ERROR + third, at + 10 + len(third)
        return found

    def take(self, d):
        """What `d` brings, if it is the response and as usual, a list; else None."""
        n = len(d)
        first, at, second, start = self._heads.get(n) or self._head(n)
        if (
            d.startswith(first)
            and d.startswith(self.id, at)
            and d.startswith(second, at + 4)
            and start < n
        ):
            try:
                return self._bindings(d, start, n)
            except Exception:  # the plain way raises it, or does not
                pass
        return None
