# SNMPv3 of a receiver (RFC 3412): traps, and informs with their reports. Imports usnmp_codec,
# usnmp_v3, its engine, message and pack, usm and notification; usnmp_receiver imports it if there
# are users.

from usnmp_codec import BerError, frombytes_tvat, tobytes_tv
from usnmp_v3 import LEVELS
from usnmp_v3.engine import Engine
from usnmp_v3.message import AUTH, PRIV, REPORTABLE, Message, const, number
from usnmp_v3.pack import pack

from .notification import Notification, tlv_content
from .usm import Arrival, Usm

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterable
    from usnmp_receiver import Receiver
    from usnmp_v3 import User

# Offsets of a message in Message.at
_ID = const(0)
_SIZE = const(1)
_MODEL = const(3)
_DATA = const(10)

_INFORM = const(0xA6)
_TRAP2 = const(0xA7)
_CONFIRMED = b"\xa0\xa1\xa3\xa5\xa6"  # RFC 3411 2.8

# Why, for on_bad, by the indices of usm
_WINDOW = const(2)
_ENGINE_ID = const(4)
_DECRYPTION = const(6)
_HANDLERS = const(7)
_REASONS = "", "level", "window", "user", "engine", "digest", "decryption", "pdu"


class V3(Usm):
    """The SNMPv3 of a `receiver`.

    users: User, or (User, level): the least level, as of add(). engine: ours, a
    usnmp_v3.engine.Engine, which informs are for; None: one with a new random ID. on_user(
    engine_id, name): asked for a user who is not known; a User, (User, level) or None.
    on_engine(id, boots, time, user, level, new): asked for each message of another engine, once it
    is authentic if its level is more than noAuthNoPriv; False refuses it. on_hash(user, which,
    key): see User.master_keys(). on_discovery(source, user): called when somebody asks for our
    engine ID; False: no answer. on_plain(direction, scoped_pdu, source): what came "in" or goes
    "out" encrypted, decrypted. time_window: seconds.

    stats: usmStats by arc, and snmpUnknownPDUHandlers at 7. discoveries: how many there were.
    source: of the message that is looked at, for the hooks that are not given it.
    """

    source: "Any" = None

    def __init__(
        self,
        receiver: "Receiver",
        users: "Iterable[User | tuple[User, str]]" = (),
        engine: "Engine | None" = None,
        on_user: "Callable[[bytes, str | bytes], Any] | None" = None,
        on_engine: "Callable[..., bool | None] | None" = None,
        on_hash: "Callable[[User, str, bytes | None], bytes | None] | None" = None,
        on_discovery: "Callable[[Any, str | bytes], bool | None] | None" = None,
        on_plain: "Callable[[str, bytes, Any], object] | None" = None,
        time_window: int = 150,
    ) -> None:
        Usm.__init__(self)
        self._receiver = receiver
        self._call = receiver._call
        self.engine = engine or Engine()
        self.on_user = on_user
        self.on_engine = on_engine
        self.on_hash = on_hash
        self.on_discovery = on_discovery
        self.on_plain = on_plain
        self.time_window = time_window
        self.message = Message(receiver.max_size)
        self.discoveries = 0
        for user in users:
            if isinstance(user, tuple):
                self.add(user[0], user[1])
            else:
                self.add(user)

    def take(self, d: bytes, source: "Any") -> "tuple[Notification | None, bytes | None]":
        """As Receiver.receive(). Raises BerError, IndexError, MemoryError."""
        receiver = self._receiver
        self.source = source
        if len(d) > receiver.max_size:  # it may be cut off, and then has no MAC
            return receiver._bad(d, source, "too big")
        message = self.message
        end = message.read(d)
        if not end:
            raise BerError("message")
        at = message.at
        if number(d, at[_MODEL]) != 3:
            return receiver._bad(d, source, "model")
        # The msgID is sent back as it came: padded, but of 8 octets at most
        if not 2 < at[_SIZE] - at[_ID] < 11 or number(d, at[_ID]) < 0:
            raise BerError("msgID")
        if message.flags & 3 == PRIV or number(d, at[_SIZE]) < 484:
            return receiver._bad(d, source, "flags")
        a = Arrival(d[:end], source, message)
        wrong = self._secured(a, message)
        if wrong:
            return self._refused(a, wrong)
        return self._scoped(a, message, end < len(d))

    def _scoped(self, a, message, behind):
        receiver = self._receiver
        if a.flags & PRIV:
            message.time = a.time
            plain = message.decrypt(a.keys, a.boots)
            if not plain:
                return self._refused(a, _DECRYPTION)
            if self.on_plain:
                self._call(self.on_plain, "in", plain, a.source)
        else:
            plain = a.d[message.at[_DATA] :]
        message.buf = message.view = None
        a.plain = plain
        p = message.scoped(plain, 0)
        if not p:
            raise BerError("scopedPDU")
        # What wants an answer is for the engine that is to give it
        if plain[p] in _CONFIRMED and a.engine_id != self.engine.id:
            return self._refused(a, _ENGINE_ID, p)
        if plain[p] not in (_TRAP2, _INFORM):
            return self._refused(a, _HANDLERS, p)
        context = message.context
        name = message.name
        try:
            n = Notification(a.source, "3", None, plain, p)
        except BerError as e:
            raise e
        except ValueError:
            return receiver._bad(a.d, a.source, "trap")
        n.user = a.user
        n.security_level = LEVELS[a.flags & 3]
        n.engine_id = a.engine_id
        n.context_engine_id = plain[tlv_content(plain, context) : name]
        n.context = frombytes_tvat(plain, name)[1]
        n.irregular |= behind
        scope = plain[context:p]
        return receiver._dispatch(n, plain, p, p, lambda reply: self._answer(a, scope, reply))

    def _answer(self, a, scope, reply):
        # At the level, and in the context, of the inform (RFC 3412 7.1). reply: as inform has it
        pdu = reply[tlv_content(reply, 0) :]
        if a.flags & PRIV and self.on_plain:
            self._call(self.on_plain, "out", tobytes_tv(48, scope + pdu), a.source)
        return pack(self.message, a.msg_id, pdu, self.engine, a.keys, a.flags & 3, scope)

    def _refused(self, a, i, p=0):
        report = None
        if i > 0:
            report = self._report(a, i, p)
        i = abs(i)
        if i == _ENGINE_ID and not a.engine_id:  # RFC 3414 4
            self.discoveries += 1
            if self._call(self.on_discovery, a.source, a.user) is False:
                report = None
            return None, report
        return self._receiver._bad(a.d, a.source, _REASONS[i], report)

    def _report(self, a, i, p):
        # RFC 3412 7.1 (3). Requests and informs get one; if that cannot be read, the flag tells.
        self.stats[i] += 1
        plain = a.plain
        if not plain and not a.flags & PRIV:
            plain = a.d[self.message.at[_DATA] :]
        try:
            if plain:
                p = p or self.message.scoped(plain, 0)
        except (BerError, IndexError):
            p = 0
        if plain[p] not in _CONFIRMED if p else not a.flags & REPORTABLE:
            return None
        request_id = p and _request_id(self.message, plain, tlv_content(plain, p))
        request_id = request_id or b"\x02\x01\0"
        oid = "1.3.6.1.6.3.11.2.1.3.0" if i == _HANDLERS else "1.3.6.1.6.3.15.1.1.%d.0" % i
        pdu = tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(0x41, self.stats[i]))
        pdu = tobytes_tv(0xA8, request_id + b"\x02\x01\0\x02\x01\0" + tobytes_tv(48, pdu))
        level = AUTH if i == _WINDOW else a.flags & 3 if i == _HANDLERS else 0
        scope = self.engine.tlv + b"\x04\0"
        return pack(self.message, a.msg_id, pdu, self.engine, a.keys, level, scope)


def _request_id(message, d, p):
    # The INTEGER at p, as a TLV, of 8 octets at most; None if there is none
    try:
        if message.open(d, p, 2, len(d)) == p + 2 < message.end < p + 11:
            return d[p : message.end]
    except (BerError, IndexError):
        pass
    return None
