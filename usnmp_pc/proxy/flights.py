# Requests that a proxy has sent and waits for: by their ids, and by when they are due. Pure;
# imports pdu and usnmp_base.pc for identifiers; core imports it.

from collections import deque

from usnmp_base.pc import random_id

from .pdu import tlv


class Flight:
    """One request to an agent, or an inform to a manager.

    target: a Target; tag, rest: of its PDU, without the request-id; exchange: of mapping, or None;
    askers: whom the answer is for; held: who asks for the same SET; key: what tells the same
    question; land(flight, rest): what is done with the answer, rest being None if there is none.
    since: when it was first sent; ids, followed: of usnmp_v3.peer.
    """

    __slots__ = (
        "askers", "data", "due", "exchange", "followed", "held", "id", "ids", "key", "land",
        "rest", "since", "tag", "target", "tries",
    )  # fmt: skip

    def __init__(self, target, tag, rest, land, key=None, exchange=None):
        self.target = target
        self.tag = tag
        self.rest = rest
        self.land = land
        self.key = key
        self.exchange = exchange
        self.askers = []
        self.held = []
        self.ids = []
        self.followed = self.id = self.tries = 0
        self.since = self.due = 0.0
        self.data = None


class Flights:
    """All of them. send(target, data): sends; most: how many there may be at once, of which one
    target has at most half; now(): the time, in ms.
    """

    def __init__(self, send, most, now):
        self._send = send
        self.most = most
        self._now = now
        self.count = 0  # those in the air, those that wait for that, and further askers
        self._ids = {}  # request-id of SNMPv1 and v2c -> Flight
        self._messages = {}  # msgID of SNMPv3 -> Flight
        self._timers = {}  # ms -> deque of (when, Flight), in order
        self._waiting = {}  # Target -> deque of Flights

    def has_room(self, target: "object") -> bool:
        """May there be one more, to `target`?"""
        return self.count < self.most and 2 * target.flying <= self.most

    def begin(self, flight: "Flight") -> None:
        """Send it, or let it wait until its target has answered others."""
        target = flight.target
        flight.since = self._now()
        self.count += 1
        target.flying += 1
        if target.limit and target.flying > target.limit:
            self._waiting.setdefault(target, deque()).append(flight)
        else:
            self._start(flight)

    def _start(self, flight):
        flight.tries = flight.target.retries + 1
        flight.target.asked += 1
        flight.id = random_id()
        while flight.id in self._ids:
            flight.id = random_id()
        flight.data = None
        self.send(flight)

    def again(self, flight: "Flight", tag: int, rest: bytes) -> None:
        """Its next step, which is another PDU."""
        self._forget(flight)
        flight.tag, flight.rest = tag, rest
        self._start(flight)

    def send(self, flight: "Flight") -> None:
        """Send it, for the first time or once more."""
        target = flight.target
        flight.tries -= 1
        if target.peer:
            # Time, msgID and salt are those of the try
            n = len(flight.ids)
            data = target.pack(self._pdu(flight), flight)
            for id in flight.ids[n:]:
                self._messages[id] = flight
        else:
            data = flight.data = flight.data or target.pack(self._pdu(flight), flight)
            self._ids[flight.id] = flight
        flight.due = self._now() + target.timeout_ms
        timers = self._timers.get(target.timeout_ms)
        if timers is None:
            timers = self._timers[target.timeout_ms] = deque()
        timers.append((flight.due, flight))
        if len(timers) > 4 * self.most:  # most of them have landed
            self._timers[target.timeout_ms] = deque([t for t in timers if t[0] == t[1].due])
        self._send(target, data)

    def _pdu(self, flight):
        return tlv(flight.tag, b"\x02\x04" + flight.id.to_bytes(4, "big") + flight.rest)

    def by_id(self, id: int) -> "Flight | None":
        """The Flight with a request-id of SNMPv1 or v2c."""
        return self._ids.get(id)

    def by_message(self, id: int) -> "Flight | None":
        """The Flight with a msgID of SNMPv3."""
        return self._messages.get(id)

    def used(self, id: int) -> None:
        """A msgID has its answer."""
        self._messages.pop(id, None)

    def _forget(self, flight):
        flight.due = 0.0
        if self._ids.get(flight.id) is flight:
            del self._ids[flight.id]
        for id in flight.ids:
            self._messages.pop(id, None)
        flight.ids = []

    def end(self, flight: "Flight") -> None:
        """It has landed, or is lost: the next that waits may go."""
        self._forget(flight)
        target = flight.target
        target.flying -= 1
        self.count -= 1
        waiting = self._waiting.get(target)
        if not waiting:
            return
        flight = waiting.popleft()
        if not waiting:
            del self._waiting[target]
        # Nobody waits any more for what has waited longer than an answer may take
        patience = target.timeout_ms * (target.retries + 1)
        if self._now() - flight.since > patience:
            flight.land(flight, None)
        else:
            self._start(flight)

    def expire(self) -> float:
        """See to those that are due; ms until the next is, 1000 at most."""
        now = self._now()
        soon = 1000.0
        for timers in list(self._timers.values()):
            while timers and (timers[0][0] <= now or timers[0][0] != timers[0][1].due):
                when, flight = timers.popleft()
                if when != flight.due:
                    continue
                if flight.tries > 0:
                    flight.target.repeats += 1
                    self.send(flight)
                else:
                    flight.target.timeouts += 1
                    flight.land(flight, None)
            if timers:
                soon = min(soon, timers[0][0] - now)
        return max(0.0, soon)
