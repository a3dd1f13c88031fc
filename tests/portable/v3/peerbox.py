# What the tests of a Peer share: an engine that answers, small enough to be beside it in 38 KiB.

from reportbox import report
from usnmp_base.uptime import Uptime
from usnmp_codec import BerError
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from usnmp_v3.message import Message, number
from usnmp_v3.pack import pack, scope_of
from usnmp_v3.peer import Peer

ENGINE = b"\x80\0\x1f\x88\x05other"
# A GET of nothing, and the response
GET = b"\xa0\x0b\x02\x01\x07\x02\x01\0\x02\x01\0\x30\0"
RESPONSE = b"\xa2" + GET[1:]
AUTH = bytes(range(20))


def user(name="u", auth_key=AUTH):
    return User(name, "SHA", auth_key=auth_key)


class Clock:
    ms = 0

    def uptime(self):
        return Uptime(lambda: self.ms, lambda a, b: a - b)


class Other:
    """An engine that knows `user`. answer: of a message, as RFC 3414 3.2 has it."""

    def __init__(self, user, boots=1):
        self.user = user
        self.clock = Clock()
        self.boot(boots)

    def boot(self, boots, id=ENGINE):
        self.engine = Engine(id, boots, self.clock.uptime())
        self.keys = self.user.localized(id)

    def answer(self, d):
        m = Message(1472)
        assert m.read(d) == len(d)
        at = m.at
        m.buf = bytearray(len(d))
        m.view = memoryview(m.buf)
        level = m.flags & 3
        if d[at[4] : at[5]] != self.engine.tlv:
            return self.write(d, m, report(4), 0)
        if d[at[7] : at[8]] != self.keys.tlv:
            return self.write(d, m, report(3), 0)
        plain = d[at[10] :]
        if level:
            if m.forged(d, self.keys):
                return self.write(d, m, report(5), 0)
            m.time = number(d, at[6])
            boots = number(d, at[5])
            if boots != self.engine.boots or abs(m.time - self.engine.time()) > 150:
                return self.write(d, m, report(2), 1)
            if level > 1:
                plain = m.decrypt(self.keys, boots)
        p = m.scoped(plain, 0)
        return self.write(d, m, self.response(plain[p:]), level, plain[m.context : p])

    def response(self, pdu):
        """The PDU that answers."""
        assert pdu == GET
        return RESPONSE

    def write(self, d, m, pdu, level, scope=None):
        """A message with `pdu` that answers `d`, which `m` has read."""
        scope = scope or scope_of(self.engine.id, "")
        id = d[m.at[0] : m.at[1]]
        return pack(Message(1472), id, pdu, self.engine, self.keys, level, scope)


def refused(peer, d):
    """What `peer` says of a datagram that is no answer."""
    try:
        peer.unpack(d)
    except BerError as e:
        return str(e)
    raise AssertionError("taken")


def pair(who=None, **kw):
    """(an engine, a Peer that is to find out of it, its clock)."""
    who = who or user()
    clock = Clock()
    return Other(who), Peer(who, uptime=clock.uptime(), **kw), clock


def asked(other, peer):
    """How many messages it takes until a PDU comes."""
    for n in range(1, 6):
        pdu = peer.unpack(other.answer(peer.pack(GET)))
        if pdu:
            assert pdu == RESPONSE
            return n


def forged(other, d, pdu, level, scope=None):
    """What answers the message `d` with that PDU at that level."""
    m = Message(1472)
    m.read(d)
    return other.write(d, m, pdu, level, scope)
