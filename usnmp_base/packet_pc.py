# SnmpPacket, faster: for CPython, never for a board. Imports usnmp_codec; usnmp imports it at its
# end, where it is there, and gives it the classes; both modules then list their constants, which
# are in no dict, for dir(), help() and completion. Octets and values that are not of the usual
# kind go the way of usnmp, which stays the definition: results and errors are the same.

import sys
import types

import usnmp_codec

_plain_tvat = usnmp_codec.frombytes_tvat
_plain_tv = usnmp_codec.tobytes_tv
_len = usnmp_codec.tobytes_len
_lenat = usnmp_codec.frombytes_lenat
_int = int.from_bytes
_NULL = 5, None
_ZERO = 0
_NOT_GIVEN = object()
_BUFFERS = bytes, bytearray, memoryview

# What was seen before. A cache that is full is emptied: a peer cannot make it grow. Keys are
# whole TLVs with a length of one octet: what equals a key has its tag and its length as well.
LIMIT = 4096
_oids = {}  # TLV: dotted
_firsts = set()  # TLVs: of each message the first that was not in _oids
_prefixes = {}  # TLV without its last two octets, or its first ten: dotted
_roots = {}  # the first five octets of content: dotted
_tlvs = {}  # dotted: TLV
_shorts = {}  # TLV of at most one octet of content: (type, value)
_heads = {}  # TLVs of version and community: both
_states = {}  # TLVs of error-status and error-index, one octet each: both
_v1 = {}  # community: TLVs of version 1 and it
_v2c = {}
# A prefix is kept when it comes a second time: OIDs that share none would make it cost more than
# it saves. What came once waits here, at a place by its last two octets: as a rule, a column. In
# the same way the OIDs of a message are kept when it comes a second time, which its first new one
# tells: keeping one costs as much as making a dotted OID of it, and a walk may come once.
_once = [b""] * 128
# The last OID of the message that was decoded last, and its TLV: in a walk, it is asked next. To
# keep all of them in _tlvs takes two hundredths of the time of a message, by the growing of that.
_last = None, b""

_OCTET = [bytes((i,)) for i in range(128)]
_SEQ = [bytes((48, i)) for i in range(128)]
_ARC = [".%d" % i for i in range(128)]
_BITS = {0x41: 32, 0x42: 32, 0x43: 32, 0x47: 32, 0x46: 64}  # of the unsigned types
_TEXT = bytes([*range(9, 14), *range(32, 127)])
_INTS = {t: [bytes((t, 1, i)) for i in range(128)] for t in (2, *_BITS)}
_INT_HEADS = {t: [bytes((t, n)) for n in range(10)] for t in (2, *_BITS)}
_ARCS = {str(i): octet for i, octet in enumerate(_OCTET)}
_EMPTY = {t: bytes((t, 0)) for t in (5, 0x80, 0x81, 0x82)}
_OID = [bytes((6, i)) for i in range(128)]


class _Unusual(Exception):
    """For the plain way to decide."""


def _keep(cache, key, value):
    if len(cache) >= LIMIT:
        cache.clear()
    cache[key] = value
    return value


# --- decoding ---


def _oid(tlv):
    # The dotted OID of a TLV not seen before. It goes on where what is known of it ends: behind a
    # prefix without its end or of ten octets, or else, nearly always, behind five of content
    # (1.3.6.1.4.1, .2.1).
    n = len(tlv)
    cut = n - 2
    while cut > 7 and tlv[cut - 1] > 127:  # in a sub-identifier
        cut -= 1
    dotted = _prefixes.get(tlv[:cut])
    if dotted:
        return _more(dotted, tlv[cut:])
    dotted = _prefixes.get(tlv[:10])
    if dotted:
        at = 10
    else:
        if tlv[0] != 6 or tlv[1] != n - 2 or n > 129:
            raise _Unusual
        dotted = _roots.get(tlv[2:7])
        if not dotted:
            if n < 7 or tlv[6] > 127:
                return _regular(tlv)
            dotted = _keep(_roots, tlv[2:7], _regular(b"\x06\x05" + tlv[2:7]))
        at = 7
        if n > 12 and tlv[9] < 128:
            cut = 10
    last = tlv[cut - 1]
    if last < 128 and cut > at:
        prefix = tlv[:cut]
        last = last + 9 * tlv[cut - 2] & 127
        if prefix == _once[last]:
            dotted = _keep(_prefixes, prefix, _more(dotted, tlv[at:cut]))
            at = cut
        else:
            _once[last] = prefix
    return _more(dotted, tlv[at:])


