# USNMP-MIB, usnmp_mibs.usnmp_mib: portable, runs on CPython and MicroPython.

import gc

from tablebox import END, ask, request
from usnmp_agent import Agent
from usnmp_agent.rate_limit import RateLimit
from usnmp_mib import Mib
from usnmp_mibs.arc import ARC
from usnmp_mibs.usnmp_mib import Board, Rssi, alarm, drops, notifier, usnmp_mib
from util import raises

GET, NEXT, TRAP = 0xA0, 0xA1, 0xA7
NOTHING = 0x80, None  # noSuchObject


def make():
    mib = Mib()
    return mib, Agent(mib, log=lambda text: None)


def get(agent, oid):
    return ask(agent, GET, "%s.1.%s" % (ARC, oid)).varbinds.items()[0][1]


def walk(agent):
    """What is below usnmpObjects: {the rest of the OID: (type, value)}."""
    found = {}
    head = ARC + ".1"
    oid = head
    while True:
        ((oid, tv),) = ask(agent, NEXT, oid).varbinds.items()
        if tv == END or not oid.startswith(head + "."):
            return found
        rest = oid[len(head) + 1 :]
        assert rest not in found
        assert get(agent, rest)[0] == tv[0]
        found[rest] = tv


class Clock:
    # A usnmp_base.uptime.Uptime that is told the time.
    seconds = 0

    def __call__(self):
        return self.seconds * 100


class Machine:
    PWRON_RESET, WDT_RESET, DEEPSLEEP_RESET = 0, 1, 5
    HARD_RESET, SOFT_RESET = 6, 4

    def __init__(self, cause):
        self.reset_cause = lambda: cause


class Notes:
    # A notifier, as far as it is asked.
    def __init__(self):
        self.sent, self.acknowledged, self.failed, self.dropped = 1, 2, 3, 4
        self.suppressed, self.ignored, self.errors, self.pending = 5, 6, 7, 3
        self._queue = [[0, 0, 0, None], [0, 0, 0, "notify.0"], [0, 0, 0, "notify.1"]]
        self.watched = None

    def watch(self, read, **options):
        self.watched = options
        return read


def test_each_cause_of_a_drop_is_counted_by_itself():
    mib, agent = make()
    drops(mib, agent)
    agent.limit = RateLimit(1, 3, ticks_ms=lambda: 0)
    assert agent.respond(b"\x30\x00") is None
    for _ in range(2):
        assert agent.respond(request(GET, ARC, ver=7)) is None
    for _ in range(3):
        assert agent.respond(request(GET, ARC, community="wrong")) is None
    assert agent.respond(request(0xA2, ARC)) is None  # a response
    for _ in range(5):  # three at once are allowed
        agent.respond(request(GET, ARC), ("192.0.2.1", 1))
    agent.counters[31] += 7  # it had no memory
    agent.limit.admits = lambda source: True
    assert [get(agent, "3.3.1.2.%d" % i) for i in range(7)] == [
        (0x81, None), (65, 1), (65, 2), (65, 3), (65, 1), (65, 2), (65, 7)
    ]  # fmt: skip
    agent.limit = None
    assert get(agent, "3.3.1.2.5") == (65, 0)
    assert get(agent, "3.3.1.2.6") == (65, 9)


def test_what_is_no_instance_is_none():
    mib, agent = make()
    drops(mib, agent)
    for oid in "3", "3.0", "3.1", "3.1.1", "3.1.0.0", "3.3", "3.3.1", "3.3.1.2", "3.4.0":
        assert get(agent, oid)[0] in (0x80, 0x81), oid
    for oid in "3.3.1.1.1", "3.3.1.2.0", "3.3.1.2.7", "3.3.1.2.1.1", "3.3.2.2.1":
        assert get(agent, oid)[0] in (0x80, 0x81), oid


def test_a_walk_comes_by_each_instance_once_in_order():
    mib, agent = make()
    drops(mib, agent)
    agent.counters[7] = 5
    agent.capped = 6
    found = walk(agent)
    assert sorted(found) == sorted(["3.1.0", "3.2.0"] + ["3.3.1.2.%d" % i for i in range(1, 7)])
    assert found["3.1.0"] == (65, 5) and found["3.2.0"] == (65, 6)
    for after, oid in (("3", "3.1.0"), ("3.1.0.9", "3.2.0"), ("3.3.1.1.5", "3.3.1.2.1")):
        answer = ask(agent, NEXT, "%s.1.%s" % (ARC, after))
        assert answer.varbinds.items()[0][0] == "%s.1.%s" % (ARC, oid)
    answer = ask(agent, NEXT, ARC + ".1.3.3.1.2.3.7")
    assert answer.varbinds.items()[0][0] == ARC + ".1.3.3.1.2.4"
    assert ask(agent, NEXT, ARC + ".1.3.3.1.3").varbinds.items()[0][1] == END


def test_the_notifier_tells_what_became_of_its_notifications():
    mib, agent = make()
    notifier(mib, Notes())
    values = [(65, 1), (65, 2), (65, 3), (65, 4), (65, 5), (65, 6), (65, 7), (66, 3), (66, 2)]
    assert [get(agent, "5.%d.0" % i) for i in range(1, 10)] == values
    assert len(walk(agent)) == 9


def test_the_cause_of_the_reset_is_told_whatever_its_number_on_the_port():
    for cause, told in ((0, 2), (6, 3), (1, 4), (5, 5), (4, 6), (99, 1)):
        mib, agent = make()
        Board(mib, Machine(cause))
        assert get(agent, "2.1.0") == (2, told), cause
    mib, agent = make()
    Board(mib, object())  # a port that does not tell
    assert get(agent, "2.1.0") == (2, 1)


def test_the_least_free_heap_stays():
    mib, agent = make()
    board = Board(mib, Machine(0))
    if not hasattr(gc, "mem_free"):
        assert list(walk(agent)) == ["2.1.0"]
        return
    board.poll()
    gc.collect()
    free = gc.mem_free()
    ballast = bytearray(2000)
    board.poll()
    del ballast
    gc.collect()
    t, least = get(agent, "2.3.0")
    assert t == 66 and least <= free - 2000
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
    assert list(walk(agent)) == ["4.2.0", "4.3.0"]
    for options in ({"keep": 0}, {"interval_s": 0}, {"interval_s": 86401}):
        raises(ValueError, Rssi, mib, Clock(), read, **options)


def test_an_alarm_tells_the_sensor_its_name_units_value_and_threshold():
    notify = Notes()
    alarm(notify, 7, "Kitchen", lambda: 30.46, "celsius", 1, above=30, clear_below=28)
    options = notify.watched
    assert (options["raised"], options["cleared"]) == (ARC + ".0.1", ARC + ".0.2")
    assert (options["above"], options["clear_below"]) == (30, 28)
    values = [(2, 7), (4, "Kitchen"), (4, "celsius"), (2, 1), (2, 305), (2, 300)]
    assert options["varbinds"](30.46, 30) == [
        ("%s.1.6.%d.0" % (ARC, i + 1), values[i][0], values[i][1]) for i in range(6)
    ]
    far = options["varbinds"](float("inf"), -1e30)
    assert (far[4][2], far[5][2]) == (0x7FFFFFFF, -0x7FFFFFFF)
    for number, name, precision in ((0, "a", 0), (1, "", 0), (1, "a", -1), (1, "a", 10)):
        raises(ValueError, alarm, notify, number, name, float, "", precision, above=1)


class Link:
    # usnmp_firmware.wifi.Link, as far as it is asked.
    def __init__(self):
        self._wlan = self

    def status(self, what):
        assert what == "rssi"
        return -55


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
