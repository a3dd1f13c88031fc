# What comes to a proxy by TLS in SNMPv3: messages of the Transport Security Model (RFC 5591), of
# users whose certificates the file of "tls" names. Imports usnmp_v3.tsm_pc and message, asker,
# usnmp_codec, usnmp_receiver.notification and pdu; the face of this folder imports it.

from usnmp_codec import BerError, tobytes_tv
from usnmp_receiver.notification import tlv_content
from usnmp_v3.message import AUTH, PRIV, number
from usnmp_v3.tsm_pc import _DATA, _ID, _MODEL, _SIZE, ENGINE_ID, LOCAL_ENGINE, MODEL, TsmMessage
from usnmp_v3.tsm_pc import pack

from . import asker
from .pdu import GET, INFORM, REQUESTS, RESPONSE, TRAP2, rest_of, split

_HANDLERS, _UNKNOWN_CONTEXTS = "1.3.6.1.6.3.11.2.1.3.0", "1.3.6.1.6.3.12.1.5.0"
_ASKED = tobytes_tv(48, ENGINE_ID + b"\5\0")


class TlsDoor:
    """engine: ours; tls: the usnmp_v3.tsm_pc.Tls that we listen with. refused: how many messages
    came by another way, or for nobody here.
    """

    def __init__(self, engine, tls):
        self.engine = engine
        self.tls = tls
        self.refused = 0
        self._message = TsmMessage(65507)
        self._told = {_HANDLERS: 0, _UNKNOWN_CONTEXTS: 0}

    def is_ours(self, d: bytes) -> bool:
        """Is `d` a message of this model? Raises BerError, IndexError."""
        message = self._message
        message.read(d)
        at = message.at[_MODEL]
        return bool(at) and number(d, at) == MODEL

    def read(self, d: bytes, source: "tuple", send: "object") -> "asker.Tls | None":
        """What `d` asks, as of door.Door."""
        message = self._message
        at = message.at
        name = self.tls.user(source)
        end = message.read(d)
        level = message.flags & (AUTH | PRIV)
        if name is None or not end or level == PRIV or number(d, at[_SIZE]) < 484:
            self.refused += 1
            return None
        p = message.scoped(d, at[_DATA])
        if not p:
            raise BerError("scopedPDU")
        found = asker.Tls(None, name.encode(), *split(d, p, end), source, send)
        found.scope = d[message.context : p]
        found.context_engine_id = d[tlv_content(d, message.context) : message.name]
        found.context = d[tlv_content(d, message.name) : p]
        found.most = number(d, at[_SIZE])
        found.arrival = number(d, at[_ID]), level
        found.door = self
        return self._for_us(found)

    def _for_us(self, q):
        ours = q.context_engine_id in (self.engine.id, LOCAL_ENGINE)
        if q.tag == GET and q.context_engine_id == LOCAL_ENGINE and q.rest.endswith(_ASKED):
            # Who are we? RFC 5343
            binding = tobytes_tv(48, ENGINE_ID + self.engine.tlv)
            q.reply(rest_of(0, 0, binding))
            return None
        if q.tag not in REQUESTS and q.tag not in (TRAP2, INFORM) or q.tag != TRAP2 and not ours:
            self.refused += 1
            self._report(q, _HANDLERS)
            return None
        return q

    def no_context(self, q: "asker.Tls") -> None:
        """Report that there is no such context (RFC 3413 3.2) to who asked."""
        self._report(q, _UNKNOWN_CONTEXTS)

    def _report(self, q, oid):
        self._told[oid] += 1
        if q.tag != TRAP2:
            content = tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(0x41, self._told[oid]))
            q.send(self.packed(q, 0xA8, rest_of(0, 0, content)), q.source)

    def packed(self, q: "asker.Tls", tag: int = RESPONSE, rest: bytes = b"") -> bytes:
        """The message that answers `q` with what follows the request-id."""
        id, level = q.arrival
        return pack(id, tobytes_tv(tag, q.id + rest), q.scope, level=level)
