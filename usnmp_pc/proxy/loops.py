# Is a proxy asked what it has asked itself, by way of another that asks it? Imports pdu and
# flights; core is given it.
#
# A request that goes round comes in while it is still open, and joins itself: it is not sent
# again, and times out. So nothing goes round twice. To tell a loop from an agent that is silent, a
# GET for a name is sent that nobody else can know. If that comes in, there is a loop.

import os

from .flights import Flight
from .pdu import GET, NULL, fields, pairs, rest_of, span, tlv

_EVERY_MS = 60000  # between two questions to one target
_MOST = 64  # names that are out
_ARCS = 4  # random ones


def _arc():
    # Of 28 random bits, but for the highest: four octets.
    a, b, c, d = os.urandom(4)
    return bytes((a | 0xC0, b | 0x80, c | 0x80, d & 0x7F))


class Loops:
    """core: the Core; log(text): is told of each target that leads back here.

    found: how often one was.
    """

    def __init__(self, core, log):
        self._core = core
        self._log = log
        self._sent = {}  # the end of a list of variable bindings -> Target
        self._last = {}  # Target -> when it was suspected
        self.found = 0

    def suspect(self, flight: "Flight") -> None:
        """Nothing came of a question that others asked as well meanwhile."""
        core, target = self._core, flight.target
        now = core.now()
        if (
            not pairs(fields(flight.rest)[2])
            or target in self._last
            and now - self._last[target] < _EVERY_MS
        ):
            return
        if not core.flights.has_room(target):
            return
        self._last[target] = now
        # Below the name that was asked for, so that it goes the same way
        name = pairs(fields(flight.rest)[2])[0][0]
        start, end = span(name, 0, len(name), 6)
        arcs = b"".join([_arc() for _ in range(_ARCS)])
        content = tlv(48, tlv(6, name[start:end] + arcs) + NULL)
        while len(self._sent) >= _MOST:
            del self._sent[next(iter(self._sent))]
        self._sent[arcs + NULL] = target
        core.flights.begin(Flight(target, GET, rest_of(0, 0, content), self._land))

    def _land(self, flight, rest):
        self._core.flights.end(flight)

    def is_ours(self, q: "object", content: bytes) -> bool:
        """Is it such a question?"""
        target = self._sent.pop(content[-4 * _ARCS - 2 :], None) if self._sent else None
        if target is None:
            return False
        self.found += 1
        self._log("a loop: what goes to %s comes back from %s" % (target.name, q.source[0]))
        return True
