# What may be written to a table, and be the index of a row that is made: ranges and sizes, as a
# MIB has them. Pure; imports index; once imports it where there are limits, gaps does.

from .index import _to_key, const, octets_ids

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Sequence

_OFFSETS = const(32)  # an outcome below is an error-status: see usnmp_agent.reply

# Error-status of RFC 3416 3.
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_NOTWRITABLE = const(17)


def check(limits: "Sequence[int]", what: int, value: "Any") -> int:
    """0 if `limits` allow `value` for the column `what`; or the error-status, wrongValue, of
    octets wrongLength. limits: (column, least, greatest, column, least, greatest ...); of octets
    they are of their number; a column may have several, and one that has none is not limited.
    """
    status = 0
    n = value
    if not isinstance(n, int):
        n = len(n.encode() if isinstance(n, str) else n)
    for i in range(0, len(limits), 3):
        if limits[i] == what:
            if limits[i + 1] <= n <= limits[i + 2]:
                return 0
            status = _WRONGVALUE if value is n else _WRONGLENGTH
    return status


class Limited:
    """In place of the stage_set() of a table: `tree`, of which that is `staged`, None where there
    is none; `values` are its limits. once.place() makes them.
    """

    tree: "Any"
    values: "Sequence[int]"
    staged: "Callable[..., int] | None"

    def __call__(self, transaction, oid, t, v):
        tree = self.tree
        if tree.has_object(oid) < 2:
            return _NOTWRITABLE
        column = tree.column
        if t != tree.types[column]:
            return _WRONGTYPE
        status = check(self.values, column, v)
        if status:
            return status
        node = tree.get(oid)
        if not node and not (self.staged and self.key(oid)):
            return _NOCREATION
        if self.staged:
            return self.staged(transaction, oid, t, v)
        transaction.todo.append([transaction.n, oid, node[1], node[2], v, None])
        return _OFFSETS

    def key(self, oid):
        # Can there be a row with that index?
        tree = self.tree
        key = _to_key(octets_ids(oid, len(tree.octets))[1:], tree.index)
        n = 0
        for part in key if isinstance(key, tuple) else (key,):
            n -= 1
            if part is None or check(self.values, n, part):
                return False
        return True
