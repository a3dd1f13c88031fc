# The notification originator: a queue of notifications, which leave as traps or as informs that
# are repeated until they are acknowledged. Pure, but for usnmp_notify_net, which it imports unless
# it is given another. Imports usnmp_codec, usnmp_target, usnmp_trap.

import os

from usnmp_codec import tobytes_tv
from usnmp_target import Target, oid_of, varbind  # noqa: F401 - Target is shown
from usnmp_trap import SNMP_TRAP_ENTERPRISE, SNMP_TRAP_OID, SYS_UPTIME, v1_trap

try:
    from micropython import const
except ImportError:

    def const(n):
        return n


# A notification in the queue is [oid, body, result, slot, jobs]: body is the content of its list
# of variable bindings, from sysUpTime.0 on; slot is its key in the store, or None. There is a job
# for each target still to serve: [ms until it is due, tries made, target, request-id].
_OID = const(0)
_BODY = const(1)
_RESULT = const(2)
_SLOT = const(3)
_JOBS = const(4)
# Times are what is left of them, counted down: however long Wi-Fi is down, no difference of
# ticks_ms, which wraps, becomes ambiguous.
_CAP_MS = const(60000)  # the longest back-off
_MOST = const(1400)  # octets of body: the message is to fit an Ethernet frame
_IN_FLIGHT = const(4)  # informs: an ESP8266's socket holds four datagrams