def _regular(tlv):
    # The dotted OID of a TLV that is as we encode it: it may be kept for that.
    dotted = _plain_tvat(tlv, 0)[1]
    if _plain_tv(6, dotted) != tlv:
        raise _Unusual
    return dotted


def _more(dotted, octets):
    # `dotted` with the sub-identifiers in `octets` after it.
    i = 0
    for c in octets:
        if c < 128:
            if i:
                i |= c
                dotted += f".{i}"
                i = 0
            else:
                dotted += _ARC[c]
        else:
            i = (i | c & 127) << 7
            if not i or i >> 32:  # padding, X.690 8.19.2; past 2**32 - 1
                raise _Unusual
    if i:
        raise _Unusual
    return dotted


def _head(buf, i):
    # Where the PDU begins, version, community: of TLVs at `i` not seen before.
    start = i
    out = []
    for t in (2, 4):
        k, v = _plain_tvat(buf, i)
        if k != t:
            raise _Unusual
        i += 1 + sum(_lenat(buf, i))
        out.append(v)
    if buf[start + 1] == 1 and buf[start + 4] == i - start - 5:
        _keep(_heads, buf[start:i], tuple(out))
    return i, out


def _fields(buf, i, types):
    # Where the varbinds begin, the values before: of whatever TLVs.
    out = []
    for t in types:
        k, v = _plain_tvat(buf, i)
        if k != t:
            raise _Unusual
        i += 1 + sum(_lenat(buf, i))
        out.append(v)
    return i, out


