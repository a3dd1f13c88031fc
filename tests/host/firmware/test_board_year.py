# A year of a board, in the board in a box: ticks_ms wraps 30 times, Wi-Fi goes 500 times, the
# power 50 times. A manager reads and sets on the way, and a receiver takes the informs.

import collections
import random
import time

import pytest
from board_box.bench import BASE, Sink, firmware
from usnmp_manager import Manager

pytestmark = pytest.mark.slow

# An ADC (0) whose every new value is a notification, one that survives a reboot if it is odd.
# The other (1) tells the test that a turn of the loop has seen what was set before.
MAIN = """
import gc
gc.threshold(2048)
from machine import ADC
from usnmp_firmware import main
from usnmp_mib import COUNTER, GAUGE, INT

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"
event, turn = ADC(0), ADC(1)

def memory():
    gc.collect()
    return gc.mem_free()

def sensors(firmware):
    add = firmware.mib.scalar
    notify = firmware.notify
    counters = firmware.agent.counters
    seen = [event.read_u16(), turn.read_u16()]

    def look():
        n, value = turn.read_u16(), event.read_u16()
        if value != seen[0]:
            seen[0] = value
            notify.send(BASE[:-5], [(BASE % 9, INT, value)], keep=bool(value & 1))
        if n != seen[1]:
            seen[1] = n
            print("turn %d." % n)

    add(BASE % 1, INT, 0, write=True, persist=firmware.store)
    add(BASE % 2, COUNTER, lambda: counters[1])
    add(BASE % 3, GAUGE, lambda: notify.pending)
    add(BASE % 4, COUNTER, lambda: notify.dropped)
    add(BASE % 5, COUNTER, lambda: notify.failed + notify.errors + firmware.store.failures)
    add(BASE % 6, GAUGE, memory)
    notify.watch(look, above=65535)

main(sensors)
"""
UPTIME, NAME = "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.1.5.0"
VALUE, ASKED, PENDING, DROPPED, FAULTS, FREE = (BASE % i for i in range(1, 7))
EVENT = BASE[:-5]
GENERIC = "1.3.6.1.6.3.1.1.5."
COLD, WARM, DOWN, UP = (GENERIC + i for i in "1234")
QUEUE = 8  # notifications that wait at most, usnmp_firmware/assemble.py
WRITTEN = 66000  # ms after which what was set is in the file, docs/persistence.md
WRAP = 1 << 30
RESET = 6  # the end of a life by the watchdog
MINUTE, HOUR, DAY = 60000, 3600000, 86400000


def clock():
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 1e6


