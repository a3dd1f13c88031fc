# What answers a manager's requests, and errors. Pure: blocking and aio import it and bring the
# sockets. Imports usnmp and usnmp_base.varbind, unread for what cannot be read.
#
# It is also the `wrapper` of a Session of SNMPv1 and v2c: what takes and makes its messages by
# read(), pack() and unpack(). For SNMPv3, v3 has another.

import sys

from usnmp import BerError, SnmpPacket, frombytes_lenat
from usnmp_base.varbind import VarBind, const

if 0 & 1:  # for type checkers alone
    from typing import Any

    from .session import Session

_RESPONSE = const(0xA2)
_GETBULK = const(0xA5)
_TOOBIG = const(1)
_GENERR = const(5)
_STATUS = (
    "noError tooBig noSuchName badValue readOnly genErr noAccess wrongType wrongLength "
    "wrongEncoding wrongValue noCreation inconsistentValue resourceUnavailable commitFailed "
    "undoFailed authorizationError notWritable inconsistentName"
)
# The longest response taken. A board's recvfrom allocates that much; UDP carries no more than the
# other.
MAX_SIZE = 1472 if sys.implementation.name == "micropython" else 65507
silence = ""  # what NoResponse may mean, for people


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


def read(datagram: bytes) -> "SnmpPacket | None":
    """What can be read of a response before it is known what it answers: an object with `ver` and
    `id`, the request-id, or the msgID of SNMPv3. None for another version, and what is none.
    """
    r = parse(datagram)
    if r is None:
        from usnmp_manager.unread import partly

        r = partly(datagram, unreadable)
    return r


def unreadable(error: object) -> "BadResponse":
    """The BadResponse for what cannot be read for that error."""
    return BadResponse("response that cannot be read: " + (str(error) or "no memory"))


def pack(packet: "SnmpPacket") -> bytes:
    """The datagram to be sent for `packet`. Raises BerError for what cannot be encoded."""
    return packet.tobytes()


def unpack(
    r: "Any", packet: "SnmpPacket", session: "Session"
) -> "SnmpPacket | BadResponse | bool | None":
    """What `r`, of read(), is to `packet`: its response; the BadResponse to be raised if no better
    one comes; True: it is to be sent again at once; None: nothing. Raises the SnmpError that ends
    it.
    """
    if answers(packet, r, session):
        return r.unread if hasattr(r, "unread") else r
    return None


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
