# Tables whose rows a manager makes and removes: RowStatus of RFC 2579. Pure; imports index and
# table; Mib.table() imports it for row_status=, so that other boards do without.
#
# What a binding means depends on the others of its row, before and behind it. So the first phase
# of a SET only notes them, row by row; once all are there each row is judged as a whole, and
# becomes steps of the transaction, each of which is undone by setting it to what it was.

from .index import _to_ids, _to_key, const, octets_ids
from .table import Table

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Mapping, Sequence
    from usnmp_mib import Phased
    from .rows import Rows

_INT = const(2)
_OFFSETS = const(32)  # an outcome below is an error-status: see usnmp_agent.reply
_INDEX = const(5)

# Error-status of RFC 3416 3.
_WRONGTYPE = const(7)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_INCONSISTENTVALUE = const(12)
_NOTWRITABLE = const(17)
_INCONSISTENTNAME = const(18)

# RowStatus, RFC 2579 2.
_ACTIVE = const(1)
_NOTINSERVICE = const(2)
_NOTREADY = const(3)
_CREATEANDGO = const(4)
_CREATEANDWAIT = const(5)
_DESTROY = const(6)


class Refused(ValueError):
    """What on_row() or create() may raise to refuse. status: an int, the error-status that the
    manager gets (RFC 3416 3).

    12, inconsistentValue, if no other is given; 13 is resourceUnavailable.
    """

    def __init__(self, status: int = _INCONSISTENTVALUE) -> None:
        self.status = status


def _value(row, column):
    # A cell, or None.
    try:
        return row[column]
    except (KeyError, IndexError):
        return None


class RowTable(Table):
    """A Table whose rows a manager makes and removes (RFC 2579 2, RowStatus).

    row_status: the number of the RowStatus column. create: callable(key) that returns a new row,
    with its defaults; a dict if None. required: the columns without which a row is not active; all
    that are written if None. on_row: callable(key, row, status), called when a request has changed
    a row; status is 1 to 3, or 6 if it is gone; or a handler with phases, which take key, row and
    status. To refuse, create and on_row raise Refused, or another ValueError: inconsistentValue.
    Raises ValueError for a column that there is not, or a
    RowStatus that is no INT.
    """

    def __init__(
        self,
        columns: "Mapping[int, int]",
        rows: "Mapping[Any, Any] | Rows | Callable[[], Any]",
        index: "Sequence[Any]" = (_INT,),
        write: "Mapping[int, Any] | None" = None,
        row_status: "int | None" = None,
        create: "Callable[[Any], Any] | None" = None,
        required: "Sequence[int] | None" = None,
        on_row: "Callable[[Any, Any, int], object] | Phased | None" = None,
    ) -> None:
        write = dict(write or {})
        write.pop(row_status, None)
        self.required = sorted(write) if required is None else required
        for column in self.required:
            if column not in columns or column == row_status:
                raise ValueError("no column %r to require" % column)
        if columns.get(row_status, _INT) != _INT:
            raise ValueError("row_status is no INT")
        write[row_status] = True
        Table.__init__(self, columns, rows, index, write)
        self.status = row_status
        self.create = create
        self.on_row = on_row

    def _cell(self, row, column):
        if column == self.status:
            self._value = self.state(row)
            return _INT, self._read
        return Table._cell(self, row, column)

    def state(self, row: "Any") -> int:
        """The RowStatus of `row`, 1 to 3: what the row says, or as much of it as is so.

        A row without the cell, as the application may put in, is active; whether another one is
        ready depends on the cells it has now.
        """
        if _value(row, self.status) in (_ACTIVE, None):
            return _ACTIVE
        return _NOTINSERVICE if self.complete(row, ()) else _NOTREADY

    def complete(self, row: "Any", columns: "Sequence[int]") -> bool:
        """Has `row` all that is required, once it has got `columns`?"""
        for column in self.required:
            if column not in columns and _value(row, column) is None:
                return False
        return True

    def stage_set(self, transaction, oid, t, v):
        """Note that `oid` is to be set to `v` of type `t`; an outcome.

        Called by a usnmp_agent.transaction.Transaction. In the order of RFC 3416 4.2.5.
        """
        ids = octets_ids(oid, len(self.octets))
        column = ids[0] if ids else None
        if column not in self.write:
            return _NOTWRITABLE
        if t != self.types[column]:
            return _WRONGTYPE
        if column == self.status and (not _ACTIVE <= v <= _DESTROY or v == _NOTREADY):
            return _WRONGVALUE
        ids = ids[1:]
        try:  # a row may get what the table makes the same index of again, and nothing else
            key = _to_key(ids, self.index)
            if key is None or not self.plain and _to_ids(key, self.index) != ids:
                return _NOCREATION
        except ValueError:
            return _NOCREATION
        for staged in transaction.rows:
            if staged.table is self and staged.ids == ids:
                break
        else:
            try:
                staged = _Staged(self, key, ids)
            except Exception as e:  # as rows() may raise
                return transaction.engine.failed(oid, e)
            transaction.rows.append(staged)
        if column != self.status:
            staged.cells.append((transaction.n, oid, column, v))
        elif staged.status and staged.status[2] != v:  # "as if simultaneously": only one of them
            return _INCONSISTENTVALUE
        else:
            staged.status = (transaction.n, oid, v)
        return _OFFSETS


