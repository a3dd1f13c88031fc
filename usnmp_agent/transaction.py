# SET, in two phases: all bindings are checked before one is written. Imports usnmp_codec and
# reply, commit for handlers with phases; the agent imports it when a community may write, so
# that a read-only board does without.

from usnmp_codec import frombytes_tvat

from .reply import const

_OFFSETS = const(32)  # an outcome below is an error-status: see reply
_INDEX = const(5)

# Error-status of RFC 3416 3; the engine makes SNMPv1's of them.
_TOOBIG = const(1)
_NOACCESS = const(6)
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_RESOURCEUNAVAILABLE = const(13)
_COMMITFAILED = const(14)
_UNDOFAILED = const(15)
_NOTWRITABLE = const(17)


class Transaction:
    """The bindings of one SetRequest to `engine`, a PduEngine, within its view.

    RFC 1157 4.1.5, RFC 3416 4.2.5.
    """

    def __init__(self, engine):
        self.engine = engine
        self.n = 0  # the number of the binding
        self.todo = []  # of [n, OID, read, write, value, the value before: commit() reads it]
        self.rows = []  # of tables with a RowStatus, which are judged last: usnmp_mib.rowstatus

    def check(self, oid, node, d, p):
        """First phase: note that `oid`, `node` in the MIB, shall get the value at `p` of `d`.

        Returns an outcome. Raises BerError for a value that is not BER.
        """
        t, v = frombytes_tvat(d, p)
        engine = self.engine
        if engine._rights and not engine._rights.sets(oid):
            return _NOACCESS
        self.n += 1
        mib = engine.mib
        if mib.trees and oid not in mib.nodes:
            tree = engine.trees().within(mib, oid)
            if tree and hasattr(tree, "stage_set"):
                return tree.stage_set(self, oid, t, v)
        if node is None:
            v2 = engine._v2  # to SNMPv1 both are noSuchName
            can = v2 and v2.has_object(engine, oid) == 2  # RFC 3416 4.2.5 (2), (7)
            return _NOCREATION if can else _NOTWRITABLE
        if type(node) is bytes or len(node) < 3:
            return _NOTWRITABLE
        if t != node[0]:
            return _WRONGTYPE
        if len(node) > 3:
            status, allowed = node[3]
            if not status:
                if v not in allowed:
                    return _WRONGVALUE
            elif not allowed[0] <= (len(v) if status == _WRONGLENGTH else v) <= allowed[1]:
                return status
        self.todo.append([self.n, oid, node[1], node[2], v, None])
        return _OFFSETS

    def commit(self, size):
        """Second phase: write all; if one fails, undo those before it. `size`: of the reply's
        bindings, in octets. What is to be undone is read, and the memory for undo and reply taken,
        before anything is written.

        Returns an outcome (see reply). Raises what is no Exception, Ctrl-C, once all is undone.
        """
        n = self.engine
        if n._base + size > n._limit + 4:  # what could not be answered is not written
            return _TOOBIG
        for row in self.rows:
            n = row.prepare(self)
            if n:
                return n
        step = [1]
        try:
            for step in self.todo:
                if not callable(step[3]):
                    from usnmp_agent import commit

                    return commit.commit(self, size)
                step[5] = step[2]()
            # Given back by clear(), which on MicroPython frees it at once, without a collection.
            spare = [None] * (64 + (size >> 2))
        except MemoryError:
            return step[0] << _INDEX | _RESOURCEUNAVAILABLE
        except Exception as e:
            self.engine.failed(step[1], e)
            return step[0] << _INDEX | _COMMITFAILED
        return self._write(spare)

    def _write(self, spare):
        todo = self.todo
        k = 0
        try:
            for n, oid, read, write, v, before in todo:
                k += 1
                write(v)
            spare.clear()
            return 0
        except BaseException as e:
            error = e
        self.n = 0  # that it undoes: commit.py looks at it
        last = k - 1
        while k:  # Ctrl-C may come again
            try:
                spare.clear()
                while k:
                    k -= 1
                    step = todo[k]
                    # What refused has changed nothing; anything else may have come half way.
                    if k < last or not isinstance(error, ValueError):
                        step[3](step[5])
            except Exception as e:
                step[5] = e
            except BaseException as e:
                error = e
        if not isinstance(error, Exception):
            raise error
        # Only now what takes memory, or calls the log.
        status = _COMMITFAILED
        if isinstance(error, ValueError):
            status = self.refusal(error, _WRONGVALUE)
        else:  # the handler is broken
            self.engine.failed(oid, error)
        status |= n << _INDEX
        for step in todo[:last]:  # not that one: it may fail again
            e = step[5]
            if isinstance(e, Exception):
                self.engine.failed(step[1], e)
                status = _UNDOFAILED  # of no one binding: RFC 3416 4.2.5
        return status

    def refusal(self, e, status):
        """The error-status with which `e`, a ValueError, refuses: its `status`, if that is one of
        RFC 3416 3; or else the `status` given.
        """
        try:
            own = e.status
            if type(own) is int and 4 < own < 19:
                return own
        except Exception:  # it has none, or one that cannot be asked
            pass
        return status
