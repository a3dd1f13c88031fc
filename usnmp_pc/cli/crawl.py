# All objects of an agent, whatever it does: one that goes round, or that does not answer behind
# some object, is asked for what follows further on. Imports usnmp_manager.response and cli's
# arguments and output; record imports it.

from usnmp_manager.response import BadResponse, NoResponse, SnmpError

from .arguments import FIRST, key
from .output import exception

_TOOBIG, _NOSUCHNAME, _GENERR = 1, 2, 5
_GOOD = 100  # requests in order, after which as many objects are asked for at once as at first
_JUMPS = 1000  # how often an agent is helped on
_LAST = 2**32 - 1


def _dotted(oid):
    return ".".join(map(str, oid))


class Crawl:
    """Iterates over the VarBinds of what `manager` has below `root`, dotted, behind `last`; "" and
    None: all.

    skip: OIDs below which nothing is wanted; repetitions: how many objects are asked for at once;
    tell: called with a str about what the agent does wrong. Raises SnmpError once it does not
    answer at all.
    """

    def __init__(self, manager, root, last, skip, repetitions, tell):
        self._manager = manager
        self._root = key(root) if root and root != FIRST else ()
        self._greatest = key(last) if last else self._root or key(FIRST)  # that it got to
        self._resumed = bool(last)
        self._skip = [key(oid) for oid in skip]
        self._most = self._repetitions = repetitions if manager.ver else 0
        self._tell = tell
        self._seen = set()  # hashes of OIDs
        self._told = False  # that the OIDs do not increase
        self._heard = False
        self._good = self._jumps = 0

    def __iter__(self):
        asked = ask = self._greatest
        found = self._request(ask)
        some = self._resumed
        while found:
            for varbind in found:
                at = key(varbind[0])
                if exception(varbind[1]) or at[: len(self._root)] != self._root:
                    found = None
                    break
                ask = self._next(at, asked)
                if ask != at:
                    break
                some = True
                asked = at
                yield varbind
            if found:
                asked = ask
                found = self._request(ask) if ask else self._jump()
        if not some and self._root:  # it may be an object itself
            yield from self._itself()

    def _next(self, at, asked):
        # What is to be asked for when `at` was found: itself, if it is wanted; or what is behind
        # that which is not; None, if it was there before.
        for oid in self._skip:
            if at[: len(oid)] == oid:
                self._greatest = max(self._greatest, at)
                # Some take no such number for an index.
                behind = (*oid, _LAST)
                return (*oid[:-1], oid[-1] + 1) if behind == asked else behind
        mark = hash(at)
        if at > self._greatest:
            self._greatest = at
        elif mark in self._seen or at == asked:
            return None
        elif not self._told:
            self._told = True
            self._tell("its OIDs do not increase: .%s after .%s" % (_dotted(at), _dotted(asked)))
        self._seen.add(mark)
        return at

    def _request(self, ask):
        # What follows the OID `ask`; nothing at the end.
        oid = _dotted(ask)
        try:
            while self._repetitions:
                found = self._bulk(oid)
                if found:
                    return found
            found = [self._manager.get_next(oid)]
        except SnmpError as e:
            return [] if e.status == _NOSUCHNAME else self._jump(e)
        self._heard = True
        self._in_order()
        return found

    def _bulk(self, oid):
        # None if there was no answer to so many: fewer are asked for then.
        try:
            found = self._manager.get_bulk(oid, max_repetitions=self._repetitions)
            if found:
                self._heard = True
                self._in_order()
                return found
        except (NoResponse, BadResponse):
            if not self._heard:
                self._repetitions = 0
        except SnmpError as e:
            if e.status not in (_TOOBIG, _GENERR):
                raise
        self._good = 0
        self._repetitions //= 4
        return None

    def _in_order(self):
        self._good += 1
        if self._good > _GOOD:
            self._repetitions = self._most

    def _jump(self, error=None):
        # What follows further on, when it goes round or `error` came: behind the object, the
        # column, the table, and so on. Raises `error` if it does not answer at all.
        self._good = 0
        if isinstance(error, (NoResponse, BadResponse)):
            self._manager.get_next(FIRST)  # does it still answer?
        at = self._greatest
        for ask in [(*at, 0)] + [(*at[:n], at[n] + 1) for n in range(len(at) - 1, 0, -1)]:
            self._jumps += 1
            if self._jumps > _JUMPS or ask[: len(self._root)] != self._root:
                break
            try:
                found = [self._manager.get_next(_dotted(ask))]
            except SnmpError:
                continue
            if exception(found[0][1]):
                return []
            if key(found[0][0]) > at:
                what = "no answer" if error and not error.status else "an error" if error else ""
                text = "%s behind .%s; going on at .%s"
                self._tell(text % (what or "it goes round", _dotted(at), found[0][0]))
                return found
        if error:
            raise error
        return []

    def _itself(self):
        try:
            varbind = self._manager.get(_dotted(self._root))
        except SnmpError:
            return
        if not exception(varbind[1]):
            yield varbind
