# The PDUs of AgentX as octets (RFC 2741 5, 6), in both byte orders. Pure; imports nothing of
# usnmp; subagent and master, and all that is beside them, import it.
#
# An OID is a tuple of sub-identifiers here, () the null one: they sort as GETNEXT goes. A variable
# binding is (OID, type, value), a search range (start, include, end).

import struct
from functools import lru_cache

if 0 & 1:  # for type checkers alone
    from typing import Any

OPEN, CLOSE, REGISTER, UNREGISTER, GET, GETNEXT, GETBULK = range(1, 8)
TESTSET, COMMITSET, UNDOSET, CLEANUPSET, NOTIFY, PING = range(8, 14)
INDEX_ALLOCATE, INDEX_DEALLOCATE, ADD_CAPS, REMOVE_CAPS, RESPONSE = range(14, 19)
NAMES = (
    "Open Close Register Unregister Get GetNext GetBulk TestSet CommitSet UndoSet CleanupSet"
    " Notify Ping IndexAllocate IndexDeallocate AddAgentCaps RemoveAgentCaps Response"
).split()

# Flags, RFC 2741 6.1
INSTANCE, NEW_INDEX, ANY_INDEX, HAS_CONTEXT, NETWORK = 1, 2, 4, 8, 16

# What a Response has as its error beside the error-status of SNMP, RFC 2741 6.2.16
OPEN_FAILED, NOT_OPEN, INDEX_WRONG_TYPE, INDEX_ALREADY_ALLOCATED = range(256, 260)
INDEX_NONE_AVAILABLE, INDEX_NOT_ALLOCATED, UNSUPPORTED_CONTEXT = range(260, 263)
DUPLICATE_REGISTRATION, UNKNOWN_REGISTRATION, UNKNOWN_CAPS = range(263, 266)
PARSE_ERROR, REQUEST_DENIED, PROCESSING_ERROR = range(266, 269)
ERRORS = dict(
    enumerate(
        "openFailed notOpen indexWrongType indexAlreadyAllocated indexNoneAvailable"
        " indexNotAllocated unsupportedContext duplicateRegistration unknownRegistration"
        " unknownAgentCaps parseError requestDenied processingError".split(),
        256,
    )
)

# Why a session is closed, RFC 2741 6.2.2
REASON_OTHER, REASON_PARSE_ERROR, REASON_PROTOCOL, REASON_TIMEOUTS, REASON_SHUTDOWN = range(1, 6)

HEADER = 20  # octets
_RESULT = 8  # octets that a Response has before its bindings
MOST = 1 << 20  # octets of payload that are taken: what is longer is no PDU

_ASKED_AGAIN = 256  # octets of a request that are worth to be remembered

_INT, _OCTSTR, _NULL, _OID, _IPADDR, _OPAQUE, _COUNTER64 = 2, 4, 5, 6, 64, 68, 70
_UNSIGNED = (65, 66, 67)  # Counter32, Gauge32, TimeTicks
_NUMBERS = {_INT: "i", 65: "I", 66: "I", 67: "I", _COUNTER64: "Q"}
_EMPTY = (_NULL, 128, 129, 130)  # the exceptions, too
_INTERNET = (1, 3, 6, 1)

# The fields of each, in order, with what they are
_LAYOUTS = {
    OPEN: (("timeout", "byte3"), ("id", "oid"), ("descr", "octets")),
    CLOSE: (("reason", "byte3"),),
    REGISTER: (("region", "region"),),
    UNREGISTER: (("region", "region"),),
    GET: (("ranges", "ranges"),),
    GETNEXT: (("ranges", "ranges"),),
    GETBULK: (("bulk", "bulk"), ("ranges", "ranges")),
    TESTSET: (("varbinds", "varbinds"),),
    COMMITSET: (),
    UNDOSET: (),
    CLEANUPSET: (),
    NOTIFY: (("varbinds", "varbinds"),),
    PING: (),
    INDEX_ALLOCATE: (("varbinds", "varbinds"),),
    INDEX_DEALLOCATE: (("varbinds", "varbinds"),),
    ADD_CAPS: (("id", "oid"), ("descr", "octets")),
    REMOVE_CAPS: (("id", "oid"),),
    RESPONSE: (("result", "result"), ("varbinds", "varbinds")),
}
_WITHOUT_CONTEXT = (OPEN, CLOSE, COMMITSET, UNDOSET, CLEANUPSET, RESPONSE)


class ParseError(ValueError):
    """Octets that are no PDU. pdu: its header, if that could be read; else None."""

    pdu = None


