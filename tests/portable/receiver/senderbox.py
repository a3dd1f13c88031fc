# What the tests of SNMPv3's receiver share: a sender whose messages are what it is told.

import gc

from usnmp_base.uptime import Uptime
from usnmp_codec import frombytes_tvat, tobytes_tv
from usnmp_receiver import Receiver
from usnmp_receiver.notification import tlv_content, tlv_end
from usnmp_v3 import User, level_flags
from usnmp_v3.engine import Engine
from usnmp_v3.message import Message
from usnmp_v3.pack import pack, scope_of

OWN = bytes.fromhex("80001f8805726376")
OTHER = bytes.fromhex("80001f8805736e64")
THIRD = bytes.fromhex("80001f8805746864")
SOURCE = "192.0.2.7", 40000
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
INDEX = "1.3.6.1.2.1.2.2.1.1.4"
KEYS = {"auth": "SHA", "auth_key": b"a" * 20, "priv": "AES", "priv_key": b"p" * 20}


def user(name="ops", **kw):
    given = dict(KEYS)
    given.update(kw)
    return User(name, **given)


def pdu(tag, request_id=4711, value="secret"):
    varbinds = (
        ("1.3.6.1.2.1.1.3.0", 0x43, 99),
        ("1.3.6.1.6.3.1.1.4.1.0", 6, LINK_DOWN),
        (INDEX, 4, value),
    )
    body = b"".join([tobytes_tv(48, tobytes_tv(6, o) + tobytes_tv(t, v)) for o, t, v in varbinds])
    body = b"\x02\x01\x00\x02\x01\x00" + tobytes_tv(48, body)
    return tobytes_tv(tag, tobytes_tv(2, request_id) + body)


class At:
    """An authoritative engine as a sender sees it."""

    def __init__(self, id, boots, time):
        self.boots = boots
        self.head = tobytes_tv(4, id) + tobytes_tv(2, boots)
        self.time = lambda: time


_message = Message(1472)


def message(
    what, who, id=OTHER, boots=1, time=1000, level="authPriv", context="", msg_id=7, scope=None
):
    """A message with the PDU `what`, of the user `who`, at the engine `id`."""
    keys = who.localized(id) if who else None
    at = At(id, boots, time)
    scope = scope or scope_of(id, context)
    return pack(_message, tobytes_tv(2, msg_id), what, at, keys, level_flags(level), scope)


def trap(who, *args, **kw):
    return message(pdu(0xA7), who, *args, **kw)


def inform(who, *args, **kw):
    return message(pdu(0xA6, kw.pop("request_id", 4711)), who, OWN, *args, **kw)


class Box:
    """A Receiver with `users`: got, what it gave; bad, reasons. now: ms."""

    def __init__(self, *users, boots=1, **kw):
        gc.collect()
        self.now = 0
        self.got = []
        self.bad = []
        self.log = []
        kw.setdefault("on_bad", lambda d, source, reason: self.bad.append(reason))
        self.receiver = Receiver(
            on_trap=self.got.append,
            on_inform=self.got.append,
            log=self.log.append,
            ticks_ms=lambda: self.now,
            users=users,
            engine=Engine(OWN, boots, Uptime(lambda: self.now, lambda a, b: a - b)),
            **kw,
        )
        self.v3 = self.receiver.v3

    def take(self, d):
        """The reply."""
        return self.receiver.receive(d, SOURCE)[1]

    def refused(self, d):
        """Why; it has no reply, and nobody is told of it otherwise."""
        assert self.take(d) is None and not self.got
        (reason,) = self.bad
        self.bad.clear()
        return reason


def parsed(d, who=None):
    """(flags, engine ID, boots, time, user, msgID, PDU) of a message, decrypted with the keys of
    `who` at OWN.
    """
    reader = Message(1472)
    assert reader.read(d) == len(d)
    at = reader.at
    boots = frombytes_tvat(d, at[5])[1]
    reader.time = frombytes_tvat(d, at[6])[1]
    plain = d[at[10] :]
    if reader.flags & 1:
        keys = who.localized(OWN)
        reader.buf = bytearray(len(d))
        reader.view = memoryview(reader.buf)
        assert not reader.forged(d, keys)
        if reader.flags & 2:
            plain = reader.decrypt(keys, boots)
    p = reader.scoped(plain, 0)
    name = d[tlv_content(d, at[7]) : at[8]]
    id = d[tlv_content(d, at[4]) : at[5]]
    return reader.flags, id, boots, reader.time, name, frombytes_tvat(d, at[0])[1], plain[p:]


def report(d, who=None):
    """(flags, request-id, counter's OID, its value) of a report of OWN, else AssertionError."""
    flags, id, _, _, _, msg_id, found = parsed(d, who)
    assert id == OWN and msg_id == 7 and found[0] == 0xA8
    p = tlv_content(found, 0)
    request_id = frombytes_tvat(found, p)[1]
    for _ in range(3):
        p = tlv_end(found, p)
    p = tlv_content(found, tlv_content(found, p))
    return (
        flags,
        request_id,
        frombytes_tvat(found, p)[1],
        frombytes_tvat(found, tlv_end(found, p))[1],
    )
