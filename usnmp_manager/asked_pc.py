# GETs of SNMPv1 and v2c that an AsyncManager sends: for CPython, never for a board. The same OIDs
# are encoded once for all agents, but for the request-id; of a response that is like one before
# only the value is read. What is not of the usual kind is read by response, which stays the
# definition. Imports usnmp, usnmp_codec, usnmp_base.pc and varbind, and steps_pc; aio_pc imports
# it.

from usnmp import SnmpPacket
from usnmp_base.pc import random_id
from usnmp_base.varbind import VarBind
from usnmp_codec import frombytes_lenat

from .steps_pc import _NO_ERROR, value

_GET, _RESPONSE = 0xA0, 0xA2
_FOUR = 1 << 29  # from here on, to 2**31 - 1, an INTEGER has 4 octets
_LENGTHS = 64  # of responses, of which a kind is kept
LIMIT = 4096  # of the requests that are kept
_int = int.from_bytes
_tuple = tuple.__new__
_known = {}  # (version, community, OIDs): Kept; None where a request is made anew each time


def id_at(d):
    """Where the four octets of the request-id of a message are, if all is as usual; else 0. May
    raise IndexError.
    """
    n = d[1]
    p = 2 if n < 128 else n - 126  # of the version
    p += 5 + d[p + 4]  # of the PDU
    n = d[p + 1]
    p += 4 if n < 128 else n - 124
    return p if d[p - 1] == 4 else 0


class Kept:
    """What GETs of `packet`, a SnmpPacket with a request-id of 4 octets, have in common. Raises
    ValueError, IndexError.
    """

    def __init__(self, packet):
        self.ver = packet.ver
        self.community = packet.community
        self.varbinds = packet.varbinds
        d = packet.tobytes()
        at = id_at(d)
        if d[at - 2 : at + 4] != b"\2\4" + packet.id.to_bytes(4, "big"):  # a long community
            raise ValueError
        self.head = d[:at]
        self.end = d[at + 4 :]
        self.one = len(packet.varbinds) == 1
        # By the length of a response: what is before the request-id, and behind it to the value,
        # where that is, and the OID
        self._shapes = {}

    def learn(self, d, r):
        """The response `r`, a SnmpPacket, is what `d` holds."""
        try:
            at = id_at(d)
        except IndexError:
            at = 0
        if not (self.one and r.type == _RESPONSE and r.ver == self.ver):
            return
        if d[at - 2 : at + 4] != b"\2\4" + r.id.to_bytes(4, "big"):
            return
        if r.community != self.community or d[at + 4 : at + 10] != _NO_ERROR:
            return
        if 1 + sum(frombytes_lenat(d, 0)) != len(d) or len(r.varbinds) != 1:
            return
        p = at + 10
        for _ in range(2):  # the list, the binding
            p += 1 + frombytes_lenat(d, p)[1]
        p += 1 + sum(frombytes_lenat(d, p))  # the OID
        if d[p + 1] > 127 or p + 2 + d[p + 1] != len(d):
            return
        if len(self._shapes) >= _LENGTHS:
            self._shapes.clear()
        self._shapes[len(d)] = d[:at], d[at + 4 : p + 2], p, r.varbinds.copy()[0][0]

    def read(self, d, at):
        """The VarBind in `d`, whose request-id is `at`, if it is a response like one before; else
        None.
        """
        first, between, p, oid = self._shapes[len(d)]
        if not d.startswith(first) or not d.startswith(between, at + 4):
            return None
        return _tuple(VarBind, (oid, *value(d, p, len(d))))


def kept(session, oids):
    """What is kept of GETs of `session` for `oids`; None: there is nothing. Raises what
    session.request() does.
    """
    key = session.ver, session.community, oids
    try:
        return _known[key]
    except (KeyError, TypeError):
        packet = session.request(_GET, oids)
    packet.id = random_id()
    found = None
    try:
        found = Kept(packet)
        if len(_known) >= LIMIT:
            _known.clear()
        _known[key] = found
    except Exception:  # it cannot be encoded, which is told when it is sent; or cannot be a key
        pass
    return found


class Request:
    """One that is waited for, as aio has it. future: its end; asked: itself, if it is a Get."""

    kept = None
    time = 0  # ticks_ms of the last try
    sent = False
    placed = False  # one of those in flight
    begun = False  # it was sent, or was to be
    queue = None  # that it waits in
    response = error = found = None

    def __init__(self, target, packet, future):
        self.target = target
        self.packet = packet
        self.tries = target.retries + 1
        self.future = future

    @property
    def event(self):
        """What aio sets at its end."""
        return self

    def set(self):
        """It ends: with a response, an error or nothing."""
        if not self.future.done():
            self.future.set_result(None)


class Get(Request, SnmpPacket):
    """A GET as `kept` has it, and its request at once."""

    type = _GET
    err_status = err_id = 0

    def __init__(self, target, kept, future):
        self.target = target
        self.kept = kept
        self.tries = target.retries + 1
        self.future = future
        self.id = random_id()

    packet = property(lambda self: self)
    ver = property(lambda self: self.kept.ver)
    community = property(lambda self: self.kept.community)
    varbinds = property(lambda self: self.kept.varbinds)

    def tobytes(self):
        """As of SnmpPacket."""
        return self.kept.head + self.id.to_bytes(4, "big") + self.kept.end
