# Stands for time: a clock that the box moves, from 2000-01-01 at power-on as without NTP.

import utime
from _board import check, sh, wait
from micropython import const
from utime import gmtime as _gmtime  # noqa: F401
from utime import sleep_us, ticks_add, ticks_cpu, ticks_diff, ticks_us  # noqa: F401

_EPOCH = const(946684800)  # of the boards, in unix time
_ticks_ms = utime.ticks_ms


def ticks_ms():
    if sh.interrupt:
        check()
    sh.looked = sh.ticks
    return ticks_add(_ticks_ms(), sh.ticks)


def time():
    return int(utime.time()) - sh.epoch


def time_ns():
    return time() * 1000000000


def gmtime(seconds=None):
    return _gmtime((time() if seconds is None else seconds) + _EPOCH)[:8]


localtime = gmtime


def mktime(t):
    return int(utime.mktime(t)) - _EPOCH


def sleep_ms(ms):
    start = ticks_ms()
    while True:
        left = ms - ticks_diff(ticks_ms(), start)
        if left <= 0:
            return
        wait(left)


def sleep(seconds):
    sleep_ms(int(seconds * 1000))
