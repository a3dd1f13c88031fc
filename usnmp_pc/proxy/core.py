# The proxy without its sockets: requests in, requests to agents out, and the answers back (RFC
# 3413 3.5.1). Imports asker, flights, mapping, pdu, subtree, table, usnmp_codec, usnmp_manager.v3,
# which reads messages of SNMPv3, and usnmp_v3.peer; the face of this folder imports it, and gives
# it what sends.

from time import monotonic

from usnmp_codec import BerError
from usnmp_manager.v3 import Engines
from usnmp_v3.peer import Report

from . import asker
from .flights import Flight, Flights
from .mapping import FromV1, ToV1
from .pdu import (
    BULK,
    GEN_ERR,
    NO_ACCESS,
    NO_SUCH_NAME,
    REQUESTS,
    RESPONSE,
    SET,
    TRAP,
    check,
    fields,
    message,
    rest_of,
    small,
    split,
)
from .subtree import Below, Same
from .table import Table

_SAME = 256  # askers of one question


def now() -> float:
    """The time, in ms."""
    return monotonic() * 1000


class Core:
    """routes: a Routes; send(target, data): sends to an agent or a manager; most: how many
    requests are under way at once; door: of SNMPv3, or None; tls_door: of that by TLS, or None;
    notices: what takes notifications, or None.

    drops: snmpProxyDrops, what has no route; refused: SETs on a route that is to read; malformed;
    busy: what was too much; strays: what answers nothing; loops: see loops.
    """

    def __init__(self, routes, send, most=16384, door=None, clock=now):
        self.routes = routes
        self.door = door
        self.notices = self.loops = self.tls_door = None
        self.now = clock
        self.send = send
        self.flights = Flights(send, most, clock)
        self.table = Table()
        self._same = {}  # what tells a question -> Flight
        self._read_v3 = Engines().read
        self.drops = self.refused = self.malformed = self.busy = self.strays = 0

    # --- what is asked ---

    def take(self, d: bytes, source: "tuple", send: "object") -> None:
        """A message from `source`; send(data, source) answers it. Raises nothing."""
        try:
            q = self._read(d, source, send)
            if q is None:
                return
            if q.tag in REQUESTS:
                self._request(q)
            elif self.notices:
                self.notices.take(q)
            else:
                self.drops += 1
        except (ValueError, IndexError):
            self.malformed += 1

    def _read(self, d, source, send):
        p = 2 if d[1] < 128 else d[1] - 126
        if d[p : p + 3] == b"\x02\x01\x03":
            door = self.door
            if self.tls_door and self.tls_door.is_ours(d):
                door = self.tls_door
            if not door:
                self.drops += 1
                return None
            return door.read(d, source, send)
        version, community, p, end = message(d)
        start = 2 if d[1] < 128 else d[1] - 126
        kind = asker.V2c if version else asker.V1
        if d[p] == TRAP:
            return kind(d[start:p], community, TRAP, b"", d[p:end], source, send)
        return kind(d[start:p], community, *split(d, p, end), source, send)

    def _request(self, q):
        route, target = self.routes.find(q)
        if route is None:
            self.drops += 1
            if q.version == 3:
                q.door.no_context(q)
            return
        content = fields(q.rest)[2]
        check(content)  # an agent is not to get what is none
        if q.tag == BULK and not q.version:
            raise BerError("GETBULK in SNMPv1")
        q.route = route
        q.since = self.now()
        q.row = row = self.table.row(q.who, target)
        row.requests += 1
        if q.tag == SET and not route.write:
            self.refused += 1
            row.errors += 1
            status = NO_ACCESS if q.version else NO_SUCH_NAME
            return q.reply(rest_of(status, min(1, len(content)), content))
        if self.loops and self.loops.is_ours(q, content):
            return
        self._ask(q, target)

    def _ask(self, q, target):
        if target.respond:
            return self._reply(q, self._own(q, target))
        # The same question to the same agent, while it is open, is asked once: that keeps a
        # manager's retries from an agent, and ends a loop. Not past a SET, which may change the
        # answer.
        mapped = (q.version == 0) != (target.version == 0)
        epoch = 0 if q.tag == SET else target.epoch
        route = q.route
        key = target.number, epoch, mapped, route.subtree, route.remote, q.tag, q.rest
        flight = self._same.get(key)
        if flight:
            return self._join(q, flight)
        if not self.flights.has_room(target):
            self.busy += 1
            q.row.drops += 1
            return
        flight = Flight(target, q.tag, q.rest, self._land, key)
        flight.askers.append(q)
        if mapped or route.subtree:
            flight.exchange, step = self._mapped(q, target)
            if not step:
                return self._reply(q, rest_of(*flight.exchange.result))
            flight.tag, flight.rest = step
        if q.tag == SET:
            target.epoch += 1
        self._same[key] = flight
        self.flights.begin(flight)

    def _own(self, q, target):
        # The answer of this proxy's own agent.
        exchange, step = self._mapped(q, target)
        while step:
            step = exchange.take(target.respond(*step))
        return rest_of(*exchange.result)

    def _mapped(self, q, target):
        # The exchange of what takes more than passing it on, and its first step.
        tag = q.tag
        a, b, content = fields(q.rest)
        until = q.since + target.timeout_ms / 2

        def make(content):
            if (q.version == 0) == (target.version == 0):
                return Same(tag, a, b, content)
            if q.version == 0:
                return FromV1(tag, a, b, content)
            return ToV1(tag, a, b, content, lambda: self.now() < until)

        route = q.route
        if route.subtree:
            ask = tag, a, b, content
            exchange = Below(ask, route.subtree, route.remote, q.version == 0, make)
        else:
            exchange = make(content)
        return exchange, exchange.first()

    def _join(self, q, flight):
        for other in flight.askers + flight.held:
            if other.same(q):
                q.row.repeats += 1
                return
        if len(flight.askers) + len(flight.held) >= _SAME or self.flights.count >= (
            self.flights.most
        ):
            self.busy += 1
            q.row.drops += 1
            return
        self.flights.count += 1
        (flight.held if q.tag == SET else flight.askers).append(q)

    # --- what is answered ---

    def answer(self, d: bytes, source: "tuple", key: "object") -> None:
        """A message from `source` that came by the socket `key`. Raises nothing."""
        try:
            if not self._answered(d, source, key):
                self.strays += 1
        except (ValueError, IndexError):
            self.strays += 1

    def _answered(self, d, source, key):
        r = self._read_v3(d)
        if r:
            flight = self.flights.by_message(r.id)
        else:
            version, community, p, end = message(d)
            tag, id, rest = split(d, p, end)
            flight = tag == RESPONSE and self.flights.by_id(small(id, 0, len(id))[0])
        if not flight or flight.target.address != source or flight.target.key != key:
            return False
        target = flight.target
        if r:
            return self._answered_v3(d, flight, r)
        if version != target.version or community not in target.communities:
            return False
        self._landed(flight, rest)
        return True

    def _answered_v3(self, d, flight, r):
        try:
            pdu = flight.target.peer.unpack(d, flight)
        except Report as e:
            # Never forwarded: RFC 3413 3.5.1.3
            flight.target.reports += 1
            flight.target.report = str(e)
            flight.land(flight, rest_of(GEN_ERR, 0, b""))
            return True
        self.flights.used(r.id)
        if not pdu:  # now it knows the engine, or its time
            flight.tries += 1
            self.flights.send(flight)
            return True
        tag, id, rest = split(pdu, 0, len(pdu))
        if tag != RESPONSE or small(id, 0, len(id))[0] != flight.id:
            return False
        self._landed(flight, rest)
        return True

    def _landed(self, flight, rest):
        check(fields(rest)[2])
        target = flight.target
        target.answered += 1
        target.ms += self.now() - flight.since
        if flight.exchange:
            step = flight.exchange.take(rest)
            if step:
                return self.flights.again(flight, *step)
            rest = rest_of(*flight.exchange.result)
        flight.land(flight, rest)

    def _land(self, flight, rest):
        # The answer for those who asked; None if there is none.
        self._same.pop(flight.key, None)
        held = flight.held
        self.flights.count -= len(flight.askers) - 1 + len(held)
        if flight.tag == SET:
            flight.target.epoch += 1
        self.flights.end(flight)
        if rest is None and flight.exchange:
            rest = flight.exchange.late()
        if rest is None:
            if self.loops and len(flight.askers) + len(held) > 1:
                self.loops.suspect(flight)
            for q in flight.askers + held:
                q.row.timeouts += 1
            return
        for q in flight.askers:
            self._reply(q, rest)
        for q in held:  # one after the other
            self._ask(q, flight.target)

    def _reply(self, q, rest):
        q.row.errors += fields(rest)[0] != 0
        q.row.answers += 1
        q.row.ms += self.now() - q.since
        q.reply(rest)
