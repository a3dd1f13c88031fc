# A table of any index whose cells a function computes, as `usnmp skeleton` makes them: nothing of
# the heap for a row but its key. Pure; imports index and table; imported by whoever wants it.

from .index import const
from .table import Table

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterator, Mapping, Sequence

_INT = const(2)


class Cells(Table):
    """A Table for limits.place().

    columns, index: as of Table. keys: of the rows: what `in` and `for` take, such as a list or a
    dict; or a callable for one, asked at each request. cell: a callable for the value in (key,
    column); None: there is none. write: the numbers of the columns that can be written. set: a
    callable(key, column, value) for what is SET, which may refuse it as Mib.scalar() says; None: it
    is kept, and read in place of what cell() says.
    """

    kept: "dict[Any, Any] | None" = None  # of the class: most tables pay for neither
    set: "Callable[[Any, int, Any], object] | None" = None

    def __init__(
        self,
        columns: "Mapping[int, int]",
        keys: "Any",
        cell: "Callable[[Any, int], Any]",
        index: "Sequence[Any]" = (_INT,),
        write: "Sequence[int]" = (),
        set: "Callable[[Any, int, Any], object] | None" = None,
    ) -> None:
        Table.__init__(self, columns, self, index)
        self.write = write
        self.there = keys
        self.cell = cell
        if set:
            self.set = set

    def __iter__(self) -> "Iterator[Any]":
        there = self.there
        return iter(there() if callable(there) else there)

    def __contains__(self, key: "Any") -> bool:
        there = self.there
        return key in (there() if callable(there) else there)

    def __getitem__(self, key: "Any") -> "Any":
        return key  # for _cell(), whose row it is

    def _cell(self, key, column):
        kept = self.kept
        if kept and (key, column) in kept:
            self._value = kept[key, column]
        else:
            self._value = self.cell(key, column)
        return None if self._value is None else (self.types[column], self._read)

    def _writable(self, node, row, key, column):
        value = self._value

        def set(v):
            if self.set:
                return self.set(key, column, v)
            self.kept = self.kept or {}
            self.kept[key, column] = v

        return node[0], lambda: value, set
