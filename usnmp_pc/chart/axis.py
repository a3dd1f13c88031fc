# Where the ticks of an axis are, of numbers and of times, and what stands at them. Imports
# nothing; chart.svg imports it.

import math
import time

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = (
    *(n for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 7)),
)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


def nice(span, most):
    """The step, 1, 2 or 5 times a power of ten, of which `span` has at most `most`."""
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 5, 10):
        if rough <= factor * power * (1 + 1e-9):
            return factor * power
    return 10 * power


def numbers(least, greatest, most=5):
    """(ticks, step) of an axis that has `least` and `greatest`; the first tick is at or below, the
    last at or above.
    """
    if not greatest - least > max(1e-12 * abs(greatest), 1e-290):  # one value: room around it
        room = abs(least) * 0.05 or 1
        least, greatest = least - room, greatest + room
    step = nice(greatest - least, most)
    first = math.floor(least / step + 1e-9)
    last = math.ceil(greatest / step - 1e-9)
    return [n * step for n in range(first, last + 1)], step


def times(start, end, most=7):
    """[(time, text)] of the ticks from `start` to `end`, seconds since 1970, at most `most`, at
    full minutes, hours, days or months of the local time.
    """
    span = max(end - start, 1)
    for step in _STEPS:
        if span / step <= most:
            return _even(start, end, step)
    for months in _MONTHS:
        if span / (months * 30.4 * _DAY) <= most:
            return _monthly(start, end, months)
    return _monthly(start, end, 240)


def _even(start, end, step):
    form = "%H:%M:%S" if step < _MINUTE else "%H:%M" if step < _DAY else "%d %b"
    offset = time.localtime(
        start
    ).tm_gmtoff  # of the start: a clock that is put on shifts the rest
    first = math.ceil((start + offset) / step) * step - offset
    ticks = [first + n * step for n in range(int((end - first) // step) + 1)]
    return [(tick, _text(tick, form)) for tick in ticks]


def _text(tick, form):
    found = time.localtime(tick)
    # A new day is more than another hour.
    midnight = form == "%H:%M" and not (found.tm_hour or found.tm_min)
    return time.strftime("%d %b" if midnight else form, found)


def _monthly(start, end, months):
    year, month = time.localtime(start)[:2]
    n = year * 12 + month - 1
    n -= n % months
    ticks = []
    while True:
        tick = time.mktime((n // 12, n % 12 + 1, 1, 0, 0, 0, 0, 0, -1))
        if tick > end:
            return ticks
        if tick >= start:
            ticks.append((tick, time.strftime("%b %Y", time.localtime(tick))))
        n += months
