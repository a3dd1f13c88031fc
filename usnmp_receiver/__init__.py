# The notification receiver: traps, and informs, which it acknowledges. Imports usnmp_codec,
# usnmp_base.varbind, notification, inform; usnmp_base.udp once it is to use a socket, v3 if there
# are users. For a user's program.

import sys

from usnmp_base.varbind import VERSIONS, const, host_port
from usnmp_codec import BerError, frombytes_tvat

from .inform import Informs, Recent, response
from .notification import (
    Notification as Notification,  # noqa: PLC0414 - shown
    tlv_content,
    tlv_end,
)

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterable
    from usnmp_base.udp import Udp
    from usnmp_v3 import User
    from .v3 import V3

_TRAP = const(0xA4)
_INFORM = const(0xA6)
_TRAP2 = const(0xA7)
_TOOBIG = const(1)
_BOARD = sys.implementation.name == "micropython"


def _octets(community):
    try:
        return community.encode() if isinstance(community, str) else bytes(memoryview(community))
    except (TypeError, ValueError):
        pass  # not raised here: on a PC the error would hold the other, and that the community
    raise ValueError("a community is a str or bytes")


class Receiver(Informs):
    """Receives notifications on `host`, an address, and `port`, from poll() or, for ever, by
    `for n in receiver` or `async for n in receiver`; a context manager, async too.

    communities: those accepted, str or bytes, one or several; None: any. on_trap(notification).
    on_inform(notification): None acknowledges it; an error-status, or (error-status, error-index),
    refuses it. on_bad(datagram, source, reason): what is no notification, see receive(); False:
    whoever sent it gets no answer.
    on_packet(direction, datagram, source): all that comes "in" and goes "out". They are
    attributes, too. An inform is acknowledged once on_inform has returned. max_size: the longest
    message, in octets; None: 1472 on a board, else 65507. log: called with one str for each
    callback that raised. ticks_ms: the clock, this port's by default. users, and engine, on_user,
    on_engine, on_hash, on_discovery, on_plain, time_window: of SNMPv3, see v3.V3, which `v3` then
    is. Raises ValueError.

    paused: set it, and nothing is read; what comes waits in the socket's queue, as much as that
    holds. opener(host, port): opens the socket in place of usnmp_base.udp.Udp, if it is set.

    Counters: received (datagrams), traps, informs (delivered), duplicates (informs that came
    again), refused (informs), irregular (notifications that were read all the same), bad, errors
    (callbacks that raised), unsent (replies).
    """

    on_trap: "Callable[[Notification], object] | None"
    on_inform: "Callable[[Notification], int | bool | tuple[int, int] | None] | None"
    on_bad: "Callable[[Any, Any, str], object] | None"
    on_packet: "Callable[[str, bytes, tuple[str, int]], object] | None"
    log: "Callable[[str], object]"
    v3: "V3 | None" = None
    paused: bool = False
    opener: "Callable[[str, int], Udp] | None" = None

    def __init__(
        self,
        host: str = "0.0.0.0",
        port: int = 162,
        communities: "str | bytes | Iterable[str | bytes] | None" = None,
        on_trap: "Callable[[Notification], object] | None" = None,
        on_inform: "Callable[[Notification], int | bool | tuple[int, int] | None] | None" = None,
        on_bad: "Callable[[Any, Any, str], object] | None" = None,
        on_packet: "Callable[[str, bytes, tuple[str, int]], object] | None" = None,
        max_size: "int | None" = None,
        log: "Callable[[str], object]" = print,
        ticks_ms: "Callable[[], int] | None" = None,
        users: "Iterable[User | tuple[User, str]] | None" = None,
        **v3: "Any",
    ) -> None:
        if ticks_ms is None:
            from usnmp_base.udp import ticks_ms
        self._at = host, port
        if isinstance(communities, (str, bytes, int)):  # an int: to be refused as such
            communities = (communities,)
        if communities is not None:
            communities = [_octets(c) for c in communities]
        self._communities = communities
        self.on_trap = on_trap
        self.on_inform = on_inform
        self.on_bad = on_bad
        self.on_packet = on_packet
        self.log = log
        self.max_size = max_size or (1472 if _BOARD else 65507)
        self.received = self.traps = self.informs = self.duplicates = 0
        self.refused = self.irregular = self.bad = self.errors = self.unsent = 0
        self._recent = Recent(16 if _BOARD else 4096, ticks_ms)
        self._udp = None  # False: closed
        if users is not None or v3:
            from usnmp_receiver.v3 import V3

            self.v3 = V3(self, users or (), **v3)

    def receive(
        self, datagram: "bytes | bytearray | memoryview", source: "Any" = None
    ) -> "tuple[Notification | None, bytes | None]":
        """(Notification or None, the reply as bytes or None) of a datagram (bytes-like) from
        `source`, (host, port) or as recvfrom gives it. Calls the callbacks; never raises.

        The reasons on_bad gets: "ber" (no SNMP message), "version", "community", "pdu" (no
        notification), "trap" (without snmpTrapOID.0, or an SNMPv1 trap of no kind), "too big",
        "memory"; and those of SNMPv3: "model", "flags", "engine", "user", "level", "digest",
        "window", "decryption". An inform that comes again gets the same reply, and one that is
        refused gets it too; they give no Notification.
        """
        self.received += 1
        try:
            source = source and host_port(source)
            return self._message(bytes(datagram), source)
        except (BerError, IndexError):
            reason = "ber"
        except MemoryError:
            reason = "memory"
        return self._bad(datagram, source, reason)

    def _bad(self, datagram, source, reason, reply=None):
        self.bad += 1
        if self._call(self.on_bad, datagram, source, reason) is False:
            reply = None
        return None, reply

    def _message(self, d, source):
        # RFC 1157 4.1, RFC 1901 3: SEQUENCE { version, community, PDU }
        start = tlv_content(d, 0)
        t, v = frombytes_tvat(d, start)
        if d[0] != 48 or t != 2:
            raise BerError("message")
        if v not in (0, 1):
            if v == 3 and self.v3:
                return self.v3.take(d, source)
            return self._bad(d, source, "version")
        p = tlv_end(d, start)
        t, community = frombytes_tvat(d, p)
        if t != 4:
            raise BerError("community")
        if self._communities is not None and _octets(community) not in self._communities:
            return self._bad(d, source, "community")
        pdu = tlv_end(d, p)
        # Devices send PDUs of the other version; snmptrapd takes them, and so do we.
        if d[pdu] not in (_TRAP, _TRAP2, _INFORM):
            return self._bad(d, source, "pdu")
        if len(d) > self.max_size:
            return self._too_big(d, source, start, pdu)
        end = tlv_end(d, 0)
        if end > len(d):
            raise BerError("length")
        behind = end < len(d)  # zeros, a checksum: ignored
        if behind:
            d = d[:end]
        try:
            n = Notification(source, VERSIONS[v], community, d, pdu)
        except BerError as e:
            raise e
        except ValueError:
            return self._bad(d, source, "trap")
        if behind or (n.pdu_type == _TRAP) == v:
            n.irregular = True
        return self._dispatch(n, d, start, pdu, None)

    def _too_big(self, d, source, start, pdu):
        # RFC 3416 4.2.7: the inform is not processed further.
        reply = None
        if d[pdu] == _INFORM:
            reply = response(d, start, pdu, _TOOBIG, 0)
            if len(reply) > self.max_size:
                reply = None
            else:
                self.refused += 1
        return self._bad(d, source, "too big", reply)

    def bind(self) -> "Udp":
        """Open the UDP socket, if it is not open; return it, a usnmp_base.udp.Udp. Raises OSError,
        as when the port is in use or may not be had.
        """
        if not self._udp:
            from usnmp_base.udp import Udp

            self._udp = (self.opener or Udp)(self._at[0], self._at[1])
        return self._udp

    def poll(self, timeout_ms: int = 0) -> "Notification | None":
        """Wait at most `timeout_ms` for a datagram and see to it: one step of a loop of your own.
        The Notification; None if there was none. Opens the socket if need be, which may raise
        OSError; what the network does raises nothing.
        """
        udp = self.bind()
        if self.v3:
            self.v3.engine.time()  # at least every 6 days: usnmp_base.uptime
        if self.paused:
            from usnmp_base.udp import sleep_ms

            return sleep_ms(timeout_ms if 0 <= timeout_ms < 200 else 200)
        # One octet more: what fills that is too big.
        found = udp.recv(self.max_size + 1, timeout_ms)
        if not found:
            return None
        datagram, address = found
        if self.on_packet:
            self._call(self.on_packet, "in", datagram, host_port(address))
        n, reply = self.receive(datagram, address)
        if reply:
            if not udp.send(reply, address):
                self.unsent += 1
            elif self.on_packet:
                self._call(self.on_packet, "out", reply, host_port(address))
        return n

    def close(self) -> None:
        """Close the socket, if one is open; a `for` loop ends. bind() opens it again."""
        if self._udp:
            self._udp.close()
        self._udp = False

    def __iter__(self) -> "Receiver":
        return self

    def __next__(self) -> "Notification":
        while self._udp is not False:
            n = self.poll(1000)
            if n:
                return n
        raise StopIteration

    def __enter__(self) -> "Receiver":
        self.bind()
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def __aiter__(self) -> "Receiver":
        return self

    async def __anext__(self) -> "Notification":
        from usnmp_base.aio import wait

        if self._udp is None:
            self.bind()
        while self._udp:
            await wait(self._udp, self.paused)
            n = self._udp and self.poll()
            if n:
                return n
        raise StopAsyncIteration

    async def __aenter__(self) -> "Receiver":
        return self.__enter__()

    async def __aexit__(self, *args: object) -> None:
        self.close()


if not _BOARD:
    try:
        # As bytes: a board would keep each name in it for ever.
        exec(b"from usnmp_receiver.receive_pc import install; install(Receiver, Notification)")
    except ImportError:  # left out
        pass
