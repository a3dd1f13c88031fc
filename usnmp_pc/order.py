# Which object follows which, on CPython, with the heap of a PC: what was found is kept until the
# keys of the MIB change. Imports usnmp_mib and usnmp_agent.engine; speed imports it. Not for
# boards.
#
# Among 100,000 objects it is not comparing that takes the time, but that each key is somewhere
# else in memory. So an OID leads to the next at once.

from bisect import bisect_right

from usnmp_agent.engine import PduEngine
from usnmp_mib import key_oid, sort_key

_NOSUCHNAME = 2


class _Keys(list):
    # Of a Mib, which forget what follows when they change.

    def __init__(self, keys):
        list.__init__(self, keys)
        self.places = {}  # by OID: the OID that follows


def _changing(name):
    change = getattr(list, name)

    def changed(self, *args, **kw):
        self.places.clear()
        return change(self, *args, **kw)

    return changed


for name in (
    "append clear extend insert pop remove reverse sort __delitem__ __iadd__ __imul__ __setitem__"
).split():
    setattr(_Keys, name, _changing(name))


def keep(agent, most=1 << 17):
    """Have `agent`, a usnmp_agent.Agent, keep what follows up to `most` objects of its MIB."""
    mib = agent.mib
    nodes = mib.nodes

    def after(oid):
        # As Mib.after(); in C.
        return bisect_right(mib.keys, sort_key(oid) if mib.wide or oid not in nodes else oid)

    def follow(w, oid):
        # As PduEngine._next().
        keys = mib.keys
        if mib.trees or agent._rights:
            return PduEngine._next(agent, w, oid)
        if type(keys) is not _Keys:
            keys = mib.keys = _Keys(keys)
        places = keys.places
        while True:
            found = places.get(oid)
            if found is None:
                i = after(oid)
                if i == len(keys):
                    return _NOSUCHNAME
                found = key_oid(keys[i])
                if oid in nodes:
                    if len(places) == most:
                        places.clear()
                    # Its key may be the same octets, beside those that follow.
                    places[keys[i - 1] if keys[i - 1] == oid else oid] = found
            agent._oid = oid = found
            end = agent._put(w, oid, nodes[oid])
            if end != _NOSUCHNAME:
                return end

    mib.after = after
    agent._next = follow
