# The steps of a Walk, faster: see steps_pc. Not for boards. Imports usnmp_codec, usnmp_base
# (packet_pc, pc, varbind), column_pc, response and steps_pc; blocking_pc imports it for one.

from usnmp_base.packet_pc import _BITS, _TEXT, _oid, _oids
from usnmp_base.pc import random_octets
from usnmp_base.varbind import VarBind
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv

from .column_pc import ARC, Column, varbinds
from .response import subids
from .steps_pc import END, NONE, Steps, follows, value

_NO_COLUMN = NONE, "", 0, 0
_int = int.from_bytes
_new = tuple.__new__


class WalkSteps(Steps):
    """The steps of a Walk; yields VarBinds."""

    def follow(self):
        """Go on where the walk is, which went a step by itself. Raises BerError."""
        self.oid = self.walk._last
        self.prefix = self.walk._prefix
        self.packet().tobytes()  # raises what there is to raise
        self.key = tobytes_tv(6, self.oid)
        # What OIDs of late had in common, as _column() has it
        self.stem, self.text, self.width, self.last = _NO_COLUMN
        self._shapes = {}
        self._uniform = Column()
        self.column = b""
        self._heads.clear()
        self._frames.clear()

    def packet(self):
        walk = self.walk
        walk._last = self.oid
        walk._at = subids(self.oid[len(walk._prefix) :])
        return Steps.packet(self)

    def request(self):
        key = self.key
        frame = self._frames.get(len(key))
        if not frame:
            frame = self._frames[len(key)] = self.frame(key + END)
        self.id = id = random_octets()
        return frame[0] + id + frame[1] + key + END

    def take(self, d):
        # Of a GETNEXT through a column, responses of one length differ in request-id, value, and
        # the last octet of the OID
        n = len(d)
        shape = self._shapes.get(n)
        if shape:
            first, at, rest, k, base = shape
            c = d[k]
            if (
                d.startswith(first)
                and d.startswith(self.id, at)
                and d.startswith(rest, at + 4)
                and self.last < base + c
                and c < 128
            ):
                try:
                    t, v = value(d, k + 1, n)
                except Exception:  # as of Steps.take()
                    return None
                self.last = c = base + c
                self.oid = oid = self.text + ARC[c] if c < 256 else f"{self.text}.{c}"
                self.key = d[k - self.before : k + 1]
                return (_new(VarBind, (oid, t, v)),)
        return Steps.take(self, d)

    def _shape(self, d):
        # What the next responses like `d` have, which has one binding.
        first, at, rest, start = self._heads[len(d)]
        key = self.key
        k = start + 1 + len(key)
        if d[start + 1] < 128:
            if self.column != key[:-1]:
                self.column = key[:-1]
                self.before = len(key) - 1
                self._shapes.clear()
            rest = d[at + 4 : k]
            self._shapes[len(d)] = first, at, rest, k, self.last & -128

    def _bindings(self, d, i, end):
        if self.width and not self.single:
            # As the OID before, but for its last octet
            stem = self.key[:-1]
            base = self.last & -128
            found = self._uniform.read(d, i, end, stem, base, self.last)
            if found:
                lows, values, t = found
                found = varbinds(self.text, base, lows, t, values)
                self.last = base + lows[-1]
                self.key = stem + lows[-1:]
                self.oid = found[-1][0]
                return found
        return self._one_by_one(d, i, end)

    def _one_by_one(self, d, i, end):
        # In place, and for what is usual without a call. An IndexError is the end of the buffer.
        stem, text, width, last = self.stem, self.text, self.width, self.last
        m = len(stem)
        key = self.key
        at = to = 0  # where the OID before stands, if it is not `key`
        arc = ARC
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
                if not follows(key, before):
                    n = len(self.prefix)
                    if subids(oid[n:]) <= subids((found[-1][0] if found else self.oid)[n:]):
                        return None
                stem, text, width, last = _NO_COLUMN
                if key[:-1] == before[:-1] or key[-2] > 127:
                    stem, text, width, last = _column(key, before, oid)
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
        if i != end or self.single and len(found) > 1:
            return None
        self.key = d[at:to] if to else key
        self.oid = oid
        self.stem, self.text, self.width, self.last = stem, text, width, last
        if self.single and width:
            self._shape(d)
        else:
            self._shapes.clear()
        return found


def _column(key, before, oid):
    # What OIDs have in common that differ as those of the TLVs `key` and `before` do, in the last
    # sub-identifier alone: their TLV to there, dotted, its octets, and what it was.
    width = 1
    while width < 4 and key[-1 - width] > 127:
        width += 1
    if width == 4 or len(key) != len(before) or key[:-width] != before[:-width]:
        return _NO_COLUMN
    text, _, last = oid.rpartition(".")
    return key[:-width], text, width, int(last)
