# Rows of tables of any index whose cells a function computes, for Mib.table(). Pure; imports
# nothing of usnmp; imported by whoever wants it, as what `usnmp skeleton` writes does.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Container, Iterable, Iterator


class Cells:
    """Rows of which there is nothing but their keys.

    keys: what `in` and `for` take: a list, a dict, other Cells; or a callable for one, asked at
    each request. A key is what Mib.table() says. cell: a callable for the value in (key, column);
    None: there is none. write: a callable(key, column, value) for what is SET where the table's
    `write` has True; None: it is kept, and read in place of what cell() says.
    """

    kept: "dict[Any, Any] | None" = None

    def __init__(
        self,
        keys: "Any",
        cell: "Callable[[Any, int], Any]",
        write: "Callable[[Any, int, Any], object] | None" = None,
    ) -> None:
        self.keys = keys
        self.cell = cell
        self.write = write

    def __iter__(self) -> "Iterator[Any]":
        keys = self.keys
        return iter(keys() if callable(keys) else keys)

    def __contains__(self, key: "Any") -> bool:
        keys = self.keys
        return key in (keys() if callable(keys) else keys)

    def __getitem__(self, key: "Any") -> "Cell":
        return Cell(self, key)


class Cell:
    # A row, while it is asked for cells.

    def __init__(self, cells, key):
        self.cell = cells
        self.key = key

    def __getitem__(self, column):
        cells = self.cell
        if cells.kept and (self.key, column) in cells.kept:
            return cells.kept[self.key, column]
        return cells.cell(self.key, column)

    def __setitem__(self, column, value):
        cells = self.cell
        if cells.write:
            cells.write(self.key, column, value)
        else:
            cells.kept = cells.kept or {}
            cells.kept[self.key, column] = value
