# Notifications that come over TLS (RFC 6353, RFC 5591), for a Receiver. Imports usnmp_codec,
# usnmp_v3, its engine and tsm_pc, notification and v3; users' programs import it. Not for boards.

from usnmp_codec import BerError, frombytes_tvat, tobytes_tv
from usnmp_v3 import LEVELS
from usnmp_v3.engine import Engine
from usnmp_v3.message import PRIV, number
from usnmp_v3.tsm_pc import _DATA, _ID, _MODEL, _SIZE, ENGINE_ID, LOCAL_ENGINE, MODEL, TsmMessage

from .notification import Notification, tlv_content
from .v3 import _CONFIRMED, _INFORM, _TRAP2, _request_id

_GET = 0xA0
_NO_ERROR = b"\2\1\0\2\1\0"
_ASKED = tobytes_tv(48, tobytes_tv(48, ENGINE_ID + b"\5\0"))


class Tsm:
    """What takes the messages by TLS of a `receiver`. tls: the usnmp_v3.tsm_pc.Tls that it listens
    with: whom its map() knows may notify. engine: ours, which informs are for; by default that of
    the receiver's users, or a new one. A Notification's user is then the name that the
    certificate stands for. handlers: how many messages were for another engine, or no
    notifications (snmpUnknownPDUHandlers).
    """

    def __init__(self, receiver, tls, engine=None):
        self._receiver = receiver
        self.tls = tls
        self.engine = engine or (receiver.v3.engine if receiver.v3 else Engine())
        self.handlers = 0
        self.message = TsmMessage(receiver.max_size)
        self._others = receiver.receive
        receiver.receive = self.receive

    def receive(self, datagram, source=None):
        """As Receiver.receive(): what is of another model goes its way."""
        message = self.message
        receiver = self._receiver
        d = bytes(datagram)
        try:
            end = message.read(d)
            at = message.at[_MODEL]
            if not at or number(d, at) != MODEL:
                return self._others(datagram, source)
        except (BerError, IndexError):
            return self._others(datagram, source)
        receiver.received += 1
        name = self.tls.user(source)
        where = source and tuple(source[:2])
        if name is None:
            return receiver._bad(d, where, "model")
        try:
            if not end or not 2 < message.at[_SIZE] - message.at[_ID] < 11:
                raise BerError("message")
            return self._taken(d[:end], where, name, end < len(d))
        except (BerError, IndexError):
            return receiver._bad(d, where, "ber")

    def _taken(self, d, source, name, behind):
        message = self.message
        receiver = self._receiver
        at = message.at
        if message.flags & 3 == PRIV or number(d, at[_SIZE]) < 484 or number(d, at[_ID]) < 0:
            return receiver._bad(d, source, "flags")
        id = d[at[_ID] : at[_SIZE]]
        level = message.flags & 3
        p = message.scoped(d, at[_DATA])
        if not p:
            raise BerError("scopedPDU")
        scope = d[message.context : p]
        context = message.name
        engine_id = d[tlv_content(d, message.context) : message.name]
        ours = engine_id in (self.engine.id, LOCAL_ENGINE)
        kind = d[p]
        if kind == _GET and engine_id == LOCAL_ENGINE:
            found = self._asked(d, p)
            if found:
                return None, self._packed(id, level, scope, found)
        if kind not in (_TRAP2, _INFORM) or kind == _INFORM and not ours:
            return receiver._bad(d, source, "pdu", self._report(d, p, id, level))
        try:
            n = Notification(source, "3", None, d, p)
        except BerError as e:
            raise e
        except ValueError:
            return receiver._bad(d, source, "trap")
        n.user = name
        n.security_level = LEVELS[level]
        n.engine_id = n.context_engine_id = engine_id
        n.context = frombytes_tvat(d, context)[1]
        n.irregular |= behind
        return receiver._dispatch(n, d, p, p, lambda r: self._answer(id, level, scope, r))

    def _asked(self, d, p):
        # What RFC 5343 asks for: snmpEngineID.0. None if it is something else.
        start = tlv_content(d, p)
        id = _request_id(self.message, d, start)
        if not id or d[start + len(id) :] != _NO_ERROR + _ASKED:
            return None
        value = tobytes_tv(48, tobytes_tv(48, ENGINE_ID + self.engine.tlv))
        return tobytes_tv(0xA2, id + _NO_ERROR + value)

    def _report(self, d, p, id, level):
        self.handlers += 1
        if d[p] not in _CONFIRMED:
            return None
        request = _request_id(self.message, d, tlv_content(d, p)) or b"\2\1\0"
        value = tobytes_tv(6, "1.3.6.1.6.3.11.2.1.3.0") + tobytes_tv(0x41, self.handlers)
        pdu = tobytes_tv(0xA8, request + _NO_ERROR + tobytes_tv(48, tobytes_tv(48, value)))
        return self._packed(id, level, self.engine.tlv + b"\4\0", pdu)

    def _answer(self, id, level, scope, reply):
        # reply: as inform has it
        return self._packed(id, level, scope, reply[tlv_content(reply, 0) :])

    def _packed(self, id, level, scope, pdu):
        head = id + self.message.most + bytes((4, 1, level, 2, 1, MODEL))
        head = b"\2\1\3" + tobytes_tv(48, head) + b"\4\0"
        return tobytes_tv(48, head + tobytes_tv(48, scope + pdu))
