# How the notifications in a notifier's queue leave, are acknowledged and told of. Imports
# usnmp_codec; usnmp_notify imports it.

import os

from usnmp_codec import tobytes_tv

try:
    from micropython import const
except ImportError:  # CPython
    from usnmp_base.pc import const


# A notification in the queue is [oid, body, result, slot, jobs]: body is the content of its list
# of variable bindings, from sysUpTime.0 on; slot is its key in the store, or None. There is a job
# for each target still to serve: [ms until it is due, tries made, line, request-id].
_OID = const(0)
_BODY = const(1)
_RESULT = const(2)
_SLOT = const(3)
_JOBS = const(4)
_DUE = const(0)
_TRIES = const(1)
_LINE = const(2)
_ID = const(3)
# A line is what is known of a target: [ms that it is left alone, back-off in ms, how many informs
# are in flight, where it is: what net.send() gave the last time, the target].
_WAIT = const(0)
_BACK_OFF = const(1)
_FLYING = const(2)
_PLACE = const(3)
_TARGET = const(4)
# Times are what is left of them, counted down: however long Wi-Fi is down, no difference of
# ticks_ms, which wraps, becomes ambiguous.
_CAP_MS = const(60000)  # the longest back-off
_IN_FLIGHT = const(4)  # informs: an ESP8266's socket holds four datagrams
# What is being done, as bits of _busy. The program's callables may send, poll or close; what is
# being done is not begun once more within itself.
_SERVING = const(1)
_TELLING = const(2)
_ASKING = const(4)


