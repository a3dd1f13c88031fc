# SNMPv3 for the side that asks, a manager or who sends informs: discovery (RFC 3414 4), messages
# of its own, and what comes back. Pure. Imports usnmp_codec, usnmp_v3, message, pack and remote.

from usnmp_codec import BerError, tobytes_tv
from usnmp_v3 import level_flags

from .message import AUTH, PRIV, Message, const, number
from .pack import message_id, pack, scope_of
from .remote import RemoteEngine

if 0 & 1:  # for type checkers alone
    from usnmp_base.uptime import Uptime
    from usnmp_v3 import User

_ID = const(0)
_ENGINE = const(4)
_BOOTS = const(5)
_TIME = const(6)
_USER = const(7)
_MAC = const(8)
_DATA = const(10)

_REPORT = const(0xA8)
_STATS = b"+\x06\x01\x06\x03\x0f\x01\x01"  # usmStats
_WINDOW = const(2)
_ENGINE_ID = const(4)
# A GET of nothing, to find out the engine ID with
_PROBE = b"\xa0\x0b\x02\x01\0\x02\x01\0\x02\x01\0\x30\0"
# What a report says: of usmStats by arc, of snmpMPDStats, of RFC 3413's contexts
_USM = (
    "",
    "the agent does not support that level for this user",
    "not in the time window",
    "unknown user",
    "unknown engine ID",
    "wrong digest: authentication password, key or protocol",
    "cannot be decrypted: privacy password, key or protocol",
)


class Report(ValueError):
    """The other side refused a message: `text` says why, `oid` is the counter, content octets."""


