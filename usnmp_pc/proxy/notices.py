# Notifications that a proxy passes on: traps and informs of agents to managers, in their versions
# (RFC 3413 3.5.2). Imports flights, pdu, routes, traps, usnmp_codec and usnmp_v3 (message, pack);
# the face of this folder gives it to core.

from collections import OrderedDict

from usnmp_base.pc import random_id
from usnmp_codec import tobytes_tv
from usnmp_v3 import level_flags
from usnmp_v3.message import Message
from usnmp_v3.pack import message_id, pack, scope_of

from .flights import Flight
from .pdu import GEN_ERR, INFORM, TRAP2, fields, rest_of, tlv
from .routes import Who
from .traps import Trap

_KEPT = 4096  # notifications of late, and informs
_LATE_MS = 10000  # how long a notification is remembered
_SAME = 16  # of it, within that time


class Notice(Who):
    """One entry of the configuration. managers: the Targets that it goes to."""

    def __init__(self, section, managers):
        Who.__init__(self, section)
        self.managers = [managers[name] for name in self.to]
        self.address = section["address"]

    def admits(self, q: "object", own: "bytes | None" = None) -> bool:
        """As Who.admits(); a context is asked for only where one is given."""
        return (
            (not self.sources or self.sources.admits(q.source))
            and self.context in (b"", q.context)
            and self.context_engine_id in (None, q.context_engine_id)
        )


class _Inform:
    # One that came: the managers that have not acknowledged it, and what became of it.
    def __init__(self, q):
        self.q = q
        self.left = set()  # of managers
        self.open = 0  # on their way
        self.answer = None


class Notices:
    """What a Core does with notifications. notices: [Notice]; engine: ours, for traps of SNMPv3.

    forwarded: how many went to a manager; unmapped: what SNMPv1 cannot say; circling: what came
    round again.
    """

    def __init__(self, core, notices, engine):
        self._core = core
        self._by = {}
        for notice in notices:
            self._by.setdefault((notice.user, notice.name), []).append(notice)
        self.engine = engine
        self._keys = {}  # User -> Keys at that engine
        self._message = Message(65507)
        self._seen = OrderedDict()  # of Trap.key -> [when, host, relayed, how often]
        self._informs = OrderedDict()
        self.forwarded = self.unmapped = self.circling = 0

    def take(self, q: "object") -> None:
        """One that came. Raises BerError, IndexError, ValueError."""
        core = self._core
        found = self._by.get((q.version == 3, q.name), ())
        found = [notice for notice in found if notice.admits(q)]
        if not found:
            core.drops += 1
            return
        inform = None
        if q.tag == INFORM:
            inform = self._inform(q)
            if not inform:
                return
        trap = Trap(q)
        if (not inform or not inform.left) and self._circles(q, trap):
            self._informs.pop(_key(q), None)
            return
        again = inform.left if inform else None
        if inform and not again:
            inform.left = {m for notice in found for m in notice.managers if m.inform}
        done = set()
        sent = False
        for notice in found:
            for manager in notice.managers:
                if manager not in done and (not again or manager in again):
                    done.add(manager)
                    sent |= self._send(q, trap, notice, manager, inform)
        if inform and not inform.left and sent:  # nobody will acknowledge it
            self._acknowledge(inform, q.rest)

    def _inform(self, q):
        # The _Inform of one that is to be sent; None: it has come again, and was, or will be, seen
        # to.
        key = _key(q)
        inform = self._informs.get(key)
        if inform is None:
            inform = self._informs[key] = _Inform(q)
            while len(self._informs) > _KEPT:
                self._informs.popitem(last=False)
            return inform
        if inform.q.version == 3:
            inform.q.arrival = q.arrival  # another msgID
        if inform.answer:
            q.reply(inform.answer)
        elif not inform.open:
            return inform
        return None

    def _circles(self, q, trap):
        # Has it been here, by another way, or too often?
        now = self._core.now()
        seen = self._seen
        while seen:
            first = next(iter(seen))
            if now - seen[first][0] < _LATE_MS and len(seen) < _KEPT:
                break
            del seen[first]
        host = q.source[0]
        known = seen.get(trap.key)
        if known is None:
            seen[trap.key] = [now, host, trap.relayed, 1]
            return False
        known[3] += 1
        if known[3] <= _SAME and known[1:3] == [host, trap.relayed]:
            return False
        self.circling += 1
        return True

    def _send(self, q, trap, notice, manager, inform):
        core = self._core
        row = core.table.row(q.who, manager)
        row.requests += 1
        try:
            if not manager.version:
                pdu = trap.v1()
            else:
                rest = rest_of(0, 0, trap.body(notice.address))
        except ValueError:
            self.unmapped += 1
            row.errors += 1
            return False
        if manager.inform:
            if not core.flights.has_room(manager):
                core.busy += 1
                row.drops += 1
                return False
            flight = Flight(manager, INFORM, rest, self._land, (inform, row))
            if inform:
                inform.open += 1
            self.forwarded += 1
            core.flights.begin(flight)
            return True
        if manager.version:
            pdu = tlv(TRAP2, b"\x02\x04" + random_id().to_bytes(4, "big") + rest)
        self.forwarded += 1
        manager.asked += 1
        core.send(manager, self._packed(q, manager, pdu))
        return True

    def _packed(self, q, manager, pdu):
        # In SNMPv3 our engine is authoritative for a trap; what it is about stays as it was.
        user, engine = manager.user, self.engine
        if not user:
            return manager.pack(pdu, None)
        keys = self._keys.get(user)
        if not keys:
            keys = self._keys[user] = user.localized(engine.id)
        level = level_flags(manager.level) if manager.level else user.level
        scope = q.scope if q.version == 3 else scope_of(engine.id, manager.context)
        id = tobytes_tv(2, message_id())
        return pack(self._message, id, pdu, engine, keys, level, scope)

    def _land(self, flight, rest):
        inform, row = flight.key
        self._core.flights.end(flight)
        if rest is None:
            row.timeouts += 1
        else:
            row.answers += 1
            row.ms += self._core.now() - flight.since
            row.errors += bool(fields(rest)[0])
        if not inform:
            return
        inform.open -= 1
        if rest is None:
            return
        status, index, _ = fields(rest)
        inform.left.discard(flight.target)
        if status:  # it is not to be sent again: who refuses it does so again
            content = fields(inform.q.rest)[2]
            self._acknowledge(inform, rest_of(status if status < 19 else GEN_ERR, index, content))
        elif not inform.left:
            self._acknowledge(inform, inform.q.rest)

    def _acknowledge(self, inform, rest):
        if not inform.answer:
            inform.answer = rest
            inform.q.reply(rest)


def _key(q):
    return q.source, q.name, q.version, q.id, q.rest
