# A small AgentX master (RFC 2741): sub-agents plug their objects into our agent. Imports address,
# indexes, link, pdu, places, registry, requests, values and usnmp_base.poll_pc; for a user's
# program, and for main.py --agentx-master.

import contextlib
import math
import os
import time

from usnmp_base.poll_pc import select

from . import pdu as ax
from .address import DEFAULT, Address
from .indexes import Indexes
from .link import Link
from .places import Places
from .registry import Registry, subtrees
from .requests import Requests
from .values import oid_text, program_value

_TIMEOUT_S = 1  # for an answer, unless the sub-agent says
_MOST_S = 10  # as long it may say
_TIMEOUTS = 3  # so many in a row, and a session is closed
_SYS_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_OID = 6
_TRANSACTIONS = 0x7FFFFFFF


class _Session:
    # What a sub-agent has opened: its number, its Link, how long an answer may take, its name.
    def __init__(self, number, link, timeout, descr):
        self.number = number
        self.link = link
        self.timeout = timeout
        self.descr = descr
        self.late = 0  # timeouts in a row
        self.missed = 0  # when the last of them was
        self.bulk = None  # does it answer GetBulk? None: that is not known yet
        self.caps = {}  # sysORID: description


class Master:
    """Serves, in `agent`, a usnmp_agent.Agent, what sub-agents register that connect to
    `addresses`, one or a list: "unix:PATH", "tcp:HOST:PORT".

    notify: a usnmp_notify.Notifier for what they notify of, or None. uptime: a callable for
    sysUpTime. log: called with a str. clock: seconds. Raises ValueError for an address.
    """

    def __init__(
        self,
        agent,
        addresses=DEFAULT,
        notify=None,
        uptime=None,
        log=print,
        clock=time.monotonic,
    ):
        if isinstance(addresses, str):
            addresses = [addresses]
        self.agent = agent
        self.addresses = [Address(text) for text in addresses]
        self.notify = notify
        self.uptime = uptime or agent.uptime or (lambda: 0)
        self.log = log
        self.clock = clock
        self.registry = Registry()
        self.indexes = Indexes()
        self.sessions = {}  # by number
        self.notified = 0  # notifications that sub-agents sent
        self.requests = Requests(self)
        self._places = Places(self, agent.mib)
        self._listeners = []
        self._links = []
        self._number = self._transaction = 0
        self._changed = False  # is the Mib to be renewed?

    # --- connections ---

    def listen(self):
        """Open the sockets. Raises OSError, of which `filename` is the address."""
        try:
            for address in self.addresses:
                self._listeners.append(address.listen())
        except OSError as e:
            self.close()
            e.filename = str(address)
            raise
        for listener in self._listeners:
            listener.setblocking(False)

    def poll(self, timeout_ms=0):
        """Do what sub-agents want, and answer what the agent is asked if its socket is open,
        waiting at most `timeout_ms` for either: one step of a loop of your own. True if there was
        a request to the agent.
        """
        return self.turn(timeout_ms)

    def turn(self, timeout_ms):
        """poll(), by which a request that is being answered waits, too."""
        poll = select.poll()
        found = {listener.fileno(): listener for listener in self._listeners}
        found.update({link.fileno(): link for link in self._links if not link.closed})
        udp = self.agent._udp
        if udp and udp.sock:
            found[udp.sock.fileno()] = self.agent
        for number in found:
            poll.register(number, select.POLLIN)
        asked = udp and not udp.sock  # it is to be opened again
        for number, _ in poll.poll(self._patience(timeout_ms)):
            what = found[number]
            if what is self.agent:
                asked = True
            elif what in self._links:
                self._receive(what)
            else:
                self._accept(what)
        for link in self._links:
            link.expire()
        self.requests.again()
        self._tidy()
        return self.requests.serve() if asked else False

    def _patience(self, timeout_ms):
        # No longer than until the first answer of a sub-agent is overdue.
        dues = [link.due for link in self._links if link.waiting]
        if not dues:
            return timeout_ms
        return min(timeout_ms, max(0, math.ceil((min(dues) - self.clock()) * 1000)))

    def close(self):
        """Close the sessions and the sockets; a path is removed."""
        for session in self.sessions.values():
            session.link.send(ax.Pdu(ax.CLOSE, session.number, reason=ax.REASON_SHUTDOWN))
        for link in self._links:
            link.close("the master ends")
        self.requests.close()
        for session in list(self.sessions.values()):
            self._forget(session)
        self._tidy()
        for listener, address in zip(self._listeners, self.addresses):
            listener.close()
            if address.path:
                with contextlib.suppress(OSError):
                    os.unlink(address.path)
        self._listeners = []

    def _accept(self, listener):
        try:
            sock, _ = listener.accept()
        except OSError:  # it is gone again
            return
        self._links.append(Link(sock, self.clock))

    def _receive(self, link):
        for pdu in link.receive():
            self._take(link, pdu)

    def _tidy(self):
        # Forget who is deaf, and links that are closed, now that those who waited for them have
        # been answered; then, with no request under way, have the Mib what is new.
        for session in [s for s in self.sessions.values() if s.late >= _TIMEOUTS]:
            self._report("%s has not answered %d times: closed" % (_name(session), session.late))
            self._end(session, ax.REASON_TIMEOUTS)
        for link in [link for link in self._links if link.closed]:
            self._links.remove(link)
            for session in [s for s in self.sessions.values() if s.link is link]:
                self._report("%s is gone: %s" % (_name(session), link.closed))
                self._forget(session)
        if self._changed and not self.requests.setting:
            self._changed = False
            self._places.renew()

    def _report(self, text):
        try:
            self.log("usnmp: AgentX: " + text)
        except Exception:  # the log is not worth an agent
            pass

    # --- what sub-agents ask, RFC 2741 7.1 ---

    def _take(self, link, pdu):
        if pdu.type == ax.OPEN:
            self._open(link, pdu)
            return
        session = self.sessions.get(pdu.session)
        if session is None or session.link is not link:
            link.answer(pdu, ax.NOT_OPEN)
        elif pdu.context:
            link.answer(pdu, ax.UNSUPPORTED_CONTEXT)
        else:
            does = _REQUESTS.get(pdu.type)
            if does:
                error, index, varbinds = does(self, session, pdu)
            else:
                error, index, varbinds = ax.PROCESSING_ERROR, 0, ()
            link.answer(pdu, error, index, varbinds, self.uptime())

    def _open(self, link, pdu):
        self._number += 1
        pdu.session = self._number
        session = _Session(self._number, link, pdu.timeout, pdu.descr)
        self.sessions[self._number] = session
        link.answer(pdu, uptime=self.uptime())

    def _close(self, session, pdu):
        self._forget(session)
        return 0, 0, ()

    def _register(self, session, pdu):
        instance = bool(pdu.flags & ax.INSTANCE)
        _, _, range_subid, subtree, upper = pdu.region
        for ids in subtrees(subtree, range_subid, upper):
            taken = self._places.taken(ids, instance)
            if taken:
                text = "%s is not registered for %s: overlaps %s, which is our own"
                self._report(text % (oid_text(ids), _name(session), taken))
                return ax.DUPLICATE_REGISTRATION, 0, ()
        error = self.registry.add(session, pdu.region, instance)
        if error:
            text = "%s is not registered for %s: %s"
            self._report(text % (oid_text(pdu.region[3]), _name(session), ax.ERRORS[error]))
        self._changed = True
        return error, 0, ()

    def _unregister(self, session, pdu):
        self._changed = True
        return self.registry.remove(session, pdu.region), 0, ()

    def _allocate(self, session, pdu):
        return self.indexes.allocate(session, pdu.varbinds, pdu.flags)

    def _deallocate(self, session, pdu):
        return (*self.indexes.deallocate(session, pdu.varbinds), pdu.varbinds)

    def _add_caps(self, session, pdu):
        session.caps[pdu.id] = pdu.descr
        return 0, 0, ()

    def _remove_caps(self, session, pdu):
        found = session.caps.pop(pdu.id, None)
        return 0 if found is not None else ax.UNKNOWN_CAPS, 0, ()

    def _notify(self, session, pdu):
        varbinds = list(pdu.varbinds)
        if varbinds and varbinds[0][0] == _SYS_UPTIME:  # ours stands in what we send
            varbinds.pop(0)
        if not varbinds or varbinds[0][:2] != (_TRAP_OID, _OID):
            return ax.PROCESSING_ERROR, 1, pdu.varbinds
        self.notified += 1
        kind = oid_text(varbinds.pop(0)[2])
        if self.notify:
            try:
                self.notify.send(kind, [program_value(*varbind) for varbind in varbinds])
            except ValueError as e:
                self._report("%s cannot be notified of for %s: %s" % (kind, _name(session), e))
                return ax.PROCESSING_ERROR, 0, pdu.varbinds
        return 0, 0, pdu.varbinds

    def _ping(self, session, pdu):
        return 0, 0, ()

    # --- sessions ---

    def _forget(self, session):
        if self.sessions.pop(session.number, None):
            self.registry.remove_all(session)
            self.indexes.release(session)
            self._changed = True

    def _end(self, session, why):
        session.link.send(ax.Pdu(ax.CLOSE, session.number, reason=why))
        self._forget(session)
        if not any(other.link is session.link for other in self.sessions.values()):
            session.link.close("closed")

    # --- what we ask of them, RFC 2741 7.2 ---

    def transaction(self):
        """A new transaction number."""
        self._transaction = self._transaction % _TRANSACTIONS + 1
        return self._transaction

    def tell(self, one, kind, transaction, **fields):
        """Send what has no response to the session of a Registration."""
        one.session.link.send(ax.Pdu(kind, one.session.number, transaction, **fields))

    def request(self, one, kind, transaction, done, **fields):
        """Ask the session of a Registration. done(response): called once, with an OSError in place
        of a Pdu if there was no answer within its timeout, or it is gone.
        """
        session = one.session
        asked = self.clock()
        timeout_s = min(one.timeout or session.timeout or _TIMEOUT_S, _MOST_S)

        def answered(response):
            if response is not None:
                session.late = 0
            elif session.link.closed or session.number not in self.sessions:
                response = OSError("%s is gone" % _name(session))
            else:
                response = OSError("%s: no answer in %d s" % (_name(session), timeout_s))
                self._missed(session, asked)
            done(response)

        session.link.ask(ax.Pdu(kind, session.number, transaction, **fields), answered, timeout_s)

    def hear(self, link, found):
        """Hear nobody but `link`, until there is something in `found`."""
        while not found:
            if link.waiting and link.wait(link.due - self.clock()):
                self._receive(link)  # it may notify, or ask something, before it answers
            link.expire()

    def _missed(self, session, asked):
        # Several that waited at the same time are one.
        if asked < session.missed:
            return
        session.missed = self.clock()
        session.late += 1


def _name(session):
    return "%s (session %d)" % (session.descr.decode(errors="replace") or "?", session.number)


_REQUESTS = {
    ax.CLOSE: Master._close,
    ax.REGISTER: Master._register,
    ax.UNREGISTER: Master._unregister,
    ax.NOTIFY: Master._notify,
    ax.PING: Master._ping,
    ax.INDEX_ALLOCATE: Master._allocate,
    ax.INDEX_DEALLOCATE: Master._deallocate,
    ax.ADD_CAPS: Master._add_caps,
    ax.REMOVE_CAPS: Master._remove_caps,
}