class Delivery:
    """What a Notifier does with its queue; its attributes are the Notifier's."""

    @property
    def pending(self) -> int:
        """How many notifications wait to be sent or acknowledged."""
        return len(self._queue)

    def poll(self, timeout_ms: int = 0) -> None:
        """One step of a loop of your own: take acknowledgements, send what is due, ask the
        watches; then wait for acknowledgements at most `timeout_ms`, or until something is due.
        What the network does raises nothing.
        """
        self._receive(0)
        self._elapse()
        if self.engine:
            self.engine.time()  # at least every 6 days: usnmp_base.uptime
        soon = self._serve(False)
        self._tell()
        for watch in self.watches[:]:
            if not watch.wait:
                watch.wait = watch.every_ms
                self._call(watch.check, self)
            soon = min(soon, watch.wait)
        if self._kept:
            self._kept.poll()
        if timeout_ms:
            self._receive(min(timeout_ms, soon))

    def close(self) -> None:
        """Close the sockets; the next send() opens them again."""
        self.net.close()

    def _put(self, oid, body, numbers, result, slot):
        n = [oid, body, result, slot, []]
        # Loops, here and below: a comprehension is a function, of 0.1 kB.
        used = [0]
        for other in self._queue:
            for job in other[_JOBS]:
                used.append(job[_ID])
        for i in numbers:
            # Each random: who has seen one cannot guess another and acknowledge that. Below 2**30:
            # at 32 bit that takes no heap.
            request_id = 0
            while request_id in used:
                request_id = int.from_bytes(os.urandom(4), "big") >> 2
            used.append(request_id)
            target = self.targets[i]
            line = self._lines.get(target)
            if not line:
                line = self._lines[target] = [0, 0, 0, None, target]
            n[_JOBS].append([0, 0, line, request_id])
        if n[_JOBS]:
            self._queue.append(n)
        return n

    def _drop(self, spared):
        # The oldest; one that is kept, or `spared`, only if all are.
        gone = self._queue[0]
        for n in self._queue:
            if not n[_SLOT] and n is not spared:
                gone = n
                break
        self.dropped += 1
        for job in gone[_JOBS][:]:
            self._finish(gone, job, False)

    def _elapse(self):
        now = self.ticks_ms()
        ms = now - self._last & 0x3FFFFFFF
        self._last = now
        for entry in self.limits:
            entry[0] = max(0, entry[0] - ms)
        for n in self._queue:
            for job in n[_JOBS]:
                job[_DUE] = max(0, job[_DUE] - ms)
        for line in self._lines.values():
            line[_WAIT] = max(0, line[_WAIT] - ms)
        for watch in self.watches:
            watch.wait = max(0, watch.wait - ms)

    def _serve(self, fresh):
        # Send what is due; if `fresh`, only what was never sent. Returns ms until more is due.
        if self._busy & _SERVING:
            return 0
        self._busy |= _SERVING
        try:
            soon = 1000
            # That up() raises does not tell that the network is down.
            down = self._queue and self.up and self._call(self.up) in (False,)
            for n in self._queue[:]:
                for job in n[_JOBS][:]:
                    line = job[_LINE]
                    if line[_TARGET] not in self.targets:  # taken away
                        self.failed += 1
                        self._finish(n, job, False)
                    elif down:
                        line[_WAIT] = line[_BACK_OFF] = 0
                        if job[_TRIES] and not job[_DUE]:  # what went into the outage was no try
                            job[_TRIES] = 0
                            line[_FLYING] -= 1
                    elif not (job[_DUE] or line[_WAIT] or fresh and job[_TRIES]):
                        self._try(n, job, line)
                    soon = min(soon, job[_DUE] or line[_WAIT] or soon)
            return soon
        finally:  # also if Ctrl-C came
            self._busy &= ~_SERVING

    def address(self) -> "str | None":
        """What agent_addr() says; None if it raises or that is no address."""
        address = self.agent_addr
        if callable(address):
            address = self._call(address)
        return self._call(tobytes_tv, 0x40, address or "0.0.0.0") and address

    def _try(self, n, job, line):
        target = line[_TARGET]
        tries = job[_TRIES]
        # In SNMPv3, one finds out whose engine it is before others are sent.
        most = self._limit if not target.v3 or target.v3.engine else 1
        if not tries and line[_FLYING] >= most:
            return
        ok = None
        try:
            if tries <= target.retries:
                data = target.message(job[_ID], n[_BODY], self)
                # The name is looked up again after a failure, for it may have moved.
                place = None if line[_BACK_OFF] else line[_PLACE]
                ok = self.net.send(target, data, place) or False
            else:
                # Likewise. Until then the place stands, for other acknowledgements may be on
                # their way.
                line[_BACK_OFF] = line[_BACK_OFF] or 500
        except (MemoryError, OSError):
            ok = False
        except Exception:  # ValueError: this target cannot be told that; else its own fault
            ok = None
        if job not in n[_JOBS]:  # agent_addr() polled, and it was acknowledged
            return
        if ok is None:
            self.failed += 1
            self._finish(n, job, False)
        elif not ok:
            line[_WAIT] = line[_BACK_OFF] = min(_CAP_MS, line[_BACK_OFF] * 2 or 1000)
        else:
            self.sent += 1
            line[_BACK_OFF] = 0
            line[_PLACE] = ok
            if target.inform:
                job[_DUE] = min(_CAP_MS, target.timeout_ms << tries)
                job[_TRIES] += 1
                line[_FLYING] += not tries
            else:
                self._finish(n, job, True)

    def _acknowledge(self, datagram, source):
        for target in self.targets:
            line = self._lines.get(target)
            if target.inform and line and line[_PLACE] and line[_PLACE][1] == source:
                try:
                    request_id, status = target.reply(datagram)
                except Exception:  # whatever came, and too little memory for it
                    continue
                for n in self._queue:
                    for job in n[_JOBS]:
                        if job[_LINE] is not line or request_id not in (None, job[_ID]):
                            continue
                        if status is None:  # the last try was none
                            if job[_TRIES]:
                                job[_DUE] = 0
                                job[_TRIES] -= 1
                                line[_FLYING] -= not job[_TRIES]
                            continue
                        if status:
                            self.failed += 1
                        else:
                            self.acknowledged += 1
                        self._finish(n, job, not status)
                        return
                if status is None:
                    return
        self.ignored += 1

    def _receive(self, timeout_ms):
        # An acknowledgement is as long as its inform: 320 is for headers, and reports of SNMPv3.
        most = 0
        for n in self._queue:
            most = max(most, len(n[_BODY]))
        # As many as can be under way and some more: a flood is not to keep it from the rest.
        for _ in range(len(self.targets) + 2 * _IN_FLIGHT):
            found = self._call(self.net.recv, most + 320, timeout_ms)
            if not found:
                break
            self._acknowledge(found[0], found[1])
            timeout_ms = 0
        self._tell()

    def _finish(self, n, job, ok):
        # What takes memory comes first: without it all stays as it was.
        told = []
        target = job[_LINE][_TARGET]
        if n[_RESULT]:
            told.append((n[_RESULT], (target, ok)))
        if self.on_result:
            told.append((self.on_result, (n[_OID], target, ok)))
        self._done += told
        n[_JOBS].remove(job)
        if job[_TRIES]:
            job[_LINE][_FLYING] -= 1
        if not n[_JOBS]:
            self._queue.remove(n)
        if n[_SLOT]:
            self._kept.keep(n, self)

    def _tell(self):
        # Last, when no list is being gone through: who is told may send again. What is sent
        # thereby has its outcome told here as well, but not for ever.
        if not self._busy & _TELLING:
            self._busy |= _TELLING
            try:
                for _ in range(len(self._done) + self.size * len(self.targets)):
                    if not self._done:
                        break
                    f, args = self._done.pop(0)
                    self._call(f, *args)
            finally:  # Ctrl-C: the others are told the next time
                self._busy &= ~_TELLING

    def _call(self, f, *args):
        # What f(*args) returns; None if it raises.
        try:
            return f(*args)
        except Exception:  # the firmware's: the others are to be served all the same
            self.errors += 1
