# Requests of managers, some of which wait for sub-agents while the others are answered. Imports
# wants, and usnmp_v3's message for an agent with users; the master imports it.
#
# The engine answers a PDU in one go. So what it lacks is asked, and the request is left; once all
# that was asked has come, it is answered from its start, with what came. A SET cannot be begun
# twice: it stays where it is, and what else comes is answered within its wait, but for other SETs.

import contextlib

from .wants import Request, community_pdu, wants

_SET = 0xA3
_SILENT_DROPS = 31  # of the agent's counters
_OF_A_MESSAGE = "_w _room _limit _rights _transaction _v2 _oid _source _buf _view".split()
_OF_V3 = "_flags _time _most _booted _keys _name message".split()
_EACH = 256  # requests at most that one sub-agent has before it: who is deaf holds no others up
_ALL = 2048  # requests at most that wait
_LONGEST_S = 30  # for one request, however often it has to ask


class Waits(BaseException):
    """The request is left until sub-agents have answered. No Exception: that would be genErr."""


class Requests:
    """Those to the agent of `master`, a Master."""

    def __init__(self, master):
        self.master = master
        self.agent = master.agent
        self.waiting = 0  # how many wait
        self.setting = False  # is a SET one of them?
        self._current = None  # the Request that is being answered
        self._later = []  # SETs behind one that waits
        self._ready = []  # those for which all has come
        self._pdu = self.agent._pdu
        self.agent._pdu = self._begun

    def close(self):
        """Answer those that wait, and leave the agent as it was."""
        self.again()
        self.agent._pdu = self._pdu

    # --- from a manager, and to it ---

    def serve(self):
        """Take a request from the agent's socket; False if there is none."""
        agent = self.agent
        if agent.uptime:
            agent.uptime()
        found = agent._udp.recv(agent.max_size, 0)
        if not found:
            return False
        self._run(Request(*found))
        return True

    def again(self):
        """Go on with those for which all has come."""
        while self._ready:
            self._run(self._ready.pop(0))

    def _run(self, request):
        agent = self.agent
        agent._source = request.source
        counters = agent.counters[:]
        outer, self._current = self._current, request
        admits = agent.limit, agent.authentic
        if request.until:  # it was let in before
            agent.limit = agent.authentic = None
            self.waiting -= 1
        try:
            start = agent._respond(request.datagram)
        except Waits:
            agent.mib.asked = 0  # as usnmp_agent.trees has it
            if request.dropped:
                agent.counters[_SILENT_DROPS] += 1
                return
            agent.counters[:] = counters
            request.until = request.until or self.master.clock() + _LONGEST_S
            self.waiting += 1
            return
        finally:
            self._current = outer
            agent.limit, agent.authentic = admits
        if start and agent._udp:
            if not agent._udp.send(agent._view[start : agent._w], request.source):
                agent.counters[_SILENT_DROPS] += 1

    def _begun(self, d, p, error):
        # In place of the agent's _pdu.
        request = self._current
        if request is None:  # it did not come by serve(): it waits where it is
            request = self._current = Request()
            request.pdu = d, p
            try:
                return self._pdu(d, p, error)
            finally:
                self._current = None
        if d[p] == _SET and self.setting:
            request.dropped = self._full()
            if not request.dropped:
                self._later.append(request)
            raise Waits
        request.pdu = d, p
        return self._pdu(d, p, error)

    def _full(self):
        return self.waiting >= _ALL

    # --- from the engine, to sub-agents ---

    def ask(self, one, kind, start, include, end):
        """The binding that the session of a Registration answers GET or GETNEXT with. Raises
        OSError: an error, or no answer within its timeout; Waits.
        """
        request = self._current or Request()  # None: the agent knew what it wants by its octets
        key = one.session.number, kind, start, include, end
        while key not in request.answers:
            if request.until and self.master.clock() >= request.until:
                raise OSError("given up after %d s" % _LONGEST_S)
            if request.datagram is not None and not request.pdu:
                request.pdu = community_pdu(request.datagram)
            found = wants(
                request, self.agent, self.master.registry, (one, kind, start, include, end)
            )
            if request.datagram is None:
                self._wait_for(request, found[0])
            else:
                self._leave(request, found)
        found = request.answers[key]
        if isinstance(found, OSError):
            raise found
        return found

    def _leave(self, request, found):
        if any(want.one.session.link.waiting >= _EACH for want in found) or self._full():
            request.dropped = True
            raise Waits
        request.left = len(found)
        links = {want.one.session.link for want in found}
        for link in links:
            link.hold()
        for want in found:

            def done(response, want=want):
                want.take(request, response)
                request.left -= 1
                if not request.left:
                    self._ready.append(request)

            self._send(request, want, done)
        for link in links:
            link.release()
        raise Waits

    def _send(self, request, want, done):
        request.transaction = request.transaction or self.master.transaction()
        kind, fields = want.fields()
        self.master.request(want.one, kind, request.transaction, done, **fields)

    def _wait_for(self, request, want):
        found = []
        self._send(request, want, found.append)
        self.master.hear(want.one.session.link, found)
        want.take(request, found[0])

    # --- SET ---

    def result(self, one, kind, transaction, **fields):
        """(error, index) of an answer that is waited for here. Raises OSError if there is none."""
        found = []
        self.master.request(one, kind, transaction, found.append, **fields)
        if self._current and self._current.datagram is not None:
            with self._aside():
                while not found:
                    self.master.turn(1000)
        else:
            self.master.hear(one.session.link, found)
        if isinstance(found[0], OSError):
            raise found[0]
        return found[0].result[1:]

    @contextlib.contextmanager
    def _aside(self):
        # What the agent knows of the message that it is answering is kept, for others to be
        # answered.
        agent, v3 = self.agent, self.agent.v3
        kept = [(agent, name, getattr(agent, name, None)) for name in _OF_A_MESSAGE]
        agent._buf = bytearray(len(agent._buf))
        agent._view = memoryview(agent._buf)
        if v3:
            from usnmp_v3.message import Message

            kept += [(v3, name, getattr(v3, name)) for name in _OF_V3]
            v3.message = Message(agent.max_size)
        outer, self._current = self._current, None
        self.setting = True
        try:
            yield
        finally:
            self.setting = False
            self._current = outer
            for what, name, value in kept:
                setattr(what, name, value)
            self._ready += self._later
            self._later = []
