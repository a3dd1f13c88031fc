# Session.get, faster: for CPython, never for a board. What is asked again and again is encoded
# once, but for the request-id, and of a response that is like the last one only the value is
# decoded. v3 imports it there, and has its PDUs made and read by it: in SNMPv3 that is a seventh
# of the time. Imports usnmp, usnmp_codec, usnmp_base.pc and session.

from usnmp import SnmpPacket, VarBinds
from usnmp_base.pc import random_id
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_len

from .session import Session

_GET = 0xA0
_FOUR = 1 << 29  # from here on, to 2**31 - 1, an INTEGER has 4 octets
_NO_ERROR = b"\2\1\0\2\1\0"
LIMIT = 4096  # of the requests that a session keeps


class Kept:
    """What the GETs of `session` for `oids` have in common. Raises ValueError."""

    def __init__(self, session, oids):
        p = session.request(_GET, oids)
        p.id |= _FOUR
        d = p.tobytes()
        self.ver = p.ver
        self.community = p.community
        self.varbinds = p.varbinds
        at = len(d) - len(_pdu(p))
        id = at + 3 + frombytes_lenat(d, at)[1]
        self.head = d[:at]
        self.pdu = d[at:id]
        self.end = d[id + 4 :]
        # Of the last response: what is before the request-id, and behind it to the value of its
        # one binding (0: of several); all behind it; the bindings
        self.first = self.between = self.last = b""
        self.value = 0
        self.found = None

    def learn(self, pdu, varbinds):
        """The response `pdu` has `varbinds`."""
        at = 3 + frombytes_lenat(pdu, 0)[1]
        if pdu[at - 1] != 4:
            return
        self.first, self.last, self.found = pdu[:at], pdu[at + 4 :], list.copy(varbinds)
        self.value = 0
        if len(varbinds) == 1:
            end = at + 10  # of error-status and error-index
            for _ in range(2):  # the list, the binding
                end += 1 + frombytes_lenat(pdu, end)[1]
            end += 1 + sum(frombytes_lenat(pdu, end))
            if pdu[at + 4 : at + 10] == _NO_ERROR and end + 2 + pdu[end + 1] == len(pdu):
                self.value = end
                self.between = pdu[at + 4 : end + 2]


class Get(SnmpPacket):
    """A GET that is as `kept`, a Kept, has it."""

    type = _GET
    err_status = err_id = 0

    def __init__(self, kept):
        self.kept = kept
        self.ver = kept.ver
        self.community = kept.community
        self.varbinds = kept.varbinds
        self.id = random_id()

    def tobytes(self):
        if self.id < _FOUR:  # it was given another
            return SnmpPacket.tobytes(self)
        kept = self.kept
        return kept.head + kept.pdu + self.id.to_bytes(4, "big") + kept.end


class Response(SnmpPacket):
    """One without an error."""

    type = 0xA2
    ver = 1
    community = ""
    err_status = err_id = 0

    def __init__(self, id, varbinds):
        self.id = id
        self.varbinds = varbinds


def _pdu(packet):
    # As v3 has it.
    if packet.__class__ is Get and packet.id >= _FOUR:
        return packet.kept.pdu + packet.id.to_bytes(4, "big") + packet.kept.end
    d = packet.tobytes()
    at = 1 + frombytes_lenat(d, 0)[1]
    for _ in range(2):  # version, community
        at += 1 + sum(frombytes_lenat(d, at))
    return d[at:]


def _response(pdu, packet):
    # As v3 has it.
    kept = packet.kept if packet.__class__ is Get and packet.id >= _FOUR else None
    if kept and kept.found and pdu.startswith(kept.first):
        at = len(kept.first)
        end = at + 4
        id = int.from_bytes(pdu[at:end], "big")
        if pdu[end:] == kept.last:
            return Response(id, VarBinds(kept.found))
        # Lengths are in what is compared: if those are the same, so is that of the value
        at = kept.value
        if at and len(pdu) - end == len(kept.last) and pdu.startswith(kept.between, end):
            return Response(id, VarBinds(((kept.found[0][0], frombytes_tvat(pdu, at)),)))
    n = len(pdu) + 5
    r = SnmpPacket((b"0%c" % n if n < 128 else b"0" + tobytes_len(n)) + b"\2\1\1\4\0" + pdu)
    if kept and r.type == Response.type and r.id == packet.id and not r.err_status | r.err_id:
        kept.learn(pdu, r.varbinds)
    return r


def _get(self, *oids):
    kept = self._gets.get(oids) if self._gets else None
    if not kept or kept.ver != self.ver or kept.community != self.community:
        kept = Kept(self, oids)
        if not self._gets or len(self._gets) >= LIMIT:
            self._gets = {}
        self._gets[oids] = kept
    return self.ask(Get(kept))


_get.__doc__ = Session.get.__doc__
_get.__name__ = "get"
Session._gets = None
Session.get = _get