class Notifier:
    """Sends notifications to `targets`, a list of Target.

    uptime: a callable for sysUpTime, such as usnmp_uptime.Uptime(). enterprise: sysObjectID, for
    the generic kinds. agent_addr: this device's IPv4 address, for SNMPv1, or a callable that gives
    it. size: how many notifications wait at most. store: a usnmp_persist.Store, for `keep`. up: a
    callable, False while there is no network.
    on_result(oid, target, ok): told each outcome. ticks_ms, net: other than this port's.

    In other files: limit(), link(), attach(): usnmp_notify_hooks; watch(): usnmp_watch; run(),
    deliver(): usnmp_notify_async. Counters: sent (messages, repeated ones too), acknowledged,
    failed (per target), dropped (the queue was full), suppressed (by a limit), ignored (datagrams
    that acknowledge nothing), errors (callables that raised). Raises ValueError.
    """

    def __init__(
        self,
        targets,
        uptime,
        enterprise=None,
        agent_addr=None,
        size=16,
        store=None,
        up=None,
        on_result=None,
        ticks_ms=None,
        net=None,
    ):
        if ticks_ms is None:
            from usnmp_udp import ticks_ms
        if net is None:
            from usnmp_notify_net import Net

            net = Net()
        self.targets = targets
        for target in targets:
            target.wait = target.back_off = target.in_flight = 0
        self.uptime = uptime
        self.enterprise = enterprise and varbind(SNMP_TRAP_ENTERPRISE, 6, enterprise)
        if not callable(agent_addr):
            tobytes_tv(0x40, agent_addr or "0.0.0.0")
        self.agent_addr = agent_addr
        self.size = size
        self.up = up
        self.on_result = on_result
        self.ticks_ms = ticks_ms
        self._last = ticks_ms()
        self.id = int.from_bytes(os.urandom(4), "big") >> 2  # not to be guessed
        self.net = net
        self._limit = max(1, _IN_FLIGHT // (sum([t.inform for t in targets]) or 1))
        self._longest = 0  # message sent; an acknowledgement is as long
        self.limits = []  # [ms until the next may go, every_ms, oid]
        self.watches = []
        self._done = []  # outcomes to be told: (notification, target, ok)
        self._telling = False
        self.sent = self.acknowledged = self.failed = self.dropped = 0
        self.suppressed = self.ignored = self.errors = 0
        self._queue = []
        self._kept = None
        if store:
            from usnmp_notify_kept import Kept

            self._kept = Kept(store)
            for oid, body, numbers, slot in self._kept.load(len(targets)):
                self._put(oid, body, numbers, None, slot)

    @property
    def pending(self):
        """How many notifications wait to be sent or acknowledged."""
        return len(self._queue)

    def send(self, kind, varbinds=(), keep=False, result=None):
        """Notify all targets; False if a limit suppressed it.

        kind: 0 (coldStart) ... 5 (egpNeighborLoss), or an snmpTrapOID, dotted. varbinds: triples
        of (oid, type, value). keep: it is to survive a reboot. result(target, ok): called once for
        each target: was it sent, an inform acknowledged? Raises ValueError, and queues nothing.
        """
        kind = oid_of(kind)
        body = varbind(SYS_UPTIME, 0x43, self.uptime()) + varbind(SNMP_TRAP_OID, 6, kind)
        for oid, t, value in varbinds:
            body += varbind(oid, t, value)
        if self.enterprise and v1_trap(kind)[1] < 6:
            body += self.enterprise
        if len(body) > _MOST:
            raise ValueError("%d octets of varbinds" % len(body))
        if keep and not self._kept:
            raise ValueError("keep: there is no store")
        self._elapse()
        for entry in self.limits:
            if entry[2] == kind:
                if entry[0]:
                    self.suppressed += 1
                    return False
                entry[0] = entry[1]
        n = self._put(kind, body, range(len(self.targets)), result, None)
        while len(self._queue) > self.size:  # before any is sent: what is dropped is not sent
            self._drop(keep and n)
        self._serve(True)
        if keep and n[_JOBS]:
            n[_SLOT] = self._kept.slot([n[_SLOT] for n in self._queue])
            self._keep(n)
        self._tell()
        return True

    def _put(self, oid, body, numbers, result, slot):
        n = [oid, body, result, slot, []]
        for i in numbers:
            self.id = self.id + 1 & 0x3FFFFFFF
            n[_JOBS].append([0, 0, self.targets[i], self.id])
        if n[_JOBS]:
            self._queue.append(n)
        return n

    def _keep(self, n):
        numbers = [self.targets.index(job[2]) for job in n[_JOBS]]
        self._kept.save(n[_SLOT], n[_BODY], numbers)

    def _drop(self, spared):
        # The oldest; one that is kept, or `spared`, only if all are.
        gone = [n for n in self._queue if not n[_SLOT] and n is not spared] or self._queue
        gone = gone[0]
        self.dropped += 1
        for job in gone[_JOBS][:]:
            self._finish(gone, job, False)

    def _finish(self, n, job, ok):
        n[_JOBS].remove(job)
        if job[1]:
            job[2].in_flight -= 1
        if not n[_JOBS]:
            self._queue.remove(n)
        if n[_SLOT]:
            self._keep(n)
        self._done.append((n, job[2], ok))

    def _tell(self):
        # Last, when no list is being gone through: who is told may send again.
        if not self._telling:
            self._telling = True
            while self._done:
                n, target, ok = self._done.pop(0)
                if n[_RESULT]:
                    self._call(n[_RESULT], target, ok)
                if self.on_result:
                    self._call(self.on_result, n[_OID], target, ok)
            self._telling = False

    def _call(self, f, *args):
        try:
            f(*args)
        except Exception:  # the firmware's: the others are to be told all the same
            self.errors += 1

    def _elapse(self):
        now = self.ticks_ms()
        ms = now - self._last & 0x3FFFFFFF
        self._last = now
        for entry in self.limits:
            entry[0] = max(0, entry[0] - ms)
        for n in self._queue:
            for job in n[_JOBS]:
                job[0] = max(0, job[0] - ms)
        for entry in self.targets + self.watches:
            entry.wait = max(0, entry.wait - ms)

    def _serve(self, fresh):
        # Send what is due; if `fresh`, only what was never sent. Returns ms until more is due.
        soon = 1000
        down = self._queue and self.up and not self.up()
        for n in self._queue[:]:
            for job in n[_JOBS][:]:
                target = job[2]
                if down:
                    target.wait = target.back_off = 0
                    if job[1] and not job[0]:  # what went into the outage was no try
                        job[1] = 0
                        target.in_flight -= 1
                elif not (job[0] or target.wait or fresh and job[1]):
                    self._try(n, job, target)
                soon = min(soon, job[0] or target.wait or soon)
        return soon

    def _try(self, n, job, target):
        tries = job[1]
        if not tries and target.in_flight >= self._limit:
            return
        data = None
        try:
            if tries <= target.retries:
                data = target.message(job[3], n[_BODY], self.agent_addr)
            else:
                # It may have moved: its name is looked up again. Until then the address stands,
                # for other acknowledgements may be on their way.
                target.back_off = target.back_off or 500
            ok = data and self.net.send(target, data)
        except ValueError:  # this target cannot be told that
            ok = None
        except MemoryError:
            ok = False
        if ok is None:
            self.failed += 1
            self._finish(n, job, False)
        elif not ok:
            target.wait = target.back_off = min(_CAP_MS, target.back_off * 2 or 1000)
        else:
            self.sent += 1
            target.back_off = 0
            if target.inform:
                self._longest = max(self._longest, len(data))
                job[0] = min(_CAP_MS, target.timeout_ms << tries)
                job[1] += 1
                target.in_flight += not tries
            else:
                self._finish(n, job, True)

    def _acknowledge(self, datagram, source):
        for target in self.targets:
            if target.inform and target.address == source:
                try:
                    request_id, status = target.reply(datagram)
                except (ValueError, IndexError, OverflowError):
                    continue
                for n in self._queue:
                    for job in n[_JOBS]:
                        if job[3] == request_id and job[2] is target:
                            if status is None:
                                job[0] = 0
                                return
                            if status:
                                self.failed += 1
                            else:
                                self.acknowledged += 1
                            self._finish(n, job, not status)
                            return
        self.ignored += 1

    def _receive(self, timeout_ms):
        while True:
            found = self.net.recv(self._longest + 64, timeout_ms)
            if not found:
                break
            self._acknowledge(found[0], found[1])
            timeout_ms = 0
        self._tell()

    def poll(self, timeout_ms=0):
        """One step of a loop of your own: take acknowledgements, send what is due, ask the
        watches; then wait for acknowledgements at most `timeout_ms`, or until something is due.
        What the network does raises nothing.
        """
        self._receive(0)
        self._elapse()
        soon = self._serve(False)
        self._tell()
        for watch in self.watches:
            if not watch.wait:
                watch.wait = watch.every_ms
                self._call(watch.check, self)
            soon = min(soon, watch.wait)
        if self._kept:
            self._kept.poll()
        if timeout_ms:
            self._receive(min(timeout_ms, soon))

    def close(self):
        """Close the sockets; the next send() opens them again."""
        self.net.close()

    # Not everyone needs these in the heap.
    def __getattr__(self, name):
        if name == "watch":
            import usnmp_watch as module
        elif name in ("run", "deliver"):
            import usnmp_notify_async as module
        else:
            import usnmp_notify_hooks as module
        f = getattr(module, name)
        return lambda *args, **kw: f(self, *args, **kw)
