# Walks of SNMPv1 and v2c, faster: for CPython, never for a board. A request differs from the last
# one in request-id and OID alone, which are put into a template; of a response that is as it was
# asked for the bindings are read in place. What is not of the usual kind goes the way of walk and
# blocking, which stay the definition: results and errors are the same. Imports usnmp_codec,
# usnmp_base (packet_pc, pc, varbind), blocking, response and walk; walk imports it at its end.

from usnmp_base.packet_pc import _ARC, _BITS, _TEXT, _oid, _oids, _shorts
from usnmp_base.pc import random_id
from usnmp_base.varbind import VarBind
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_len, tobytes_tv

from . import blocking, response
from .response import MAX_SIZE, BadResponse, NoResponse, subids, trailing
from .walk import Walk

_FOUR = 1 << 29  # from here on, to 2**31 - 1, an INTEGER has 4 octets
_GETNEXT = 0xA1
_END = b"\x05\0"  # of a binding that is asked for
_NONE = b"\0"  # with which no OID begins
_NO_COLUMN = _NONE, "", 0, 0
_NO_ERROR = b"\2\1\0\2\1\0"
_LENGTHS = 256  # of responses, whose heads are kept
# Where the sub-identifiers of an OID end: OIDs for which that is the same are in the order of
# their octets
_ENDS = bytes(128) + b"\1" * 128
_int = int.from_bytes
_new = tuple.__new__


def _opening(tag, n):
    # Tag and length of a TLV of `n` octets; None: it cannot have so many, or only the long way.
    for size in (1, 2, 3, 4):
        length = tobytes_len(max(n - 1 - size, 0))
        if len(length) == size:
            return bytes((tag,)) + length
    return None


class Steps:
    """The steps of `walk`, a Walk of `session`: request() to be sent; what came for take()."""

    def __init__(self, session, walk):
        self.session = session
        self.walk = walk
        self.prefix = walk._prefix
        self.follow()

    def follow(self):
        """Go on where the walk is: it went a step by itself."""
        walk = self.walk
        session = self.session
        self.ver, self.community = session.ver, session.community
        self.oid = walk._last
        self.id = _FOUR
        self.packet().tobytes()  # which raises what there is to raise
        self.key = tobytes_tv(6, self.oid)
        # What OIDs of late had in common, as _column() has it
        self.stem, self.text, self.width, self.last = _NO_COLUMN
        self.heads = {}  # by the length of the response
        self.frames = {}  # by that of the OID: what is before the request-id, and behind it

    def packet(self):
        """What was asked last, as a SnmpPacket; the walk is as it was then."""
        walk = self.walk
        walk._last = self.oid
        walk._at = subids(self.oid[len(self.prefix) :])
        p = walk.packet()
        p.id = self.id
        return p

    def request(self):
        """The next request, as octets. Raises BerError."""
        key = self.key
        frame = self.frames.get(len(key)) or self._frame(key)
        self.id = id = random_id()
        self.id4 = id = id.to_bytes(4, "big")
        return frame[0] + id + frame[1] + key + _END

    def _frame(self, key):
        self.id = _FOUR
        p = self.packet()
        d = p.tobytes()
        self.single = p.type == _GETNEXT
        at = 1 + frombytes_lenat(d, 0)[1]
        start = at
        for _ in range(2):  # version, community
            at += 1 + sum(frombytes_lenat(d, at))
        self.opening = d[start:at]
        at += 3 + frombytes_lenat(d, at)[1]
        found = d[:at], d[at + 4 : -len(key) - 2]
        self.frames[len(key)] = found
        return found

    def _head(self, n):
        # What a response of `n` octets has before the request-id, how many those are, what it has
        # behind it, and where its bindings begin. All else is read the plain way.
        first = _opening(48, n) or b""
        pdu = n - len(first) - len(self.opening)
        second = _opening(0xA2, pdu) or b""
        list = pdu - len(second) - 12
        third = list > 0 and _opening(48, list) or _NONE * n
        first += self.opening + second + b"\2\4"
        at = len(first)
        found = first, at, _NO_ERROR + third, at + 10 + len(third)
        if len(self.heads) >= _LENGTHS:
            self.heads.clear()
        self.heads[n] = found
        return found

    def take(self, d):
        """The VarBinds that `d` brings, if it is the response, and as usual; else None."""
        n = len(d)
        first, i, second, start = self.heads.get(n) or self._head(n)
        if not (d.startswith(first) and d.startswith(self.id4, i) and d.startswith(second, i + 4)):
            return None
        try:
            return self._bindings(d, start, n)
        except Exception:  # the plain way raises it, or does not
            return None

    def _bindings(self, d, i, end):
        # In place, and for what is usual without a call. An IndexError is the end of the buffer.
        stem, text, width, last = self.stem, self.text, self.width, self.last
        m = len(stem)
        key = self.key
        at = to = 0  # where the OID before stands, if not in `key`
        arc = _ARC
        found = []
        append = found.append
        while i < end:
            if d[i] != 48:
                return None
            e = d[i + 1]
            i += 2
            if e > 127:
                e, k = frombytes_lenat(d, i - 2)
                i += k - 1
            e += i
            if d.startswith(stem, i):
                k = i + m
                c = d[k]
                k += 1
                if width == 1:
                    if not last < c < 128:
                        return None
                else:
                    if c < 129:
                        return None
                    b = d[k]
                    k += 1
                    c = c - 128 << 7
                    if width == 3:
                        if b < 128:
                            return None
                        c = (c | b - 128) << 7
                        b = d[k]
                        k += 1
                    c |= b
                    if b > 127 or c <= last:
                        return None
                last = c
                oid = text + arc[c] if c < 256 else f"{text}.{c}"
                at = i
                to = k
            else:
                k = i + 2 + d[i + 1]
                if to:
                    key = d[at:to]
                    to = 0
                before = key
                key = d[i:k]
                oid = _oids.get(key) or _oid(key)
                if not oid.startswith(self.prefix):
                    return None
                if (
                    len(key) != len(before)
                    or key <= before
                    or key.translate(_ENDS) != before.translate(_ENDS)
                ):
                    n = len(self.prefix)
                    if subids(oid[n:]) <= subids((found[-1][0] if found else self.oid)[n:]):
                        return None
                stem = _NONE
                if key[:-1] == before[:-1] or key[-2] > 127:
                    stem, text, width, last = self._column(key, before, oid)
                m = len(stem)
            t = d[k]
            n = d[k + 1]
            c = k + 2
            if n > 127:
                n, c = frombytes_lenat(d, k)
                c += k + 1
            if c + n != e:
                return None
            if t == 4:
                v = d[c:e]
                if v.isascii():
                    s = v.decode()
                    if s.isprintable() or not v.translate(None, _TEXT):
                        v = s
            elif t in _BITS:
                v = _int(d[c:e], "big")
                if n < 2 and (not n or v > 127) or n > 4 and (n > 20 or v >> _BITS[t]):
                    return None
            elif t == 2:
                v = _int(d[c:e], "big", signed=True)
                if n > 4 or not n:
                    return None
            elif t == 6 and n < 128:
                v = d[k:e]
                v = _oids.get(v) or _oid(v)
            else:
                t, v = frombytes_tvat(d, k)
                if 128 <= t <= 130:
                    return None
            append(_new(VarBind, (oid, t, v)))
            i = e
        if i != end or not found or self.single and len(found) > 1:
            return None
        self.key = d[at:to] if to else key
        self.oid = oid
        self.stem, self.text, self.width, self.last = stem, text, width, last
        return found

    def _column(self, key, before, oid):
        # As `stem`, `text`, `width` and `last`: what OIDs have in common that differ as those of
        # the TLVs `key` and `before` do, in their last sub-identifier alone.
        width = 1
        while width < 4 and key[-1 - width] > 127:
            width += 1
        if width == 4 or len(key) != len(before) or key[:-width] != before[:-width]:
            return _NO_COLUMN
        text, _, last = oid.rpartition(".")
        return key[:-width], text, width, int(last)


