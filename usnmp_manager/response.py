# What a manager asks, what answers it, errors and walks. Pure: usnmp_manager and
# aio import it and bring the sockets. Imports usnmp and usnmp_base.varbind.

import sys

from usnmp import BerError, SnmpPacket, frombytes_lenat
from usnmp_base.varbind import VarBind, const

if 0 & 1:  # for type checkers alone
    from typing import Iterator

    from .session import Session

_GET = const(0xA0)
_GETNEXT = const(0xA1)
_RESPONSE = const(0xA2)
_SET = const(0xA3)
_GETBULK = const(0xA5)
_TOOBIG = const(1)
_NOSUCHNAME = const(2)
_GENERR = const(5)
_STATUS = (
    "noError tooBig noSuchName badValue readOnly genErr noAccess wrongType wrongLength "
    "wrongEncoding wrongValue noCreation inconsistentValue resourceUnavailable commitFailed "
    "undoFailed authorizationError notWritable inconsistentName"
)
# The longest response taken. A board's recvfrom allocates that much; UDP carries no more than the
# other.
MAX_SIZE = 1472 if sys.implementation.name == "micropython" else 65507


class SnmpError(Exception):
    """A request that came to nothing. status, index: ints, the error-status and error-index of the
    agent's response (RFC 3416 3), 0 if that was not it; oid: of the binding that is at fault, a
    dotted str, or None.
    """

    def __init__(
        self, text: str, status: int = 0, index: int = 0, oid: "str | None" = None
    ) -> None:
        super().__init__(text)
        self.status = status
        self.index = index
        self.oid = oid


class NoResponse(SnmpError):
    """No response came in time, to the request and all its retries."""


class BadResponse(SnmpError):
    """What came, to the request and all its retries, cannot be read."""


class NotIncreasing(SnmpError):
    """The agent went back in a walk, which would not end."""


def bindings(packet: "SnmpPacket", response: "SnmpPacket") -> "list[VarBind]":
    """The bindings of a SnmpPacket that answers `packet`, as VarBinds. Raises SnmpError if it has
    an error-status, or not as many as were asked for.
    """
    n = response.err_status
    asked = packet.varbinds.items()
    if n:
        names = _STATUS.split()
        text = names[n] if 0 < n < len(names) else "error-status %d" % n
        i = response.err_id
        if not 0 < i <= len(asked):
            raise SnmpError(text, n, i)
        oid = asked[i - 1][0]
        raise SnmpError("%s: %s" % (text, oid), n, i, oid)
    n = len(response.varbinds)
    if n != len(asked) and packet.type != _GETBULK:
        raise SnmpError("%d bindings for %d" % (n, len(asked)))
    return [VarBind(oid, tv[0], tv[1]) for oid, tv in response.varbinds.items()]


def ends(vb: "VarBind") -> bool:
    """Is this VarBind the end of a walk? By RFC 3416 4.2.2 that is endOfMibView; there are agents
    that send the other exceptions.
    """
    return 128 <= vb[1] <= 130


def subids(suffix: str) -> "tuple[int, ...]":
    """The sub-identifiers of a dotted suffix, comparable as SNMP orders them."""
    return tuple(map(int, suffix.split("."))) if suffix else ()


def parse(datagram: bytes) -> "SnmpPacket | None":
    """The response that `datagram` is, a SnmpPacket; None if it is something else."""
    try:
        r = SnmpPacket(datagram)
    except (BerError, MemoryError):  # it would take more heap than there is: as if it were lost
        return None
    return r if r.type == _RESPONSE else None


def answers(packet: "SnmpPacket", r: "SnmpPacket", session: "Session | None" = None) -> bool:
    """Is `r` the response to `packet`? session: the Session that asked, whose echo_community may
    let the community differ.
    """
    return (
        r.id == packet.id
        and r.ver == packet.ver
        and (r.community == packet.community or bool(session) and not session.echo_community)
    )


def trailing(datagram: bytes) -> bool:
    """Are there octets behind the message?"""
    return 1 + sum(frombytes_lenat(datagram, 0)) < len(datagram)


def answer(packet: "SnmpPacket", response: "SnmpPacket") -> "VarBind | list[VarBind]":
    """The VarBind of a response to a request for one, the list of them for others."""
    found = bindings(packet, response)
    return found[0] if len(found) == 1 and packet.type != _GETBULK else found


def fewer(packet: "SnmpPacket", response: "SnmpPacket | None" = None) -> "int | None":
    """How many repetitions to ask for instead of those of `packet`, which got this response or
    none; 0: by GETNEXT. None: fewer would not do better.
    """
    if packet.type == _GETBULK and (not response or response.err_status in (_TOOBIG, _GENERR)):
        return packet.err_id // 2
    return None


class Walk:
    """One walk below the OID `root`; pure. Until `done`: ask packet(), give the response to
    take(), or tell lost() that there is none.
    """

    def __init__(self, session: "Session", root: str, max_repetitions: int) -> None:
        self._session = session
        root = root.lstrip(".")
        self._prefix = root and root + "."
        self._last = root if "." in root else (root or "0") + ".0"  # two arcs at least
        self._at = subids(self._last[len(self._prefix) :])  # what follows the prefix
        self._heard = False  # has it answered anything?
        self._repetitions = max_repetitions
        self.done = False

    def packet(self) -> "SnmpPacket":
        """The next request."""
        if self._session.ver and self._repetitions:
            return self._session.request(_GETBULK, (self._last,), 0, self._repetitions)
        return self._session.request(_GETNEXT, (self._last,))

    def lost(self, packet: "SnmpPacket") -> bool:
        """Is it to be tried with another packet()? There was no response to `packet`."""
        n = fewer(packet)
        if n is None:
            return False
        # Of one that has not answered yet, only one thing more is asked: it may be off.
        self._repetitions = n if self._heard else 0
        return True

    def take(self, packet: "SnmpPacket", response: "SnmpPacket") -> "Iterator[VarBind]":
        """Yield the bindings of the walk in `response`. Raises SnmpError."""
        self._heard = True
        if response.err_status == _NOSUCHNAME:  # the end, RFC 1157 4.1.3; some say so in v2c
            self.done = True
            return
        n = fewer(packet, response)
        if n is not None:
            self._repetitions = n
            return
        n = len(self._prefix)
        last = self._last
        for vb in bindings(packet, response):
            oid = vb[0]
            if ends(vb) or not (oid + ".").startswith(self._prefix):
                self.done = True
                return
            at = subids(oid[n:])
            if at <= self._at:
                raise NotIncreasing("%s after %s" % (oid, self._last), oid=oid)
            self._at = at
            self._last = oid
            yield vb
        if last == self._last:  # not one binding
            self.done = True
