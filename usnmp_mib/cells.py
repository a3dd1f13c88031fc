# A table whose cells a function computes, of any index, as `usnmp skeleton` makes them. Pure;
# imports table; imported by whoever wants it.

from .table import Table

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Mapping, Sequence


class Cells(Table):
    """A Table, for limits.place(). columns, index: as of Table. rows: too, but what is in a row is
    the application's. cell: a callable for the value in (row, column); None: there is none. write:
    the numbers of the columns that can be written.
    """

    kept: "dict[Any, Any] | None" = None  # of the class: most tables do not pay for it

    def __init__(
        self,
        columns: "Mapping[int, int]",
        rows: "Any",
        cell: "Callable[[Any, int], Any]",
        write: "Sequence[int]" = (),
        index: "Sequence[Any]" = (2,),
    ) -> None:
        Table.__init__(self, columns, rows, index)
        self.write = write
        self.cell = cell

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
