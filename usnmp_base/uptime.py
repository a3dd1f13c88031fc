# sysUpTime: hundredths of a second since the start, right across the wrap of ticks_ms after 12.4
# days. Imports nothing of usnmp; the firmware makes one and gives it to whatever needs the time.

if 0 & 1:  # for type checkers alone
    from typing import Callable

try:
    from time import ticks_diff, ticks_ms
except ImportError:  # CPython
    from .pc import ticks_diff, ticks_ms


class Uptime:
    """sysUpTime (RFC 3418): calling it gives TimeTicks, hundredths of a second since it was made,
    modulo 2**32; and brings `seconds` up to date, which do not wrap after 497 days.

    It adds up differences, so it must be called at least every 6 days (ticks_diff is right for
    half of 2**30 ms); Agent.poll() does. ticks_ms, ticks_diff: the clock, this port's by default.
    """

    def __init__(
        self,
        ticks_ms: "Callable[[], int]" = ticks_ms,
        ticks_diff: "Callable[[int, int], int]" = ticks_diff,
    ) -> None:
        self.ticks_ms = ticks_ms
        self.ticks_diff = ticks_diff
        self._last = ticks_ms()
        self._ms = 0  # of the current second
        self.seconds = 0

    def __call__(self) -> int:
        now = self.ticks_ms()
        ms = self._ms + self.ticks_diff(now, self._last)
        self._last = now
        self._ms = ms % 1000
        self.seconds += ms // 1000
        ticks = self.seconds * 100 + self._ms // 10
        if ticks >> 32:  # after 497 days; masking each time would make a heap int at 32 bit
            ticks &= 0xFFFFFFFF
        return ticks
