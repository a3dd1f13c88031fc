# Stands for select: a poll that hears the box meanwhile.

import uselect
from _board import BELL, changed, check, heard, sh, timers, until_timer
from micropython import const
from network import joining
from time import ticks_diff, ticks_ms
from uselect import POLLERR, POLLHUP, POLLIN, POLLOUT  # noqa: F401

_SLICE = const(10)  # ms, while the board connects to Wi-Fi


class poll:
    def __new__(cls):
        # The first ones are there already: what makes them larger than a chip's, of 80 octets
        # with a socket, is not the program's.
        made = _stock.pop() if _stock else _make()
        made._size = bytearray(48)
        return made

    def modify(self, stream, events):
        return self._poll.modify(stream, events)

    def unregister(self, stream):
        return self._poll.unregister(stream)

    def register(self, stream, events=5):
        return self._poll.register(stream, events)

    def poll(self, timeout=-1, flags=0):
        start = ticks_ms()
        left = timeout
        over = False
        while True:
            wait = left
            slow = joining()
            if slow and not 0 <= left < _SLICE:
                wait = _SLICE
            if timers:
                wait = until_timer(wait)
            sh.waiting = wait != 0
            found = self._poll.poll(wait)
            sh.waiting = 0
            check()
            if slow and not joining():
                changed()
            rung = False
            for entry in found:
                if entry[0] == BELL:
                    rung = True
            if rung:
                heard()  # it may have been another socket that was ready
            elif found:
                return found
            if over:
                return [entry for entry in found if entry[0] != BELL]
            if timeout >= 0:
                left = timeout - ticks_diff(ticks_ms(), start)
                if left <= 0:
                    if not rung:
                        return found
                    # Once: or days that go by in steps, each with its ring, would be too many for
                    # ticks_diff.
                    left = 0
                    over = True

    def ipoll(self, timeout=-1, flags=0):
        return iter(self.poll(timeout, flags))


def _make():
    made = object.__new__(poll)
    made._poll = uselect.poll()
    made._poll.register(BELL, POLLIN)
    made._size = None
    return made


_stock = [_make() for _ in range(4)]
