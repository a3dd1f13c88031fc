# Passes notifications on, at least once: Forward has a queue on disk and a worker for each place.
# Imports its queue, sinks and worker; usnmp_pc.cli.trapd imports it.

from .queue import Full, Queue
from .sinks import opened
from .worker import Worker

RESOURCE_UNAVAILABLE = 13  # RFC 3416 3, error-status


class Forward:
    """Passes on to `urls`, see sinks.opened(), what put() is given, by way of the queue in the
    file `path`, which holds `size` notifications at most. tell(text) is told of what fails.
    Raises ValueError (a URL, or what it needs is not installed) and OSError (the file).
    """

    def __init__(self, urls, path, size, tell):
        self._tell = tell
        sinks = [opened(url) for url in urls]
        names = [sink.name for sink in sinks]
        if len(set(names)) < len(names):
            raise ValueError("the same place twice: " + ", ".join(names))
        self.queue = Queue(path, names, size, tell)
        self.workers = [Worker(self.queue, sink, tell) for sink in sinks]
        self.queue.on_more = self._wake
        for worker in self.workers:
            worker.start()

    def _wake(self):
        for worker in self.workers:
            worker.wake()

    def put(self, source, text, inform):
        """Keep the notification `text` (str, JSON) of the host `source`: an inform once this
        returns, a trap at the next flush(). None, or the error-status that an inform is refused
        with; a trap that cannot be kept is counted.
        """
        try:
            self.queue.put(source, text, inform)
        except (Full, OSError):
            return RESOURCE_UNAVAILABLE

    def flush(self):
        """Keep the traps of put(). Call it when nothing else waits to be received."""
        try:
            self.queue.flush()
        except OSError:
            pass  # the queue has counted them, and told

    def close(self, drained=False):
        """End; what was not passed on waits in the file. drained: only once everything was, or
        could not be.
        """
        self.flush()
        for worker in self.workers:
            worker.stop(drained)
        for worker in self.workers:
            worker.join()
        self.queue.close()
        for worker in self.workers:
            sent = "%s: %d passed on, %d wait" % (worker.name, worker.sent, worker.waiting)
            self._tell(sent + (", %d it rejected" % worker.rejected if worker.rejected else ""))
        if self.queue.dropped or self.queue.refused:
            text = "the queue: %d traps dropped, %d informs refused"
            self._tell(text % (self.queue.dropped, self.queue.refused))
