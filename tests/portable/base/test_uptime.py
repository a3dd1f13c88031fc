# sysUpTime and the system group: portable, runs on CPython and MicroPython.

from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_base.uptime import Uptime

WRAP = 1 << 30


class Clock:
    # ticks_ms as the ports have it: wraps at 2**30.
    def __init__(self, ms=0):
        self.ms = ms

    def ticks_ms(self):
        return self.ms % WRAP

    def ticks_diff(self, a, b):
        return (a - b + WRAP // 2) % WRAP - WRAP // 2


def make(ms=0):
    clock = Clock(ms)
    return clock, Uptime(clock.ticks_ms, clock.ticks_diff)


def test_uptime_counts_hundredths_and_loses_none():
    clock, uptime = make()
    for _ in range(1000):
        clock.ms += 7
        uptime()
    assert uptime() == 700


def test_uptime_is_exact_across_the_wrap_of_ticks_ms():
    clock, uptime = make(WRAP - 5)
    clock.ms += 1005
    assert uptime() == 100
    start = clock.ms
    for _ in range(90):  # 450 days, 36 wraps
        clock.ms += 5 * 86400000
        uptime()
    assert uptime() == 100 + (clock.ms - start) // 10


def test_uptime_wraps_at_two_to_the_32_hundredths():
    clock, uptime = make()
    for _ in range(100):
        clock.ms += 5 * 86400000
        uptime()
    assert uptime() == (500 * 8640000) % (1 << 32)


def test_uptime_runs_on_the_clock_of_the_port():
    uptime = Uptime()
    assert 0 <= uptime() <= uptime() < 6000


def test_the_system_group_is_complete_and_writable_where_rfc_3418_says():
    mib = Mib()
    clock, uptime = make()
    system(mib, uptime, descr="d", contact="c", name="n", location="l", services=76)
    agent = Agent(mib, "public", "private")
    clock.ms = 1230
    p = SnmpPacket(0xA0)
    for i in range(1, 8):
        p.varbinds["1.3.6.1.2.1.1.%d.0" % i] = None
    r = SnmpPacket(agent.respond(p.tobytes()))
    assert [v for _, v in r.varbinds.items()] == [
        (4, "d"),
        (6, "1.3.6.1.4.1.8072.9999.9999"),
        (67, 123),
        (4, "c"),
        (4, "n"),
        (4, "l"),
        (2, 76),
    ]
    for i, status in ((1, 2), (2, 2), (3, 2), (4, 0), (5, 0), (6, 0), (7, 2)):
        t = list(r.varbinds.items())[i - 1][1][0]
        value = {4: "new", 6: "1.3.6", 67: 5, 2: 5}[t]
        p = SnmpPacket(0xA3, community="private", varbinds={"1.3.6.1.2.1.1.%d.0" % i: (t, value)})
        assert SnmpPacket(agent.respond(p.tobytes())).err_status == status, i
    p = SnmpPacket(0xA3, community="private", varbinds={"1.3.6.1.2.1.1.5.0": (4, "x" * 256)})
    assert SnmpPacket(agent.respond(p.tobytes())).err_status == 3