class Pdu:
    """A PDU. type: GET, RESPONSE ...; session, transaction, packet: its numbers; flags: NETWORK is
    its byte order; context: octets, None for the default one. Beside, by type:

    OPEN: timeout (s, 0: the master's), id (OID), descr (octets). CLOSE: reason. REGISTER and
    UNREGISTER: region, (timeout, priority, range_subid, subtree, upper bound). GET, GETNEXT,
    GETBULK: ranges; bulk, (non-repeaters, max-repetitions). TESTSET, NOTIFY, INDEX_ALLOCATE,
    INDEX_DEALLOCATE: varbinds. ADD_CAPS: id, descr; REMOVE_CAPS: id. RESPONSE: result, (sysUpTime,
    error, index), and varbinds.
    """

    def __init__(
        self, type, session=0, transaction=0, packet=0, flags=NETWORK, context=None, **fields
    ):
        self.type = type
        self.session = session
        self.transaction = transaction
        self.packet = packet
        self.flags = flags & ~HAS_CONTEXT | (HAS_CONTEXT if context is not None else 0)
        self.context = context
        self.__dict__.update(fields)

    def __eq__(self, other):
        return isinstance(other, Pdu) and self.__dict__ == other.__dict__

    __hash__ = None

    def __repr__(self):
        fields = " ".join("%s=%r" % item for item in self.__dict__.items() if item[0] != "type")
        return "<AgentX %s %s>" % (NAMES[self.type - 1], fields)

    def tobytes(self) -> bytes:
        """The octets. Raises ValueError for a field that is none."""
        write = _BIG_WRITER if self.flags & NETWORK else _LITTLE_WRITER
        try:
            parts = []
            if self.context is not None and self.type not in _WITHOUT_CONTEXT:
                parts.append(write.octets(self.context))
            for name, kind in _LAYOUTS[self.type]:
                parts.append(getattr(write, kind)(getattr(self, name)))
            payload = b"".join(parts)
            head = 1, self.type, self.flags, 0, self.session, self.transaction, self.packet
            return write.head.pack(*head, len(payload)) + payload
        except (struct.error, TypeError, AttributeError, KeyError) as e:
            raise ValueError("%r: %s" % (self, e))


def response(pdu: Pdu, result: "tuple[int, int, int]", varbinds: "Any" = ()) -> bytes:
    """The octets of the Response to `pdu`, in its byte order: RESPONSE's fields, without a Pdu.
    Raises ValueError for a value that is none.
    """
    flags = pdu.flags & NETWORK
    write = _BIG_WRITER if flags else _LITTLE_WRITER
    numbers = pdu.session, pdu.transaction, pdu.packet
    try:
        payload = write.varbinds(varbinds)
        n = _RESULT + len(payload)
        return write.response.pack(1, RESPONSE, flags, 0, *numbers, n, *result) + payload
    except (struct.error, TypeError) as e:
        raise ValueError("%r: %s" % (varbinds, e))


def length(octets: "bytes | bytearray", at: int = 0) -> int:
    """How many octets the PDU takes whose header stands at `at`. Raises ParseError for a version
    that is not 1, and for a length that is none.
    """
    n = int.from_bytes(octets[at + 16 : at + 20], "big" if octets[at + 2] & NETWORK else "little")
    if octets[at] != 1 or n & 3 or n > MOST:
        raise ParseError("version %d, %d octets" % (octets[at], n))
    return HEADER + n


def parse(data: bytes) -> Pdu:
    """The Pdu of octets that are one PDU as a whole. Raises ParseError."""
    if len(data) < HEADER or length(data) != len(data):
        raise ParseError("%d octets" % len(data))
    return parse_whole(data)


def parse_whole(data: bytes) -> Pdu:
    """As parse(), of as many octets as length() says."""
    flags = data[2]
    numbers = (_BIG_WRITER if flags & NETWORK else _LITTLE_WRITER).numbers.unpack_from(data, 4)
    pdu = Pdu(data[1], *numbers, flags)
    try:
        if pdu.type not in _LAYOUTS:
            raise ParseError("type %d" % pdu.type)
        if pdu.type in (GET, GETNEXT) and len(data) < _ASKED_AGAIN and not flags & HAS_CONTEXT:
            pdu.ranges = list(_ranges(data[HEADER:], flags & NETWORK))
            return pdu
        read = _Reader(data)
        if data[2] & HAS_CONTEXT and pdu.type not in _WITHOUT_CONTEXT:
            pdu.context = read.octets()
            pdu.flags |= HAS_CONTEXT
        for name, kind in _LAYOUTS[pdu.type]:
            setattr(pdu, name, getattr(read, kind)())
        if read.at != len(data):
            raise ParseError("%d octets behind the PDU" % (len(data) - read.at))
    except (struct.error, IndexError):
        e = ParseError("a field past the end of the PDU")
        e.pdu = pdu
        raise e
    except ParseError as e:
        e.pdu = pdu
        raise e
    return pdu


