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
_SILENT_DROPS = const(31)


VERSION = "0.1.0"


class _Everything:
    # The view of the two communities that Agent() is given; others are usnmp_view.View.
    reads = writes = sources = None

    def __init__(self, write):
        self.write = write


class Agent(PduEngine):
    """An SNMP agent for `mib` (usnmp_mib.Mib).

    read_community, write_community: str or bytes, or None for none. max_size: the longest message
    sent or taken, in octets. log: called with one str for each handler that raised. uptime: the
    usnmp_uptime.Uptime that poll() is to keep going.
    """

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
        self._udp = None
        self._source = None  # of the request
        self.authen_traps = False  # snmpEnableAuthenTraps
        self.on_start = None  # called when the socket is open: the place for coldStart, warmStart
        self.limit = None  # a usnmp_limit.RateLimit
        self.on_stranger = None  # then called with the source of a request of a wrong community
        self._v2c = None
        try:
            import usnmp_v2c

            self._v2c = usnmp_v2c
        except ImportError:  # left out
            pass
        self.uptime = uptime
        PduEngine.__init__(self, mib, max_size, log)
        if read_community is not None:
            self.allow(read_community, _Everything(False))
        if write_community is not None:
            self.allow(write_community, _Everything(True))

    def allow(self, community, view, versions=(0, 1)):
        """Answer requests of `community` within `view`, a usnmp_view.View; in SNMPv1 (0) and, if
        usnmp_v2c is there,
        SNMPv2c (1)."""
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
        start = self._respond(datagram, source)
        return bytes(self._view[start : self._w]) if start else None

    # From here to _pdu each frame fits the C stack: see usnmp_pdu. Hence one try, without "as e",
    # which takes more room.

    def _respond(self, d, source):
        # The start of the reply in _buf, or 0.
        self._source = source
        try:
            return self._message(d if type(d) is bytes else bytes(d))
        except Exception:  # no memory, or a defect: the next request may do better
            self._report("no reply: out of memory, or a defect")
            return self._drop(_SILENT_DROPS)

    def _message(self, d):
        # RFC 1157 4.1: SEQUENCE { version, community, PDU }
        self.counters[_IN_PKTS] += 1
        if self.limit and not self.limit.admits(self._source):
            return self._drop(_SILENT_DROPS)
        end = len(d)
        # What nearly all messages look like, in one test; and the same with long lengths, step by
        # step.
        if end > 12 and d[1] == end - 2 < 128 and d[3] == 1 and d[5] == 4 and d[6] < end - 9:
            p = 2
            q = 7 + d[6]
        else:
            p = q = 0
            if end > 2 and tlv_end(d, 0, end) == end:
                p = 2 if d[1] < 128 else d[1] - 126
                q = tlv_end(d, p, end)
            if not q or q == end or d[q] != 4:
                return self._drop(_IN_PARSE_ERRS)
            q = tlv_end(d, q, end)
        if not q or d[0] != 48 or d[p] != 2 or tlv_end(d, q, end) != end:
            return self._drop(_IN_PARSE_ERRS)
        return self._request(d, p, q)

    def _request(self, d, p, q):
        # Version and community are d[p:q], the PDU is the rest.
        head = d[p:q]
        view = self._heads.get(head)
        if view is None:
            if head[1] != 1 or head[4] > 127:  # the same, encoded the long way, is legal
                head = self._canonical(head)
                view = self._heads.get(head)
            if view is None:
                return self._stranger(head)
        if view.sources is not None and not view.admits(self._source):
            return self._stranger(head)
        self._v2 = head[2] and self._v2c
        if self._v2 is None:
            return self._drop(_IN_BAD_VERSIONS)
        self._room = len(head) + 4
        q = self._pdu(d, q, view)
        return self._wrap(q, head) if q else 0

    def _stranger(self, head):
        if head is None:
            return self._drop(_IN_PARSE_ERRS)
        if head[2] > (0 if self._v2c is None else 1) or head[1] != 1:
            return self._drop(_IN_BAD_VERSIONS)
        if self.authen_traps and self.on_stranger:
            self.on_stranger(self._source)
        return self._drop(_IN_BAD_NAMES)

    def _wrap(self, p, head):
        self.counters[_OUT_PKTS] += 1
        w = p - len(head)
        self._buf[w:p] = head
        return self._header(w, 48)

    def _canonical(self, head):
        # Version and community as `allow` writes them; None if they are not BER.
        try:
            p = tlv_end(head, 0, len(head))
            return tobytes_tv(2, frombytes_tvat(head, 0)[1]) + tobytes_tv(
                4, frombytes_tvat(head, p)[1]
            )
        except BerError:
            return None

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
        start = self._respond(request[0], request[1])
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
        from usnmp_async import keep, pause, wait

        udp = self.bind(host, port)
        keeper = keep(self.uptime) if self.uptime else None
        try:
            while True:
                await wait(udp)
                while self.poll():
                    await pause()  # a flood of requests is not to starve the other tasks
        finally:
            if keeper:
                keeper.cancel()
            self.close()

    def close(self):
        """Close the socket, if one is open."""
        if self._udp:
            self._udp.close()
            self._udp = None
