# The loop of the firmware, with stand-ins for all that it keeps going: portable.

import usnmp_firmware
from usnmp_firmware import Firmware
from util import raises


class Stand:
    # An agent, a notifier, a store, Wi-Fi and a watchdog in one, that writes down what is called.
    def __init__(self, turns):
        self.turns = turns
        self.pending = 0
        self.is_up = True
        self.calls = []
        self.sock = self
        self.size = self.max_size = 484
        self.counters = [0] * 33

    def poll(self, timeout_ms=None):
        if timeout_ms is None:
            self.calls.append("poll")
            return False
        self.turns -= 1
        if self.turns < 0:
            raise KeyboardInterrupt
        self.calls.append(timeout_ms)
        return True

    def up(self):
        return self.is_up

    def address(self):
        return "192.0.2.7"

    def link(self, up, index):
        self.calls.append(("link", up, index))

    def feed(self):
        self.calls.append("feed")


def firmware(turns=1):
    f = Firmware()
    stand = Stand(turns)
    f.agent = f.udp = stand
    f.logged = []
    f.log = f.logged.append
    return f, stand


def test_a_turn_answers_and_looks_after_what_there_is():
    f, stand = firmware()
    f.step()
    assert stand.calls == [1000]
    f, stand = firmware()
    f.notify = f.store = f.link = stand
    f.turn = lambda: stand.calls.append("mine")
    f.turn_ms = 200
    f.step()
    assert stand.calls == [200, "poll", "poll", "mine"]


def test_what_waits_to_be_acknowledged_makes_turns_short():
    f, stand = firmware()
    f.notify = stand
    stand.pending = 1
    f.step()
    assert stand.calls == [100, "poll"]


def test_wifi_that_goes_and_comes_is_logged_and_told_once_each():
    f, stand = firmware(6)
    f.notify = f.link = stand
    for up in (True, False, False, True, True):
        stand.is_up = up
        f.step(0)
    assert f.logged == ["Wi-Fi: down", "Wi-Fi: address 192.0.2.7"]
    assert [c for c in stand.calls if type(c) is tuple] == [("link", False, 1), ("link", True, 1)]


def test_the_watchdog_is_fed_after_each_turn_that_was_in_order_and_no_other():
    f, stand = firmware(3)
    f.watchdog = stand
    raises(KeyboardInterrupt, f.run)
    assert stand.calls == [1000, "feed"] * 3
    stand.turns = 1
    stand.sock = None  # it cannot be opened again
    raises(KeyboardInterrupt, f.run)
    assert stand.calls == [1000, "feed"] * 3 + [1000]


def test_a_turn_that_raises_is_logged_and_the_next_one_tried():
    slept = []
    kept = usnmp_firmware.time
    usnmp_firmware.time = Stand(0)
    usnmp_firmware.time.sleep = slept.append
    try:
        f, stand = firmware(2)
        f.watchdog = stand
        f.turn = lambda: 1 // 0
        raises(KeyboardInterrupt, f.run)
    finally:
        usnmp_firmware.time = kept
    assert stand.calls == [1000] * 2 and slept == [1, 1]
    assert len(f.logged) == 2 and "ZeroDivisionError" in f.logged[0]


class Unshown(Exception):
    def __repr__(self):
        raise ValueError("no text")

    __str__ = __repr__


class Console:
    # One that is gone, after `times` lines.
    def __init__(self, times):
        self.times = times

    def __call__(self, line):
        self.times -= 1
        if self.times < 0:
            raise OSError(32)  # EPIPE


def test_neither_a_log_that_fails_nor_an_exception_that_cannot_be_shown_ends_the_loop():
    slept = []
    kept = usnmp_firmware.time
    usnmp_firmware.time = Stand(0)
    usnmp_firmware.time.sleep = slept.append
    try:
        f, stand = firmware(3)
        raised = [Unshown(), MemoryError(), None]

        def turn():
            e = raised.pop(0)
            if e:
                raise e

        f.watchdog = stand
        f.turn = turn
        raises(KeyboardInterrupt, f.run)
        assert stand.calls == [1000] * 3 + ["feed"] and slept == [1, 1]
        assert len(f.logged) == 2 and "MemoryError" in f.logged[1]
        stand.turns = 2
        f.log = Console(0)
        raised += [ValueError(), None]
        raises(KeyboardInterrupt, f.run)
        assert stand.calls == [1000] * 3 + ["feed"] + [1000] * 2 + ["feed"]
    finally:
        usnmp_firmware.time = kept


def test_the_notifier_is_told_that_wifi_is_down_when_the_console_is_gone():
    f, stand = firmware()
    f.notify = f.link = stand
    f.log = Console(0)
    stand.is_up = False
    f.step(0)
    assert ("link", False, 1) in stand.calls


def test_the_first_turn_is_guarded_as_all_others():
    f, stand = firmware()
    kept = usnmp_firmware.time
    usnmp_firmware.time = Stand(0)
    usnmp_firmware.time.sleep = lambda s: None
    f.turn = lambda: 1 // 0
    try:
        f.try_step(0)
    finally:
        usnmp_firmware.time = kept
    assert stand.calls == [0] and len(f.logged) == 1


def test_a_loop_that_cannot_receive_for_want_of_heap_does_not_feed_the_watchdog_and_counts_it():
    f, stand = firmware(5)
    f.watchdog = stand
    stand.size = 0
    raises(KeyboardInterrupt, f.run)
    assert stand.calls == [1000] * 5
    assert stand.counters[31] == 5 and len(f.logged) == 1 and "too little heap" in f.logged[0]
    stand.turns = 1
    stand.size = 484  # there is room again
    raises(KeyboardInterrupt, f.run)
    assert stand.calls == [1000] * 6 + ["feed"]
    assert stand.counters[31] == 5 and len(f.logged) == 1


def test_with_too_little_heap_what_is_optional_is_given_up_once_and_answering_goes_on():
    f, stand = firmware(2)
    given = []
    f.optional = [lambda: given.append("cache"), lambda: given.append("table")]
    f.step()
    assert not given and not f.logged
    stand.size = 242  # of 484: it is received, unless it is longer
    f.watchdog = stand
    f.try_step()
    assert sorted(given) == ["cache", "table"] and not f.optional
    assert stand.calls[-1] == "feed" and stand.counters[31] == 0 and len(f.logged) == 1
    stand.turns = 1
    f.try_step()
    assert len(given) == 2 and len(f.logged) == 1
