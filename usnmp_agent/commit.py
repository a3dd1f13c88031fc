# SET of what has handlers with phases: test, commit, undo, cleanup. Imports reply; transaction
# imports it when a request writes to the first of them, so that other boards do without. (They
# would pay 128 octets for a name of its own: this one there is already.)
#
# A handler is an object that is not callable, with a method commit(); the others are optional. A
# node has it in place of the callable that writes; in a table a tuple of it and the key, and if it
# has a RowStatus, the step of usnmp_mib.rowstatus.

from .reply import const

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .transaction import Transaction

_INDEX = const(5)

# Error-status of RFC 3416 3.
_WRONGVALUE = const(10)
_INCONSISTENTVALUE = const(12)
_RESOURCEUNAVAILABLE = const(13)
_UNDOFAILED = const(15)


class _Write:
    # Writes a step of Transaction.todo when it is called first, and undoes that the second time.

    def __init__(self, transaction, step, handler, args):
        self.transaction = transaction
        self.step = step
        self.handler = handler
        self.args = args
        # Here, not of the class: later there may be no memory for them.
        self.begun = self.undoes = False
        self.error = None  # what cleanup() raised

    def __call__(self, v):
        args = self.args + (v,)
        if self.transaction.n:
            self.begun = True
            try:
                self.handler.commit(*args)
            except ValueError as e:  # it may not refuse any more: commitFailed
                raise RuntimeError("commit: %r" % e)
        elif self.begun:
            if hasattr(self.handler, "undo"):
                self.undoes = True
                self.handler.undo(*args)
                self.undoes = False
            else:
                self.handler.commit(*args)

    def test(self):
        # An outcome.
        n, oid, read, write, v, before = self.step
        if not hasattr(self.handler, "test"):
            return 0
        try:
            self.handler.test(*(self.args + (v,)))
            return 0
        except ValueError as e:  # of a row, as its on_row refuses: rowstatus
            status = _INCONSISTENTVALUE if len(self.args) > 1 else _WRONGVALUE
            return n << _INDEX | self.transaction.refusal(e, status)
        except MemoryError:
            return n << _INDEX | _RESOURCEUNAVAILABLE
        except Exception as e:
            return n << _INDEX | self.transaction.engine.failed(oid, e)


def commit(transaction: "Transaction", size: int) -> int:
    """As Transaction.commit(), once its rows are judged."""
    writes: "list[Any]" = []
    try:
        status = _test(transaction, writes)
        if not status:
            transaction.rows = []
            status = transaction.commit(size)
            for write in writes:
                if write.undoes and status != _UNDOFAILED:  # of the handler whose commit failed
                    transaction.engine.failed(write.step[1], write.step[5])
                    status = _UNDOFAILED
        return status
    finally:
        _clean_up(transaction, writes)


def _test(transaction, writes):
    # All that has a test, in order; those whose turn it was are in `writes`. An outcome.
    todo = transaction.todo
    transaction.todo = steps = []
    keep = []
    for step in todo:
        if not callable(step[3]):
            n, oid, read, handler, v, before = step
            args = _arguments(step)
            if args:
                handler = handler[0]
            for write in writes:
                if write.handler is handler and write.args == args and write.step[1] == oid:
                    if write.step[4] != v:  # "as if simultaneously": only one of them
                        return n << _INDEX | _INCONSISTENTVALUE
                    break
            else:
                step[3] = write = _Write(transaction, step, handler, args)
                writes.append(write)
                n = write.test()
                if n:
                    return n
                if not args and hasattr(read, "set"):  # the Value of a constant: last of all
                    keep.append([step[0], oid, read, read.set, v, None])
            if write.step is not step:
                continue
        steps.append(step)
    steps.extend(keep)
    return 0


def _arguments(step):
    # What the handler of a step is called with, before the value: nothing, or key, or key and row.
    read = step[2]
    write = step[3]
    if type(write) is not tuple:
        return ()
    if len(write) > 2:  # of a RowTable: what its on_row is told, not a cell
        row = write[2]
        if row.what is None:
            step[2] = lambda: row.old
            return write[1], row.staged.row

    def value():  # in a row it may be a callable
        v = read()
        return v() if callable(v) else v

    step[2] = value
    return write[1:2]


def _clean_up(transaction, writes):
    # In reverse; what that raises changes nothing of the answer.
    error = None
    k = len(writes)
    while k:  # Ctrl-C may come again
        try:
            while k:
                k -= 1
                write = writes[k]
                if hasattr(write.handler, "cleanup"):
                    write.handler.cleanup(*write.args)
        except BaseException as e:
            if isinstance(e, Exception):
                write.error = e
            else:
                error = e
    for write in writes:
        if write.error:
            transaction.engine.failed(write.step[1], write.error)
    if error:
        raise error
