# SNMPv3 for the side that asks, a manager or who sends informs: discovery (RFC 3414 4), messages
# of its own, and what comes back. Pure. Imports usnmp_codec, usnmp_v3, message, pack and remote.

from usnmp_codec import BerError, tobytes_tv
from usnmp_v3 import LEVELS, level_flags

from .message import AUTH, PRIV, Message, const, number
from .pack import message_id, pack, scope_of
from .remote import RemoteEngine

if 0 & 1:  # for type checkers alone
    from typing import Any
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
    is taken, octets; message: a Message that others share. `engine`: its RemoteEngine, None until
    it is discovered, and `keys` of the user there. Raises ValueError.
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
        message: "Message | None" = None,
    ) -> None:
        self.user = user
        self.level = user.level if level is None else level_flags(level)
        if self.level & ~user.level:
            raise ValueError("%r has no keys for level %s" % (user, level))
        self.context = context.encode() if isinstance(context, str) else context
        self.context_engine_id = context_engine_id
        self.uptime = uptime
        self.engine = self.keys = self._of = None
        self._message = message or Message(max_size)
        self._fixed = engine_id  # not to be discovered
        # As pack() wants it:
        self.ids = []
        self.followed = 0
        self.id = 0  # the msgID of what was packed, or unpacked, last
        if engine_id:
            self._learn(engine_id)

    def _learn(self, engine_id):
        self.keys = self.user.localized(engine_id)  # first: that may raise
        self.engine = RemoteEngine(engine_id, self.uptime)

    def pack(self, pdu: bytes, sent: "Any" = None) -> bytes:
        """A message with `pdu`, as bytes; or, as long as the engine ID is unknown, one that asks
        for it. Each has an msgID of its own (RFC 3412 6.2).

        sent: what keeps account of one request, apart from the others: an object with `ids`, a
        list of the msgIDs that it was sent with, and `followed`, how many reports were followed.
        """
        self.id = message_id()
        if sent is None:
            sent = self
            self.ids = self.ids[-7:]
        sent.ids.append(self.id)
        id = tobytes_tv(2, self.id)
        engine = self.engine
        if not engine:
            return pack(self._message, id, _PROBE, _nobody, None, 0, b"\x04\0\x04\0")
        scope = self._scoped(engine)
        return pack(self._message, id, pdu, engine, self.keys, self.level, scope)

    def _scoped(self, engine):
        # contextEngineID and contextName, made once for an engine.
        if self._of is not engine:
            self._of = engine
            self._scope = scope_of(self.context_engine_id or engine.id, self.context)
        return self._scope

    def unpack(self, d: bytes, sent: "Any" = None) -> "bytes | None":
        """The PDU that `d` brings, the answer to what was packed; None if that is to be packed and
        sent again, now that more is known. Raises BerError for what is no answer; Report for a
        refusal. sent: as of pack().
        """
        message = self._message
        sent = sent or self
        end = message.read(d)
        if not end:
            raise BerError("not SNMPv3")
        d = d[:end]
        self.id = number(d, message.at[_ID])
        if self.id not in sent.ids:
            raise BerError("msgID")
        try:
            found = self._unpacked(d, sent, message.flags & 3)
            sent.ids.remove(self.id)  # others may be on their way
            return found
        finally:
            message.buf = message.view = None  # not to be kept until the next

    def _unpacked(self, d, sent, level):
        message = self._message
        at = message.at
        engine = self.engine
        known = engine and d[at[_ENGINE] : at[_BOOTS]] == engine.tlv
        plain = self._plain(d, level, known)
        p = message.scoped(plain, 0) if plain else 0
        if not p:
            raise BerError("scopedPDU" if plain else "cannot be decrypted")
        boots = number(d, at[_BOOTS])
        time = number(d, at[_TIME])
        if plain[p] == _REPORT:
            return self._reported(d, plain, p, sent, level, boots, time)
        # As asked: RFC 3412 7.2 (10), (12). Who leaves out what was asked for is not the agent
        if level != self.level:
            raise BerError("level %s, not %s" % (LEVELS[level], LEVELS[self.level]))
        if not known or d[at[_USER] : at[_MAC]] != self.keys.tlv:
            raise BerError("user or engine ID")
        if plain[message.context : p] != self._scoped(engine):
            raise BerError("context")
        if level and not engine.timely(boots, time):
            raise BerError("time window")
        sent.followed = 0
        return plain[p:]

    def _plain(self, d, level, known):
        # The scopedPDU, which is authentic if the level says so; None if it cannot be decrypted.
        # RFC 3414 3.2, but for the time window.
        if not level:
            return d[self._message.at[_DATA] :]
        message = self._message
        if level == PRIV or not known:
            raise BerError("engine ID")
        message.buf = bytearray(len(d))
        message.view = memoryview(message.buf)
        if level & ~self.keys.level or message.forged(d, self.keys):
            raise BerError("digest")
        if not level & PRIV:
            return d[message.at[_DATA] :]
        message.time = number(d, message.at[_TIME])
        boots = number(d, message.at[_BOOTS])
        return message.decrypt(self.keys, boots) if boots >= 0 <= message.time else None

    def _reported(self, d, plain, p, sent, level, boots, time):
        # A report: None, if the message may be sent again; or raises Report.
        message = self._message
        oid = _first_oid(message, plain, p)
        i = oid[-2] if oid[:-2] == _STATS and len(oid) == 10 else 0
        text = reason(oid)
        if sent.followed < 3:
            p = message.open(d, message.at[_ENGINE], 4, len(d))
            if i == _ENGINE_ID and p < message.end < p + 33 and not self._fixed:
                p = d[p : message.end]
                if not self.engine or p != self.engine.id:
                    self._learn(p)
                self.engine.hint(boots, time)
                sent.followed += 1  # not before: there may be no memory for what came
                return None
            if i == _WINDOW and self.level and self.engine:
                # It answers this message, so it is no old one: an agent that has lost count of its
                # boots, and whose clock goes back, is to be asked as well.
                if not level & AUTH:
                    self.engine.hint(boots, time)
                if not level & AUTH or self.engine.follow(boots, time):
                    sent.followed += 1
                    return None
                text += ": the agent has lost count of its boots, and wants a new engine ID"
        sent.followed = 0
        report = Report(text)
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
