# The objects of a Mib, asked as AgentX asks: by the agent's own engine, with AgentX's bindings in
# place of BER. Imports usnmp_agent's engine and v2c, and values; the sub-agent imports it.

from bisect import bisect_right

from usnmp_agent import v2c
from usnmp_agent.engine import PduEngine

from .values import ids_of, key_of, key_of_ids, octets_of, oid_of_key, value_of

_OFFSETS = 32  # an outcome below is an error-status: usnmp_agent.reply
_NOSUCHNAME = 2
_IN_PKTS = 1
_OCTSTR = 4
_END = 130  # endOfMibView


class _Range:
    # The end of a search range, in place of a usnmp_agent.view.View: what stands behind it is not
    # asked.
    reads = None

    def __init__(self):
        self.end = None  # a sort key

    def sees(self, oid):
        return key_of(oid) < self.end

    def within(self, octets, oid):
        return oid if self.sees(oid) and self.sees(octets) else None

    def after(self, mib, i, oid):
        return i + 1 if self.sees(oid) else len(mib.keys)

    def has_object(self, octets):
        return True


class Engine(PduEngine):
    """Answers from `mib`, a usnmp_mib.Mib. log: called with a str when a handler raised.

    A binding is (OID, type, value) of pdu.
    """

    def __init__(self, mib, log=print):
        PduEngine.__init__(self, mib, 484, log)
        self._v2 = v2c
        self._range = _Range()
        self._limit = 1 << 30  # of the reply that Transaction asks for
        self._rights = None
        self.found = None

    def begin(self):
        """A request has come: called before the first of its bindings is asked."""
        self.counters[_IN_PKTS] += 1

    def node(self, oid, sets=None):
        """The node at the content octets `oid` as in Mib.nodes, or None."""
        node = self.mib.nodes.get(oid)
        if node is None and self.mib.trees:
            node = self.trees().find(self, oid, sets)
        return node

    def get(self, ids):
        """The binding of the OID `ids`, an exception perhaps; or an error-status."""
        oid = octets_of(ids)
        if ids_of(oid) != ids:
            return ids, 128, None
        error = self._put(0, oid, self.node(oid))
        if error == _NOSUCHNAME:
            error = self._write(0, oid, v2c.exception(self, oid, 0))
        return self.found if error >= _OFFSETS else error

    def next(self, start, include, end):
        """The first binding behind `start`, or from it on, and before `end`, () for none; or an
        error-status. RFC 2741 7.2.3.2.
        """
        if include:
            found = self.get(start)
            if not isinstance(found, tuple) or found[1] < 128:
                return found
        if not self.mib.trees:
            error = self._next_scalar(key_of_ids(start), end and key_of_ids(end))
        else:
            error = self._next_within(start, end)
        if error == _NOSUCHNAME:
            return start, _END, None
        return self.found if error >= _OFFSETS else error

    def _next_scalar(self, key, end):
        # The first behind a sort key and before another.
        mib = self.mib
        keys = mib.keys
        for i in range(bisect_right(keys, key), len(keys)):
            if end and keys[i] >= end:
                break
            oid = oid_of_key(keys[i])
            error = self._put(0, oid, mib.nodes[oid])
            if error != _NOSUCHNAME:
                return error
        return _NOSUCHNAME

    def _next_within(self, start, end):
        if end:
            self._range.end = key_of_ids(end)
            self._rights = self._range
        try:
            return self._next(0, octets_of(start))
        finally:
            self._rights = None

    # What Reply writes as BER is kept as it is.

    def _write(self, w, oid, value):
        try:
            self.found = (ids_of(oid), *value_of(value))
        except ValueError as e:
            return self.failed(oid, e)
        return _OFFSETS

    def _write_int(self, w, oid, type, v):
        high = v >> 31
        if not (-1 <= high < 1 if type == 2 else 64 < type < 68 and 0 <= high < 2):
            return 0
        self.found = ids_of(oid), type, v
        return _OFFSETS

    def _write_other(self, w, oid, type, v):
        if type == _OCTSTR and isinstance(v, (str, bytes)):
            self.found = ids_of(oid), type, v.encode() if isinstance(v, str) else v
            return _OFFSETS
        return PduEngine._write_other(self, w, oid, type, v)
