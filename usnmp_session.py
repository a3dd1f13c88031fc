# What a manager asks, what answers it, errors and walks. Pure: usnmp_manager and
# usnmp_manager_async import it and bring the sockets. Imports usnmp and usnmp_message.

import sys

from usnmp import BerError, SnmpPacket, frombytes_lenat, frombytes_tvat, tobytes_tv
from usnmp_message import VarBind, const, request_id, ver

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
    """A request that came to nothing. status, index: those of the agent's response (RFC 3416 3),
    0 if that was not it; oid: of the binding that is at fault, or None.
    """

    def __init__(self, text, status=0, index=0, oid=None):
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


def bindings(packet, response):
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


def ends(vb):
    """Is this VarBind the end of a walk? By RFC 3416 4.2.2 that is endOfMibView; there are agents
    that send the other exceptions.
    """
    return 128 <= vb[1] <= 130


def subids(suffix):
    """The sub-identifiers of a dotted suffix, comparable as SNMP orders them."""
    return tuple(map(int, suffix.split("."))) if suffix else ()


class Session:
    """The operations on one agent, of Manager and of AsyncManager's targets.

    version: "1" or "2c". timeout_ms: how long to wait for a response; retries: how often to ask
    again after that. any_source: take a response from any address; echo_community: only one with
    the community of the request. OIDs are dotted; results are usnmp_message.VarBind: (oid, type,
    value). In v2c what is not there is a binding of the type SNMP_NOSUCHOBJECT, _NOSUCHINSTANCE or
    _ENDOFMIBVIEW; in v1 it is a SnmpError, as all error-status are. NoResponse if none came,
    BadResponse if what came cannot be read. ValueError for an OID, type or value that is none.
    """

    def __init__(self, community, version, timeout_ms, retries, any_source, echo_community):
        self.ver = ver(version)
        # as a response will have it: bytes if it is not printable
        self.community = frombytes_tvat(tobytes_tv(4, community), 0)[1]
        self.timeout_ms = timeout_ms
        self.retries = retries
        self.any_source = any_source
        self.echo_community = echo_community

    # Of the subclass: ask(packet) gives answer(packet, its response), or a coroutine that does;
    # _all(walk) iterates over a Walk or Table.

    def get(self, *oids):
        """What is at `oids`: a VarBind for one, a list for more. RFC 3416 4.2.1."""
        return self.ask(self.request(_GET, oids))

    def get_next(self, *oids):
        """What follows `oids`: a VarBind for one, a list for more. RFC 3416 4.2.2."""
        return self.ask(self.request(_GETNEXT, oids))

    def get_bulk(self, *oids, non_repeaters=0, max_repetitions=10):
        """What follows the first `non_repeaters` OIDs once, the others `max_repetitions` times: a
        list, row by row. RFC 3416 4.2.3. ValueError in SNMPv1, which has no GETBULK.
        """
        return self.ask(self.request(_GETBULK, oids, non_repeaters, max_repetitions))

    def set(self, *varbinds):
        """Set one: set(oid, type, value); or more: set((oid, type, value), ...), all or none. What
        the agent answers: a VarBind for one, a list for more. RFC 3416 4.2.5.
        """
        if isinstance(varbinds[0], str):
            varbinds = (varbinds,)
        return self.ask(self.request(_SET, varbinds))

    def walk(self, oid, max_repetitions=10):
        """Iterate over all that is below `oid`, "." being everything: by GETBULK of
        `max_repetitions`, or of fewer if the agent does not answer so many; in v1, or if that is
        0, by GETNEXT. NotIncreasing if the agent goes back.
        """
        return self._all(Walk(self, oid, max_repetitions))

    def table(self, entry, columns=None, max_repetitions=25):
        """Iterate over the rows of the table with the entry `entry`, such as 1.3.6.1.2.1.2.2.1:
        (index, {column: VarBind}), the index dotted. columns: their numbers; None: those that
        are there, SnmpError if they are more than 256. max_repetitions: about how many cells to
        ask for at once.
        """
        from usnmp_manager_table import Table

        return self._all(Table(self, entry, columns, max_repetitions))

    def request(self, type, varbinds, a=0, b=0):
        """A new SnmpPacket of that type. varbinds: (oid, type, value), or just the OID; a, b: the
        non-repeaters and max-repetitions of GETBULK.
        """
        if type == _GETBULK and not self.ver:
            raise ValueError("SNMPv1 has no GETBULK")
        p = SnmpPacket(
            type, ver=self.ver, community=self.community, id=request_id(), err_status=a, err_id=b
        )
        for vb in varbinds:
            if isinstance(vb, str):
                vb = vb, 5, None
            p.varbinds.append((vb[0].lstrip("."), (vb[1], vb[2])))
        return p


