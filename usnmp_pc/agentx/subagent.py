# An AgentX sub-agent (RFC 2741): what a Mib serves, registered with a master such as snmpd, and
# the master's requests answered. Imports address, answers, asks, link, pdu, registers and
# values; for a user's program, and for main.py --agentx.

import time

from . import pdu as ax
from .address import DEFAULT, Address, reason
from .answers import Answers
from .asks import ANSWER_S, Asks, nothing
from .link import Link
from .registers import Registers
from .values import ids_of_text

_TOGETHER_S = 0.002  # for so long a response may wait for the next


class SubAgent(Asks, Registers):
    """A sub-agent for `mib`, a usnmp_mib.Mib, of the master at `address`.

    address: "unix:PATH" or "tcp:HOST:PORT". contexts: {name: Mib} of what is served in other
    contexts. subtrees: dotted OIDs to register in place of the objects below them. priority: 1 to
    255, the least counts. timeout_s: how long the master is to wait for an answer, 0 as it likes.
    name: what the master calls us. log: called with a str. uptime: a callable for sysUpTime in
    notifications; None: the master's. ping_s: after so much silence the master is asked whether
    it is there; retry_s: how often one that is gone is tried again. clock: seconds.
    Raises ValueError. `with SubAgent(mib) as sub:` is connect(), and close() at the end.
    """

    def __init__(
        self,
        mib,
        address=DEFAULT,
        contexts=None,
        subtrees=None,
        priority=127,
        timeout_s=0,
        name="usnmp",
        log=print,
        uptime=None,
        ping_s=15,
        retry_s=1,
        clock=time.monotonic,
    ):
        if not 0 < priority < 256 or not 0 <= timeout_s < 256:
            raise ValueError("priority: 1 to 255, timeout_s: 0 to 255")
        self.address = Address(address)
        self.mibs = {None: mib}
        for context, other in (contexts or {}).items():
            self.mibs[context.encode() if isinstance(context, str) else context] = other
        self._subtrees = None if subtrees is None else [ids_of_text(oid) for oid in subtrees]
        self.priority = priority
        self.timeout_s = timeout_s
        self.name = name
        self.log = log
        self.uptime = uptime
        self.ping_s = ping_s
        self.retry_s = retry_s
        self.clock = clock
        self.answers = Answers(self.mibs, self._report)
        self.session = None  # its number, while the master has one for us
        self.refused = {}  # (context, OID as a tuple): the error, of what was not registered
        self.registered = set()  # (context, OID) that were
        self.withdrawn = set()  # (context, OID): what is at or below it is not to be registered
        self.capabilities = {}  # what the master's sysORTable has of us: {(context, OID): text}
        self.allocated = {}  # index objects: {(context, OID): [(type, value), ...]}
        self.left = []  # what is left to the master
        self._link = None
        self._connecting = False  # within connect()
        self._again = 0  # when the next try to connect is due
        self._todo = []  # what is still to be registered
        self._seen = {}  # context: how many keys its Mib had when it was gone through
        self._told = None  # the last failure that was logged, or what was refused before

    # --- the session ---

    def connect(self):
        """Open a session and register all; returns when the master has answered all of that.
        Raises OSError: there is no master, or it refuses.
        """
        self._connecting = True  # what fails is raised, not logged
        try:
            self._open()
            while self._link and not self.ready:
                self._turn(1)
            if not self._link:
                raise ConnectionError(self._told)
        except OSError as e:
            raise ConnectionError("%s: %s" % (self.address, reason(e)))
        finally:
            self._connecting = False

    @property
    def ready(self):
        """Has the master answered all that we registered?"""
        return self.session is not None and not self._todo and not self._link.waiting

    def poll(self, timeout_ms=0):
        """Answer what the master asks, waiting at most `timeout_ms` for it: one step of a loop of
        your own. True if there was something. A master that is gone is tried again here.
        """
        if self._link:
            return self._turn(timeout_ms / 1000)
        now = self.clock()
        if now >= self._again:
            self._again = now + self.retry_s
            try:
                self._open()
                return True
            except OSError as e:
                self._failed(reason(e))
        time.sleep(max(0, min(timeout_ms / 1000, self._again - now)))
        return False

    def fileno(self):
        """For select() in a loop of your own. Raises OSError while there is no connection."""
        if not self._link:
            raise ConnectionError("%s: no connection" % self.address)
        return self._link.fileno()

    def serve(self):
        """connect(), and answer for ever. Raises OSError if there is no master."""
        self.connect()
        try:
            while True:
                self.poll(1000)
        finally:
            self.close()

    def close(self):
        """Close the session: the master forgets what we registered."""
        if self._link:
            if self.session is not None:
                self._link.send(ax.Pdu(ax.CLOSE, self.session, reason=ax.REASON_SHUTDOWN))
            self._gone("closed", tell=False)

    def __enter__(self):
        self.connect()
        return self

    def __exit__(self, *exception):
        self.close()

    def _open(self):
        self.refused = {}
        self.registered = set()
        self._link = Link(self.address.connect(), self.clock)
        descr = self.name.encode()
        pdu = ax.Pdu(ax.OPEN, timeout=self.timeout_s, id=(), descr=descr)
        self._link.ask(pdu, self._opened, ANSWER_S)

    def _opened(self, response):
        if response is None or response.result[1]:
            self._gone(self._why(response, "the master refuses"))
            return
        self.session = response.session
        self._told = None
        self._seen = {}
        for (context, oid), values in self.allocated.items():  # ours stay ours
            varbinds = [(oid, *value) for value in values]
            self._ask(ax.Pdu(ax.INDEX_ALLOCATE, self.session, context=context, varbinds=varbinds))
        for (context, oid), text in self.capabilities.items():
            self._ask(self._capability(context, oid, text))
        self._look()

    def _why(self, response, text):
        if response is None:
            return self._link and self._link.closed or "no answer"
        error = response.result[1]
        return "%s: %s" % (text, ax.ERRORS.get(error, "error %d" % error))

    def _gone(self, why, tell=True):
        link, self._link, self.session = self._link, None, None
        self._todo = []
        self.answers.forget()
        if link:
            link.close(why)
        if tell:
            self._failed(why)

    def _failed(self, why):
        if why != self._told:
            self._told = why
            if self._connecting:
                return
            self._report("%s: %s; tried again" % (self.address, why))

    def _report(self, text):
        try:
            self.log(text if text.startswith("usnmp: ") else "usnmp: AgentX: " + text)
        except Exception:  # the log is not worth an agent
            pass

    # --- a step ---

    def _turn(self, timeout_s):
        link = self._link
        if self.session is not None:
            self._look()
            if self._todo:
                self._register()
        requests = link.receive(min(timeout_s, self.ping_s))
        if requests:
            self._answer_all(link, requests)
        worked = bool(requests)
        if self._link is not link:  # the master has closed the session
            return worked
        if link.closed:
            self._gone(link.closed)
        elif link.waiting and link.expire():
            self._gone("no answer")
        elif self.session is not None:
            if self._todo:
                self._register()
            if self.clock() - link.heard >= self.ping_s and not link.waiting:
                link.ask(ax.Pdu(ax.PING, self.session), nothing, ANSWER_S)
        return worked

    def _answer_all(self, link, requests):
        # Their responses together, unless a handler takes its time.
        if len(requests) == 1:
            self._answer(link, requests[0])
            return
        started = self.clock()
        for pdu in requests:
            link.hold()
            self._answer(link, pdu)
            if self.clock() - started > _TOGETHER_S:
                link.release()
        link.release()

    def _answer(self, link, pdu):
        if pdu.type == ax.CLOSE:
            self._gone("the master has closed the session, reason %d" % pdu.reason)
        elif pdu.session != self.session:
            link.answer(pdu, ax.NOT_OPEN)
        else:
            self.answers.answer(link, pdu)
