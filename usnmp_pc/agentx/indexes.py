# Values of index objects that sub-agents share (RFC 2741 7.1.4.2, 7.1.4.3). Pure; imports pdu; the
# master imports it.

from . import pdu as ax

_INT = 2
_MOST = 2**31 - 1


class Indexes:
    """Which session has which value of which index object."""

    def __init__(self):
        self._types = {}  # by OID, as long as it has values
        self._owners = {}  # by OID: {value: session}, None if it was given back

    def allocate(self, session, varbinds, flags):
        """(error, index, varbinds): all of them, or an error and none. flags: of pdu."""
        taken = []
        found = []
        for n, (oid, t, value) in enumerate(varbinds, 1):
            error = ax.INDEX_WRONG_TYPE if self._types.get(oid, t) != t else 0
            owners = self._owners.setdefault(oid, {})
            if not error:
                value, error = _chosen(owners, t, value, flags)
            if error:
                for at, other, before in reversed(taken):
                    self._put(at, other, before)
                return error, n, varbinds
            self._types[oid] = t
            taken.append((oid, value, owners.get(value, self)))
            owners[value] = session
            found.append((oid, t, value))
        return 0, 0, found

    def _put(self, oid, value, before):
        # As it was; `self` stands for "never there".
        if before is self:
            del self._owners[oid][value]
        else:
            self._owners[oid][value] = before

    def deallocate(self, session, varbinds):
        """(error, index): all of them are given back, or an error and none."""
        for n, (oid, t, value) in enumerate(varbinds, 1):
            if self._owners.get(oid, {}).get(value) is not session:
                return ax.INDEX_NOT_ALLOCATED, n
            if self._types.get(oid) != t:
                return ax.INDEX_WRONG_TYPE, n
        for oid, _, value in varbinds:
            self._owners[oid][value] = None
        return 0, 0

    def release(self, session):
        """A session has ended: what it had is free, though not new."""
        for owners in self._owners.values():
            for value, owner in owners.items():
                if owner is session:
                    owners[value] = None


def _chosen(owners, t, value, flags):
    # (value, error) of what is to be allocated.
    if not flags & (ax.NEW_INDEX | ax.ANY_INDEX):
        return value, 0 if owners.get(value) is None else ax.INDEX_ALREADY_ALLOCATED
    if flags & ax.ANY_INDEX:
        for value, owner in owners.items():
            if owner is None:
                return value, 0
    if t != _INT:  # which other is to follow, only who made the MIB knows
        return value, ax.INDEX_NONE_AVAILABLE
    value = max([1, *[n + 1 for n in owners]])
    return value, 0 if value <= _MOST else ax.INDEX_NONE_AVAILABLE
