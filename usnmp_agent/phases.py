# SET of what has handlers with phases: test, commit, undo, cleanup. Imports reply; transaction
# imports it when a request writes to the first of them, so that other boards do without.
#
# A handler is an object that has a method commit(), the others being optional. A node has it in
# place of the callable that writes; in a table within a tuple, before what it is called with.

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

    begun = undoes = False
    error = None  # what cleanup() raised

    def __init__(self, transaction, step, handler, args):
        self.transaction = transaction
        self.step = step
        self.handler = handler
        self.args = args

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
        return _test(transaction, writes) or _commit(transaction, size, writes)
    finally:
        _clean_up(transaction, writes)


def _test(transaction, writes):
    # All that has a test, in order; those whose turn it was are in `writes`. An outcome.
    todo = transaction.todo
    transaction.todo = steps = []
    keep = []
    for step in todo:
        n, oid, read, write, v, before = step
        args = ()
        if type(write) is tuple:
            args = write[1:]
            write = write[0]
        if not hasattr(write, "commit"):
            steps.append(step)
            continue
        for other in writes:
            if other.handler is write and other.args == args and other.step[1] == oid:
                break
        else:
            write = step[3] = _Write(transaction, step, write, args)
            writes.append(write)
            steps.append(step)
            n = write.test()
            if n:
                return n
            if not args and hasattr(read, "set"):  # the Value of a constant: last of all
                keep.append([step[0], oid, read, read.set, v, None])
            continue
        if other.step[4] != v:  # "as if simultaneously": only one of them
            return n << _INDEX | _INCONSISTENTVALUE
    steps.extend(keep)
    return 0


def _commit(transaction, size, writes):
    status = transaction.write(size)
    for write in writes:
        if write.undoes and status != _UNDOFAILED:  # of the handler whose commit failed
            transaction.engine.failed(write.step[1], write.step[5])
            status = _UNDOFAILED
    return status


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
        except Exception as e:
            write.error = e
        except BaseException as e:
            error = e
    for write in writes:
        if write.error:
            transaction.engine.failed(write.step[1], write.error)
    if error:
        raise error
