# HOST-RESOURCES-MIB, usnmp_mibs.host_resources_mib: portable, runs on CPython and MicroPython.

import gc
import os

from tablebox import END, ask
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.host_resources_mib import Load, host_resources

BASE = "1.3.6.1.2.1.25."
NEXT = 0xA1


class Clock:
    # A usnmp_base.uptime.Uptime that is told the time.
    seconds = 7

    def __call__(self):
        return self.seconds * 100


def make(**kw):
    mib = Mib()
    agent = Agent(mib, max_size=300, log=lambda text: None)
    clock = Clock()
    host_resources(mib, clock, agent, **kw)
    return agent, clock


def walk(agent):
    """{the OID below BASE: (type, value)}"""
    found = {}
    oid = BASE[:-1]
    while True:
        ((oid, tv),) = ask(agent, NEXT, oid).varbinds.items()
        if tv == END:
            return found
        assert oid.startswith(BASE)
        found[oid[len(BASE) :]] = tv


class Socket:
    # A usnmp_base.udp.Udp that waits as long as it is told.
    def __init__(self, clock):
        self.clock = clock
        self.ms = 0

    def recv(self, size, timeout_ms):
        self.clock[0] += self.ms
        return size, timeout_ms


class Waiting:
    # An agent, as far as it is asked.
    on_start = None


def test_the_uptime_is_that_of_the_agent():
    agent, clock = make()
    assert walk(agent)["1.1.0"] == (67, 700)
    clock.seconds = 8
    assert walk(agent)["1.1.0"] == (67, 800)


def test_the_heap_is_a_storage_of_octets():
    agent, clock = make()
    found = walk(agent)
    if not hasattr(gc, "mem_alloc"):
        assert "2.3.1.1.1" not in found
        return
    assert found["2.3.1.1.1"] == (2, 1)
    assert found["2.3.1.2.1"] == (6, BASE + "2.1.2")  # hrStorageRam
    assert found["2.3.1.3.1"] == (4, "Heap")
    assert found["2.3.1.4.1"] == (2, 1)
    assert found["2.3.1.5.1"] == (2, gc.mem_alloc() + gc.mem_free())
    assert 0 < found["2.3.1.6.1"][1] < found["2.3.1.5.1"][1]


def test_the_flash_is_a_storage_of_blocks_that_is_looked_at_every_ten_seconds():
    agent, clock = make()
    found = walk(agent)
    told = os.statvfs("/")
    assert found["2.3.1.1.2"] == (2, 2)
    assert found["2.3.1.2.2"] == (6, BASE + "2.1.9")  # hrStorageFlashMemory
    assert found["2.3.1.3.2"] == (4, "Flash")
    assert found["2.3.1.4.2"] == (2, told[1] or told[0])
    assert found["2.3.1.5.2"] == (2, min(told[2], 0x7FFFFFFF))
    asked = []

    def statvfs(path):
        asked.append(path)
        return 512, 1024, 3000000000, 3000000000 - 5, 0, 0, 0, 0, 0, 255

    from usnmp_mibs import host_resources_mib

    real = host_resources_mib.os
    try:
        host_resources_mib.os = Clock()
        host_resources_mib.os.statvfs = statvfs
        agent, clock = make(path="/flash")
        assert walk(agent)["2.3.1.4.2"] == (2, 1024)
        found = walk(agent)
        assert found["2.3.1.5.2"] == (2, 0x7FFFFFFF)
        assert found["2.3.1.6.2"] == (2, 5)
        assert asked == ["/flash"] * 2  # at the start, and once
        clock.seconds += 10
        walk(agent)
        assert len(asked) == 3
    finally:
        host_resources_mib.os = real


def test_without_a_file_system_there_is_no_flash():
    agent, clock = make(path="/there/is/no/such")
    assert not [oid for oid in walk(agent) if oid.startswith("2.3.1.1.2")]


def test_the_board_is_a_device_that_runs():
    found = walk(make()[0])
    assert found["3.2.1.1.1"] == (2, 1)
    assert found["3.2.1.2.1"] == (6, BASE + "3.1.3")  # hrDeviceProcessor
    assert found["3.2.1.3.1"][0] == 4 and 0 < len(found["3.2.1.3.1"][1]) <= 64
    assert found["3.2.1.4.1"] == (6, "0.0")
    assert found["3.2.1.5.1"] == (2, 2)
    assert found["3.2.1.6.1"] == (65, 0)
    assert found["3.3.1.1.1"] == (6, "0.0")
    assert "3.3.1.2.1" not in found  # the agent is not bound yet


def test_the_load_is_what_was_no_waiting_of_the_last_whole_minute():
    clock = [0x3FFFF000]  # ticks_ms wraps soon
    load = Load(lambda: clock[0] & 0x3FFFFFFF)
    agent = Waiting()
    started = []
    agent.on_start = lambda: started.append(1)
    load.attach(agent)
    agent._udp = socket = Socket(clock)
    agent.on_start()
    assert started == [1] and load() is None

    def turns(n, idle, busy):
        socket.ms = idle
        for _ in range(n):
            assert socket.recv(484, 1000) == (484, 1000)
            clock[0] += busy

    turns(10, 750, 250)
    assert load() == 25  # of the time so far
    turns(51, 750, 250)
    assert load() == 25
    turns(30, 0, 1000)  # not a whole minute yet
    assert load() == 25
    turns(40, 0, 1000)
    assert load() >= 98
    turns(130, 1000, 0)
    assert load() == 0


def test_an_agent_that_is_bound_has_a_load():
    mib = Mib()
    agent = Agent(mib, max_size=300, log=lambda text: None)
    host_resources(mib, Clock(), agent)
    agent._udp = Socket([0])
    agent.on_start()
    agent._udp.recv(1, 0)
    load = walk(agent).get("3.3.1.2.1")
    assert load is None or load[0] == 2 and 0 <= load[1] <= 100
