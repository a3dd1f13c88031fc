# The agent: a datagram in, a datagram out. Imports usnmp_codec, engine, which answers PDUs, and
# v2c if it is there; transaction for who may write, and usnmp_base.udp or aio once it is to use a
# socket. This file knows messages, communities and sockets, and nothing of objects.

from usnmp_codec import BerError, frombytes_tvat, tobytes_tv

from .engine import PduEngine, const, tlv_end

try:
    from . import v2c
except ImportError:  # left out
    v2c = None

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Sequence
    from usnmp_base.udp import Udp
    from usnmp_mib import Mib
    from usnmp_v3 import User
    from usnmp_v3.engine import Engine
    from .rate_limit import RateLimit
    from .v3 import V3
    from .view import View

# Indices of counters, see engine.
_IN_PKTS = const(1)
_OUT_PKTS = const(2)
_IN_BAD_VERSIONS = const(3)
_IN_BAD_NAMES = const(4)
_IN_PARSE_ERRS = const(6)
_IRREGULAR = const(7)
_SILENT_DROPS = const(31)


VERSION = "0.1.0"


def differ(head: bytes, d: bytes) -> int:
    # 0 if `d` begins as `head` does, from the octet 5 on, where the community is. Whoever tries
    # some is not to learn from the time it takes how much of one is right: each octet is looked
    # at.
    x = 0
    for i in range(5, len(head)):
        x |= head[i] ^ d[i]
    return x


def _pdu_at(d, p, end):
    # Where the PDU starts in a message whose version stands at p; 0 if it is not well-formed.
    q = tlv_end(d, p, end)
    if not q or q == end or d[p] != 2 or d[q] != 4:
        return 0
    q = tlv_end(d, q, end)
    return q if q and tlv_end(d, q, end) == end else 0