class _Staged:
    # What one request wants of one row.

    def __init__(self, table, key, ids):
        self.table = table
        self.ids = ids
        self.rows = table.rows() if callable(table.rows) else table.rows
        found = table.key(self.rows, ids)
        self.new = found is None
        self.key = key = key if self.new else found
        self.row = None if self.new else self.rows[key]
        self.told = False  # on_row was called
        self.status = None  # (number of the binding, OID, value)
        self.cells = []  # (number of the binding, OID, column, value)

    def prepare(self, transaction):
        """Judge the row, by the state table of RFC 2579 2; put its steps into transaction.todo.

        Returns an outcome; 0 for none.
        """
        self.refusal = transaction.refusal
        n, oid, v = self.status or (self.cells[-1][:2] + (0,))
        try:
            return self._judge(transaction.todo, n, oid, v)
        except ValueError as e:  # create() refuses
            return n << _INDEX | transaction.refusal(e, _INCONSISTENTVALUE)
        except Exception as e:
            return n << _INDEX | transaction.engine.failed(oid, e)

    def _judge(self, todo, n, oid, v):
        table = self.table
        old = _DESTROY if self.new else table.state(self.row)
        if self.new:
            if self.cells and (v == _DESTROY or not v):  # note (4): we do not create for that
                return self.cells[0][0] << _INDEX | _INCONSISTENTNAME
            if v == _DESTROY:
                return 0
            if v != _CREATEANDGO and v != _CREATEANDWAIT:
                return n << _INDEX | _INCONSISTENTVALUE
            self.row = table.create(self.key) if table.create else {}
        elif v == _CREATEANDGO or v == _CREATEANDWAIT:
            return n << _INDEX | _INCONSISTENTVALUE
        elif v == _DESTROY and self.cells:  # a value for what the same request removes
            return self.cells[0][0] << _INDEX | _INCONSISTENTVALUE
        if v != _DESTROY:
            v = self._after(old, v)
            if not v:
                return n << _INDEX | _INCONSISTENTVALUE
        if table.on_row:  # of an undo it is told last
            todo.append(_Step(self, 0, old).todo(n, oid, None))
        if self.new or v == _DESTROY:
            todo.append(_Step(self, 0).todo(n, oid, v != _DESTROY))
        if v != _DESTROY:
            for i, name, column, value in self.cells:
                todo.append(_Step(self, column).todo(i, name, value))
            if self.new or v != old:
                todo.append(_Step(self, table.status).todo(n, oid, v))
        if table.on_row:
            todo.append(_Step(self, None, old).todo(n, oid, v))
        return 0

    def _after(self, old, v):
        # The status of the row after this request; 0 if it cannot be. Notes (1) to (3), (8).
        if old == _ACTIVE and v in (0, _ACTIVE):
            return _ACTIVE
        if self.table.complete(self.row, [cell[2] for cell in self.cells]):
            return _ACTIVE if v in (_ACTIVE, _CREATEANDGO) else _NOTINSERVICE
        return _NOTREADY if v in (0, _CREATEANDWAIT) else 0


class _Step:
    # One thing to do with a row. `what` is a column; 0: whether the row is there; None: on_row; 0
    # with an `old` status: to undo on_row. `write`: the application's part in it.

    def __init__(self, staged, what, old=0):
        self.staged = staged
        self.what = what
        self.old = old
        self.write = staged.table.write.get(what) if what else staged.table.on_row

    def todo(self, n, oid, v):
        # For Transaction.todo: write `v`, of the binding n. What is no callable has phases, for
        # usnmp_agent.commit.
        write = self._write
        if self.what != 0 and self.write is not True and not callable(self.write):
            write = self.write, self.staged.key, self
        return [n, oid, self._read, write, v, None]

    def _read(self):
        staged = self.staged
        if self.what:
            return _value(staged.row, self.what)
        return None if self.what is None else self.old or staged.key in staged.rows

    def _write(self, v):
        staged = self.staged
        row = staged.row
        write = self.write
        if self.what is None or self.old:
            if not v or self.what == 0 and not staged.told:
                return
            try:
                write(staged.key, row, v)
                staged.told = True
            except ValueError as e:  # the value may be right, but not for this row
                raise Refused(staged.refusal(e, _INCONSISTENTVALUE))
        elif not self.what:
            if v:
                staged.rows[staged.key] = row
            else:
                del staged.rows[staged.key]
        elif write is not True:
            if v is not None or not staged.new:
                write(staged.key, v)
        elif v is None and isinstance(row, dict):  # undone: there was none
            row.pop(self.what, None)
        else:
            row[self.what] = v
