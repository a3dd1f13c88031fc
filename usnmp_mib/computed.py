# Tables whose cells are functions of row and column, in the MIB as Subtrees are: no object for a
# cell, no dict for a row. Pure; imports usnmp_codec and index; Mib.table(..., cell=f) imports it.

from usnmp_codec import tobytes_tv

from .index import _least, const, ids_octets

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Mapping, Sized
    from usnmp_mib import Phased

_LAST = const(b"\x8f\xff\xff\xff\x7f")  # the greatest sub-identifier, 2**32 - 1


class Computed:
    """Conceptual rows (RFC 2578 7.1.12) with one INT as index, in place of a Subtree, in one Mib.
    For one thread at a time.

    columns: {number: type}; or (type, value) for a type, where all rows have the same value. rows:
    a list, whose rows are 1 to len(rows); or a callable that gives the first index greater than
    its argument, -1 being before all, or None. Several tables may have the same. cell: a callable
    for the value in (row, column), None if there is none. write: {column: callable(row, value)},
    or a handler with phases. Raises ValueError for a column that there is not, and for a constant
    that is none.
    """

    octets: bytes
    oid: "bytearray"
    column: int
    node: "Any"

    def __init__(
        self,
        columns: "Mapping[int, int | tuple[int, Any]]",
        rows: "Sized | Callable[[int], int | None]",
        cell: "Callable[[int, int], Any]",
        write: "Mapping[int, Callable[[int, Any], object] | Phased] | None" = None,
    ) -> None:
        if not callable(cell):
            raise ValueError("cell: a callable is wanted")
        if not callable(rows) and not isinstance(rows, (list, tuple)):
            raise ValueError("rows: a list or a callable is wanted")
        # Of a constant column what is sent, which the engine takes for a node.
        self.types = {c: tobytes_tv(*t) if isinstance(t, tuple) else t for c, t in columns.items()}
        self.rows = rows
        self.cell = cell
        self.write = write or {}
        for c in self.write:
            if isinstance(self.types.get(c, b""), bytes):
                raise ValueError("no column %r to write" % c)
        self.row = 0  # of the cell that was found last, with `column`; and what reads it
        self._read = self._asked

    def _asked(self):
        return self.cell(self.row, self.column)

    def _split(self, oid, end):
        # As Table's, of an index that is one INT. (Shared in index it would cost half a kilobyte
        # whoever has subtrees alone; imported from table, two and a half whoever has no Table.)
        p = len(self.octets)
        column = -1
        n = 0
        while p < len(oid):
            c = oid[p]
            p += 1
            n = n << 7 | c & 127
            if c < 128:
                if column >= 0:
                    break
                column = n
                n = 0
        else:
            n = None
        self.column = column
        return None if end and p < len(oid) else n

    def _after(self, row):
        # The first row behind `row`, or None.
        rows = self.rows
        if not callable(rows):
            row = max(row, 0) + 1
            return row if row <= len(rows) else None
        rows = rows(row)
        if rows is not None and rows <= row:  # a walk would never end
            raise ValueError("rows(%d) gave %r" % (row, rows))
        return rows

    def _node(self, row):
        # As in Mib.nodes, of a cell in self.column.
        node = self.types[self.column]
        if isinstance(node, bytes):
            return node
        self.row = row
        node = (node, self._read)
        return _writable(self, node[0], row, self.column) if self.column in self.write else node

    def get(self, oid: bytes) -> "tuple[Any, ...] | bytes | None":
        """The node of the cell `oid` (content octets, below ours) as in Mib.nodes, or None."""
        row = self._split(oid, True)
        if row is None or self.column not in self.types or self._after(row - 1) != row:
            return None
        return self._node(row)

    def next(self, oid: bytes) -> "bytes | None":
        """The OID of the cell that follows `oid`, its node being in self.node; or None."""
        row = self._split(oid, False)
        column = self.column
        if column not in self.types:
            column = _least(self.types, column)
            row = None
        while column is not None:
            row = self._after(-1 if row is None else row)
            if row is not None:
                self.column = column
                self.node = self._node(row)
                if column < 128 and row < 128:
                    oid = self.oid
                    oid[-2] = column
                    oid[-1] = row
                    return bytes(oid)  # all that it takes
                return self.octets + ids_octets((column, row))
            column = _least(self.types, column)

    def end(self, oid: bytes) -> bytes:
        """Where to go on behind the column that `oid` is of."""
        self._split(oid, False)
        return self.octets + ids_octets((self.column,)) + _LAST

    def has_object(self, oid: bytes) -> int:
        """0: there is no such column; 1: there is; 2: it can be written."""
        self._split(oid, False)
        return self.column in self.types and 1 + (self.column in self.write)


def _writable(table, type, row, column):
    # A node with a reader and writer for itself: a SET may hold several. What is no callable has
    # phases, for usnmp_agent.commit.
    cell = table.cell
    write = table.write[column]
    set = (lambda v: write(row, v)) if callable(write) else (write, row)
    return type, lambda: cell(row, column), set
