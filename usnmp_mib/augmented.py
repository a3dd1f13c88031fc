# A table that augments one whose rows a manager makes (RFC 2578 7.8.1), as `usnmp skeleton` makes
# them. Pure; imports cells; imported by whoever has such tables.

from .cells import Cells

if 0 & 1:  # for type checkers alone
    from typing import Any


class Augmented(Cells):
    """Cells of which `rows` are those of a rowstatus.RowTable, each a dict: what is SET here is in
    it, too, and goes with it.
    """

    def set(self, row: "Any", column: int, value: "Any") -> None:
        row[self.octets, column] = value

    def _cell(self, row, column):
        value = row.get((self.octets, column))
        self._value = self.cell(row, column) if value is None else value
        return None if self._value is None else (self.types[column], self._read)
