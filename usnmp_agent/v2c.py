# The operations of SNMPv2 (RFC 3416) that SNMPv1 does not have: exceptions and GETBULK. Imports
# usnmp_codec, usnmp_mib and reply; the agent imports it if it is there, so a board that leaves it
# out speaks SNMPv1.

from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv
from usnmp_mib import key_oid

from .reply import const

_OFFSETS = const(32)  # an outcome below is an error-status: see reply
_INDEX = const(5)
_TOOBIG = const(1)
_NOSUCHNAME = const(2)


def exception(engine, oid, pdu):
    """The encoded value that says why `pdu`, a tag less 0xA0, did not find `oid` (RFC 3416 4.2.1,
    4.2.2).
    """
    # endOfMibView; noSuchObject, or noSuchInstance, one more, where the object is there and
    # visible, but not this instance of it
    return tobytes_tv(130 if pdu else 128 + (has_object(engine, oid) > 0))


def has_object(engine, oid):
    """Is an instance of the object, or column, that `oid` is of in the MIB and in the view?

    0: no; 1: yes; 2: yes, and it can be written.
    """
    mib = engine.mib
    view = engine._rights
    i = mib.after(oid)
    for i in range(max(0, i - 1), min(i + 1, len(mib.keys))):
        near = key_oid(mib.keys[i])
        n = len(near) - 1
        while n and near[n - 1] > 127:  # all but the last sub-identifier
            n -= 1
        if near in mib.trees:
            if oid.startswith(near):
                n = len(near)
                while n < len(oid) and oid[n] > 127:
                    n += 1
                # What is hidden is as if it were not there, and is not asked.
                if not view or view.has_object(oid[: n + 1]):
                    return mib.trees[near].has_object(oid)
        elif oid.startswith(near[:n]) and (not view or view.sees(near)):
            near = mib.nodes[near]
            return 1 + (type(near) is tuple and len(near) > 2)
    return 0


class Bulk:
    """A GetBulkRequest (RFC 3416 4.2.3) whose non-repeaters and max-repetitions stand at `p` of
    `d`. Raises BerError if they are not integers.
    """

    def __init__(self, d, p):
        self.others = max(0, frombytes_tvat(d, p)[1])  # not to be repeated
        p += 1 + sum(frombytes_lenat(d, p))
        self.times = max(0, frombytes_tvat(d, p)[1])
        self.oids = []  # how far each repeater has got
        self.n = 0
        self.full = False
        self.error = 0

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

        Returns the end; an outcome that is an error goes into self.error.
        """
        oids = self.oids
        while self.times and oids and not self.full:
            self.times -= 1
            moved = False
            for j in range(len(oids)):
                i = self._next(engine, w, oids[j])
                if i == _TOOBIG:  # cut; only if not even one fits is it an error
                    self.full = True
                    if w == engine._base:
                        self.error = _TOOBIG
                    return w
                if i < _OFFSETS:
                    self.error = self.n + j + 1 << _INDEX | i
                    return w
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
            i = engine._write(w, oid, tobytes_tv(130))
        return i
