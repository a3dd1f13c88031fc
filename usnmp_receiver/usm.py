# The User-based Security Model of a receiver (RFC 3414 3.2): in a trap the sender's engine is
# authoritative, for an inform ours is. Imports usnmp_codec, usnmp_v3, its engine, message and
# remote, senders and notification; v3 imports it.

from usnmp_codec import frombytes_tvat
from usnmp_v3 import LEVELS, User
from usnmp_v3.engine import MOST
from usnmp_v3.message import AUTH, REPORTABLE, const, number
from usnmp_v3.remote import RemoteEngine

from .notification import tlv_content, tlv_end
from .senders import Senders

if 0 & 1:  # for type checkers alone
    from typing import Any

# Offsets of a message in Message.at
_ID = const(0)
_SIZE = const(1)
_ENGINE = const(4)
_BOOTS = const(5)
_TIME = const(6)
_USER = const(7)

# Indices of stats: of usmStats by arc
_LEVEL = const(1)
_WINDOW = const(2)
_USER_NAME = const(3)
_ENGINE_ID = const(4)
_DIGEST = const(5)


class Arrival:
    """A message on its way through the steps."""

    keys = plain = None

    def __init__(self, d, source, message):
        at = message.at
        self.d = d
        self.source = source
        self.flags = message.flags
        self.msg_id = d[at[_ID] : at[_SIZE]]
        self.engine_id = d[tlv_content(d, at[_ENGINE]) : at[_BOOTS]]
        self.boots = number(d, at[_BOOTS])
        self.time = number(d, at[_TIME])
        self.name = d[tlv_content(d, at[_USER]) : tlv_end(d, at[_USER])]
        self.user = frombytes_tvat(d, at[_USER])[1]


class Usm(Senders):
    """What V3 asks of a message before it looks into it. stats: usmStats by arc (RFC 3414), and
    snmpUnknownPDUHandlers (RFC 3412) at 7.
    """

    time_window: int = 150
    on_engine: "Any" = None

    def __init__(self) -> None:
        Senders.__init__(self)
        self.stats = [0] * 8

    def _secured(self, a, message):
        # Why the message is refused, as an index of stats, negative without a report; 0.
        id = a.engine_id
        own = id == self.engine.id
        if not own:
            # Of an engine that is not known, what wants an answer was meant for another receiver,
            # or for this one before it started anew; traps want none.
            known = id in self.engines or (id, a.name) in self._users
            if not 5 <= len(id) <= 32 or not known and a.flags & REPORTABLE:
                return _ENGINE_ID
        found = self._find(id, a.name, a.user)
        if not found:
            return _USER_NAME
        user, least = found
        flags = a.flags & 3
        if flags & ~user.level:
            return _LEVEL
        if least & ~flags:
            return -_LEVEL
        keys = self._keys.get((id, a.name))
        if not keys or keys.user is not user:
            keys = None
        if not flags:
            a.keys = User(user.name).localized(id)
        else:
            a.keys = keys or self._at(user, id)
            message.buf = bytearray(len(a.d))
            message.view = memoryview(message.buf)
            if message.forged(a.d, a.keys):
                return _DIGEST
        wrong = self._own(a) if own else self._foreign(a, id)
        if not wrong and flags and not keys:
            if a.keys.user is not user:
                a.keys = user.localized(id)
            a.keys.least = least
            self._keys[id, a.name] = a.keys
        return wrong

    def _own(self, a):
        # RFC 3414 3.2 (7) (a)
        engine = self.engine
        late = abs(engine.time() - a.time) > self.time_window
        if a.flags & AUTH and (late or a.boots != engine.boots or engine.boots == MOST):
            return _WINDOW
        return 0

    def _foreign(self, a, id):
        remote = self.engines.get(id)
        if self.on_engine:
            level = LEVELS[a.flags & 3]
            new = remote is None
            args = id, a.boots, a.time, a.user, level, new
            if self._call(self.on_engine, *args) is False:
                return -_ENGINE_ID
        if a.flags & AUTH:
            remote = remote or RemoteEngine(id, self.engine.uptime)
            if not remote.timely(a.boots, a.time, self.time_window):
                return -_WINDOW
            self._note(remote)
        return 0
