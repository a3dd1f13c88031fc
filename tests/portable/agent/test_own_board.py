# USNMP-MIB, usnmp_mibs.usnmp_mib: what it tells of the board and Wi-Fi, and a whole firmware.
# Portable, runs on CPython and MicroPython.

import gc

from ownbox import Clock, get, make, walk
from usnmp_mibs.usnmp_mib import Board, Rssi, usnmp_mib
from util import raises


class Machine:
    PWRON_RESET, WDT_RESET, DEEPSLEEP_RESET = 0, 1, 5
    HARD_RESET, SOFT_RESET = 6, 4

    def __init__(self, cause):
        self.reset_cause = lambda: cause


def test_the_cause_of_the_reset_is_told_whatever_its_number_on_the_port():
    for cause, told in ((0, 2), (6, 3), (1, 4), (5, 5), (4, 6), (99, 1)):
        mib, agent = make()
        Board(mib, Machine(cause))
        assert get(agent, "2.1.0") == (2, told), cause
    mib, agent = make()
    Board(mib, object())  # a port that does not tell
    assert get(agent, "2.1.0") == (2, 1)


def poll_with_less(board, depth=8):
    # As deep in the stack as no call after it: what is left there may hold the ballast, which is
    # more than the garbage at which the collector runs.
    if depth:
        return poll_with_less(board, depth - 1)
    ballast = bytearray(4500)
    board.poll()
    return len(ballast)


def test_the_least_free_heap_stays():
    mib, agent = make()
    board = Board(mib, Machine(0))
    if not hasattr(gc, "mem_free"):
        assert list(walk(agent)) == ["2.1.0"]
        return
    board.poll()
    gc.collect()
    free = gc.mem_free()
    poll_with_less(board)
    gc.collect()
    t, least = get(agent, "2.3.0")
    assert t == 66 and least <= free - 4500
    assert get(agent, "2.2.0")[1] > least
    assert get(agent, "2.3.0") == (66, least)


def test_the_signal_has_a_history_that_a_new_sample_pushes_the_oldest_out_of():
    mib, agent = make()
    clock = Clock()
    dbm = [-60]
    rssi = Rssi(mib, clock, lambda: dbm[0], interval_s=10, keep=3)
    assert walk(agent) == {"4.1.0": (2, -60), "4.2.0": (66, 10)}
    for seconds, value in ((0, -61), (9, -1), (10, -62), (20, None), (30, -64), (65, 0)):
        clock.seconds = seconds
        dbm[0] = value
        rssi.poll()
    # Five samples: that at 9 s came too soon, at 20 s there was no signal
    assert walk(agent) == {
        "4.1.0": (2, 0), "4.2.0": (66, 10), "4.3.0": (67, 6500),
        "4.4.1.2.4": (2, -64), "4.4.1.2.5": (2, 0),
    }  # fmt: skip
    assert get(agent, "4.4.1.2.2")[0] == get(agent, "4.4.1.2.3")[0] == 0x81


def test_there_is_no_signal_where_the_port_raises_or_says_what_is_none():
    mib, agent = make()

    def read():
        if isinstance(said[0], int):
            return said[0]
        raise said[0]

    said = [31]
    rssi = Rssi(mib, Clock(), read)
    for said[0] in (31, -128, OSError(5), ValueError("rssi")):
        assert rssi.now() is None
        assert get(agent, "4.1.0")[0] in (0x80, 0x81)
    rssi.poll()
    assert sorted(walk(agent)) == ["4.2.0", "4.3.0"]
    for options in ({"keep": 0}, {"interval_s": 0}, {"interval_s": 86401}):
        raises(ValueError, Rssi, mib, Clock(), read, **options)


class Link:
    # usnmp_firmware.wifi.Link, as far as it is asked.
    def __init__(self):
        self._wlan = self

    def status(self, what):
        assert what == "rssi"
        return -55


class Notes:
    # A notifier, likewise.
    sent = acknowledged = failed = dropped = suppressed = ignored = errors = pending = 0
    _queue = ()


class Firm:
    # usnmp_firmware.Firmware, likewise.
    notify = link = turn = None

    def __init__(self):
        self.mib, self.agent = make()
        self.uptime = Clock()


def test_a_firmware_serves_what_it_has():
    heap = 2 if hasattr(gc, "mem_free") else 0
    f = Firm()
    usnmp_mib(f)
    f.turn()
    assert len(walk(f.agent)) == 9 + heap
    f = Firm()
    f.notify = Notes()
    f.link = Link()
    turns = []
    f.turn = lambda: turns.append(1)
    usnmp_mib(f, keep=2)
    f.turn()
    assert turns == [1]
    found = walk(f.agent)
    assert len(found) == 9 + heap + 9 + 4
    assert found["4.4.1.2.1"] == (2, -55)
