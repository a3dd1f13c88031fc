# How often one source may ask. Imports nothing of usnmp; whoever wants a limit gives one to an
# agent: agent.limit = RateLimit(10).

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

try:
    from time import ticks_ms
except ImportError:  # CPython
    from usnmp_base.pc import ticks_ms


class RateLimit:
    """A token bucket for each source address: `per_second` requests on average, which may be below
    1, and `burst` at once.

    sources: how many are remembered; beyond that the one that was silent longest is forgotten, so
    a flood from many addresses takes no more heap. ticks_ms: the clock in milliseconds, this
    port's by default. `dropped` counts the requests that were too many.
    """

    def __init__(
        self,
        per_second: float,
        burst: int = 50,
        sources: int = 8,
        ticks_ms: "Callable[[], int]" = ticks_ms,
    ) -> None:
        self.per_second = per_second
        self.burst = burst
        self.sources = sources
        self.dropped = 0
        self._now = ticks_ms
        self._seen = []  # [host, thousandths of a request left, ticks_ms]; the latest last

    def admits(self, source: "Any", stranger: bool = False) -> bool:
        """May `source`, as recvfrom gives it, ask now? Counts if not. stranger: who sends from
        there what is not authentic has a bucket of his own.
        """
        # A port of its own does not make a source another one. MicroPython's unix port gives a
        # sockaddr: family, port, address; of IPv6, flow information before the address.
        host = source and source[0]
        if host and not isinstance(source, tuple):
            host = bytes(source[4:8] if len(source) < 28 else source[8:24])
        if stranger:
            host = (host,)
        now = self._now()
        seen = self._seen
        for i in range(len(seen)):
            if seen[i][0] == host:
                entry = seen.pop(i)
                # ticks_ms wraps at 2**30 on the ports; CPython's does not
                entry[1] += (now - entry[2] & 0x3FFFFFFF) * self.per_second
                break
        else:
            entry = [host, self.burst * 1000, now]
            if len(seen) >= self.sources:
                seen.pop(0)
        entry[2] = now
        entry[1] = min(entry[1], self.burst * 1000)
        seen.append(entry)
        if entry[1] < 1000:
            self.dropped += 1
            return False
        entry[1] -= 1000
        return True