class Agent(PduEngine):
    """An SNMP agent, of SNMPv1 (RFC 1157) and, if v2c is there, SNMPv2c (RFC 1901), for `mib`, a
    usnmp_mib.Mib.

    read_community, write_community: str or bytes, or None for none. max_size: the longest message
    sent or taken, in octets. log: called with one str for each handler that raised. uptime: the
    usnmp_base.uptime.Uptime that poll() is to keep going. Raises ValueError for a community that
    is none.
    """

    authen_traps: bool = False  # snmpEnableAuthenTraps
    # Then called with the source of a request of a wrong community.
    on_stranger: "Callable[[Any], object] | None" = None
    # Called when the socket is open: the place for coldStart, warmStart.
    on_start: "Callable[[], object] | None" = None
    limit: "RateLimit | None"  # None: who may ask does, as often as he likes
    # Asked for each message that is otherwise in order: authentic(source, version, name, level),
    # of a community or user, the level 0, 1 with authentication, 3 with privacy, too. If what it
    # returns is false, that counts as a wrong community.
    authentic: "Callable[[Any, int, str | bytes, int], object] | None"
    engine: "Engine"  # of SNMPv3: to be set before allow(), which makes one otherwise
    v3: "V3 | None" = None  # which allow() makes for the first User
    _v2c = v2c
    _udp = None

    def __init__(
        self,
        mib: "Mib",
        read_community: "str | bytes | None" = "public",
        write_community: "str | bytes | None" = None,
        max_size: int = 1472,
        log: "Callable[[str], object]" = print,
        uptime: "Callable[[], int] | None" = None,
    ) -> None:
        # Version and community as they stand in a message -> what allow() gave them: a View, None
        # for everything; the class Transaction, None if nothing may be SET.
        self._heads = {}
        self.uptime = uptime
        # Of the object, not of its class, where MicroPython finds them late:
        self.authentic = self.limit = None
        self.answer = self._message  # or a request_cache's or a V3's, before it
        self.differ = differ  # or one that is faster, and takes as long for all
        PduEngine.__init__(self, mib, max_size, log)
        if read_community is not None:
            self.allow(read_community, None)
        if write_community is not None:
            self.allow(write_community, None, write=True)

    def allow(
        self,
        who: "str | bytes | User",
        view: "View | None" = None,
        versions: "Sequence[int]" = (0, 1),
        write: bool = False,
        **options: "Any",
    ) -> None:
        """Answer requests of `who` within `view`, a view.View; None: everything, with `write` to
        be SET, too.

        who: a community, str or bytes; versions: SNMPv1 (0) and, if v2c is there, SNMPv2c (1). Or
        a usnmp_v3.User, with the options of v3_users.allow(): level, "noAuthNoPriv", "authNoPriv"
        or "authPriv", the least that a message must have, by default the highest that the user has
        keys for; context, the context name. A user may have several views, for different levels
        and contexts; the one of the highest level that a message reaches counts (RFC 3415 4).
        Raises ValueError.
        """
        if hasattr(who, "name"):  # a User
            from usnmp_agent import v3_users

            return v3_users.allow(self, who, view, write, **options)
        sets = None
        if view.write if view else write:
            from usnmp_agent.transaction import Transaction as sets
        rights = view, sets
        for version in versions:
            head = tobytes_tv(2, version) + tobytes_tv(4, who)
            self._heads[head] = rights
        self.reserve(len(head))

    def respond(
        self, datagram: "bytes | bytearray | memoryview", source: "Any" = None
    ) -> "bytes | None":
        """The reply to `datagram` (bytes-like) from `source`, as bytes; None if it gets none.
        Never raises.
        """
        self._source = source
        return self._copy(self._respond(datagram))

    # From here to _pdu each frame fits the C stack: see reply. Hence one try, without "as
    # e", which takes more room.

    def _respond(self, d):
        # The start of the reply in _buf, or 0.
        try:
            if type(d) is not bytes:
                d = bytes(d)
            return self.answer(d)
        except BerError:
            return self._drop(_IN_PARSE_ERRS)
        except Exception:  # no memory, or a defect: the next request may do better
            self._report("no reply: out of memory, or a defect")
            return self._drop(_SILENT_DROPS)

    def _copy(self, start):
        try:
            return bytes(self._view[start : self._w]) if start else None
        except MemoryError:
            self._drop(_SILENT_DROPS)

    def _message(self, d):
        # RFC 1157 4.1: SEQUENCE { version, community, PDU }; head is the first two.
        self.counters[_IN_PKTS] += 1
        q = len(d)
        p = 2
        # What nearly all messages look like, in one test; and the same with long lengths, step by
        # step.
        if (
            q > 12
            and d[0] == 48
            and q < 130
            and d[1] == q - 2
            and d[2] == 2
            and d[3] == 1
            and d[5] == 4
            and d[6] < q - 9
            and d[8 + d[6]] == q - 9 - d[6]
        ):
            q = 7 + d[6]
            head = d[2:q]
        else:
            q = tlv_end(d, 0, q) if d and d[0] == 48 else 0
            if q and q < len(d):  # zeros or a checksum behind the message: as snmpd, without them
                d = d[:q]
                self.counters[_IRREGULAR] += 1
            if q:
                if d[1] > 127:
                    p = d[1] - 126
                q = _pdu_at(d, p, q)
            if not q:
                return self._drop(_IN_PARSE_ERRS)
            # No known one, however long its lengths are written: not to be copied (see reserve)
            if q - p > self._base + 220:
                head = d[p : p + 5]
                return self._stranger(head)
            head = d[p:q]
            if head[1] != 1 or head[4] > 127:  # the same, encoded the long way, is legal
                p = tlv_end(head, 0, len(head))
                p = tobytes_tv(4, frombytes_tvat(head, p)[1])
                head = tobytes_tv(2, frombytes_tvat(head, 0)[1]) + p
                if head[1] != 1:
                    return self._stranger(head)
        rights = self.sender_rights(head)
        self._v2 = head[2] and self._v2c
        if not rights or self._v2 is None or rights[0] and not rights[0].admits(self._source):
            return self._stranger(head)
        # Only now: nobody spends what is another's by sending, from its address, what has no
        # community. Such a datagram costs less than an answer, without a limit.
        if self.limit and not self.limit.admits(self._source):
            return self._drop(_SILENT_DROPS)
        if self.authentic and not self._asked(head, 0):
            return self._stranger(head)
        self._rights, self._transaction = rights
        self._room = len(head) + 4
        p = self._pdu(d, q, 0)
        if p:
            self.counters[_OUT_PKTS] += 1
            if self._room < 0:  # it is complete
                return -self._room
            q = p - len(head)
            self._buf[q:p] = head
            p = self._header(q, 48)
        return p

    def _asked(self, head, level):
        return self.authentic(self._source, head[2], frombytes_tvat(head, 3)[1], level)

    def sender_rights(self, head: bytes) -> "Any":
        """What allow() gave whom `head` is of, the version and community of a message as they
        stand in it, the version in one octet; None if it is unknown. For a subclass with
        communities of its own: (a view.View or None for everything; the class Transaction, or
        None if nothing may be SET).
        """
        # Only the community is a secret.
        for known in self._heads:
            if known[2] == head[2] and len(known) == len(head):
                if not self.differ(known, head):
                    return self._heads[known]

    def _stranger(self, head):
        if self._v2 is None or head[2] > 1 or head[1] != 1:
            return self._drop(_IN_BAD_VERSIONS)
        if self.authen_traps and self.on_stranger:
            self.on_stranger(self._source)
        return self._drop(_IN_BAD_NAMES)

    def bind(self, host: str = "0.0.0.0", port: int = 161) -> "Udp":
        """Open the UDP socket that poll() serves; return it, a usnmp_base.udp.Udp. host: an
        address of this machine, or 0.0.0.0 or :: for all. Raises OSError, as when the port is in
        use.
        """
        from usnmp_base.udp import Udp

        if self.mib.trees:
            self.trees()  # not at the first request, which may find less heap
        self._udp = Udp(host, port)
        if self.on_start:
            self.on_start()
        return self._udp

    def poll(self, timeout_ms: int = 0) -> bool:
        """Wait at most `timeout_ms` for a request and answer it: one step of a loop of your own.
        True if there was one. What the network does raises nothing. After bind().
        """
        if not self._udp:
            raise RuntimeError("poll() before bind()")
        if self.uptime:
            self.uptime()
        request = self._udp.recv(self.max_size, timeout_ms)
        if not request:
            return False
        self._source = request[1]
        start = self._respond(request[0])
        if start and not self._udp.send(self._view[start : self._w], request[1]):
            self._drop(_SILENT_DROPS)
        return True

    def serve(self, host: str = "0.0.0.0", port: int = 161) -> None:
        """bind(), and answer requests for ever. Raises OSError if the socket cannot be opened."""
        self.bind(host, port)
        try:
            while True:
                self.poll(1000)
        finally:
            self.close()

    async def run(self, host: str = "0.0.0.0", port: int = 161) -> None:
        """As serve(), within asyncio: `await agent.run()`, or a task of its own, until it is
        cancelled. Raises OSError.
        """
        from usnmp_agent.aio import serve

        await serve(self, host, port)

    def close(self) -> None:
        """Close the socket, if one is open."""
        if self._udp:
            self._udp.close()
            self._udp = None
