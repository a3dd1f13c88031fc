# A group of scalars and short tables with one INT as index, all of one provider: objects and
# tables of their own would take three times its heap. Imports nothing of usnmp; if_mib and
# host_resources_mib are made of it.

if 0 & 1:  # for type checkers alone
    from typing import Any


class Group:
    """A provider (Mib.subtree), to be derived from.

    entries: of each entry of a table, in their order, and of each group of scalars (where, types):
    the sub-identifiers below the provider, as a tuple, and a type for each of the arcs from 1 on,
    0 for one that there is not.
    """

    entries: "tuple[tuple[tuple[int, ...], bytes], ...]"

    def ends(self, n: int) -> "tuple[int, int]":
        """The first and the last row of the entry `n` of `entries`; (0, 0) for scalars."""
        raise NotImplementedError

    def read(self, n: int, row: int, column: int) -> "Any":
        """A value; None if there is none."""
        raise NotImplementedError

    def get(self, index: "tuple[int, ...]") -> "tuple[Any, ...] | None":
        n = 0
        for at, types in self.entries:
            k = len(at)
            if len(index) == k + 2 and index[:k] == at and 0 < index[k] <= len(types):
                first, last = self.ends(n)
                if types[index[k] - 1] and first <= index[k + 1] <= last:
                    return self.cell(n, index[k + 1], index[k])
            n += 1
        return None

    def next(self, index: "tuple[int, ...]") -> "tuple[Any, ...] | None":
        n = 0
        for at, types in self.entries:
            k = len(at)
            if index[:k] <= at:
                first, last = self.ends(n)
                column, row = 1, first
                if index[:k] == at and len(index) > k and index[k]:
                    column = index[k]
                    if len(index) > k + 1:
                        row = max(first, index[k + 1] + 1)
                while column <= len(types):
                    while types[column - 1] and row <= last:
                        found = self.cell(n, row, column)
                        if found:
                            return (at + (column, row),) + found
                        row += 1
                    column += 1
                    row = first
            n += 1
        return None

    def cell(self, n: int, row: int, column: int) -> "tuple[Any, ...] | None":
        """(type, value), or (type, value, write); None if there is none."""
        value = self.read(n, row, column)
        return None if value is None else (self.entries[n][1][column - 1], value)
