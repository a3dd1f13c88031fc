# What a sub-agent answers to its master's requests (RFC 2741 7.2.3, 7.2.4). Imports engine, pdu
# and sets; the sub-agent imports it.

from . import pdu as ax
from .engine import Engine
from .sets import Sets

_GENERR = 5
_END = 130  # endOfMibView
_BINDINGS = 4096  # at most in one response to a GetBulk
_OPEN_SETS = 64  # transactions at most: a master has one or two


class Answers:
    """Answers from `mibs`, {context: Mib}. log: called with a str when a handler raised."""

    def __init__(self, mibs, log):
        self.engines = {context: Engine(mib, log) for context, mib in mibs.items()}
        self._sets = {}  # by transaction: Sets

    def answer(self, link, pdu):
        """Answer a request that came over `link`, a Link."""
        engine = self.engines.get(pdu.context)
        if engine is None:
            link.answer(pdu, ax.UNSUPPORTED_CONTEXT)
            return
        engine.begin()
        if pdu.type in (ax.GET, ax.GETNEXT, ax.GETBULK):
            self._read(link, pdu, engine)
        elif pdu.type == ax.TESTSET:
            self._test(link, pdu, engine)
        elif pdu.type in (ax.COMMITSET, ax.UNDOSET, ax.CLEANUPSET):
            self._finish(link, pdu)
        elif pdu.type == ax.PING:
            link.answer(pdu)
        else:  # what only a master answers
            link.answer(pdu, ax.PROCESSING_ERROR)

    def forget(self):
        """The session has ended: let go of what was tested, and never committed."""
        sets, self._sets = self._sets, {}
        for one in sets.values():
            one.clean_up()

    def _read(self, link, pdu, engine):
        found = []
        repeated = pdu.ranges
        if pdu.type == ax.GETBULK:
            repeated = pdu.ranges[: pdu.bulk[0]]
        for start, include, end in repeated:
            binding = engine.get(start) if pdu.type == ax.GET else engine.next(start, include, end)
            if not isinstance(binding, tuple):
                link.answer(pdu, binding, len(found) + 1)
                return
            found.append(binding)
        error = self._repeat(pdu, engine, found) if pdu.type == ax.GETBULK else None
        if error:
            link.answer(pdu, *error)
        else:
            link.answer(pdu, varbinds=found)

    def _repeat(self, pdu, engine, found):
        # The repetitions into `found`: row by row, as many as there are room and objects for.
        # None, or (error-status, index).
        ranges = pdu.ranges[pdu.bulk[0] :]
        times = min(pdu.bulk[1], max(1, _BINDINGS // (len(ranges) or 1)))
        while ranges and times:
            times -= 1
            more = False
            for i, (start, include, end) in enumerate(ranges):
                binding = engine.next(start, include, end)
                if not isinstance(binding, tuple):
                    return binding, pdu.bulk[0] + i + 1
                found.append(binding)
                more = more or binding[1] != _END
                ranges[i] = binding[0], False, end
            if not more:
                break
        return None

    def _test(self, link, pdu, engine):
        old = self._sets.pop(pdu.transaction, None)
        if old:
            old.clean_up()
        while len(self._sets) >= _OPEN_SETS:
            self._sets.pop(next(iter(self._sets))).clean_up()
        sets = self._sets[pdu.transaction] = Sets(engine)
        link.answer(pdu, *self._tried(sets.test_set, pdu.varbinds))

    def _finish(self, link, pdu):
        sets = self._sets.get(pdu.transaction)
        if pdu.type == ax.CLEANUPSET:  # it has no response
            if sets:
                del self._sets[pdu.transaction]
                sets.clean_up()
        elif not sets:
            link.answer(pdu, ax.PROCESSING_ERROR)
        elif pdu.type == ax.COMMITSET:
            link.answer(pdu, *self._tried(sets.commit_set))
        else:
            del self._sets[pdu.transaction]
            link.answer(pdu, *self._tried(sets.undo_set))

    def _tried(self, phase, *args):
        # (error-status, index) of a phase; what a table's own code raises is genErr.
        try:
            return phase(*args)
        except Exception as e:
            phase.__self__.engine.log("usnmp: SET: %r" % e)
            return _GENERR, 0
