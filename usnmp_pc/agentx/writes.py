# What one SET wants of one sub-agent: a part of the agent's transaction, in AgentX's phases (RFC
# 2741 7.2.4). Imports pdu; places imports it.

from . import pdu as ax

_GENERR = 5


class Refused(ValueError):
    """A sub-agent refuses. status: the error-status (RFC 3416 3)."""

    def __init__(self, status):
        ValueError.__init__(self, "error-status %d" % status)
        self.status = status


class SessionSet:
    """The bindings for one session; in Transaction.rows as a row is. one: the Registration by
    which the first of them was found; master: the Master.
    """

    table = ids = None  # those that RowTable.stage_set looks for are others

    def __init__(self, master, one):
        self.master = master
        self.one = one
        self.session = one.session
        self.transaction = 0
        self._bindings = []  # (number of the binding in the SET, OID as octets, binding)
        self._done = set()  # the phases that were asked for
        self._error = 0, 0

    def add(self, n, oid, binding):
        """Note a binding of pdu: the number `n` of the SET, at the content octets `oid`."""
        self._bindings.append((n, oid, binding))

    def prepare(self, transaction):
        """As usnmp_mib.rowstatus does: steps with phases into transaction.todo."""
        for i, (n, oid, binding) in enumerate(self._bindings, 1):
            step = [n, oid, _nothing, _Binding(self, i), binding[2], None]
            transaction.todo.append(step)
        self.transaction = self.master.transaction()
        return 0

    def phase(self, kind, i):
        """Ask for a phase, once for all bindings; raise what it says of the binding `i`."""
        if kind not in self._done:
            self._done.add(kind)
            fields = {}
            if kind == ax.TESTSET:
                fields["varbinds"] = [binding for _, _, binding in self._bindings]
            try:
                self._error = self.master.requests.result(
                    self.one, kind, self.transaction, **fields
                )
            except OSError:  # no answer; it has been told
                self._error = _GENERR, 1
            if self._error[0] and not 0 < self._error[1] <= len(self._bindings):
                self._error = self._error[0], 1
        status, index = self._error
        if status and index == i:
            raise Refused(status if status < 19 else _GENERR)

    def clean_up(self):
        """It is over: tell the sub-agent, unless it has undone (RFC 2741 7.2.4)."""
        if ax.TESTSET in self._done and not self._done & {ax.UNDOSET, ax.CLEANUPSET}:
            self._done.add(ax.CLEANUPSET)
            self.master.tell(self.one, ax.CLEANUPSET, self.transaction)


class _Binding:
    # A handler with phases, of usnmp_agent.commit, for the binding `i` of a SessionSet.

    def __init__(self, whole, i):
        self.whole = whole
        self.i = i

    def test(self, value):
        self.whole.phase(ax.TESTSET, self.i)

    def commit(self, value):
        self.whole.phase(ax.COMMITSET, self.i)

    def undo(self, value):
        self.whole.phase(ax.UNDOSET, self.i)

    def cleanup(self):
        self.whole.clean_up()


def _nothing():
    return None
