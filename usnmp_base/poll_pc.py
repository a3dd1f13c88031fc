# select.poll() for systems that have none, as Windows and some Pythons of macOS: by
# select.select(). Imports nothing; listen_pc, epoll_pc and stream import it, and usnmp_pc. For
# CPython.

import select as _select
import time

if 0 & 1:  # for type checkers alone
    from typing import Any


class Poll:
    """As select.poll(). On Windows it takes at most 512 sockets."""

    def __init__(self) -> None:
        self._wanted: "dict[int, int]" = {}  # number of a socket -> what is waited for

    def register(self, sock: "Any", events: int = 5) -> None:
        """Wait for these events of a socket, or of what has a fileno()."""
        self._wanted[_number(sock)] = events

    modify = register

    def unregister(self, sock: "Any") -> None:
        """Wait no more for it. Raises KeyError if nobody did."""
        del self._wanted[_number(sock)]

    def poll(self, timeout_ms: "float | None" = None) -> "list[tuple[int, int]]":
        """[(number of the socket, its events)] of those that are ready, within `timeout_ms`; None
        or less than 0: whenever that is. Raises OSError, for a socket that is closed as well.
        """
        seconds = None if timeout_ms is None or timeout_ms < 0 else timeout_ms / 1000
        reads = [n for n, events in self._wanted.items() if events & 1]
        writes = [n for n, events in self._wanted.items() if events & 4]
        if not reads and not writes:  # which Windows does not take
            time.sleep(seconds or 0)
            return []
        ready: "dict[int, int]" = {}
        # Of Windows: a connection that failed is neither, but exceptional.
        for numbers, event in zip(_select.select(reads, writes, writes, seconds), (1, 4, 8)):
            for n in numbers:
                ready[n] = ready.get(n, 0) | event
        return list(ready.items())


def _number(sock):
    return sock if isinstance(sock, int) else sock.fileno()


class _Select:
    # The module select, as far as it is used here.
    poll = Poll
    POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP = 1, 2, 4, 8, 16

    @staticmethod
    def select(
        reads: "Any", writes: "Any", others: "Any", seconds: "float | None" = None
    ) -> "Any":
        return _select.select(reads, writes, others, seconds)


# The module, or what stands in for it.
select: "Any" = _select if hasattr(_select, "poll") else _Select
