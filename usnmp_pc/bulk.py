# GETBULK with the heap of a PC: runs of scalars are joined, not written one by one, and what a
# constant takes in a reply is kept. Imports usnmp_mib, usnmp_agent, its engine, trees and v2c, and
# encoded; usnmp_pc.speed imports it.

from usnmp_agent import v2c
from usnmp_agent.engine import _call
from usnmp_agent.trees import within
from usnmp_mib import key_oid

from .encoded import encoded, tlv

_OFFSETS = 32  # an outcome below is an error-status: see usnmp_agent.reply
_INDEX = 5
_TOOBIG = 1


class Operations:
    """In place of the module usnmp_agent.v2c, for one agent."""

    exception = staticmethod(v2c.exception)
    has_object = staticmethod(v2c.has_object)

    def __init__(self, most):
        self.most = most  # of what is kept
        self.kept = {}  # by OID: the constant and its binding

    def Bulk(self, d, p):
        """As v2c.Bulk()."""
        bulk = _Bulk(d, p)
        bulk.kept = self.kept
        if len(self.kept) > self.most:
            self.kept.clear()
        return bulk


class _Bulk(v2c.Bulk):
    def repeat(self, engine, w):
        # Several repeaters want a table, in the order of its rows.
        if self.times and len(self.oids) == 1 and not self.full and not engine._rights:
            mib = engine.mib
            if not mib.trees or not within(mib, self.oids[0]):
                w = self._run(engine, mib, w)
                if self.error:
                    return w
        return v2c.Bulk.repeat(self, engine, w)

    def _run(self, engine, mib, w):
        # repeat() as far as scalars follow one another.
        nodes = mib.nodes
        keys = mib.keys
        kept = self.kept
        oid = self.oids[0]
        i = mib.after(oid)
        start = w
        found = []
        while self.times and i < len(keys):
            after = keys[i] if not mib.wide else key_oid(keys[i])
            i += 1
            node = nodes.get(after)
            known = kept.get(after)
            if known and known[0] is node:
                binding = known[1]
            elif node is None:  # of a tree
                break
            else:
                binding = self._binding(engine, w, after, node)
                if not binding:
                    continue
                if self.error:
                    break
            w += len(binding)
            if w > engine._limit:
                w -= len(binding)
                self._cut(engine, w)
                break
            found.append(binding)
            self.times -= 1
            oid = after
        engine._buf[start:w] = b"".join(found)
        self.oids[0] = engine._oid = oid
        return w

    def _cut(self, engine, w):
        # No more fits; only if not even one does is it an error.
        self.full = True
        if w == engine._base:
            self.error = _TOOBIG

    def _binding(self, engine, w, oid, node):
        # The octets of a binding that may be written at w; None: without a value.
        if type(node) is bytes:
            binding = tlv(48, tlv(6, oid) + node)
            self.kept[oid] = node, binding
            return binding
        v = _call(node[1])
        if v is None:
            return None
        octets = encoded(node[0], v)
        if octets:
            return tlv(48, tlv(6, oid) + octets)
        end = type(v) is int and engine._write_int(w, oid, node[0], v)
        end = end or engine._write_other(w, oid, node[0], v)
        if end == _TOOBIG:
            return bytes(engine._limit)  # longer than there is room for
        if end < _OFFSETS:
            self.error = self.n + 1 << _INDEX | end
            return b"\0"
        return bytes(engine._buf[w:end])