class _Reader:
    # Goes through the octets of one PDU. A method for each kind of _LAYOUTS.

    def __init__(self, data):
        self.data = data
        self.at = HEADER
        self.order = ">" if data[2] & NETWORK else "<"

    def unpack(self, form):
        found = struct.unpack_from(self.order + form, self.data, self.at)
        self.at += struct.calcsize("=" + form)
        return found

    def byte3(self):
        return self.unpack("Bxxx")[0]

    def oid(self):
        return self.oid_included()[0]

    def oid_included(self):
        n, prefix, include = self.unpack("BBBx")
        if n > 128:
            raise ParseError("%d sub-identifiers" % n)
        ids = self.unpack("%dI" % n) if n else ()
        if prefix:
            ids = (*_INTERNET, prefix, *ids)
        if len(ids) > 128:
            raise ParseError("%d sub-identifiers" % len(ids))
        return ids, bool(include)

    def octets(self):
        (n,) = self.unpack("I")
        end = self.at + n
        if end + (-n & 3) > len(self.data):
            raise ParseError("a string past the end of the PDU")
        found = self.data[self.at : end]
        self.at = end + (-n & 3)
        return found

    def region(self):
        timeout, priority, range_subid = self.unpack("BBBx")
        subtree = self.oid()
        return timeout, priority, range_subid, subtree, self.unpack("I")[0] if range_subid else 0

    def ranges(self):
        found = []
        while self.at < len(self.data):
            start, include = self.oid_included()
            found.append((start, include, self.oid()))
        return found

    def bulk(self):
        return self.unpack("HH")

    def varbinds(self):
        found = []
        while self.at < len(self.data):
            (t,) = self.unpack("Hxx")
            found.append((self.oid(), t, self.value(t)))
        return found

    def value(self, t):
        if t == _INT:
            return self.unpack("i")[0]
        if t == _OCTSTR or t == _OPAQUE:
            return self.octets()
        if t in _UNSIGNED:
            return self.unpack("I")[0]
        if t == _OID:
            return self.oid()
        if t in _EMPTY:
            return None
        if t == _IPADDR:
            octets = self.octets()
            if len(octets) == 4:
                return octets
        elif t == _COUNTER64:
            return self.unpack("Q")[0]
        raise ParseError("type %d" % t)

    def result(self):
        return self.unpack("IHH")


@lru_cache(2048)
def _ranges(octets, order):  # who polls asks for the same each time
    return tuple(_Reader(bytes((1, 0, order)) + bytes(HEADER - 3) + octets).ranges())


class _Writer:
    # The same the other way, for one byte order.

    def __init__(self, order):
        self.order = order
        self.head = struct.Struct(order + "BBBBIIII")
        self.numbers = struct.Struct(order + "III")
        self.response = struct.Struct(order + "BBBBIIIIIHH")  # with its result
        self.oid = lru_cache(8192)(self._oid)
        self.name = lru_cache(8192)(self._name)
        # By type: of 32 and 64 bit
        self.number = {t: struct.Struct(order + form).pack for t, form in _NUMBERS.items()}

    def pack(self, form, *values):
        return struct.pack(self.order + form, *values)

    def byte3(self, v):
        return self.pack("Bxxx", v)

    def _oid(self, ids, include=False):
        prefix = 0
        if len(ids) > 4 and ids[:4] == _INTERNET and 0 < ids[4] < 256:
            prefix = ids[4]
            ids = ids[5:]
        elif ids == (0, 0):  # as a value, the null one
            ids = ()
        if len(ids) + (5 if prefix else 0) > 128:
            raise ValueError("%d sub-identifiers" % len(ids))
        return self.pack("BBBx%dI" % len(ids), len(ids), prefix, include, *ids)

    def octets(self, v):
        return self.pack("I", len(v)) + v + bytes(-len(v) & 3)

    def region(self, region):
        timeout, priority, range_subid, subtree, upper = region
        out = self.pack("BBBx", timeout, priority, range_subid) + self.oid(subtree)
        return out + self.pack("I", upper) if range_subid else out

    def ranges(self, ranges):
        return b"".join([self.oid(start, inc) + self.oid(end) for start, inc, end in ranges])

    def bulk(self, v):
        return self.pack("HH", *v)

    def varbinds(self, varbinds):
        return b"".join([self.name(oid, t) + self.value(t, value) for oid, t, value in varbinds])

    def _name(self, oid, t):
        return self.pack("Hxx", t) + self.oid(oid)

    def value(self, t, v):
        number = self.number.get(t)
        if number:
            return number(v)
        if t == _OID:
            return self.oid(v)
        if t in _EMPTY:
            return b""
        if t in (_OCTSTR, _OPAQUE) or t == _IPADDR and len(v) == 4:
            return self.octets(v)
        raise ValueError("type %d" % t)

    def result(self, v):
        return self.pack("IHH", *v)


_BIG_WRITER = _Writer(">")
_LITTLE_WRITER = _Writer("<")
