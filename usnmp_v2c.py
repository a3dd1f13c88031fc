# The operations of SNMPv2 (RFC 3416) that SNMPv1 does not have: exceptions and GETBULK. Imports
# usnmp_codec and usnmp_mib; usnmp_agent imports it if it is there, so a board that leaves it out
# speaks SNMPv1.

from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat
from usnmp_mib import key_oid, sort_key

_TOOBIG = 1
_NOSUCHNAME = 2
_ENDOFMIBVIEW = b"\x82\x00"


def exception(engine, oid, tag):
    """The encoded value that says why the PDU `tag` did not find `oid` (RFC 3416 4.2.1, 4.2.2)."""
    if tag != 0xA0:
        return _ENDOFMIBVIEW
    # noSuchInstance where the object is there and visible, but not this instance of it
    return b"\x81\x00" if has_object(engine, oid) else b"\x80\x00"


def has_object(engine, oid):
    """Is an instance of the object, or column, that `oid` is of in the MIB and in the view?

    0: no; 1: yes; 2: yes, and it can be written.
    """
    mib = engine.mib
    i = mib.after(sort_key(oid))
    for key in mib.keys[max(0, i - 1) : i + 1]:
        near = key_oid(key)
        n = len(near) - 1
        while n and near[n - 1] > 127:  # all but the last sub-identifier
            n -= 1
        if near in mib.trees:
            if oid.startswith(near):
                return mib.trees[near].has_object(oid)
        elif oid.startswith(near[:n]) and engine.visible(near):
            node = mib.nodes[near]
            return 2 if type(node) is tuple and len(node) > 2 else 1
    return 0


def bulk(d, p):
    """The Bulk of the request whose non-repeaters and max-repetitions stand at `p` of `d`.

    None if they are not integers.
    """
    try:
        others = frombytes_tvat(d, p)[1]
        p += 1 + sum(frombytes_lenat(d, p))
        return Bulk(max(0, others), max(0, frombytes_tvat(d, p)[1]))
    except BerError:
        return None


class Bulk:
    """A GetBulkRequest (RFC 3416 4.2.3): `others` bindings are not repeated, the rest `times`."""

    def __init__(self, others, times):
        self.others = others
        self.times = times
        self.oids = []  # how far each repeater has got
        self.n = 0
        self.full = False

    def first(self, engine, w, oid):
        """Answer a non-repeater at `w` of the reply, or note a repeater. Returns the end, or
        error.
        """
        if self.n == self.others:
            self.oids.append(oid)
        elif not self.full:
            self.n += 1
            i = self._next(engine, w, oid)
            if i != _TOOBIG or w == engine._base:
                return i
            self.full = True
        return w

    def repeat(self, engine, w):
        """Write the repetitions at `w`: row by row, as many as fit, to the end of the MIB.

        Returns the end; or -(index << 5 | error-status).
        """
        oids = self.oids
        while self.times and oids and not self.full:
            self.times -= 1
            moved = False
            for j in range(len(oids)):
                i = self._next(engine, w, oids[j])
                if i == _TOOBIG:  # cut; only if not even one fits is it an error
                    self.full = True
                    return w if w > engine._base else -_TOOBIG
                if i < 32:
                    return -(self.n + j + 1 << 5 | i)
                moved = moved or oids[j] != engine._oid
                oids[j] = engine._oid
                w = i
            if not moved:  # all at the end
                break
        return w

    def _next(self, engine, w, oid):
        i = engine._next(w, oid)
        if i == _NOSUCHNAME:
            engine._oid = oid
            i = engine._write(w, oid, _ENDOFMIBVIEW)
        return i
