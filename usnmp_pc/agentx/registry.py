# Which session answers for which OID: registrations, by specificity and priority (RFC 2741 7.1.4,
# 7.2.1). Pure; imports pdu; the master imports it.

from bisect import bisect_right, insort

from . import pdu as ax

_MOST = 4096  # subtrees of one registration of a range


class Registration:
    """A `subtree`, a tuple, of a `session` with a `priority`. instance: is it one object instance?
    timeout: in seconds, 0 for the session's. region: what the session registered.
    """

    def __init__(self, subtree, session, priority, instance, timeout, region):
        self.subtree = subtree
        self.session = session
        self.priority = priority
        self.instance = instance
        self.timeout = timeout
        self.region = region


class Registry:
    """All registrations. `subtrees` are in order."""

    def __init__(self):
        self.subtrees = []
        self._at = {}  # by subtree: registrations, the one that counts first

    def add(self, session, region, instance=False):
        """Register; an error of pdu, 0 for none. A range that is taken in part is not registered
        at all.
        """
        timeout, priority, range_subid, subtree, upper = region
        found = subtrees(subtree, range_subid, upper)
        if not found or not priority:
            return ax.PROCESSING_ERROR
        for at in found:
            if any(other.priority == priority for other in self._at.get(at, ())):
                return ax.DUPLICATE_REGISTRATION
        for at in found:
            one = Registration(at, session, priority, instance, timeout, region)
            if at not in self._at:
                self._at[at] = []
                insort(self.subtrees, at)
            self._at[at].append(one)
            self._at[at].sort(key=lambda r: r.priority)
        return 0

    def remove(self, session, region):
        """Unregister; an error of pdu, 0 for none."""
        _, priority, range_subid, subtree, upper = region

        def same(one):
            return one.session is session and one.priority == priority

        found = subtrees(subtree, range_subid, upper)
        if not found or not all(any(map(same, self._at.get(at, ()))) for at in found):
            return ax.UNKNOWN_REGISTRATION
        self._drop(same, found)
        return 0

    def remove_all(self, session):
        """Forget a session."""
        self._drop(lambda one: one.session is session, list(self.subtrees))

    def _drop(self, which, subtrees):
        for at in subtrees:
            left = [one for one in self._at[at] if not which(one)]
            if left:
                self._at[at] = left
            else:
                del self._at[at]
                self.subtrees.remove(at)

    def find(self, ids):
        """The registration that answers for the OID `ids`, or None: the longest subtree, of those
        the least priority.
        """
        for n in range(len(ids), 0, -1):
            if ids[:n] in self._at:
                return self._at[ids[:n]][0]
        return None

    def after(self, ids):
        """The first subtree behind `ids`, or None."""
        i = bisect_right(self.subtrees, ids)
        return self.subtrees[i] if i < len(self.subtrees) else None

    def ranges(self, ids, include, within):
        """Where GETNEXT is to look behind `ids`, or from there on with `include`, inside of the
        subtree `within`: (registration, start, include, end), one after the other.
        """
        last = behind(within)
        while not last or ids < last:
            one = self.find(ids)
            following = self.after(ids)
            if one is None:
                if following is None or last and following >= last:
                    return
                ids, include = following, True
                continue
            end = behind(one.subtree)
            if following is not None and (not end or following < end):
                end = following  # what is more specific answers for itself
            yield one, ids, include, end
            if not end:
                return
            ids, include = end, True


def subtrees(subtree, range_subid, upper):
    """The subtrees of a region (RFC 2741 6.2.3), tuples; [] if it is none."""
    if not range_subid:
        return [subtree] if subtree else []
    if range_subid > len(subtree):
        return []
    k = range_subid - 1
    if not subtree[k] <= upper < subtree[k] + _MOST:
        return []
    return [(*subtree[:k], n, *subtree[k + 1 :]) for n in range(subtree[k], upper + 1)]


def behind(subtree):
    """The first OID behind all that is in a subtree; () if there is none."""
    while subtree and subtree[-1] == 2**32 - 1:
        subtree = subtree[:-1]
    return (*subtree[:-1], subtree[-1] + 1) if subtree else ()
