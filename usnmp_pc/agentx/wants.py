# What a request of a manager wants of sub-agents, and what they answered: AgentX requests made of
# the whole PDU, so that no binding waits for the one before it (RFC 2741 7.2.1). Imports
# usnmp_agent, usnmp_codec, usnmp_mib, pdu, places and values; requests imports it.

from usnmp_agent.engine import tlv_end
from usnmp_agent.trees import within
from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat
from usnmp_mib import key_oid, sort_key

from . import pdu as ax
from .places import Place
from .values import ids_of

_GET, _GETBULK = 0xA0, 0xA5
_LEAST = 9  # octets that a binding has beside its OID
_NO_BULK = (ax.PARSE_ERROR, ax.REQUEST_DENIED, ax.PROCESSING_ERROR)  # what says so


class Request:
    """A `datagram` of a manager at `source`, to be answered; None: it is not known.

    answers: of sub-agents, by (session, kind, start, include, end): a binding of pdu, or an
    OSError.
    """

    def __init__(self, datagram=None, source=None):
        self.datagram = datagram
        self.source = source
        self.pdu = None  # the octets it is in, and where it begins
        self.answers = {}
        self.left = 0  # responses that are still to come
        self.transaction = 0
        self.until = 0  # when it is given up; 0: it has not waited yet
        self.single = False  # no GetBulk any more
        self.dropped = False


class Want:
    """An AgentX request to the session of the Registration `one`: GET or GETNEXT of `ranges`; with
    `times`, GETBULK of the only one of them.
    """

    def __init__(self, one, kind, times=0):
        self.one = one
        self.kind = kind
        self.times = times
        self.ranges = []

    def fields(self):
        """(type, fields) of the Pdu."""
        if self.times:
            return ax.GETBULK, {"ranges": self.ranges, "bulk": (0, self.times)}
        return self.kind, {"ranges": self.ranges}

    def keys(self, ranges=None):
        """Those of Request.answers."""
        number = self.one.session.number
        return [(number, self.kind, *r) for r in ranges or self.ranges]

    def take(self, request, response):
        """Put a response, or an OSError in its place, into `request`."""
        if self.times:
            self._take_rows(request, response)
            return
        ranges = self.ranges
        error = response
        if not isinstance(response, OSError):
            _, status, index = response.result
            error = OSError("error %d" % status)
            if status and 0 < index <= len(ranges):
                ranges = ranges[index - 1 : index]
            elif not status and len(response.varbinds) == len(ranges):
                request.answers.update(zip(self.keys(), response.varbinds))
                return
            elif not status:
                error = OSError("%d bindings, not %d" % (len(response.varbinds), len(ranges)))
        for key in self.keys(ranges):
            request.answers[key] = error

    def _take_rows(self, request, response):
        # What has no GetBulk is asked again, for one at a time.
        session = self.one.session
        if isinstance(response, OSError):
            if session.bulk or not session.link or session.link.closed:
                request.answers[self.keys()[0]] = response
            else:
                session.bulk = False
            return
        status = response.result[1]
        if status:
            request.single = True
            if status in _NO_BULK:
                session.bulk = False
            return
        session.bulk = bool(response.varbinds)
        at, include, end = self.ranges[0]
        for binding in response.varbinds:
            request.answers[(session.number, self.kind, at, include, end)] = binding
            if binding[1] > 127 or binding[0] <= at and not include or end and binding[0] >= end:
                break
            at, include = binding[0], False


def wants(request, engine, registry, first):
    """The Wants of a `request` that `engine`, an Agent, is answering, which lacks `first`: (the
    Registration, kind, start, include, end). registry: of the sub-agents. The session of `first`
    is asked first.
    """
    kind = first[1]
    found = {}
    bindings, times = _bindings(request, engine)
    repeats = times  # of what stands behind the first of its repetitions
    others = []
    for oid, repeated in bindings:
        at = _place(engine, registry, kind, oid)
        if at == first:
            repeats = times if repeated else 0
        elif at and request.datagram is not None:
            others.append((at, times if repeated else 0))
    for at, n in [(first, repeats), *others]:
        _add(found, request, at, n)
    return list(found.values())


def _add(found, request, at, times):
    # Into the Want of its session, or one of its own if it is to be repeated: some sub-agents
    # answer column by column (RFC 2741 7.2.3.3 has row by row).
    one, kind, start, include, end = at
    number = one.session.number
    if (number, kind, start, include, end) in request.answers:
        return
    if request.single or one.session.bulk is False:
        times = 0
    key = (number, start, include, end) if times else number
    want = found.setdefault(key, Want(one, kind, times))
    if (start, include, end) not in want.ranges:
        want.ranges.append((start, include, end))


def _bindings(request, engine):
    # ([(OID as octets, is it repeated?), ...], how often that is), as far as they can be read.
    found, times = [], 0
    if request.pdu:
        d, p = request.pdu
        try:
            others, times, at = _fields(d, p)
            while at < len(d):
                start = _into(d, _into(d, at))
                oid = d[start : start + frombytes_lenat(d, _into(d, at))[0]]
                if sort_key(oid) is not None:
                    found.append((oid, d[p] == _GETBULK and len(found) >= others))
                at = tlv_end(d, at, len(d)) or len(d)
        except (BerError, IndexError):  # the engine comes to that, and says so
            pass
        if d[p] != _GETBULK:
            times = 0
    repeated = [len(oid) for oid, yes in found if yes]
    if repeated:  # what fits
        times = min(times, 1 + engine.max_size // ((min(repeated) + _LEAST) * len(repeated)))
    return found, max(0, times)


def _fields(d, p):
    # (error-status, error-index, where the first binding begins) of the PDU at p.
    end = len(d)
    at = tlv_end(d, _into(d, p), end)
    found = []
    for _ in range(2):
        found.append(frombytes_tvat(d, at)[1])
        at = tlv_end(d, at, end)
    return (*found, _into(d, at))


def _into(d, p):
    # Where the content of the TLV at p begins.
    return p + 1 + frombytes_lenat(d, p)[1]


def _place(engine, registry, kind, oid):
    # Where the engine will ask first, as `first` is, of the binding of an `oid`; None if it asks
    # no sub-agent, or one cannot say yet.
    mib = engine.mib
    view = engine._rights
    if kind == ax.GET:
        if oid in mib.nodes or view and not view.sees(oid):
            return None
        ids = ids_of(oid)
        one = registry.find(ids)
        return one and (one, kind, ids, False, ())
    place = within(mib, oid)
    if not place:
        i = mib.after(oid)
        oid = key_oid(mib.keys[i]) if i < len(mib.keys) else b""
        place = mib.trees.get(oid)
    if isinstance(place, Place):
        oid = view.within(place.octets, oid) if view else oid
        if oid is not None:
            for one, *where in registry.ranges(ids_of(oid), False, place.ids):
                return (one, kind, *where)
    return None


def community_pdu(d):
    """(`d`, where the PDU is in it), a message of SNMPv1 or v2c that is well-formed."""
    at = tlv_end(d, tlv_end(d, _into(d, 0), len(d)), len(d))
    return d, at
