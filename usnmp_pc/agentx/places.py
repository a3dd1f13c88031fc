# The places in our Mib where sub-agents answer: trees, as the engine asks a Subtree or a Table.
# Imports usnmp_mib, pdu, registry, values and writes; the master imports it.

from bisect import bisect_left

from usnmp_mib import key_oid, oid_str, sort_key

from . import pdu as ax
from .registry import behind
from .values import ids_of, octets_of, tlv, value_for
from .writes import SessionSet

_OFFSETS = 32  # an outcome below is an error-status: usnmp_agent.reply
_NOTWRITABLE = 17
_NOSUCHINSTANCE = 129


class Place:
    """A tree in a Mib, in place of a usnmp_mib.subtree.Subtree: `octets`, of `ids`. master: the
    Master.
    """

    node = None  # of what next() found

    def __init__(self, master, ids):
        self.master = master
        self.ids = ids
        self.octets = octets_of(ids)
        self._object = 0  # of what get() missed: is there such an object?

    def get(self, oid):
        """The node of `oid` (content octets) as in Mib.nodes, or None. Raises OSError."""
        ids = ids_of(oid)
        self._object = 0
        one = self.master.registry.find(ids)
        if one is None or one.instance and one.subtree != ids:
            return None
        _, t, value = self.master.requests.ask(one, ax.GET, ids, False, ())
        if t > 127:
            self._object = t == _NOSUCHINSTANCE
            return None
        return tlv(t, value)

    def next(self, oid):
        """The OID of what follows `oid`, its node being in self.node; or None."""
        after = ids_of(oid)
        for one, start, include, end in self.master.registry.ranges(after, False, self.ids):
            ids, t, value = self.master.requests.ask(one, ax.GETNEXT, start, include, end)
            if t > 127 or end and ids >= end:  # some give what stands behind the end
                continue
            if ids <= after:
                raise OSError("GetNext of %s gave %s" % (start, ids))
            self.node = tlv(t, value)
            return octets_of(ids)
        return None

    def end(self, oid):
        """Where to go on behind the object that `oid` is of, as far as that is known."""
        return oid

    def has_object(self, oid):
        """0: there is no such object; 1: there is."""
        return int(self._object)

    def stage_set(self, transaction, oid, t, v):
        """Note that `oid` is to be set to `v` of type `t`; an outcome."""
        ids = ids_of(oid)
        one = self.master.registry.find(ids)
        if one is None:
            return _NOTWRITABLE
        try:
            binding = ids, t, value_for(t, v)
        except ValueError:  # AgentX has no such type
            return _NOTWRITABLE
        for staged in transaction.rows:
            if getattr(staged, "session", None) is one.session:
                break
        else:
            staged = SessionSet(self.master, one)
            transaction.rows.append(staged)
        staged.add(transaction.n, oid, binding)
        return _OFFSETS


class Places:
    """The Places of a `master` in `mib`: those of its registry, none inside of another."""

    def __init__(self, master, mib):
        self.master = master
        self.mib = mib
        self._places = {}

    def taken(self, ids, instance):
        """The dotted OID of one of our own objects that is in the way, or None."""
        octets = octets_of(_root(ids, instance))
        mib = self.mib
        start = sort_key(octets)
        last = behind(_root(ids, instance))
        last = sort_key(octets_of(last)) if last else b"\xff\xff"
        i = bisect_left(mib.keys, start)
        if i:
            other = key_oid(mib.keys[i - 1])
            tree = mib.trees.get(other)
            if tree and not isinstance(tree, Place) and octets.startswith(other):
                return oid_str(other)
        while i < len(mib.keys) and mib.keys[i] < last:
            other = key_oid(mib.keys[i])
            if not isinstance(mib.trees.get(other), Place):
                return oid_str(other)
            i += 1
        return None

    def renew(self):
        """Have the Mib what the registry has by now. Not while a request is answered."""
        roots = []
        registry = self.master.registry
        for ids in sorted({_root(s, registry.find(s).instance) for s in registry.subtrees}):
            if not roots or ids[: len(roots[-1])] != roots[-1]:
                roots.append(ids)
        for ids in [ids for ids in self._places if ids not in roots]:
            octets = self._places.pop(ids).octets
            del self.mib.trees[octets]
            self.mib.keys.remove(sort_key(octets))
            self.mib.index = 0
        for ids in roots:
            if ids not in self._places:
                place = Place(self.master, ids)
                self.mib.add(oid_str(place.octets), True)
                self.mib.trees[place.octets] = place
                self.mib.asked = 0  # as usnmp_mib.subtree has it
                self._places[ids] = place


def _root(ids, instance):
    # Where the tree of a registration begins: a GETNEXT that comes to a tree asks for what is
    # behind its OID, and so would miss an instance that is at it.
    return ids[:-1] if instance or ids[-1] == 0 else ids