class Peer:
    """The other side, as `user`, a usnmp_v3.User, sees it.

    level: "noAuthNoPriv", "authNoPriv" or "authPriv", by default the highest that the user has
    keys for. context: the context name. engine_id: its engine ID, if it is not to be discovered;
    context_engine_id: if that is another's. uptime: the clock. max_size: the longest message that
    is taken, octets. `engine`: its RemoteEngine, None until it is discovered. Raises ValueError.
    """

    def __init__(
        self,
        user: "User",
        level: "str | None" = None,
        context: "str | bytes" = "",
        engine_id: "bytes | None" = None,
        context_engine_id: "bytes | None" = None,
        uptime: "Uptime | None" = None,
        max_size: int = 1472,
    ) -> None:
        self.user = user
        self.level = user.level if level is None else level_flags(level)
        if self.level & ~user.level:
            raise ValueError("%r has no keys for level %s" % (user, level))
        self.context = context.encode() if isinstance(context, str) else context
        self.context_engine_id = context_engine_id
        self.uptime = uptime
        self.engine = self.keys = None
        self._message = Message(max_size)
        self._asked = 0  # reports that were followed since the last answer
        self._ids = []  # the msgIDs of what was sent of late and is not answered
        self.id = 0  # the msgID of what was packed, or unpacked, last
        if engine_id:
            self._learn(engine_id)

    def _learn(self, engine_id):
        self.keys = self.user.localized(engine_id)  # first: that may raise
        self.engine = RemoteEngine(engine_id, self.uptime)

    def pack(self, pdu: bytes) -> bytes:
        """A message with `pdu`, as bytes; or, as long as the engine ID is unknown, one that asks
        for it. Each has an msgID of its own (RFC 3412 6.2).
        """
        self.id = message_id()
        self._ids = self._ids[-7:] + [self.id]
        id = tobytes_tv(2, self.id)
        engine = self.engine
        if not engine:
            return pack(self._message, id, _PROBE, _nobody, None, 0, b"\x04\0\x04\0")
        scope = scope_of(self.context_engine_id or engine.id, self.context)
        return pack(self._message, id, pdu, engine, self.keys, self.level, scope)

    def unpack(self, d: bytes) -> "bytes | None":
        """The PDU that `d` brings, the answer to what was packed; None if that is to be packed and
        sent again, now that more is known. Raises BerError for what is no answer; Report for a
        refusal.
        """
        message = self._message
        end = message.read(d)
        if not end:
            raise BerError("not SNMPv3")
        d = d[:end]
        at = message.at
        self.id = number(d, at[_ID])
        if self.id not in self._ids:
            raise BerError("msgID")
        level = message.flags & 3
        plain = self._plain(d, level)
        p = message.scoped(plain, 0) if plain else 0
        if not p:
            raise BerError("scopedPDU")
        if plain[p] == _REPORT:
            return self._reported(d, plain, p, level)
        # As asked: RFC 3412 7.2 (10), (12). Who leaves out what was asked for is not the agent
        if not self.engine or level != self.level or d[at[_USER] : at[_MAC]] != self.keys.tlv:
            raise BerError("level")
        scope = plain[message.context : p]
        if scope != scope_of(self.context_engine_id or self.engine.id, self.context):
            raise BerError("context")
        self._ids.remove(self.id)  # others may be on their way
        self._asked = 0
        return plain[p:]

    def _plain(self, d, level):
        # The scopedPDU; RFC 3414 3.2.
        message = self._message
        at = message.at
        engine = self.engine
        known = engine and d[at[_ENGINE] : at[_BOOTS]] == engine.tlv
        if level == PRIV or level and not known:
            raise BerError("engine ID")
        if level:
            message.buf = bytearray(len(d))
            message.view = memoryview(message.buf)
            if level & ~self.keys.level or message.forged(d, self.keys):
                raise BerError("digest")
            boots = number(d, at[_BOOTS])
            message.time = number(d, at[_TIME])
            if not engine.timely(boots, message.time):
                raise BerError("time window")
            if level & PRIV:
                return message.decrypt(self.keys, boots)
        return d[at[_DATA] :]

    def _reported(self, d, plain, p, level):
        # A report: None, if the message may be sent again; or raises Report.
        message = self._message
        at = message.at
        oid = _first_oid(message, plain, p)
        i = oid[-2] if oid[:-2] == _STATS and len(oid) == 10 else 0
        self._asked += 1
        if self._asked < 4:
            id = d[message.open(d, at[_ENGINE], 4, len(d)) : at[_BOOTS]]
            if i == _ENGINE_ID and id and (not self.engine or id != self.engine.id):
                self._learn(id)
                self.engine.hint(number(d, at[_BOOTS]), number(d, at[_TIME]))
                return None
            if i == _WINDOW and self.level:
                # An authenticated one has set the clock; another is a hint at most
                if not level & AUTH:
                    self.engine.hint(number(d, at[_BOOTS]), number(d, at[_TIME]))
                return None
        self._asked = 0
        report = Report(reason(oid))
        report.oid = oid
        raise report


class _Nobody:
    # In place of an engine, to ask for its ID.
    head = b"\x04\0\x02\x01\0"
    boots = 0

    def time(self):
        return 0


_nobody = _Nobody()


def _first_oid(message, d, p):
    # The content octets of the OID of the first binding in the PDU at p; b"" if there is none.
    end = len(d)
    p = message.open(d, p, d[p], end)
    for _ in range(3):  # request-id, error-status, error-index
        p = p and message.open(d, p, 2, end) and message.end
    for _ in range(2):  # the list, the binding
        p = p and message.open(d, p, 48, end)
    p = p and message.open(d, p, 6, end)
    return d[p : message.end] if p else b""


def reason(oid: bytes) -> str:
    """What a report with that counter (content octets) says, for people."""
    if oid[:-2] == _STATS and 0 < oid[-2] < 7:
        return _USM[oid[-2]]
    if oid == b"+\x06\x01\x06\x03\x0c\x01\x05\0":
        return "unknown context"
    if oid == b"+\x06\x01\x06\x03\x0c\x01\x04\0":
        return "the context is not available"
    if oid == b"+\x06\x01\x06\x03\x0b\x02\x01\x03\0":
        return "unknown context engine ID, or PDU"
    return "a report of another kind"
