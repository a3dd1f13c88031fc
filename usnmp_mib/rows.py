# The rows of a large table, in order. Pure; imports index. For a user's program.

from .index import _to_ids, const

if 0 & 1:  # for type checkers alone
    from typing import Any, Iterator, Sequence

_INT = const(2)


class Rows:
    """A mapping of key -> row that stays in order, for large tables: the next row is a binary
    search.

    (In a dict it is looked for among all rows.) index: the types of the parts of a key, as for
    Mib.table(); keys must be of these.
    """

    def __init__(self, index: "Sequence[Any]" = (_INT,)) -> None:
        self._index = index
        self._rows = {}
        self._order = []

    def after(self, index: "Any") -> "Any":
        """The index of the first row behind `index`, None being before all; or None.

        An index is a tuple of sub-identifiers; or, if it is one INT, that.
        """
        order = self._order
        lo = 0
        hi = 0 if index is None else len(order)
        while lo < hi:
            i = (lo + hi) >> 1
            if index < order[i]:
                hi = i
            else:
                lo = i + 1
        return order[lo] if lo < len(order) else None

    def __setitem__(self, key: "Any", row: "Any") -> None:
        ids = None if key in self._rows else _to_ids(key, self._index)
        self._rows[key] = row
        if ids is not None:
            try:
                if self._order and ids < self._order[-1]:
                    self._order.insert(self._order.index(self.after(ids)), ids)
                else:
                    self._order.append(ids)
            except MemoryError as e:  # it is in both, or in none
                del self._rows[key]
                raise e

    def __delitem__(self, key: "Any") -> None:
        if key not in self._rows:
            raise KeyError(key)
        self._order.remove(_to_ids(key, self._index))  # first: this may want memory
        del self._rows[key]

    def __getitem__(self, key: "Any") -> "Any":
        return self._rows[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> "Iterator[Any]":
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
