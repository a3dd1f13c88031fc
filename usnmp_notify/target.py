# How notifications are written: their parts, and a Target of SNMPv1 or v2c, where they go. Pure.
# Imports usnmp_codec, usnmp_base.trap, and trap_v1 for SNMPv1; usnmp_notify imports it.

from usnmp_base.trap import trap_oid
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable


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
    Raises ValueError for a version or community that is none, and for informs of SNMPv1.
    """

    # Another kind of target (SNMPv3) has these attributes, message() and reply(): usnmp_notify
    # knows neither versions nor communities.

    def __init__(
        self,
        host: str,
        community: "str | bytes" = "public",
        version: str = "2c",
        inform: bool = False,
        port: int = 162,
        timeout_ms: int = 1500,
        retries: int = 5,
    ) -> None:
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

    def message(
        self, request_id: int, body: bytes, agent_addr: "str | Callable[[], str | None] | None"
    ) -> bytes:
        """The datagram, made anew for each try.

        body: the content of the list of variable bindings, in the form of SNMPv2. agent_addr: as
        of Notifier. Raises ValueError if this target cannot be told that.
        """
        if self._header[2]:
            pdu = tobytes_tv(2, request_id) + b"\x02\x01\x00\x02\x01\x00" + tobytes_tv(48, body)
            pdu = tobytes_tv(0xA6 if self.inform else 0xA7, pdu)
        else:
            from usnmp_notify.trap_v1 import trap_pdu

            pdu = trap_pdu(body, agent_addr)
        return tobytes_tv(48, self._header + pdu)

    def reply(self, datagram: bytes) -> "tuple[int, int | None]":
        """(request-id, error-status) of an acknowledgement; an error-status of None would ask for
        another try at once. Raises ValueError, IndexError or OverflowError if it is none.
        """
        version = _content(datagram, 0)
        community = _next(datagram, version)
        pdu = _next(datagram, community)
        # Encoded again: lengths may have been written the long way
        head = tobytes_tv(*frombytes_tvat(datagram, version))
        head += tobytes_tv(*frombytes_tvat(datagram, community))
        # What is behind the PDU or the message is ignored, as net-snmp does
        whole = _next(datagram, pdu) <= _next(datagram, 0) <= len(datagram)
        if head != self._header or datagram[0] != 48 or datagram[pdu] != 0xA2 or not whole:
            raise ValueError
        version = _content(datagram, pdu)
        t, request_id = frombytes_tvat(datagram, version)
        u, status = frombytes_tvat(datagram, _next(datagram, version))
        if t != 2 or u != 2:
            raise ValueError
        return request_id, status
