# What a sub-agent asks of its master by itself (RFC 2741 7.1): notifications, values of index
# objects, lines of sysORTable. Imports pdu and values; the sub-agent imports it.

from . import pdu as ax
from .values import ids_of_text, value_for

ANSWER_S = 10  # as long a master may take for a response
_SYS_UPTIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)
_TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
_TIMETICKS, _OID = 67, 6


class Asks:
    """The part of a SubAgent that has these; all attributes are the SubAgent's."""

    def notify(self, kind, varbinds=(), context=None, result=None):
        """Have the master send a notification. kind: snmpTrapOID, dotted; varbinds: triples of
        (oid, type, value). result(ok): called once, True if the master has taken it, None if it
        has not answered. False if there is no session. Raises ValueError.
        """
        found = [(ids_of_text(oid), t, value_for(t, v)) for oid, t, v in varbinds]
        first = [(_TRAP_OID, _OID, ids_of_text(kind))]
        if self.uptime:
            first.insert(0, (_SYS_UPTIME, _TIMETICKS, self.uptime() & 0xFFFFFFFF))
        return self.forward(first + found, context, result)

    def forward(self, varbinds, context=None, result=None):
        """As notify(), of bindings as pdu has them, snmpTrapOID.0 first or behind sysUpTime.0."""
        if self.session is None:
            return False
        pdu = ax.Pdu(ax.NOTIFY, self.session, context=context, varbinds=varbinds)

        def done(response):
            if result:
                result(None if response is None else not response.result[1])

        self._ask(pdu, done)
        return True

    def allocate(self, oid, t, value=None, new=False, context=None):
        """A value of the index object `oid` that no other sub-agent has (RFC 2741 7.1.4): `value`;
        or if that is None any, with `new` one that never was. Returns the value, as pdu has it; it
        is ours again after the master's restart. Raises ValueError if there is none.
        """
        flags = 0 if value is not None else ax.NEW_INDEX if new else ax.ANY_INDEX
        ids = ids_of_text(oid)
        wanted = value_for(t, value) if value is not None else () if t == _OID else _blank(t)
        pdu = ax.Pdu(ax.INDEX_ALLOCATE, self.session, context=context)
        pdu.flags |= flags
        pdu.varbinds = [(ids, t, wanted)]
        found = self._asked(pdu).varbinds[0][2]
        self.allocated.setdefault((context, ids), []).append((t, found))
        return found

    def deallocate(self, oid, t, value, context=None):
        """Give a value back. Raises ValueError if it is not ours."""
        ids = ids_of_text(oid)
        pdu = ax.Pdu(ax.INDEX_DEALLOCATE, self.session, context=context)
        pdu.varbinds = [(ids, t, value)]
        self._asked(pdu)
        values = self.allocated.get((context, ids), [])
        if (t, value) in values:
            values.remove((t, value))

    def add_capabilities(self, oid, text, context=None):
        """Have the master's sysORTable say `text` of the capabilities `oid`; after its restart,
        too. Raises ValueError if it refuses.
        """
        ids = ids_of_text(oid)
        self._asked(self._capability(context, ids, text))
        self.capabilities[context, ids] = text

    def remove_capabilities(self, oid, context=None):
        """Have it say so no more. Raises ValueError if it does not."""
        ids = ids_of_text(oid)
        self._asked(ax.Pdu(ax.REMOVE_CAPS, self.session, context=context, id=ids))
        self.capabilities.pop((context, ids), None)

    def _capability(self, context, ids, text):
        descr = text.encode()
        return ax.Pdu(ax.ADD_CAPS, self.session, context=context, id=ids, descr=descr)

    def _ask(self, pdu, done=None):
        self._link.ask(pdu, done or nothing, ANSWER_S)

    def _asked(self, pdu):
        # The master's response, waited for. Raises ValueError if it refuses, OSError if it is
        # gone.
        if self.session is None:
            raise ConnectionError("%s: no session" % self.address)
        found = []
        self._ask(pdu, found.append)
        while not found:
            self._turn(1)
        if found[0] is None:
            raise ConnectionError("%s: no answer" % self.address)
        if found[0].result[1]:
            raise ValueError(self._why(found[0], "the master refuses"))
        return found[0]


def nothing(response):
    """For a response that tells nothing."""


def _blank(t):
    return b"" if t in (4, 68) else bytes(4) if t == 64 else 0
