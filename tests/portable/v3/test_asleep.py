# An engine through deep sleep: portable. RFC 3414 2.2.

import os

from usnmp_base.uptime import Uptime
from usnmp_v3 import asleep, boots
from usnmp_v3.engine import MOST, Engine

ID = b"\x80\0\x1f\x88\x05sleeper"
PATH = "asleep-test"


class Rtc:
    def __init__(self, data=b"", most=492):
        self.data = data
        self.most = most

    def memory(self, data=None):
        if data is None:
            return self.data
        if len(data) > self.most:
            raise ValueError
        self.data = bytes(data)


class Clock:
    ms = 0

    def engine(self, boots, time):
        e = Engine(ID, boots, Uptime(lambda: self.ms, lambda a, b: a - b))
        self.ms += time * 1000
        return e


def fresh():
    for n in "01":
        try:
            os.remove(PATH + n)
        except OSError:
            pass


def boot(n):
    """The boots of a start, the n-th."""
    fresh()
    for _ in range(n):
        found = boots.boot(PATH, ID)
    assert found == (ID, n)
    return n


def sleep(rtc, time=1000, ms=60000, now=500, slept=60, n=3, id=ID):
    """What a board that has booted n times wakes with."""
    boot(n)
    assert asleep.keep(Clock().engine(n, time), rtc, ms, now)
    found = asleep.woken(PATH, id, rtc, now + slept)
    fresh()
    return found


def test_boots_stay_and_time_goes_on():
    for data in b"", b"mine", bytes(468):
        rtc = Rtc(data)
        assert sleep(rtc) == (ID, 3, 1061)
        assert rtc.data == data  # as it was
    assert sleep(Rtc(), id=None) == (ID, 3, 1061)


def test_time_is_never_behind_what_may_have_passed():
    for slept, passed in (
        (60, 60),
        (75, 75),  # it is late, or fell asleep again without a start
        (3000, 3000),
        (5, 60),  # a pin woke it; or the clock does not run meanwhile
        (-400, 60),  # or begins again
        (800000000, 60),  # or was set by NTP
    ):
        assert sleep(Rtc(), slept=slept) == (ID, 3, 1001 + passed), slept
    assert sleep(Rtc(), ms=1500, slept=0) == (ID, 3, 1003)


def test_until_a_pin_wakes_it_only_the_clock_tells():
    assert sleep(Rtc(), ms=0, slept=7000) == (ID, 3, 8001)
    for slept in 0, -400, 800000000:  # it does not: a boot
        assert sleep(Rtc(), ms=0, slept=slept) is None


def test_what_was_used_is_used_up():
    rtc = Rtc(b"mine")
    boot(3)
    assert asleep.keep(Clock().engine(3, 9), rtc, 5000, 0)
    assert len(rtc.data) == 4 + asleep.SIZE
    assert asleep.woken(PATH, ID, rtc, 5) == (ID, 3, 15)
    assert rtc.data == b"mine" and asleep.woken(PATH, ID, rtc, 5) is None
    fresh()


def test_one_takes_the_place_of_the_other():
    rtc = Rtc(b"mine")
    boot(3)
    clock = Clock()
    e = clock.engine(3, 9)
    for _ in range(3):
        assert asleep.keep(e, rtc, 5000, 0)
        assert len(rtc.data) == 4 + asleep.SIZE
        clock.ms += 1000
    assert asleep.woken(PATH, ID, rtc, 5) == (ID, 3, 17)
    fresh()


def test_no_other_engines():
    rtc = Rtc()
    assert sleep(rtc, id=ID + b"x") is None
    assert len(rtc.data) == asleep.SIZE  # whose it may be
    fresh()
    assert asleep.woken(PATH, None, rtc, 0) is None


def test_none_that_a_boot_came_after():
    rtc = Rtc()
    boot(3)
    assert asleep.keep(Clock().engine(3, 9), rtc, 5000, 0)
    assert boots.boot(PATH, ID) == (ID, 4)  # by the reset pin, say
    assert asleep.woken(PATH, ID, rtc, 5) is None
    assert rtc.data == b""
    fresh()


def test_an_octet_that_is_another():
    boot(3)
    rtc = Rtc()
    assert asleep.keep(Clock().engine(3, 9), rtc, 5000, 0)
    whole = rtc.data
    for i in range(asleep.SIZE):
        rtc.data = whole[:i] + bytes((whole[i] ^ 4,)) + whole[i + 1 :]
        assert asleep.woken(PATH, ID, rtc, 5) is None, i
        rtc.data = whole[:i]
        assert asleep.woken(PATH, ID, rtc, 5) is None, i
    rtc.data = whole
    assert asleep.woken(PATH, ID, rtc, 5) == (ID, 3, 15)
    fresh()


def test_neither_lost_boots_nor_the_end_of_time():
    boot(3)
    for n, time in (MOST, 9), (3, MOST - 6), (3, MOST - 1):
        rtc = Rtc()
        assert asleep.keep(Clock().engine(n, time), rtc, 5000, 0)
        assert asleep.woken(PATH, ID, rtc, 5) is None, (n, time)
    fresh()


def test_a_memory_that_is_full_is_told():
    for n in 492, 469:
        rtc = Rtc(bytes(n))
        assert not asleep.keep(Clock().engine(3, 9), rtc, 5000, 0)
        assert rtc.data == bytes(n)