def _decode(self, buf):
    # One pass, without a call for what is usual. An IndexError is the end of the buffer.
    global _last
    if buf.__class__ is not bytes:
        if buf.__class__ is memoryview and (buf.format != "B" or buf.ndim != 1):
            raise _Unusual
        buf = bytes(buf)
    end = len(buf)
    n = buf[1]
    i = 2
    if n > 127:
        n, i = _lenat(buf, 0)
        i += 1
    if buf[0] != 48 or i + n > end:
        raise _Unusual
    if i + n < end:  # octets behind the message
        end = i + n
        buf = buf[:end]
    k = i + 5 + buf[i + 4]
    head = _heads.get(buf[i:k])
    if head:
        i = k
    else:
        i, head = _head(buf, i)
    type = buf[i]
    n = buf[i + 1]
    k = i + 2
    if n > 127:
        n, k = _lenat(buf, i)
        k += i + 1
    if not 159 < type < 169 or k + n != end:
        raise _Unusual
    if type == 0xA4:
        i, fields = _fields(buf, k, b"\x06@\x02\x02C")
    else:
        n = buf[k + 1]
        i = k + 2 + n
        state = _states.get(buf[i : i + 6])
        if state and buf[k] == 2 and 0 < n < 5:
            id = _int(buf[k + 2 : i], "big", signed=True)
            i += 6
        else:
            i, (id, *state) = _fields(buf, k, b"\x02\x02\x02")
            if i - k == n + 8:
                _keep(_states, buf[i - 6 : i], state)
    n = buf[i + 1]
    k = i + 2
    if n > 127:
        n, k = _lenat(buf, i)
        k += i + 1
    if buf[i] != 48 or k + n != end:
        raise _Unusual
    i = k
    varbinds = _VarBinds()
    append = varbinds.append
    oids = _oids
    prefixes = _prefixes
    arc = _ARC
    new = None  # or whether its new OIDs are so for the first time: then none is looked up
    while i < end:
        if buf[i] != 48:
            raise _Unusual
        n = buf[i + 1]
        at = i + 2
        if n > 127:
            n, k = _lenat(buf, i)
            at = i + k + 1
        k = at + 2 + buf[at + 1]
        i = at + n
        if new or not (oid := oids.get(buf[at:k])):
            oid = prefixes.get(buf[at : k - 2])
            if oid:  # in place: as a function it takes 4 % more of a message of new rows
                b = buf[k - 2]
                c = buf[k - 1]
                if b < 128:
                    oid = f"{oid}{arc[b]}{arc[c]}"
                elif b > 128 > c:
                    oid = f"{oid}.{b - 128 << 7 | c}"
                else:
                    raise _Unusual
            else:
                oid = _oid(buf[at:k])
            if not new:
                key = buf[at:k]
                if new is None:
                    new = key not in _firsts
                    if new:
                        if len(_firsts) >= LIMIT:
                            _firsts.clear()
                        _firsts.add(key)
                if not new:
                    oids[key] = oid
        if i - k < 4:
            tlv = buf[k:i]
            tv = _shorts.get(tlv)
            if tv is None:
                tv = _plain_tvat(tlv, 0)
                if tlv[1] != i - k - 2:
                    raise _Unusual
                _keep(_shorts, tlv, tv)
            append((oid, tv))
            continue
        t = buf[k]
        c = k + 2
        n = i - c
        if n > 127 or buf[k + 1] != n:
            n, c = _lenat(buf, k)
            c += k + 1
            if c + n != i:
                raise _Unusual
        if t == 4:
            v = buf[c:i]
            if v.isascii():
                s = v.decode()
                if s.isprintable() or not v.translate(None, _TEXT):
                    v = s
        elif t in _BITS:
            v = _int(buf[c:i], "big")
            if n > 4 and (n > 20 or v >> _BITS[t]) or not n:
                raise _Unusual
        elif t == 2:
            v = _int(buf[c:i], "big", signed=True)
            if n > 4 and (n > 20 or not -1 <= v >> 31 < 1) or not n:
                raise _Unusual
        elif t == 6 and n < 128:
            tlv = buf[k:i]
            v = oids.get(tlv) or _keep(oids, tlv, _oid(tlv))
        else:
            t, v = _plain_tvat(buf, k)
        append((oid, (t, v)))
    if i != end:
        raise _Unusual
    if len(oids) > LIMIT:
        oids.clear()
    if varbinds:
        _last = oid, buf[at:k]
    self.type = type
    self.varbinds = varbinds
    self.ver, self.community = head
    if type == 0xA4:
        (
            self.enterprise,
            self.agent_addr,
            self.generic_trap,
            self.specific_trap,
            self.timestamp,
        ) = fields
    else:
        self.id = id
        self.err_status, self.err_id = state


