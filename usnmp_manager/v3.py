# SNMPv3 of the managers: engines that are known, messages of a user. Pure. Imports usnmp,
# usnmp_codec, usnmp_v3 (message, peer), response; both managers import it for a user.

from usnmp import SnmpPacket
from usnmp_codec import frombytes_tvat, tobytes_len
from usnmp_v3.message import PRIV, Message, const, number
from usnmp_v3.peer import Peer, Report

from .response import MAX_SIZE, SnmpError, unreadable

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_v3 import User
    from .session import Session

_RESPONSE = const(0xA2)


class Refused(SnmpError):
    """The agent refused a message of SNMPv3: the text says why, as "192.0.2.7: unknown user", oid
    is the counter that it reported, such as usmStatsUnknownUserNames.0, dotted.
    """


class _Datagram:
    # What Engines.read() gives.
    ver = 3

    def __init__(self, id, octets):
        self.id = id
        self.octets = octets


class Engines:
    """The engines that one manager knows, by where their agents are, and its message buffer."""

    def __init__(self) -> None:
        self.message = Message(MAX_SIZE)
        self.known: "dict[Any, tuple[Any, dict[User, Any]]]" = {}  # place -> RemoteEngine, Keys

    def read(self, datagram: bytes) -> "Any":
        """As response.read(); the id is the msgID."""
        try:
            p = datagram[1]
            p = 2 if p < 128 else p - 126
            if datagram[p + 2] != 3 or datagram[p] != 2 or datagram[p + 1] != 1:
                return None
            p += 3
            p += 2 if datagram[p + 1] < 128 else datagram[p + 1] - 126
            return _Datagram(number(datagram, p), datagram)
        except IndexError:
            return None

    def wrap(
        self,
        session: "Session",
        place: "Any",
        user: "User | None" = None,
        level: "str | None" = None,
        context: "str | bytes" = "",
        engine_id: "str | bytes | None" = None,
        context_engine_id: "str | bytes | None" = None,
        mibs: "Any" = None,
    ) -> None:
        """Let `session`, with the agent at `place`, send messages of `user`. Raises ValueError.
        mibs: on a PC, a usnmp_pc.mibs.Mibs: names in, names out; it needs no user.
        """
        if mibs is not None:
            from usnmp_manager.names_pc import add

            add(session, mibs)
        if user is None:
            if mibs is None:
                raise TypeError("user")
            return
        engine_id = _octets(engine_id) or user.engine_id  # whose keys are localised
        peer = Peer(
            user, level, context, engine_id, _octets(context_engine_id), message=self.message
        )
        session.wrapper = _Wrapper(peer, self, (place, engine_id))
        # SnmpPackets of v2c carry its PDUs
        session.ver = 1
        session.community = ""


def wrap(manager: "Any", target: "Any", given: "dict[str, Any]") -> None:
    """Let `target` of an AsyncManager send messages of a user: Engines.wrap(**given)."""
    engines = manager._engines
    if not engines:
        engines = manager._engines = Engines()
        manager._reads.insert(0, engines.read)
    engines.wrap(target, target.host, **given)


def _pdu(packet):
    d = packet.tobytes()
    p = 5 if d[1] < 128 else d[1] - 123  # of the community
    return d[p + 2 + d[p + 1] :]


def _response(pdu, packet):
    # The SnmpPacket with `pdu`, which answers `packet`.
    pdu = b"\2\1\1\4\0" + pdu
    return SnmpPacket(b"\x30" + tobytes_len(len(pdu)) + pdu)


def _octets(engine_id):
    if not isinstance(engine_id, str):
        return engine_id
    return bytes.fromhex(engine_id[2:] if engine_id[:2] in ("0x", "0X") else engine_id)


class _Wrapper:
    # The wrapper of a session, as response is one.

    def __init__(self, peer, engines, place):
        self.peer = peer
        self.read = engines.read
        self._known = engines.known
        self._place = place
        self._heard = False  # a response
        self._meet()
        self._tell()

    def _meet(self):
        # What other sessions have found out of the engine.
        peer = self.peer
        engine, keys = self._known.get(self._place) or (None, None)
        if engine and engine is not peer.engine:
            if peer.user not in keys:
                keys[peer.user] = peer.user.localized(engine.id)
            peer.keys = keys[peer.user]
            peer.engine = engine

    def _tell(self):
        peer = self.peer
        engine = peer.engine
        known = self._known.get(self._place)
        if known and engine and known[0].id == engine.id:  # another was faster
            self._meet()
        elif engine:
            self._known[self._place] = engine, {peer.user: peer.keys}

    def pack(self, packet: "SnmpPacket") -> bytes:
        """As response.pack(). packet.ids are the msgIDs that it was sent with."""
        if not hasattr(packet, "ids"):
            packet.ids = []
            packet.followed = 0
        self._meet()
        return self.peer.pack(_pdu(packet), packet)

    def unpack(self, r: "Any", packet: "SnmpPacket", session: "Session") -> "Any":
        """As response.unpack()."""
        if r.ver != 3 or r.id not in packet.ids:
            return None
        peer = self.peer
        engine = peer.engine
        try:
            pdu = peer.unpack(r.octets, packet)
            if pdu:
                r = _response(pdu, packet)
        except Report as e:
            raise self._refused(e, session.host)
        except (ValueError, MemoryError) as e:
            return unreadable(e)
        if engine is not peer.engine:
            self._tell()
        if not pdu:
            return True
        if r.type != _RESPONSE or r.id != packet.id:
            return None
        self._heard = True
        return r

    @property
    def silence(self) -> str:
        """What is to be told with NoResponse, once the agent has told who it is."""
        peer = self.peer
        if self._heard or not peer.engine or peer.engine.id == self._place[1]:
            return ""
        found = "context?" if peer.context else ""
        if peer.level & PRIV:
            found = "privacy password, key or protocol" + (found and ", or ") + (found or "?")
        return found and ", which answered discovery: wrong " + found

    def _refused(self, report, host):
        oid = report.oid
        oid = frombytes_tvat(b"\6" + tobytes_len(len(oid)) + oid, 0)[1] if oid else None
        host = host if isinstance(host, str) else host[0]
        return Refused("%s: %s" % (host, report), oid=oid)


if hasattr(_octets, "__dict__"):  # CPython
    try:
        # As bytes: a board would keep each name in it for ever.
        exec(b"from usnmp_manager.get_pc import _pdu, _response")
    except ImportError:  # left out
        pass
