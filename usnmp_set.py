# SET, in two phases: all bindings are checked before one is written. Imports usnmp_codec and
# usnmp_pdu; the agent imports it when a community may write, so that a read-only board does
# without.

from usnmp_codec import frombytes_tvat
from usnmp_reply import const

# Error-status of RFC 3416 3; usnmp_pdu makes SNMPv1's of them.
_NOACCESS = const(6)
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_COMMITFAILED = const(14)
_UNDOFAILED = const(15)
_NOTWRITABLE = const(17)


class Transaction:
    """The bindings of one SetRequest within `view`, to the engine, a usnmp_pdu.PduEngine.

    RFC 1157 4.1.5, RFC 3416 4.2.5.
    """

    def __init__(self, engine, view):
        self.engine = engine
        self.view = view
        self.n = 0  # the number of the binding
        self.todo = []
        self.rows = []  # of tables with a RowStatus, which are judged last: usnmp_rowstatus

    def check(self, oid, node, d, p):
        """First phase: note that `oid`, `node` in the MIB, shall get the value at `p` of `d`.

        Returns an error-status; 32 for none. Raises BerError for a value that is not BER.
        """
        t, v = frombytes_tvat(d, p)
        if self.view.writes is not None and not self.view.sets(oid):
            return _NOACCESS
        self.n += 1
        mib = self.engine.mib
        if mib.tree and oid not in mib.nodes:
            tree = mib.tree.within(mib, oid)
            if tree and hasattr(tree.provider, "stage_set"):
                return tree.provider.stage_set(self, tree, oid, t, v)
        if node is None:
            v2 = self.engine._v2  # to SNMPv1 both are noSuchName
            can = v2 and v2.has_object(self.engine, oid) == 2  # RFC 3416 4.2.5 (2), (7)
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
        self.todo.append((self.n, oid, node, v))
        return 32

    def commit(self):
        """Second phase: write all; if one fails, undo those before it.

        Returns index << 5 | error-status.
        """
        for row in self.rows:
            status = row.prepare(self)
            if status:
                return status
        done = []
        for n, oid, node, v in self.todo:
            try:
                old = node[1]()
                node[2](v)
            except Exception as e:
                status = getattr(e, "status", _WRONGVALUE)
                if not isinstance(e, ValueError):  # with that a handler refuses; else it is broken
                    self.engine.failed(oid, e)
                    status = _COMMITFAILED
                if not self._undo(done):
                    return _UNDOFAILED  # of no one binding: RFC 3416 4.2.5
                return n << 5 | status
            done.append((oid, node[2], old))
        return 0

    def _undo(self, done):
        undone = True
        for oid, write, old in reversed(done):
            try:
                write(old)
            except Exception as e:
                self.engine.failed(oid, e)
                undone = False
        return undone
