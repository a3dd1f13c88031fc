# The notification originator: a queue of notifications, which leave as traps or as informs that
# are repeated until they are acknowledged. Pure, but for sockets, which it imports unless it is
# given another. Imports usnmp_codec, delivery, target and usnmp_base.trap; watch, stored and aio
# when they are wanted.

from usnmp_base import trap
from usnmp_codec import tobytes_tv

from .delivery import Delivery, const
from .target import (
    Target as Target,  # noqa: PLC0414 - shown
    oid_of,
    varbind,
)

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable, Iterable
    from usnmp_agent import Agent
    from usnmp_base.store import Store
    from usnmp_v3.engine import Engine
    from .watch import Watch

# What a notification, a job and a line are: delivery
_JOBS = const(4)
_ASKING = const(4)  # in _busy
_IN_FLIGHT = const(4)  # informs: an ESP8266's socket holds four datagrams
_MOST = const(1400)  # octets of body: the message is to fit an Ethernet frame


class Notifier(Delivery):
    """Sends notifications to `targets`, a list of Target.

    uptime: a callable for sysUpTime, such as usnmp_base.uptime.Uptime(). enterprise: sysObjectID,
    for the generic kinds. agent_addr: this device's IPv4 address, for SNMPv1, or a callable that
    gives it. size: how many notifications wait at most. store: a usnmp_base.store.Store, for
    `keep`. up: a callable, False while there is no network. on_result(oid, target, ok): told each
    outcome. ticks_ms, net: other than this port's. engine: this device's usnmp_v3.engine.Engine,
    for traps of SNMPv3. What one of these raises is counted, and the others are served.

    Counters: sent (messages, repeated ones too), acknowledged,
    failed (per target), dropped (the queue was full), suppressed (by a limit), ignored (datagrams
    that acknowledge nothing), errors (callables that raised). Raises ValueError.
    """

    def __init__(
        self,
        targets: "list[Target]",
        uptime: "Callable[[], int]",
        enterprise: "str | None" = None,
        agent_addr: "str | Callable[[], str | None] | None" = None,
        size: int = 16,
        store: "Store | None" = None,
        up: "Callable[[], object] | None" = None,
        on_result: "Callable[[str, Target, bool], object] | None" = None,
        ticks_ms: "Callable[[], int] | None" = None,
        net: "Any" = None,
        engine: "Engine | None" = None,
    ) -> None:
        if ticks_ms is None:
            from usnmp_base.udp import ticks_ms
        if net is None:
            from usnmp_notify.sockets import Net

            net = Net()
        self.targets = targets
        self._lines = {}  # by target: see delivery
        self.uptime = uptime
        self.enterprise = enterprise and varbind(trap.SNMP_TRAP_ENTERPRISE, 6, enterprise)
        if not callable(agent_addr):
            tobytes_tv(0x40, agent_addr or "0.0.0.0")
        self.agent_addr = agent_addr
        self.size = size
        self.engine = engine
        self.up = up
        self.on_result = on_result
        self.ticks_ms = ticks_ms
        self._last = ticks_ms()
        self.net = net
        self._limit = 0  # the informs to one target that are under way at once
        for target in targets:
            self._limit += target.inform
        self._limit = max(1, _IN_FLIGHT // (self._limit or 1))
        self.limits = []  # [ms until the next may go, every_ms, oid]
        self.watches = []
        self._done = []  # outcomes to be told: (callable, its arguments)
        self._busy = 0
        self.sent = self.acknowledged = self.failed = self.dropped = 0
        self.suppressed = self.ignored = self.errors = 0
        self._queue = []
        self._kept = None
        if store:
            from usnmp_notify.stored import Kept

            self._kept = Kept(store)
            for oid, body, numbers, slot in self._kept.load(len(targets)):
                self._put(oid, body, numbers, None, slot)

    def send(
        self,
        kind: "int | str",
        varbinds: "Iterable[tuple[str, int, Any]]" = (),
        keep: bool = False,
        result: "Callable[[Target, bool], object] | None" = None,
    ) -> bool:
        """Notify all targets; False if a limit suppressed it.

        kind: 0 (coldStart) ... 5 (egpNeighborLoss), or an snmpTrapOID, dotted. varbinds: triples
        of (oid, type, value). keep: it is to survive a reboot. result(target, ok): called once for
        each target: was it sent, an inform acknowledged? Raises ValueError, and queues nothing;
        also if an SNMPv3 target wants an engine. A callable of the notifier's may send, too: False
        also if there is no room for that.
        """
        kind = oid_of(kind)
        for target in self.targets:
            if target.v3:
                target.v3.check(self, None)
        self._elapse()
        limit = None
        # Asked first: what is suppressed, as a stranger's every request, costs no notification.
        for entry in self.limits:
            if entry[2] == kind:
                if entry[0]:
                    self.suppressed += 1
                    return False
                limit = entry
        if self._busy:
            # A callback that sends what was dropped is not to drop another by that, for ever.
            if (
                self._busy & _ASKING
                or len(self._queue) >= self.size
                or len(self._done) > self.size * len(self.targets)
            ):
                self.dropped += 1
                return False
        self._busy |= _ASKING
        try:
            ticks = int(self._call(self.uptime) or 0) & 0xFFFFFFFF  # it wraps
        finally:
            self._busy &= ~_ASKING
        body = varbind(trap.SYS_UPTIME, 0x43, ticks) + varbind(trap.SNMP_TRAP_OID, 6, kind)
        for oid, t, value in varbinds:
            body += varbind(oid, t, value)
        if self.enterprise and trap.v1_trap(kind)[1] < 6:
            body += self.enterprise
        if len(body) > _MOST:
            raise ValueError("%d octets of varbinds" % len(body))
        if keep and not self._kept:
            raise ValueError("keep: there is no store")
        n = self._put(kind, body, range(len(self.targets)), result, None)
        if limit:
            limit[0] = limit[1]
        while len(self._queue) > self.size:  # before any is sent: what is dropped is not sent
            self._drop(keep and n)
        try:
            self._serve(True)
        finally:  # also if Ctrl-C came meanwhile
            if keep and n[_JOBS]:
                self._kept.keep(n, self)
        self._tell()
        return True

    def limit(self, kind: "int | str", every_ms: int) -> None:
        """Send at most one notification of `kind`, as of send(), in `every_ms` milliseconds.
        Raises ValueError for a kind that is none.
        """
        oid = oid_of(kind)
        for entry in self.limits:
            if entry[2] == oid:
                self.limits.remove(entry)
                break
        self.limits.append([0, every_ms, oid])

    def link(self, up: bool, index: int, admin: int = 1, descr: "str | None" = None) -> bool:
        """linkUp or linkDown of the interface `index`, with its ifAdminStatus, 1 (up) or 2 (down),
        ifOperStatus, and ifDescr if it is given (RFC 2863). As send().
        """
        entry = "1.3.6.1.2.1.2.2.1.%d." + str(index)
        varbinds = [(entry % 1, 2, index), (entry % 7, 2, admin), (entry % 8, 2, 1 if up else 2)]
        if descr is not None:
            varbinds.append((entry % 2, 4, descr))
        return self.send(3 if up else 2, varbinds)

    def attach(self, agent: "Agent", warm: bool = False) -> None:
        """coldStart, or warmStart, when `agent` opens its socket, and authenticationFailure when
        it meets a stranger and has authen_traps: once in 10 s unless limit() has said otherwise.
        Hooks that it has already are called first. Both have one engine: raises ValueError if they
        have different ones, or an SNMPv3 target wants one and there is none.
        """
        for target in self.targets:
            if target.v3:
                target.v3.check(self, agent)
        started, stranger = agent.on_start, agent.on_stranger
        kind = 1 if warm else 0

        def on_start():
            nonlocal kind
            if started:
                self._call(started)
            if kind is not None:  # the socket may be opened more than once
                now, kind = kind, None
                self._call(self.send, now)

        def on_stranger(source):
            if stranger:
                self._call(stranger, source)
            self._call(self.send, 4)

        agent.on_start = on_start
        agent.on_stranger = on_stranger
        for entry in self.limits:
            if entry[2] == oid_of(4):
                return
        self.limit(4, 10000)

    # What not everyone needs in the heap is in files of its own.

    def watch(self, read: "Callable[[], float | None]", **options: "Any") -> "Watch":
        """Notify when what read() gives passes a threshold, and when it is back. The options,
        above=, clear_below= and so on, are those of the watch.Watch that is returned.
        """
        from usnmp_notify.watch import watch

        return watch(self, read, **options)

    async def run(self) -> None:
        """poll() for ever, as a coroutine: a task of its own. Closes the sockets at its end."""
        from usnmp_notify import aio

        await aio.run(self)

    async def deliver(
        self,
        kind: "int | str",
        varbinds: "Iterable[tuple[str, int, Any]]" = (),
        keep: bool = False,
    ) -> "list[tuple[Target, bool]]":
        """send() and wait for the outcome, a list of (target, ok); an empty one if it was
        suppressed. Whether run() is a task or not.
        """
        from usnmp_notify import aio

        return await aio.deliver(self, kind, varbinds, keep)
