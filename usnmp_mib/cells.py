# Rows of tables of any index whose cells a function computes, for Mib.table(). Pure; imports
# nothing of usnmp; imported by whoever wants it, as what `usnmp skeleton` writes does.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Container, Iterable, Iterator


class Cells:
    """Rows of which there is nothing but their keys.

    keys: what `in` and `for` take: a list, a dict, other Cells; or a callable for one, asked at
    each request. A key is what Mib.table() says. cell: a callable for the value in (key, column);
    None: there is none. write: a callable(key, column, value) for what is SET where
    the table's `write` has True; None: it is kept, and read in place of what cell() says.
    """

    def __init__(
        self,
        keys: "Any",
        cell: "Callable[[Any, int], Any]",
        write: "Callable[[Any, int, Any], object] | None" = None,
    ) -> None:
        self.keys = keys
        self.cell = cell
        self.kept: "dict[Any, Any]" = {}
        self.write = write or self._keep

    def _keep(self, key, column, value):
        self.kept[key, column] = value

    def __iter__(self) -> "Iterator[Any]":
        keys = self.keys
        return iter(keys() if callable(keys) else keys)

    def __contains__(self, key: "Any") -> bool:
        keys = self.keys
        return key in (keys() if callable(keys) else keys)

    def __getitem__(self, key: "Any") -> "_Row":
        return _Row(self, key)


class _Row:
    def __init__(self, cells, key):
        self.cells = cells
        self.key = key

    def __getitem__(self, column):
        cells = self.cells
        if cells.kept and (self.key, column) in cells.kept:
            return cells.kept[self.key, column]
        return cells.cell(self.key, column)

    def __setitem__(self, column, value):
        self.cells.write(self.key, column, value)