def _init(
    self,
    src=None,
    *,
    type=_NOT_GIVEN,
    ver=_NOT_GIVEN,
    community=_NOT_GIVEN,
    id=_NOT_GIVEN,
    err_status=_NOT_GIVEN,
    err_id=_NOT_GIVEN,
    varbinds=_NOT_GIVEN,
    **kw,
):
    none = _NOT_GIVEN
    if src.__class__ in _BUFFERS:
        if (
            type is none
            and ver is none
            and community is none
            and id is none
            and err_status is none
            and err_id is none
            and varbinds is none
            and not kw
        ):
            try:
                return _decode(self, src)
            except Exception:  # the plain way raises it, or does not
                if len(_oids) > LIMIT:
                    _oids.clear()
    elif not kw:
        if type is _NOT_GIVEN:
            type = src
        if type.__class__ is int and type != 0xA4 and (src is None or src.__class__ is int):
            self.type = type
            self.ver = 0 if ver is _NOT_GIVEN else ver
            self.community = "public" if community is _NOT_GIVEN else community
            self.id = 0 if id is _NOT_GIVEN else id
            self.err_status = 0 if err_status is _NOT_GIVEN else err_status
            self.err_id = 0 if err_id is _NOT_GIVEN else err_id
            self.varbinds = bindings = _VarBinds()
            if varbinds is not _NOT_GIVEN:
                append = bindings.append
                for k, v in varbinds.items():
                    append((k, v or _NULL))
            return
        if type is src:
            type = _NOT_GIVEN
    for k, v in (
        ("type", type),
        ("ver", ver),
        ("community", community),
        ("id", id),
        ("err_status", err_status),
        ("err_id", err_id),
        ("varbinds", varbinds),
    ):
        if v is not _NOT_GIVEN:
            kw[k] = v
    _plain_init(self, src, **kw)


# --- encoding ---


_row = None, None


def _arc(text):
    # The octets of a sub-identifier above 127. As a rule it is that of the binding before: a row.
    global _row
    row = _row  # both in one: threads
    if text != row[0]:
        i = int(text)
        if i < 0 or i >> 32:
            raise ValueError
        if 127 < i < 16384:
            octets = bytes((i >> 7 | 128, i & 127))
        else:
            octets = _OCTET[i & 127]
            while i > 127:
                i >>= 7
                octets = b"%c%b" % (i & 127 | 128, octets)
        _row = row = text, octets
    return row[1]


class _Contents(dict):
    """The content of a dotted OID that may have two arcs more: made, and kept."""

    def __missing__(self, dotted):
        # The longest has 128 sub-identifiers. Of one arc the content is that of two.
        if dotted.count(".") > 125 or "." not in dotted.lstrip("."):
            raise ValueError
        tlv = _plain_tv(6, dotted)
        return _keep(self, dotted, tlv[1 + _lenat(tlv, 0)[1] :])


def _oid_tlv(dotted):
    # The TLV of a dotted OID not seen before.
    if dotted.__class__ is not str:
        raise _Unusual
    last = _last
    if dotted == last[0]:
        return _keep(_tlvs, dotted, last[1])
    try:
        start, a, b = dotted.rsplit(".", 2)
        content = _contents[start] + (_ARCS.get(a) or _arc(a)) + (_ARCS.get(b) or _arc(b))
        tlv = _OID[len(content)] + content
    except (ValueError, IndexError):  # short, long, or not an OID at all
        tlv = _plain_tv(6, dotted)
    if len(_tlvs) >= LIMIT:
        _tlvs.clear()
    _tlvs[dotted] = tlv
    return tlv


_contents = _Contents()
caches = _oids, _firsts, _prefixes, _roots, _tlvs, _contents, _shorts, _heads, _states, _v1, _v2c


def _head_tlvs(cache, ver, community):
    # The TLVs of version and community, not seen before. Raises BerError.
    tlvs = _plain_tv(2, ver) + _plain_tv(4, community)
    if len(tlvs) < 134 and community.__class__ in (str, bytes):
        _keep(cache, community, tlvs)
    return tlvs


