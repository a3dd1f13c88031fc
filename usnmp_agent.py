# The agent: a datagram in, a datagram out. Imports usnmp_pdu, which answers PDUs, and usnmp_codec;
# and usnmp_udp once it is to use a socket. This file knows messages, communities and sockets, and
# nothing of objects.

from usnmp_codec import BerError, frombytes_tvat, tobytes_tv
from usnmp_pdu import PduEngine, const, tlv_end

# Indices of counters, see usnmp_pdu.
_IN_PKTS = const(1)
_OUT_PKTS = const(2)
_IN_BAD_VERSIONS = const(3)
_IN_BAD_NAMES = const(4)
_IN_PARSE_ERRS = const(6)
_IRREGULAR = const(7)
_SILENT_DROPS = const(31)


VERSION = "0.1.0"


def difference(a, b):
    # 0 if b begins as a does, from the octet 5 on, where the community is. Whoever tries some is
    # not to learn from the time it takes how much of one is right: each octet is looked at. (This
    # name, and find, MicroPython knows: they take no heap.)
    x = 0
    for i in range(5, len(a)):
        x |= a[i] ^ b[i]
    return x


def _pdu_at(d, p, end):
    # Where the PDU starts in a message whose version stands at p; 0 if it is not well-formed.
    q = tlv_end(d, p, end)
    if not q or q == end or d[p] != 2 or d[q] != 4:
        return 0
    q = tlv_end(d, q, end)
    return q if q and tlv_end(d, q, end) == end else 0


class Agent(PduEngine):
    """An SNMP agent for `mib` (usnmp_mib.Mib).

    read_community, write_community: str or bytes, or None for none. max_size: the longest message
    sent or taken, in octets. log: called with one str for each handler that raised. uptime: the
    usnmp_uptime.Uptime that poll() is to keep going.
    """

    authen_traps = False  # snmpEnableAuthenTraps
    on_stranger = None  # then called with the source of a request of a wrong community
    on_start = None  # called when the socket is open: the place for coldStart, warmStart
    limit = None  # a usnmp_limit.RateLimit
    # A usnmp_view.View of everything: the class for reading, an object that has a write community
    # for writing too. A class of its own would take 0.2 kB.
    reads = writes = sources = write = None
    _v2c = None  # the module, if it is there
    _udp = None

    def __init__(
        self,
        mib,
        read_community="public",
        write_community=None,
        max_size=1472,
        log=print,
        uptime=None,
    ):
        self._heads = {}  # version and community as they stand in a message -> View
        try:
            import usnmp_v2c

            self._v2c = usnmp_v2c
        except ImportError:  # left out
            pass
        self.uptime = uptime
        PduEngine.__init__(self, mib, max_size, log)
        if read_community is not None:
            self.allow(read_community, Agent)
        if write_community is not None:
            self.write = True
            self.allow(write_community, self)

    def allow(self, community, view, versions=(0, 1)):
        """Answer requests of `community` within `view`, a usnmp_view.View; in SNMPv1 (0) and, if
        usnmp_v2c is there, SNMPv2c (1).
        """
        for version in versions:
            head = tobytes_tv(2, version) + tobytes_tv(4, community)
            self._heads[head] = view
        if view.write:
            from usnmp_set import Transaction

            self._transaction = Transaction
        self.reserve(len(head))

    def respond(self, datagram, source=None):
        """The reply to `datagram` (bytes-like) from `source`, as bytes; None if it gets none.
        Never raises.
        """
        self._source = source
        return self._copy(self._respond(datagram))

    # From here to _pdu each frame fits the C stack: see usnmp_reply. Hence one try, without "as
    # e", which takes more room.

    def _respond(self, d):
        # The start of the reply in _buf, or 0.
        try:
            return self._message(d if type(d) is bytes else bytes(d))
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
            and d[1] == q - 2 < 128
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
            if 0 < q < len(d):  # zeros or a checksum behind the message: as snmpd, without them
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
        view = self.find(head)
        self._v2 = head[2] and self._v2c
        if (
            view is None
            or self._v2 is None
            or view.sources is not None
            and not view.admits(self._source)
        ):
            return self._stranger(head)
        # Only now: nobody spends what is another's by sending, from its address, what has no
        # community. Such a datagram costs less than an answer, without a limit.
        if self.limit and not self.limit.admits(self._source):
            return self._drop(_SILENT_DROPS)
        self._rights = view
        self._room = len(head) + 4
        p = self._pdu(d, q, 0)
        if p:
            self.counters[_OUT_PKTS] += 1
            q = p - len(head)
            self._buf[q:p] = head
            p = self._header(q, 48)
        return p

    def find(self, head):
        # The View of `head`, whose version has one octet; None if there is none. Only the
        # community is a secret.
        for known in self._heads:
            if known[2] == head[2] and len(known) == len(head) and not difference(known, head):
                return self._heads[known]

    def _stranger(self, head):
        if self._v2 is None or head[2] > 1 or head[1] != 1:
            return self._drop(_IN_BAD_VERSIONS)
        if self.authen_traps and self.on_stranger:
            self.on_stranger(self._source)
        return self._drop(_IN_BAD_NAMES)

    def bind(self, host="0.0.0.0", port=161):
        """Open the UDP socket that poll() serves; return it, a usnmp_udp.Udp. Raises OSError, as
        when the port is in use.
        """
        from usnmp_udp import Udp

        self._udp = Udp(host, port)
        if self.on_start:
            self.on_start()
        return self._udp

    def poll(self, timeout_ms=0):
        """Wait at most `timeout_ms` for a request and answer it: one step of a loop of your own.
        True if there was one. What the network does raises nothing: see usnmp_udp.
        """
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

    def serve(self, host="0.0.0.0", port=161):
        """Answer requests for ever."""
        self.bind(host, port)
        try:
            while True:
                self.poll(1000)
        finally:
            self.close()

    async def run(self, host="0.0.0.0", port=161):
        """Answer requests for ever, as a coroutine: `await agent.run()`, or a task of its own."""
        from usnmp_async import serve

        await serve(self, host, port)

    def close(self):
        """Close the socket, if one is open."""
        if self._udp:
            self._udp.close()
            self._udp = None