class Year:
    """The board, and what is to be expected of it."""

    def __init__(self, box, sink, rng):
        self.box = box
        self.sink = sink
        self.rng = rng
        self.turns = self.events = self.number = 0
        self.stats = collections.Counter()
        self.exact = set()  # notifications that arrive once,
        self.once = set()  # once or more often, being kept,
        self.perhaps = set()  # once or more often, or not at all,
        self.never = set()
        self.values = ["usnmp"]  # those that the file may have
        self.carried = []
        self.unclear = []
        self.free = []
        self.total = 0  # ms of all lives

    # -- a life, from power-on to the cut

    def begin(self, cause, start):
        """Switch it on; start: the notification that is to come."""
        box = self.box
        self.ready = None
        self.advanced = 0
        self.zero = clock(), None
        self.manager = None
        self.asked = 0
        self.last = 0
        self.queue = []
        self.dropped = 0
        self.bounds = None
        if cause == "PWRON_RESET":
            box.power_on()
        else:
            box.hard_reset(cause)
        box.wait_for_text("usnmp serves")
        self.born = self.zero[0], clock()
        self.stats[cause] += 1
        # Kept ones may take the place of coldStart.
        self.crowded = len(self.carried) + len(self.unclear) >= QUEUE
        for name in self.carried:
            self._queue_up(name, True)
        for name in self.unclear:
            self.perhaps.add(name)
        self._queue_up((start, self.stats["boots"]), False)
        self.stats["boots"] += 1
        self.carried = []
        self.unclear = []
        self.recent = []  # kept ones that were delivered, and may be in the file still

    def turn(self, ms=0):
        """Let `ms` pass, and then what a turn of the loop takes."""
        self.box.wait_idle()
        if ms:
            self.box.advance(ms)
            self.box.wait_idle()
        self.turns = self.turns % 60000 + 1
        self.box.adc(1, self.turns)
        self.box.advance(1000)
        self.box.wait_for_text("turn %d." % self.turns)
        self.advanced += ms + 1000
        if ms >= WRITTEN:
            self.values = self.values[-1:]
            self.recent = []

    def _queue_up(self, name, kept):
        self.queue.append((name, kept, self.advanced))
        if len(self.queue) > QUEUE:
            gone = ([e for e in self.queue if not e[1]] or self.queue)[0]
            self.queue.remove(gone)
            # Kept: it may be in the file still. Wi-Fi is up: it has just been sent, and is then
            # dropped all the same.
            clear = not (gone[1] or self.box.memory.link or self.crowded)
            (self.never if clear else self.perhaps).add(gone[0])
            self.dropped += 1
            self.stats["dropped"] += 1

    def event(self):
        self.events += 1
        self.box.adc(0, self.events)
        self.turn()
        self._queue_up((EVENT, self.events), self.events % 2 == 1)

    # -- the manager

    def ask(self, *oids):
        if self.manager is None:
            box = self.box
            box.wait_for_network()
            self.manager = Manager(
                box.address, "private", port=box.port(161), timeout_ms=20000, retries=0
            )
        self.asked += 1
        found = self.manager.get(*oids)
        return [vb.value for vb in (found if len(oids) > 1 else [found])]

    def leave(self):
        if self.manager:
            self.manager.close()
        self.manager = None

    def visit(self):
        """All that was queued arrives; then what a manager sees is right."""
        end = time.monotonic() + 20
        while self.ask(PENDING) != [0]:
            assert time.monotonic() < end, self.box.log[-1000:]
        for name, kept, _ in self.queue:
            if kept:
                self.once.add(name)
                self.recent.append(name)
            else:
                (self.perhaps if self.crowded else self.exact).add(name)
        self.queue = []
        before = clock()
        uptime, asked, dropped, faults, free = self.ask(UPTIME, ASKED, DROPPED, FAULTS, FREE)
        after = clock()
        self._check_uptime(uptime * 10, before + self.advanced, after + self.advanced)
        assert asked == self.asked  # since the boot: none was lost, no request restarted it
        if self.crowded:  # what the file still had, delivered before, took the place of others
            self.dropped = dropped
            self.crowded = False
        assert dropped == self.dropped
        assert faults == 0
        self.free.append(free)
        self.stats["visits"] += 1

    def _check_uptime(self, ms, before, after):
        # When it began, as each visit tells it: never another time, to a hundredth of a second.
        assert ms >= self.last, "sysUpTime went back"
        self.last = ms
        low, high = before - ms - 12, after - ms + 2
        if self.bounds is None:
            assert high >= self.born[0] and low <= self.born[1], (low, high, self.born)
            self.bounds = low, high
        low, high = max(low, self.bounds[0]), min(high, self.bounds[1])
        assert low <= high, "sysUpTime is %d ms off" % (low - high)
        self.bounds = low, high

    def set(self):
        self.number += 1
        name = "board %d" % self.number
        self.ask(PENDING)
        self.asked += 1
        self.manager.set((VALUE, 2, self.number), (NAME, 4, name))
        self.values.append(name)
        self.stats["sets"] += 1

    def check_values(self):
        number, name = self.ask(VALUE, NAME)
        assert name in self.values, (name, self.values)
        assert name == ("board %d" % number if number else "usnmp")  # all, or nothing
        self.stats["set values lost"] += len(self.values) - 1 - self.values.index(name)
        self.values = [name]

    # -- faults

    def _noticed(self, text):
        self.box.wait_idle()
        self.box.advance(1000)
        self.advanced += 1000
        self.box.wait_for_text(text)
        self.turn()

    def outage(self, events, ms):
        self.leave()
        self.box.wifi(False)
        self._noticed("Wi-Fi: down")
        self.stats["outages"] += 1
        self._queue_up((DOWN, self.stats["outages"]), False)
        for _ in range(events):
            self.event()
        if ms:
            self.turn(ms)

    def back(self, moved=False):
        address = "%s.%d" % (self.box.address.rpartition(".")[0], self.rng.randrange(1, 255))
        self.box.wifi(True, address if moved else None)
        self.box.wait_for_network()
        self._noticed("Wi-Fi: address")
        self._queue_up((UP, self.stats["outages"]), False)

    def end(self):
        """The power has gone, or the chip was reset."""
        self.leave()
        for name, kept, at in self.queue:
            if not kept:
                self.never.add(name)
                self.stats["gone with the power"] += 1
            elif self.advanced - at >= WRITTEN + 1000:
                self.carried.append(name)
                self.stats["kept over a cut"] += 1
            else:
                self.unclear.append(name)
        self.unclear += self.recent
        self.stats["wraps"] += self.advanced // WRAP
        self.total += self.advanced

    # -- the reckoning

    def check(self):
        found = collections.Counter()
        count = collections.Counter()
        for n in self.sink.seen:
            if n.trap_oid == EVENT:
                found[EVENT, n.varbinds[0].value] += 1
            else:
                count[n.trap_oid] += 1
        events = [name for name in self.exact if name[0] == EVENT]
        assert all(found[name] == 1 for name in events)
        assert all(found[name] >= 1 for name in self.once), sorted(
            name for name in self.once if not found[name]
        )
        assert not any(found[name] for name in self.never - self.once)
        assert not found.keys() - self.exact - self.once - self.perhaps
        for kind in (COLD, WARM, DOWN, UP):
            least = len([name for name in self.exact if name[0] == kind])
            most = least + len([name for name in self.perhaps if name[0] == kind])
            assert least <= count[kind] <= most, (kind, least, count[kind], most)
            self.stats["kind" + kind[-2:]] = count[kind]
        self.stats["events"] = self.events
        self.stats["arrived"] = len(found)
        self.stats["arrived again"] = sum(found.values()) - len(found)