def _encode(self):
    # One pass too. Whatever is raised, the plain way decides.
    varbinds = self.varbinds
    if varbinds.__class__ is _VarBinds:
        varbinds = list.__iter__(varbinds)
    else:
        varbinds = varbinds.items()
    tlvs = _tlvs
    parts = [b""]
    size = 0
    for oid, (t, v) in varbinds:
        tlv = tlvs.get(oid) or _oid_tlv(oid)
        if t.__class__ is not int:
            raise _Unusual
        if v is None:
            content = _EMPTY[t]
        elif v.__class__ is int:
            if 0 <= v < 128:
                content = _INTS[t][v]
            elif v < 0:
                content = _plain_tv(t, v)
            else:
                if v >> _BITS.get(t, 31):
                    raise _Unusual
                n = (v.bit_length() >> 3) + 1
                content = _INT_HEADS[t][n] + v.to_bytes(n, "big")
        elif t == 4:
            if v.__class__ is str:
                v = v.encode()
            elif v.__class__ is not bytes:
                raise _Unusual
            n = len(v)
            content = (b"\x04%c%b" % (n, v)) if n < 128 else b"\x04" + _len(n) + v
        elif t == 6:
            content = tlvs.get(v) or _oid_tlv(v)
        else:
            content = _plain_tv(t, v)
        n = len(tlv) + len(content)
        if n < 128:
            parts += _SEQ[n], tlv, content
            size += n + 2
        else:
            head = b"0" + _len(n)
            parts += head, tlv, content
            size += n + len(head)
    type = self.type
    if type == 0xA4:
        fields = (
            _plain_tv(6, self.enterprise)
            + _plain_tv(0x40, self.agent_addr)
            + _plain_tv(2, self.generic_trap)
            + _plain_tv(2, self.specific_trap)
            + _plain_tv(0x43, self.timestamp)
        )
    else:
        id = self.id
        status = self.err_status
        index = self.err_id
        if id.__class__ is int and 0 < id < 0x80000000 and status < 128 > index:
            n = (id.bit_length() >> 3) + 1
            if status is _ZERO is index:
                state = b"\x02\x01\x00\x02\x01\x00"
            else:
                state = bytes((2, 1, status, 2, 1, index))
            fields = _INT_HEADS[2][n] + id.to_bytes(n, "big") + state
        else:
            fields = _plain_tv(2, id) + _plain_tv(2, status) + _plain_tv(2, index)
    ver = self.ver
    if ver.__class__ is not int or not 159 < type < 169:
        raise _Unusual
    community = self.community
    if 0 <= ver < 2:
        cache = _v2c if ver else _v1
        head = cache.get(community) or _head_tlvs(cache, ver, community)
    else:
        head = _plain_tv(2, ver) + _plain_tv(4, community)
    n = len(fields) + 2 + size
    if n < 128 and n + 2 + len(head) < 128:
        parts[0] = b"0%c%b%c%c%b0%c" % (n + 2 + len(head), head, type, n, fields, size)
    else:
        fields += b"0" + _len(size)
        n = len(fields) + size
        head += b"%c" % type + _len(n) + fields
        parts[0] = b"0" + _len(len(head) + size) + head
    return b"".join(parts)


def _tobytes(self):
    try:
        return _encode(self)
    except Exception:
        pass
    return _plain_tobytes(self)


def install(packet, varbinds):
    """Make `packet`, the class SnmpPacket, faster; varbinds: the class of its variable
    bindings."""
    global _VarBinds, _plain_init, _plain_tobytes
    _VarBinds = varbinds
    _plain_init = packet.__init__
    _plain_tobytes = packet.tobytes
    _init.__name__ = "__init__"
    _tobytes.__name__ = "tobytes"
    _tobytes.__doc__ = _plain_tobytes.__doc__
    packet.__init__ = _init
    packet.tobytes = _tobytes
    for name in ("usnmp_codec", packet.__module__):
        _list(sys.modules[name])


# --- what dir() and help() show ---


def constants():
    """The names of usnmp_codec's public constants, in its order."""
    found = []
    for names in usnmp_codec._NAMES.split(","):
        names = names.split()
        if len(names[0]) > 3:  # no number
            prefix = names.pop(0)
        found += [prefix + name for name in names[1:]]
    return found


def _list(module):
    # Also for `from usnmp import *`. install is what usnmp has just called.
    names = vars(module)
    names.pop("install", None)
    shown = [n for n in names if n[0] != "_" and not isinstance(names[n], types.ModuleType)]
    module.__all__ = shown + constants()
    module.__dir__ = lambda: [n for n in names if n[:2] == "__"] + module.__all__
