# Bindings of one column that all have the same length, type and octets but for the last of the
# index and the value, at once: for CPython, never for a board. What is otherwise is left to
# walk_pc. Imports usnmp_base (packet_pc, varbind); walk_pc imports it.

from itertools import repeat
from struct import Struct

from usnmp_base.packet_pc import _BITS, _TEXT
from usnmp_base.varbind import VarBind

ARC = [".%d" % i for i in range(256)]
_LEAST = 4  # bindings
_RUN = bytes(range(128))
_INT = 2
_STR = 4
# By type and length: how struct reads integers whose last octets are the value, and which of
# their bits are: 3 octets are read with the length before them, 5 to 7 with more
_CODES = {(_INT, 2): ("h", 0), (_INT, 4): ("i", 0), (_INT, 3): ("I", 0xFFFFFF)}
for _t, _bits in _BITS.items():
    _CODES.update({(_t, 2): ("H", 0), (_t, 3): ("I", 0xFFFFFF), (_t, 4): ("I", 0)})
    if _bits == 64:
        _CODES.update({(_t, n): ("Q", (1 << 8 * n) - 1) for n in (5, 6, 7)})
        _CODES.update({(_t, 8): ("Q", 0), (_t, 9): ("Q", 0)})
    else:
        _CODES[_t, 5] = "I", 0
_OCTETS = {"h": 2, "H": 2, "i": 4, "I": 4, "Q": 8}
_LIMIT = 256
_structs = {}
_int = int.from_bytes
_new = tuple.__new__


class Column:
    """What the bindings of a column had in common of late."""

    _known = None

    def read(self, d, start, end, stem, base, last):
        """(octets of the OIDs' ends, values as an iterable, type) of the bindings that are all of
        `d` from `start` to `end`; None: they are of many kinds. stem: the OIDs' TLV without its
        last octet, which stands for `base` more than it says, and for more than `last`.
        """
        size = d[start + 1] + 2
        count, rest = divmod(end - start, size)
        at = start + 2 + len(stem)
        if rest or count < _LEAST or size > 129 or not d.startswith(stem, start + 2):
            return None
        lows = d[at:end:size]
        if lows not in _RUN and (not lows.isascii() or lows != bytes(sorted(set(lows)))):
            return None
        t = d[at + 1]
        n = d[at + 2]
        if base + lows[0] <= last or at + 3 + n != start + size:
            return None
        # All octets that must be as those of the first binding, at once
        known = d[start:at], t, n, count
        if known != self._known:
            mask = b"\xff" * (at - start) + b"\0\xff\xff" + bytes(n)
            self._mask = _int(mask * count, "big")
            self._expected = _int(d[start : start + size] * count, "big") & self._mask
            self._known = known
        if _int(d[start:end], "big") & self._mask != self._expected:
            return None
        values = _values(d, start, size, count, t, n)
        return values and (lows, values, t)


def _values(d, start, size, count, t, n):
    at = start + size - n
    if n == 1 and (t == _INT or t in _BITS):
        values = d[at::size]
        return values if values.isascii() else None
    if t == _STR:
        return [_text(d[i : i + n]) for i in range(at, at + count * size, size)]
    code, mask = _CODES.get((t, n), ("", 0))
    if not code or n == 5 and code == "I" and any(d[at::size]) or n == 9 and any(d[at::size]):
        return None
    key = size, count, code
    found = _structs.get(key)
    if not found:
        if len(_structs) >= _LIMIT:
            _structs.clear()
        found = _structs[key] = Struct(">" + "%dx%s" % (size - _OCTETS[code], code) * count)
    values = found.unpack_from(d, start)
    if mask:
        values = [v & mask for v in values]
        if t == _INT and max(values) >> 23:
            return None
    return values


def _text(v):
    if v.isascii():
        s = v.decode()
        if s.isprintable() or not v.translate(None, _TEXT):
            return s
    return v


def varbinds(text, base, lows, t, values):
    """The list of VarBinds of what Column.read() gave; text: dotted, of their OIDs without the
    last sub-identifier.
    """
    if base < 128:
        oids = [text + ARC[base + c] for c in lows]
    else:
        oids = [f"{text}.{base + c}" for c in lows]
    return list(map(_new, repeat(VarBind), zip(oids, repeat(t), values)))
