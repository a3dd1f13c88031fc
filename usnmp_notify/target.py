# How notifications are written: their parts, and a Target, where they go. Pure. Imports
# usnmp_codec, usnmp_base.trap, trap_v1 for SNMPv1 and v3 for SNMPv3; usnmp_notify imports it.

from usnmp_base.trap import trap_oid
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_notify import Notifier
    from usnmp_v3 import User


def _content(buf, p):
    # Where the content of the TLV at `p` begins.
    return p + 1 + frombytes_lenat(buf, p)[1]


def _next(buf, p):
    # Where it ends.
    return p + 1 + sum(frombytes_lenat(buf, p))


def varbind(oid: str, t: int, value: "Any") -> bytes:
    """A variable binding, encoded. Raises ValueError."""
    if t == 48 or t > 127:  # a SEQUENCE, an exception, a PDU
        raise ValueError("%s: %r is no type of a value" % (oid, t))
    return tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(t, value))


def oid_of(kind: "int | str") -> str:
    """The snmpTrapOID, dotted, of a kind. Raises ValueError."""
    if isinstance(kind, int):
        if not 0 <= kind <= 5:
            raise ValueError("generic trap 0 to 5, not %d" % kind)
        return trap_oid(kind)
    tobytes_tv(6, kind)
    return kind.lstrip(".")


class Target:
    """Where notifications go: `host`, a name or address, and `port`.

    community: str or bytes. version: "1" or "2c"; inform: whether they are to be acknowledged (not
    in SNMPv1). The first acknowledgement is waited for `timeout_ms`, the next twice as long, and
    so on to a minute; `retries` is how often it is sent again. A target belongs to one Notifier.

    user: a usnmp_v3.User, for SNMPv3, instead of version and community; level: "noAuthNoPriv",
    "authNoPriv" or "authPriv", by default the highest that the user has keys for; context: the
    context name. Traps want Notifier(engine=...). Passwords are hashed here, which takes a board
    seconds.

    Raises ValueError for a version or community that is none, informs of SNMPv1, and a level
    without keys.
    """

    # Another kind of target has these attributes, message() and reply(): usnmp_notify knows
    # neither versions nor communities.
    v3: "Any" = None  # what wraps the PDUs in SNMPv3: v3.Traps, v3.Informs

    def __init__(
        self,
        host: str,
        community: "str | bytes" = "public",
        version: str = "2c",
        inform: bool = False,
        port: int = 162,
        timeout_ms: int = 1500,
        retries: int = 5,
        user: "User | None" = None,
        level: "str | None" = None,
        context: "str | bytes" = "",
    ) -> None:
        if user:
            version = "2c"  # the form of its PDUs
        # Not usnmp_base.varbind.ver: with it come 1.5 kB of heap
        if version not in ("1", "2c") or inform and version == "1":
            raise ValueError('version "1" or "2c"; informs in "2c"')
        version = int(version == "2c")
        self._header = tobytes_tv(2, version) + tobytes_tv(4, community)
        self.host = host
        self.port = port
        self.inform = inform
        self.timeout_ms = timeout_ms
        self.retries = retries
        if user:
            from usnmp_notify.v3 import of

            self.v3 = of(user, inform, level, context)

    def message(self, request_id: int, body: bytes, notify: "Notifier") -> bytes:
        """The datagram, made anew for each try.

        body: the content of the list of variable bindings, in the form of SNMPv2. notify: the
        Notifier, whose address() and engine some want. Raises ValueError if this target cannot be
        told that.
        """
        if self._header[2]:
            pdu = tobytes_tv(2, request_id) + b"\x02\x01\x00\x02\x01\x00" + tobytes_tv(48, body)
            pdu = tobytes_tv(0xA6 if self.inform else 0xA7, pdu)
        else:
            from usnmp_notify.trap_v1 import trap_pdu

            pdu = trap_pdu(body, notify.address)
        if self.v3:
            return self.v3.pack(pdu, notify)
        return tobytes_tv(48, self._header + pdu)

    def reply(self, datagram: bytes) -> "tuple[int | None, int | None]":
        """(request-id, error-status) of an acknowledgement; an error-status of None asks for
        another try at once, with a request-id of None for one of each that is on its way. Raises
        ValueError, IndexError or OverflowError if it is none.
        """
        pdu = 0
        if self.v3:
            datagram = self.v3.unpack(datagram)
            if not datagram:
                return None, None
        else:
            version = _content(datagram, 0)
            community = _next(datagram, version)
            pdu = _next(datagram, community)
            # Encoded again: lengths may have been written the long way
            head = tobytes_tv(*frombytes_tvat(datagram, version))
            head += tobytes_tv(*frombytes_tvat(datagram, community))
            # What is behind the PDU or the message is ignored, as net-snmp does
            whole = _next(datagram, pdu) <= _next(datagram, 0) <= len(datagram)
            if head != self._header or datagram[0] != 48 or not whole:
                raise ValueError
        version = _content(datagram, pdu)
        t, request_id = frombytes_tvat(datagram, version)
        u, status = frombytes_tvat(datagram, _next(datagram, version))
        if t != 2 or u != 2 or datagram[pdu] != 0xA2:
            raise ValueError
        return request_id, status
