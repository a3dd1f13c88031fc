# Who asked a proxy, and how he is answered, in each version. Imports pdu and usnmp_v3's pack; core
# and door import it.

from usnmp_v3.pack import pack

from .pdu import RESPONSE, TOO_BIG, rest_of, tlv

_MOST = 65507  # octets of a message by UDP


class Asker:
    """One request on its way. version: 0, 1 or 3; who: of whom, for people: (host, version, name);
    name: the community, or the user, as bytes; tag, id, rest: its PDU, as of pdu.split(); source,
    send: where answers go: send(data, source); since: when it came, ms. route, row: of whom it is
    accounted.
    """

    __slots__ = ("head", "id", "name", "rest", "route", "row", "send", "since", "source", "tag")
    version = 0
    context = b""
    context_engine_id = None

    def __init__(self, head, name, tag, id, rest, source, send):
        self.head = head  # version and community, as they go back
        self.name = name
        self.tag = tag
        self.id = id
        self.rest = rest
        self.source = source
        self.send = send
        self.since = 0
        self.route = self.row = None

    @property
    def who(self):
        return self.source[0], "1", ""

    def same(self, other):
        """Is `other` the same request, which has come again?"""
        return (
            self.id == other.id
            and self.source == other.source
            and self.head == other.head
            and self.tag == other.tag
        )

    def reply(self, rest):
        """Answer with what follows the request-id, or with tooBig if that does not fit."""
        self.send(tlv(48, self.head + tlv(RESPONSE, self.id + rest)), self.source)


class V1(Asker):
    """A request of SNMPv1."""

    __slots__ = ()


class V2c(Asker):
    """A request of SNMPv2c."""

    __slots__ = ()
    version = 1

    @property
    def who(self):
        return self.source[0], "2c", ""

    def reply(self, rest):
        """As above."""
        data = tlv(48, self.head + tlv(RESPONSE, self.id + rest))
        if len(data) > _MOST:
            data = tlv(48, self.head + tlv(RESPONSE, self.id + rest_of(TOO_BIG, 0, b"")))
        self.send(data, self.source)


class V3(Asker):
    """A request of SNMPv3; arrival, scope, most: how it came, what it was about, the octets that
    an answer may have. door: the Door it came by.
    """

    __slots__ = ("arrival", "context", "context_engine_id", "door", "most", "scope")
    version = 3

    @property
    def who(self):
        return self.source[0], "3", self.name.decode("utf-8", "backslashreplace")

    def same(self, other):
        """See Asker. Its msgID is another then, and the last one is to be answered."""
        same = (
            other.version == 3
            and self.id == other.id
            and self.source == other.source
            and self.name == other.name
        )
        if same:
            self.arrival = other.arrival
        return same

    def reply(self, rest):
        """See Asker."""
        data = self._packed(rest)
        if len(data) > self.most:
            data = self._packed(rest_of(TOO_BIG, 0, b""))
        self.send(data, self.source)

    def _packed(self, rest):
        door, a = self.door, self.arrival
        pdu = tlv(RESPONSE, self.id + rest)
        return pack(door.message, a.msg_id, pdu, door.engine, a.keys, a.flags & 3, self.scope)


class Tls(V3):
    """The same by TLS, of a tls_door.TlsDoor; arrival: its msgID and its level."""

    __slots__ = ()

    def _packed(self, rest):
        return self.door.packed(self, RESPONSE, rest)
