# Takes from the queue for one sink, in order per source, and tries again what failed. Imports
# usnmp_pc.forward.sinks; usnmp_pc.forward imports it.

import threading
import time
from collections import deque

from .sinks import Down, Held, Rejected

_BATCH = 64  # passed on for one commit
_FIRST, _LONGEST = 0.1, 30.0  # seconds of pause


def _longer(pause):
    return min(pause * 2 or _FIRST, _LONGEST)


class _Source:
    # A source whose first notification was not taken: the IDs that wait, and until when.
    def __init__(self):
        self.ids = deque()
        self.pause = self.until = 0.0

    def later(self):
        self.pause = _longer(self.pause)
        self.until = time.monotonic() + self.pause


class Worker(threading.Thread):
    """Passes on to `sink` what waits for it in `queue`, until stop(). tell(text) is told when the
    sink fails and when it is back.

    sent, rejected: counters; waiting: how many are left at the end. What was passed on but could
    not be noted in the queue, as with a full disk, is remembered, and not sent again by this one.
    """

    def __init__(self, queue, sink, tell):
        super().__init__(name=sink.name, daemon=True)
        self._queue, self._sink, self._tell = queue, sink, tell
        self._more, self._halt = threading.Event(), threading.Event()
        self._drained = False
        self._at = 0  # the last ID that was taken from the queue
        self._held = {}  # source: _Source
        self._unnoted = []
        self._pause = 0.0
        self._failed = 0  # times in a row that the sink was down
        self.sent = self.rejected = self.waiting = 0

    def wake(self):
        """There is more in the queue."""
        self._more.set()

    def stop(self, drained):
        """End after the notification that is being sent; if `drained`, when each was tried."""
        self._drained = drained
        self._halt.set()
        self._more.set()

    def run(self):
        """Of the thread."""
        while not self._ends():
            self._more.clear()
            try:
                rows = self._rows()
            except OSError as e:
                self._down("the queue: %s" % e)
                continue
            for row in rows:
                if self._ends() or not self._one(*row):
                    break
            if len(self._unnoted) >= _BATCH or not rows:
                self._note()
            if not rows:
                if self._halt.is_set():
                    break
                self._more.wait(self._until_next())
        self._note()
        self._sink.close()
        try:
            self.waiting = self._queue.count(self.name) - len(self._unnoted)
        except OSError:
            pass

    def _ends(self):
        return self._halt.is_set() and (not self._drained or self._failed > 1)

    def _rows(self):
        # What is to be sent next: of sources that failed the first one each, once their pause is
        # over, else what is new.
        now = time.monotonic()
        for source, held in list(self._held.items()):
            if held.until <= now:
                rows = self._queue.read(self.name, held.ids[0])
                if rows:
                    return rows
                self._forget(source)  # the queue was full, and dropped it
        return self._queue.take(self.name, self._at, _BATCH)

    def _until_next(self):
        # Seconds until there is something to do; None: until there is more.
        if not self._held:
            return _LONGEST if self._unnoted else None
        return max(0.0, min(held.until for held in self._held.values()) - time.monotonic())

    def _one(self, at, source, text):
        # Sends it, or has it wait behind others of its source. False: the sink is down.
        held = self._held.get(source)
        if held and at != held.ids[0]:
            held.ids.append(at)
            self._at = at
            return True
        try:
            self._sink.send("%s-%d" % (self._queue.uid, at), source, text)
        except Held as e:
            self._hold(at, source, e)
        except Rejected as e:
            self.rejected += 1
            self._tell("%s: rejected one of %s, which is dropped: %s" % (self.name, source, e))
            self._gone(at, source)
        except Exception as e:  # Down; or what the sink's library raises, which may be anything
            self._sink.close()
            self._down(str(e) if isinstance(e, Down) else repr(e))
            return False
        else:
            self.sent += 1
            self._gone(at, source)
        self._up()
        return True

    def _hold(self, at, source, error):
        held = self._held.get(source)
        if not held:
            held = self._held[source] = _Source()
            held.ids.append(at)
            self._at = at
        if not held.pause:
            text = "%s: does not take what %s sent: %s; those of it wait"
            self._tell(text % (self.name, source, error))
        held.later()

    def _gone(self, at, source):
        self._unnoted.append(at)
        if source in self._held:
            self._forget(source)
        else:
            self._at = at

    def _forget(self, source):
        # The first one of a source that was held.
        held = self._held[source]
        held.ids.popleft()
        held.pause = held.until = 0.0
        if not held.ids:
            del self._held[source]

    def _down(self, reason):
        # A first failure may be a connection that was closed for its idleness: at once again.
        self._failed += 1
        if self._failed == 1:
            return
        if self._failed == 2:
            self._tell("%s: %s; all wait" % (self.name, reason))
        self._note()
        self._pause = _longer(self._pause)
        self._halt.wait(self._pause)

    def _up(self):
        if self._failed > 1:
            self._tell("%s: works again" % self.name)
        self._failed = 0
        self._pause = 0.0

    def _note(self):
        # To the queue, what was passed on.
        if self._unnoted:
            try:
                self._queue.done(self.name, self._unnoted)
            except OSError:
                return
            self._unnoted = []
