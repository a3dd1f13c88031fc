# How fast counters grow: across their wrap, and not across a restart of the agent that counts.
# Imports nothing; watch.reader, dash.asker and cli (poll_host, rates) import it.

COUNTER32, COUNTER64 = 0x41, 0x46
COUNTERS = {COUNTER32: 1 << 32, COUNTER64: 1 << 64}  # {type: where it wraps}
_UPTIME = 1 << 32  # sysUpTime wraps there, after 497 days
# An agent's clock may go as wrong as this, and an answer be as late, in seconds.
_DRIFT, _LATE = 0.1, 5.0


class Clock:
    """The sysUpTime of an agent, as it goes on. elapsed: seconds between the last two readings, by
    the agent if it has such a clock; None before the second, and if it has restarted in between.
    restarted: has it?
    """

    def __init__(self):
        self.elapsed = None
        self.restarted = False
        self._at = self._uptime = None

    def read(self, at: float, uptime: "int | None") -> None:
        """Take `uptime`, hundredths of a second, None if it tells none, that it had at `at`,
        seconds of a clock here that never goes back.
        """
        at_before, before = self._at, self._uptime
        self._at, self._uptime = at, uptime
        self.elapsed, self.restarted = None, False
        if at_before is None or at <= at_before:
            return
        here = self.elapsed = at - at_before
        if before is None or uptime is None or uptime == before:  # the last: it stands still
            return
        there = (uptime - before) % _UPTIME / 100
        slack = here * _DRIFT + _LATE
        # Less has gone by than here: it was off. It has gone back: it has wrapped, but only if it
        # would be there by now.
        self.restarted = there < here - slack or uptime < before and there > here + slack
        # Of a second it tells more exactly than who waits for its answers
        self.elapsed = None if self.restarted else there


class Rate:
    """How fast a counter grows."""

    def __init__(self):
        self._count = self._type = None

    def read(self, type: int, count: "int | None", elapsed: "float | None") -> "float | None":
        """What `count`, of Counter32 or Counter64, has grown a second since the last reading,
        `elapsed` seconds ago as Clock has them; None if that cannot be told.

        One that goes back by more than half of its range has wrapped. By less: it began anew.
        """
        before, self._count = self._count, count
        same, self._type = type == self._type, type
        if before is None or count is None or not same or not elapsed:
            return None
        wraps = COUNTERS[type]
        grown = (count - before) % wraps
        return None if count < before and grown > wraps // 2 else grown / elapsed