def parse(datagram):
    """The response that `datagram` is, a SnmpPacket; None if it is something else."""
    try:
        r = SnmpPacket(datagram)
    except (BerError, MemoryError):  # it would take more heap than there is: as if it were lost
        return None
    return r if r.type == _RESPONSE else None


def answers(packet, r, session=None):
    """Is `r` the response to `packet`? session: the Session that asked, whose echo_community may
    let the community differ.
    """
    return (
        r.id == packet.id
        and r.ver == packet.ver
        and (r.community == packet.community or bool(session) and not session.echo_community)
    )


def partly(datagram):
    """What can be read of a response that parse() cannot, a SnmpPacket without its bindings; None
    if not even version, community and request-id.
    """
    p = 0
    found = []
    try:
        for t in (48, 2, 4, _RESPONSE, 2):
            if datagram[p] != t:
                return None
            n, k = frombytes_lenat(datagram, p)
            if t < 48:
                found.append(frombytes_tvat(datagram, p)[1])
                p += n
            p += 1 + k
    except (BerError, IndexError, MemoryError):
        return None
    return SnmpPacket(_RESPONSE, ver=found[0], community=found[1], id=found[2])


def trailing(datagram):
    """Are there octets behind the message?"""
    return 1 + sum(frombytes_lenat(datagram, 0)) < len(datagram)


def nothing(sent, unread):
    """The SnmpError of a request without a response: was it sent; what came that is one, but
    cannot be read, or None.
    """
    if not unread:
        return NoResponse("no response" if sent else "cannot send")
    try:
        SnmpPacket(unread)
        e = "no memory"  # then; now there is
    except (BerError, MemoryError) as error:
        e = str(error) or "no memory"
    return BadResponse("response that cannot be read: " + e)


def answer(packet, response):
    """The VarBind of a response to a request for one, the list of them for others."""
    found = bindings(packet, response)
    return found[0] if len(found) == 1 and packet.type != _GETBULK else found


def fewer(packet):
    """How many repetitions to ask for instead of those of `packet`, which came to nothing; 0: by
    GETNEXT. None: it was no GETBULK.
    """
    return packet.err_id // 2 if packet.type == _GETBULK else None


def too_many(response):
    """May fewer repetitions do better?"""
    return response.err_status in (_TOOBIG, _GENERR)


class Walk:
    """One walk below the OID `root`; pure. Until `done`: ask packet(), give the response to
    take(), or tell lost() that there is none.
    """

    def __init__(self, session, root, max_repetitions):
        self._session = session
        root = root.lstrip(".")
        self._prefix = root and root + "."
        self._last = root if "." in root else (root or "0") + ".0"  # two arcs at least
        self._at = subids(self._last[len(self._prefix) :])  # what follows the prefix
        self._heard = False  # has it answered anything?
        self._repetitions = max_repetitions
        self.done = False

    def packet(self):
        if self._session.ver and self._repetitions:
            return self._session.request(_GETBULK, (self._last,), 0, self._repetitions)
        return self._session.request(_GETNEXT, (self._last,))

    def lost(self, packet):
        """Is it to be tried with another packet()? There was no response to `packet`."""
        n = fewer(packet)
        if n is None:
            return False
        # Of one that has not answered yet, only one thing more is asked: it may be off.
        self._repetitions = n if self._heard else 0
        return True

    def take(self, packet, response):
        """Yield the bindings of the walk in `response`. Raises SnmpError."""
        self._heard = True
        if response.err_status == _NOSUCHNAME:  # the end, RFC 1157 4.1.3; some say so in v2c
            self.done = True
            return
        n = fewer(packet)
        if n is not None and too_many(response):
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
