# What comes to a proxy in SNMPv3: our own engine is authoritative for requests and informs, a
# sender's for its traps. Imports usnmp_receiver.v3, whose User-based Security Model it has,
# usnmp_v3 (message, pack), usnmp_codec, asker and pdu; core imports it.

from usnmp_codec import BerError, tobytes_tv
from usnmp_receiver.notification import tlv_content
from usnmp_receiver.v3 import V3
from usnmp_v3.message import AUTH, PRIV, number
from usnmp_v3.pack import pack

from . import asker
from .pdu import INFORM, REQUESTS, TRAP2, split

_SIZE, _DATA = 1, 10  # in Message.at
_DECRYPTION, _ENGINE_ID, _HANDLERS = 6, 4, 7
_UNKNOWN_CONTEXTS = "1.3.6.1.6.3.12.1.5.0"


class Door(V3):
    """The SNMPv3 of what listens. engine: ours; users: (User, least level or None)."""

    def __init__(self, engine, users):
        self.max_size = 65507
        self.refused = 0
        self.unknown_contexts = 0
        self._send = None
        V3.__init__(self, self, users, engine)
        self.hash_passwords()

    def _call(self, f, *args):  # of the receiver that V3 wants
        return f(*args) if f else None

    def _bad(self, datagram, source, reason, reply=None):
        self.refused += 1
        return None, reply

    def read(self, d: bytes, source: "tuple", send: "object") -> "asker.V3 | None":
        """What `d` asks; None if it is refused, and reported by `send` if need be. Raises
        BerError, IndexError.
        """
        self._send = send
        found, report = self.take(d, source)
        if report:
            send(report, source)
        return found

    def _scoped(self, a, message, behind):
        # In place of V3's: what is asked, of anybody.
        if a.flags & PRIV:
            message.time = a.time
            plain = message.decrypt(a.keys, a.boots)
            if not plain:
                return self._refused(a, _DECRYPTION)
        else:
            plain = a.d[message.at[_DATA] :]
        message.buf = message.view = None
        p = message.scoped(plain, 0)
        if not p:
            raise BerError("scopedPDU")
        a.plain = plain
        tag = plain[p]
        own = a.engine_id == self.engine.id
        if tag != TRAP2 and not own:
            return self._refused(a, _ENGINE_ID, p)
        if tag not in REQUESTS and tag not in (TRAP2, INFORM):
            return self._refused(a, _HANDLERS, p)
        found = asker.V3(None, a.name, *split(plain, p, len(plain)), a.source, self._send)
        found.scope = plain[message.context : p]
        found.context_engine_id = plain[tlv_content(plain, message.context) : message.name]
        found.context = plain[tlv_content(plain, message.name) : p]
        found.most = min(number(a.d, message.at[_SIZE]), self.max_size)
        found.door = self
        found.arrival = a
        a.d = a.plain = None  # no more than is wanted is kept
        return found, None

    def no_context(self, q: "asker.V3") -> None:
        """Report that there is no such context (RFC 3413 3.2), or no such engine, to who asked."""
        if q.context_engine_id == self.engine.id:
            self.unknown_contexts += 1
            oid, n = _UNKNOWN_CONTEXTS, self.unknown_contexts
        else:
            self.stats[_HANDLERS] += 1
            oid, n = "1.3.6.1.6.3.11.2.1.3.0", self.stats[_HANDLERS]
        content = tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(0x41, n))
        pdu = tobytes_tv(0xA8, q.id + b"\x02\x01\0\x02\x01\0" + tobytes_tv(48, content))
        a = q.arrival
        level = a.flags & (AUTH | PRIV)
        q.send(pack(self.message, a.msg_id, pdu, self.engine, a.keys, level, q.scope), q.source)
