# Notifications of a usnmp_notify.Notifier by way of the AgentX master, beside those that go to its
# other targets. Imports usnmp_codec, usnmp_notify.sockets and values; program imports it.

from usnmp_codec import frombytes_lenat
from usnmp_notify.sockets import Net as Sockets

from .values import ids_of, value_of

_PLACE = False, "agentx"  # as usnmp_notify.sockets.Net.send gives it
_GENERR = 5


class MasterTarget:
    """The master of a sub-agent, as a usnmp_notify.Target; its response is an acknowledgement."""

    v3 = None
    inform = True
    host = "agentx"
    port = 0
    timeout_ms = 5000
    retries = 5

    def message(self, request_id, body, notify):
        """(request-id, bindings of pdu), without sysUpTime: the master's is that of its agent."""
        found = _varbinds(body)
        return request_id, found[1:]

    def reply(self, answer):
        """(request-id, error-status) of what Net.recv gave."""
        return answer


class Net(Sockets):
    """The sockets of a Notifier with a MasterTarget, whose sub-agent is `sub`, a SubAgent."""

    def __init__(self, sub):
        Sockets.__init__(self)
        self.sub = sub
        self._answers = []

    def send(self, target, data, place=None):
        """As usnmp_notify.sockets.Net; None while there is no session with the master."""
        if not isinstance(target, MasterTarget):
            return Sockets.send(self, target, data, place)
        request_id, varbinds = data

        def done(ok):
            if ok is not None:
                self._answers.append((request_id, 0 if ok else _GENERR))

        return _PLACE if self.sub.forward(varbinds, result=done) else None

    def recv(self, size, timeout_ms):
        """As usnmp_notify.sockets.Net; a response of the master first."""
        if self._answers:
            return self._answers.pop(0), _PLACE[1]
        return Sockets.recv(self, size, timeout_ms)


def _varbinds(body):
    # The bindings of pdu in the content of a list of them. Raises ValueError for a type that
    # AgentX has not.
    found = []
    at = 0
    while at < len(body):
        n, octets = frombytes_lenat(body, at)
        at += 1 + octets
        end = at + n
        n, octets = frombytes_lenat(body, at)
        at += 1 + octets
        found.append((ids_of(bytes(body[at : at + n])), *value_of(body[at + n : end])))
        at = end
    return found
