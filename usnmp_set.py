# SET, in two phases: all bindings are checked before one is written. Imports usnmp_codec; the
# agent imports it when a community may write, so that a read-only board does without.

from usnmp_codec import BerError, frombytes_tvat

_NOSUCHNAME = 2
_BADVALUE = 3
_GENERR = 5


class Transaction:
    """The bindings of one SetRequest (RFC 1157 4.1.5) to the engine, a usnmp_pdu.PduEngine."""

    def __init__(self, engine):
        self.engine = engine
        self.todo = []

    def check(self, oid, node, d, p):
        """First phase: note that `oid`, `node` in the MIB, shall get the value at `p` of `d`.

        Returns an error-status; 32 for none; -1 if the value is not BER.
        """
        try:
            t, v = frombytes_tvat(d, p)
        except BerError:
            return -1
        if node is None or type(node) is bytes or len(node) < 3:
            return _NOSUCHNAME  # RFC 1157 4.1.5 (1); nobody sends readOnly, RFC 3584 4.4
        if t != node[0]:
            return _BADVALUE
        self.todo.append((oid, node, v))
        return 32

    def commit(self):
        """Second phase: write all; if one fails, undo those before it. Returns index << 5 | error-
        status.
        """
        done = []
        for oid, node, v in self.todo:
            try:
                old = node[1]()
                node[2](v)
            except Exception as e:
                if not isinstance(
                    e, ValueError
                ):  # with that a handler refuses; all else is a defect
                    self.engine.failed(oid, e)
                self._undo(done)
                return len(done) + 1 << 5 | (_BADVALUE if isinstance(e, ValueError) else _GENERR)
            done.append((oid, node[2], old))
        return 0

    def _undo(self, done):
        for oid, write, old in reversed(done):
            try:
                write(old)
            except Exception as e:
                self.engine.failed(oid, e)
