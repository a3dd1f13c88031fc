# The year of test_board_year.py with a user of SNMPv3: one manager, whose clock goes with the
# board's, reads and sets at authPriv all year, through reboots, power cuts, wraps of ticks_ms, a
# new address. It finds back by itself, or a request would raise Refused, for there are no retries.
# And 600 days without a reboot: sysUpTime wraps after 497 of them, snmpEngineTime does not.

import random

import pytest
import test_board_heap_v3 as v3
import test_board_year as y
from board_box.bench import BASE, Sink, firmware
from usnmp_base.uptime import Uptime
from usnmp_manager import Manager

pytestmark = pytest.mark.slow

# usmStatsNotInTimeWindows, snmpEngineBoots and snmpEngineTime as well
MAIN = y.MAIN.replace(
    "    add(BASE % 6,",
    """    v3 = firmware.agent.v3
    add(BASE % 7, COUNTER, lambda: v3.stats[2])
    add(BASE % 8, INT, lambda: v3.engine.boots)
    add(BASE % 10, INT, lambda: v3.engine.time())
    add(BASE % 6,""",
)
LATE, BOOTS, TIME = BASE % 7, BASE % 8, BASE % 10


def config(targets):
    config = v3.config({})
    config["users"][0]["write"] = ["1.3.6.1"]
    return {**config, **y.CONFIG, "targets": targets}


class Poller:
    """A Manager of the user, which sends to where the board is; `sent`: datagrams. now: the clock,
    milliseconds."""

    def __init__(self, now):
        self.sent = 0
        self.manager = m = Manager("127.0.0.1", user=v3.USER, timeout_ms=20000, retries=0)
        m.wrapper.peer.uptime = Uptime(now, lambda a, b: a - b)
        self._udp = m._udp
        m._udp = self
        self.recv = self._udp.recv
        self.close = self._udp.close

    def send(self, datagram, address):
        self.sent += 1
        return self._udp.send(datagram, address)

    def at(self, box):
        self.manager._address = box.address, box.port(161)
        return self.manager


class Year(y.Year):
    """As test_board_year's, with that manager."""

    def __init__(self, box, sink, rng):
        self.total = self.advanced = self.before = 0  # before: datagrams, in other lives
        self.start = y.clock()
        self.poller = Poller(self.now)
        super().__init__(box, sink, rng)

    def now(self):
        """Milliseconds since the beginning, of the board's time."""
        return int(self.total + self.advanced + y.clock() - self.start)

    @property
    def asked(self):
        return self.poller.sent - self.before

    @asked.setter
    def asked(self, n):
        if not n:
            self.before = self.poller.sent

    def ask(self, *oids):
        if self.manager is None:
            self.box.wait_for_network()
            self.manager = self.poller.at(self.box)
        found = self.manager.get(*oids)
        self.stats["requests"] += 1
        return [vb.value for vb in (found if len(oids) > 1 else [found])]

    def leave(self):
        self.manager = None

    def visit(self):
        super().visit()
        late, boots, time = self.ask(LATE, BOOTS, TIME)
        # Its time has begun anew: one report, which is followed
        assert late <= 1
        self.late = late
        assert boots == self.stats["boots"]
        assert abs(time * 1000 - self.advanced - y.clock() + self.zero[0]) < 30000

    def end(self):
        self.stats["not in time"] += self.late
        super().end()
        self.advanced = 0  # it is in the total


def test_year_of_a_manager_at_authpriv(frozen_v3, tmp_path):
    lives = [(True, 8, i % 6) for i in range(10)] + [(False, 2, i % 6) for i in range(20)]
    lives += [(False, 2, y.RESET) for i in range(5)]
    rng = random.Random(3414)
    rng.shuffle(lives)
    with Sink() as sink:
        asked = config([{"host": "127.0.0.1", "port": sink.port, "inform": True}])
        with firmware(None, tmp_path, MAIN, asked, frozen_v3, ticks=0, connect_ms=0) as box:
            year = Year(box, sink, rng)
            born = "PWRON_RESET", y.COLD
            for long, outages, how in lives:
                year.begin(*born)
                year.visit()
                year.check_values()
                y.live(year, long, outages)
                born = y.die(year, how)
            year.begin(*born)
            year.visit()
            year.check_values()
            year.check()
    year.poller.close()
    print(dict(year.stats), "%d days" % (year.total / y.DAY), "free %d" % min(year.free))
    assert year.total > 365 * y.DAY and year.stats["wraps"] >= 30
    assert year.stats["not in time"] >= len(lives) // 2


def test_600_days_without_a_reboot(frozen_v3, tmp_path):
    with Sink() as sink:
        asked = config([{"host": "127.0.0.1", "port": sink.port}])
        with firmware(None, tmp_path, MAIN, asked, frozen_v3, ticks=0, connect_ms=0) as box:
            year = Year(box, sink, random.Random(497))
            year.begin("PWRON_RESET", y.COLD)
            uptimes = []
            for _ in range(60):
                uptime, late, boots, time = year.ask(y.UPTIME, LATE, BOOTS, TIME)
                assert (late, boots) == (0, 1)
                assert abs(time - year.advanced // 1000) < 60
                uptimes.append(uptime)
                year.turn(10 * y.DAY)
            assert year.ask(LATE) == [0]
    year.poller.close()
    assert time > (1 << 32) // 100
    assert [a > b for a, b in zip(uptimes, uptimes[1:])].count(True) == 1
