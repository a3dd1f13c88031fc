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
