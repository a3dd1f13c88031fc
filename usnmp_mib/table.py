# Conceptual tables (RFC 2578 7.1.12), in the MIB as Subtrees are. Pure; imports index; Mib.table()
# imports it, rowstatus is built on it.
#
# An index here is a tuple of sub-identifiers; or if it is one INT, as mostly (`plain`), that.

from .index import (
    FIXED as FIXED,  # noqa: PLC0414 - shown
    IMPLIED as IMPLIED,  # noqa: PLC0414 - shown
    _least,
    _to_ids,
    _to_key,
    const,
    ids_octets,
    octets_ids,
)

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterator, Mapping, Sequence
    from .rows import Rows

_INT = const(2)
_OCTSTR = const(4)
_LAST = const(b"\x8f\xff\xff\xff\x7f")  # the greatest sub-identifier, 2**32 - 1


class Table:
    """Conceptual rows (RFC 2578 7.1.12), in place of a Subtree, in one Mib. For one thread at a
    time.

    columns: {number: type}. rows: a mapping of key -> row, or a callable for one, asked at each
    request; one that has after(), as rows.Rows has it, is asked for the next row, others are
    searched. A row is a mapping or sequence by column number; a cell may be missing or None.
    index: the kinds of the parts of a key, a tuple if there are several: INT, OCTSTR and OID
    (length first), IPADDR, FIXED(n), IMPLIED(type). write: {column: callable(key, value)}, or a
    handler with phases, or True to put the value into the row. Raises ValueError for a column that
    there is not.
    """

    octets: bytes
    node: "Any"

    def __init__(
        self,
        columns: "Mapping[int, int]",
        rows: "Mapping[Any, Any] | Rows | Callable[[], Any]",
        index: "Sequence[Any]" = (_INT,),
        write: "Mapping[int, Any] | None" = None,
    ) -> None:
        self.types = columns
        self.rows = rows
        self.index = tuple(index)
        self.write = write or {}
        for column in self.write:
            if column not in columns:
                raise ValueError("no column %r to write" % column)
        self.plain = self.index == (_INT,)
        texts = [k for k in self.index if k == _OCTSTR or isinstance(k, tuple) and k[0] == _OCTSTR]
        self.forms = 1 << len(texts)  # of a key: each of its texts may be str or bytes
        self._value = None  # of the cell that was found last, and what reads it
        self._read = lambda: self._value

    def _split(self, oid, end):
        # The index in `oid`; None if there is none, or if it is not its `end`. The column, or -1,
        # goes into self.column.
        p = len(self.octets)
        if not self.plain:
            oid = octets_ids(oid, p)
            self.column = oid[0] if oid else -1
            return oid[1:]
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

    def _cell(self, row, column):
        # The node of a cell to read, or None.
        try:
            row = row[column]
        except LookupError:
            return None
        if row is None:
            return None
        if not callable(row):
            self._value = row
            row = self._read
        return self.types[column], row

    def _writable(self, node, row, key, column):
        # The node with a writer, its value for itself: a SET may hold several. What is no callable
        # has phases, for usnmp_agent.commit.
        write = self.write[column]

        def set(v):
            if write is not True:
                return write(key, v)
            row[column] = v

        read = node[1]
        if read is self._read:
            value = self._value
            read = lambda: value  # noqa: E731
        return node[0], read, set if write is True or callable(write) else (write, key)

    def get(self, oid: bytes) -> "tuple[Any, ...] | None":
        """The node of the cell `oid` (content octets, below ours) as in Mib.nodes, or None."""
        rows = self.rows() if callable(self.rows) else self.rows
        key = self._split(oid, True)
        column = self.column
        if column not in self.types:
            return None
        if not self.plain:
            key = self.key(rows, key)
        if key is None or key not in rows:
            return None
        rows = rows[key]
        oid = self._cell(rows, column)
        return self._writable(oid, rows, key, column) if oid and column in self.write else oid

    def next(self, oid: bytes) -> "bytes | None":
        """The OID of the cell that follows `oid`, its node being in self.node; or None."""
        rows = self.rows() if callable(self.rows) else self.rows
        at = self._split(oid, False)
        column = self.column
        while column is not None:
            if column not in self.types:
                at = None
            elif hasattr(rows, "after"):
                at = rows.after(at)
            else:
                at = _least(rows if self.plain else self.keys(rows), at)
            if at is None:
                column = _least(self.types, column)
                continue
            oid = self._cell(rows[at if self.plain else self.key(rows, at)], column)
            if not oid:  # with holes: once through all rows, not once for each of them
                at = _least(self._present(rows, column), at)
                if at is None:
                    column = _least(self.types, column)
                    continue
                oid = self._cell(rows[at if self.plain else self.key(rows, at)], column)
            if oid:
                self.node = oid
                if not self.plain:
                    column = (column,) + at
                elif column < 128 and 0 <= at < 128:
                    oid = self.oid
                    oid[-2] = column
                    oid[-1] = at
                    return bytes(oid)  # all that it takes
                else:
                    column = column, at
                return self.octets + ids_octets(column)

    def key(self, rows: "Any", ids: "tuple[int, ...]") -> "Any":
        """The key of the row of `rows` with the index `ids`, a tuple; None if there is none."""
        for raw in range(self.forms):
            key = _to_key(ids, self.index, raw)
            if key is None or key in rows:
                return key

    def _present(self, rows, column):
        # The rows that have that cell, for _least().
        for key in rows:
            if self._cell(rows[key], column):
                yield key if self.plain else _to_ids(key, self.index)

    def keys(self, rows: "Any") -> "Iterator[tuple[int, ...]]":
        # For _least(), one by one.
        for key in rows:
            yield _to_ids(key, self.index)

    def end(self, oid: bytes) -> bytes:
        """Where to go on behind the column that `oid` is of."""
        self._split(oid, False)
        return self.octets + ids_octets((self.column,)) + _LAST

    def has_object(self, oid: bytes) -> int:
        """0: there is no such column; 1: there is; 2: it can be written."""
        self._split(oid, False)
        return self.column in self.types and 1 + (self.column in self.write)