def _usual(manager, walk):
    # Is all as it is in blocking, and the walk as most are?
    return (
        walk.__class__ is Walk
        and manager.wrapper is response
        and getattr(manager._response, "__func__", None) is _plain_response
        and manager.retries >= 0
        and not walk._lenient
        and walk._left is None
    )


def _all(self, walk):
    return _walk(self, walk) if _usual(self, walk) else _plain_all(self, walk)


def _walk(self, walk):
    # As Manager._all.
    steps = Steps(self, walk)
    while not walk.done:
        if steps.ver != self.ver or steps.community != self.community:
            steps.follow()
        datagram = steps.request()
        udp = self._udp
        address = self._address
        sent = udp.send(datagram, address)
        start = blocking.ticks_ms()
        timeout = self.timeout_ms
        got = udp.recv(MAX_SIZE, timeout) if timeout > 0 else None
        if got and (got[1] == address or self.any_source):
            found = steps.take(got[0])
            if found:
                walk._heard = True
                yield from found
                continue
        packet = steps.packet()
        try:
            r = _late(self, packet, sent, start, got)
        except (NoResponse, BadResponse) as e:
            if not walk.lost(packet):
                raise e
        else:
            yield from walk.take(packet, r)
        if not walk.done:
            steps.follow()


def _late(self, packet, sent, start, got):
    # As Manager._response, from where `packet` was sent at `start` and `got` came, or nothing.
    unread = None
    tries = self.retries
    left = self.timeout_ms
    come = True
    while True:
        while left > 0:
            if not come:
                got = self._udp.recv(MAX_SIZE, left)
            come = False
            if got:
                r = self.wrapper.read(got[0])
                if r and (self.any_source or got[1] == self._address):
                    r = self.wrapper.unpack(r, packet, self)
                    if isinstance(r, BadResponse):
                        unread = r
                    elif r:
                        self.trailing += trailing(got[0])
                        return r
                self.strays += 1
            left = self.timeout_ms - (blocking.ticks_ms() - start & 0x3FFFFFFF)
        if not tries:
            break
        tries -= 1
        come = False
        sent = self._udp.send(self.wrapper.pack(packet), self._address) or sent
        start = blocking.ticks_ms()
        left = self.timeout_ms
    what = ("no response from " if sent else "cannot send to ") + self.host
    raise unread or NoResponse(what + self.wrapper.silence)


_plain_all = blocking.Manager._all
_plain_response = blocking.Manager._response
blocking.Manager._all = _all
