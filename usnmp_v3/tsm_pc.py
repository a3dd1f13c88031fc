# The Transport Security Model (RFC 5591): messages of SNMPv3 whose secrets are those of TLS, and
# who they are of. Pure, but for Credentials. Imports usnmp_codec, usnmp_v3's message, peer and
# remote, and usnmp_base (credentials_pc, tls_pc); the roles' tsm_pc import it, and users'
# programs. Not for boards.

from usnmp_base.credentials_pc import Credentials
from usnmp_base.tls_pc import Lost, Outgoing
from usnmp_codec import BerError, frombytes_lenat, tobytes_tv

from . import Keys
from .message import AUTH, PRIV, REPORTABLE, Message, header, number
from .pack import message_id, scope_of
from .peer import _PROBE, Peer, Report, _first_oid, reason
from .remote import RemoteEngine

MODEL = 4
LOCAL_ENGINE = bytes.fromhex("8000000006")  # RFC 5343: of whoever is asked
ENGINE_ID = tobytes_tv(6, "1.3.6.1.6.3.10.2.1.1.0")  # snmpEngineID.0
_ID, _SIZE, _FLAGS, _MODEL, _DATA = 0, 1, 2, 3, 10  # in Message.at
_RESPONSE, _REPORT = 0xA2, 0xA8
_CONFIRMED = b"\xa0\xa1\xa3\xa5\xa6"


class Tls(Credentials):
    """Who we are over TLS, in place of a User: see usnmp_base.credentials_pc.Credentials. prefix:
    have the names of users begin with "tls:" (snmpTsmConfigurationUsePrefix).
    """

    # As a User has them, for what takes one
    name = b"tls"
    auth = priv = engine_id = None
    level = AUTH | PRIV
    prefix = False

    def localized(self, engine_id: bytes) -> "Keys":
        """Of no use: there are no keys."""
        return NONE

    def listen(self, text: str = "tlstcp:0.0.0.0", port: int = 161) -> "object":
        """Open the places of `text`, as usnmp_base.doors_pc.Doors has them, for Agent.serve(),
        bind() and run(), or a Receiver. port: 162 for one. Raises OSError, ValueError.
        """
        from usnmp_base.doors_pc import Doors
        from usnmp_base.udp import Udp

        self.answering()
        return Doors(text, port, udp=Udp, tls=self)

    def user(self, source: "object") -> "str | None":
        """The name of the user of the connection that something came by; None if it was none of
        TLS.
        """
        door = getattr(source, "door", None)
        found = getattr(door, "name", None)
        if found is None or getattr(door, "by", None) is not self:
            return None
        return "tls:" + found if self.prefix else found


class _None(Keys):
    auth = priv = user = None
    level = AUTH | PRIV
    tlv = b"\4\0"
    tails = b"", b""


NONE = _None()


class TsmMessage(Message):
    """A Message of this model."""

    def __init__(self, max_size: int) -> None:
        Message.__init__(self, max_size)
        self.most = tobytes_tv(2, max_size)

    def read(self, d: bytes) -> int:
        """As of Message; what is behind msgGlobalData is 0 octets, and a scopedPDU as it is."""
        at = self.at
        at[_MODEL] = 0
        p = self.open(d, 0, 48, len(d))
        end = self.end
        q = p and self.open(d, p, 2, end)
        if not q or d[q : self.end] != b"\3":
            return 0
        p = self.open(d, self.end, 48, end)
        rest = self.end
        for i, tag in ((_ID, 2), (_SIZE, 2), (_FLAGS, 4), (_MODEL, 2)):
            at[i] = p
            if not p or not self.open(d, p, tag, rest):
                at[_MODEL] = 0
                return 0
            p = self.end
        p = self.open(d, p, 4, end)
        if self.end != p or at[_MODEL] - at[_FLAGS] != 3 or not p:
            return 0
        self.flags = d[at[_FLAGS] + 2]
        at[_DATA] = p
        return end if self.open(d, p, 48, end) and self.end == end else 0

    def write(self, p: int, keys: "object", flags: int, engine: "object") -> int:
        """As of Message."""
        p -= len(self.scope)
        self.buf[p : p + len(self.scope)] = self.scope
        p = header(self.buf, p, self.end, 48)
        head = bytes(self.d[self.at[_ID] : self.at[_SIZE]]) + self.most
        head = tobytes_tv(48, head + bytes((4, 1, flags, 2, 1, MODEL)))
        head = b"\2\1\3" + head + b"\4\0"
        self.buf[p - len(head) : p] = head
        return header(self.buf, p - len(head), self.end, 48)


