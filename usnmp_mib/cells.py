# Tables as `usnmp skeleton` makes them: cells that a function computes, and the ranges and sizes
# of columns and indices, as a MIB has them. Pure; imports index and table; once and gaps import
# it, and whoever wants it.

from .index import _to_key, const, octets_ids
from .table import Table

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
    staged: "Callable[..., int] | None" = None

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
        if self.staged:
            if not node:  # can there be a row with that index?
                n = 0
                key = _to_key(octets_ids(oid, len(tree.octets))[1:], tree.index)
                for key in key if isinstance(key, tuple) else (key,):
                    n -= 1
                    if key is None or check(self.values, n, key):
                        return _NOCREATION
            return self.staged(transaction, oid, t, v)
        if not node:
            return _NOCREATION
        transaction.todo.append([transaction.n, oid, node[1], node[2], v, None])
        return _OFFSETS


class Cells(Table):
    """A Table whose cells are computed, for once.place(), which gives it its other attributes.

    columns: as of Table. rows: too, but what is in a row is the application's. index: None for one
    INT.
    """

    # Of the class: most tables need no others, and do not pay for them.
    index = (2,)
    plain = True
    forms = 1
    write = ()
    kept: "dict[Any, Any] | None" = None
    cell: "Callable[[Any, int], Any]"

    def __init__(self, columns: "Any", rows: "Any", index: "Sequence[Any] | None" = None) -> None:
        if index:
            Table.__init__(self, columns, rows, index)
        self.types = columns
        self.rows = rows

    def _read(self):
        return self._value

    def set(self, row: "Any", column: int, value: "Any") -> None:
        """What was SET is kept, and read in place of what cell() says. Your own, to be put in its
        place, may raise ValueError to refuse it, as that of Mib.scalar().
        """
        self.kept = self.kept or {}
        self.kept[row, column] = value

    def _cell(self, row, column):
        kept = self.kept
        if kept and (row, column) in kept:
            row = kept[row, column]
        else:
            row = self.cell(row, column)
        self._value = row
        return None if row is None else (self.types[column], self._read)

    def _writable(self, node, row, key, column):
        value = self._value
        return node[0], lambda: value, lambda v: self.set(row, column, v)