def live(year, long, outages):
    """One life, but for its end."""
    rng = year.rng
    lasts = (3 * WRAP + rng.randrange(HOUR)) if long else rng.randrange(HOUR, 6 * HOUR)
    for i in range(outages):
        events = min(rng.randrange(12), rng.randrange(12))
        year.outage(events, rng.choice((0, MINUTE, HOUR)) if long else 0)
        year.back(rng.randrange(3) == 0)
        if rng.randrange(3):
            year.visit()
            if not rng.randrange(4):
                year.set()
        else:
            year.visit()
        left = lasts - year.advanced
        if left > 0:
            year.turn(int(left * rng.random() * 2 / (outages - i + 1)))
    if lasts > year.advanced:
        year.turn(lasts - year.advanced)
    year.visit()


def die(year, how):
    """The end of a life, one of several; what is next to start it, and its notification."""
    rng, box = year.rng, year.box
    if how == 0:  # an outage, with notifications that are in the file
        year.outage(rng.randrange(1, 7), HOUR)
    elif how == 1:  # one of which not all are
        year.outage(rng.randrange(1, 4), 0)
    elif how == 2:
        year.set()
        year.turn(WRITTEN)
    elif how == 3:
        year.set()
    elif how == 4:  # in the middle of a write: it opens a file, writes, renames it
        year.turn(WRITTEN)
        year.set()
        if rng.randrange(2):
            box.power_cut(operations=rng.randrange(2))
        else:
            box.power_cut(octets=rng.randrange(60))
        box.advance(WRITTEN)
        box.wait_off()
        year.advanced += WRITTEN
    elif how == 5:  # what was delivered is in the file still
        year.outage(rng.randrange(1, 9), HOUR)
        year.back()
        year.visit()
    if how == RESET:
        cause, start = "WDT_RESET", WARM
    else:
        cause, start = "PWRON_RESET", COLD
        if how != 4:
            box.power_cut()
        year.stats["power cuts"] += 1
    year.end()
    if not box.memory.link:
        box.wifi(True)
    return cause, start


CONFIG = {
    "wifi": {"ssid": "box", "key": "secret", "timeout": 1},
    "write_community": "private",
    "persist": "usnmp.dat",
    "watchdog": False,  # it bites by the PC's clock
}


def test_year_with_wraps_outages_and_power_cuts(build, tmp_path):
    lives = [(True, 40, i % 6) for i in range(10)] + [(False, 2, i % 6) for i in range(40)]
    lives += [(False, 2, RESET) for i in range(10)]
    rng = random.Random(2026)
    rng.shuffle(lives)
    with Sink() as sink:
        targets = [{"host": "127.0.0.1", "port": sink.port, "inform": True}]
        config = {**CONFIG, "targets": targets}
        with firmware(build, tmp_path, MAIN, config, ticks=0, connect_ms=0) as box:
            year = Year(box, sink, rng)
            born = "PWRON_RESET", COLD
            for long, outages, how in lives:
                year.begin(*born)
                year.visit()
                year.check_values()
                live(year, long, outages)
                born = die(year, how)
            year.begin(*born)
            year.visit()
            year.check_values()
            year.check()
    stats = year.stats
    print(dict(stats), "%d days" % (year.total / DAY), "free %d to %d" % (
        min(year.free), max(year.free)
    ))  # fmt: skip
    assert stats["power cuts"] == 50 and stats["outages"] >= 500 and stats["wraps"] >= 30