def pack(
    id: int, pdu: bytes, scope: bytes, max_size: int = 65507, level: int = AUTH | PRIV
) -> bytes:
    """The message with that msgID around a PDU, as bytes. scope: contextEngineID and contextName,
    as TLVs. level: an answer has that of what it answers.
    """
    flags = level | (REPORTABLE if pdu[0] in _CONFIRMED else 0)
    head = tobytes_tv(2, id) + tobytes_tv(2, max_size) + bytes((4, 1, flags, 2, 1, MODEL))
    head = b"\2\1\3" + tobytes_tv(48, head) + b"\4\0"
    return tobytes_tv(48, head + tobytes_tv(48, scope + pdu))


class TsmPeer(Peer):
    """The other side, as a Peer, by TLS: what Peer(user=Tls(...)) makes."""

    def __init__(
        self,
        user,
        level=None,
        context="",
        engine_id=None,
        context_engine_id=None,
        uptime=None,
        max_size=1472,
        message=None,
    ):
        user.asking()  # what is wrong with it is told at once
        if level not in (None, "authPriv"):
            raise ValueError("TLS is authPriv")
        id = context_engine_id or engine_id
        Peer.__init__(self, user, None, context, id, id, uptime, max_size, message)
        self._message = TsmMessage(65507)

    def pack(self, pdu, sent=None):
        """As of Peer; the engine ID is asked for as RFC 5343 has it."""
        self.id = message_id()
        if sent is None:
            sent = self
            self.ids = self.ids[-7:]
        sent.ids.append(self.id)
        if self.engine:
            data = pack(self.id, pdu, self._scoped(self.engine))
        else:
            asked = tobytes_tv(48, tobytes_tv(48, ENGINE_ID + b"\5\0"))
            asked = tobytes_tv(0xA0, tobytes_tv(2, self.id) + _PROBE[5:11] + asked)
            data = pack(self.id, asked, scope_of(LOCAL_ENGINE, ""))
        return Outgoing(data, self.id, self.user, len(sent.ids))

    def unpack(self, d, sent=None):
        """As of Peer."""
        sent = sent or self
        if isinstance(d, Lost):
            report = Report(d.text)
            report.oid = b""
            raise report
        message = self._message
        end = message.read(d)
        if not end:
            raise BerError("not SNMPv3 by TLS")
        d = d[:end]
        self.id = number(d, message.at[_ID])
        if self.id not in sent.ids or number(d, message.at[_MODEL]) != MODEL:
            raise BerError("msgID")
        p = message.scoped(d, message.at[_DATA])
        if not p:
            raise BerError("scopedPDU")
        if d[p] == _REPORT:
            sent.ids.remove(self.id)
            report = Report(reason(_first_oid(message, d, p)))
            report.oid = _first_oid(message, d, p)
            raise report
        if message.flags & 3 != AUTH | PRIV:
            raise BerError("level")
        scope = d[message.context : p]
        if scope == scope_of(LOCAL_ENGINE, ""):
            if not self.engine:  # another that was sent meanwhile may have been faster
                self._learn(_engine(d, p))
            sent.ids.remove(self.id)
            return None
        if not self.engine or scope != self._scoped(self.engine):
            raise BerError("context")
        sent.ids.remove(self.id)
        return d[p:]

    def _learn(self, engine_id):
        self.keys = NONE
        self.engine = RemoteEngine(engine_id, self.uptime)


def _engine(d, p):
    # The engine ID in the response at p, which is snmpEngineID.0's. Raises BerError.
    at = d.find(ENGINE_ID + b"\4", p)
    if d[p] == _RESPONSE and at > 0:
        at += len(ENGINE_ID)
        n, size = frombytes_lenat(d, at)
        found = d[at + 1 + size : at + 1 + size + n]
        if 5 <= len(found) == n <= 32:
            return found
    raise BerError("the engine ID was not told")


def _new(cls, user, *args, **more):
    return object.__new__(TsmPeer if isinstance(user, Tls) else cls)


Peer.__new__ = _new
