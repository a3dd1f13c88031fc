# SET in the phases of AgentX: TestSet, CommitSet, UndoSet, CleanupSet (RFC 2741 7.2.4), each a
# part of the agent's own transaction. Imports usnmp_codec, usnmp_agent's transaction and commit,
# and values; the sub-agent imports it.

from usnmp_agent import commit as phases
from usnmp_agent.transaction import Transaction
from usnmp_codec import BerError

from .values import ids_of, octets_of, tlv

_OFFSETS = 32  # an outcome below is an error-status: usnmp_agent.reply
_INDEX = 5
_STATUS = 31
_WRONGENCODING = 9
_NOCREATION = 11
_COMMITFAILED = 14
_UNDOFAILED = 15


class Sets(Transaction):
    """One SET of a master to `engine`. Each phase returns (error-status, index), (0, 0) for
    success.
    """

    def __init__(self, engine):
        Transaction.__init__(self, engine)
        self._writes = []  # of handlers with phases, whose turn to be tested came
        self._written = False

    def test_set(self, varbinds):
        """Are these to be written? Nothing is."""
        for n, (ids, t, value) in enumerate(varbinds, 1):
            found = self._checked(ids, t, value)
            if found < _OFFSETS:
                return found, n
        for row in self.rows:
            found = row.prepare(self)
            if found:
                return _told(found)
        self.rows = []
        if not all(callable(step[3]) for step in self.todo):
            return _told(phases._test(self, self._writes))
        return 0, 0

    def _checked(self, ids, t, value):
        oid = octets_of(ids)
        if ids_of(oid) != ids:
            return _NOCREATION
        try:
            return self.check(oid, self.engine.node(oid, self), tlv(t, value), 0)
        except (BerError, ValueError, OverflowError):
            return _WRONGENCODING

    def commit_set(self):
        """Write all, or nothing: what was written before one failed is undone at once."""
        found = self.commit(0)
        for write in self._writes:  # the handler whose commit failed could not be undone
            if write.undoes and found & _STATUS != _UNDOFAILED:
                self.engine.failed(write.step[1], write.step[5])
                found = _UNDOFAILED
        self._written = not found
        return _told(found)

    def undo_set(self):
        """Undo what commit_set() wrote, in reverse: another sub-agent's commit failed."""
        error = 0
        self.n = 0  # that it undoes: usnmp_agent.commit looks at it
        for step in reversed(self.todo if self._written else ()):
            try:
                step[3](step[5])
            except Exception as e:
                self.engine.failed(step[1], e)
                error = _UNDOFAILED
        self._written = False
        self.clean_up()
        return error, 0

    def clean_up(self):
        """All is done: let handlers let go of what they hold."""
        writes, self._writes = self._writes, []
        phases._clean_up(self, writes)


def _told(outcome):
    return outcome & _STATUS, outcome >> _INDEX
