# USNMP-MIB, usnmp_mibs.usnmp_mib: what it tells of agent and notifier. Portable, runs on CPython
# and MicroPython.

from ownbox import GET, NEXT, get, make, walk
from tablebox import END, ask, request
from usnmp_agent.rate_limit import RateLimit
from usnmp_mibs.arc import ARC
from usnmp_mibs.usnmp_mib import drops, notifier


class Notes:
    # A notifier, as far as it is asked.
    def __init__(self):
        self.sent, self.acknowledged, self.failed, self.dropped = 1, 2, 3, 4
        self.suppressed, self.ignored, self.errors, self.pending = 5, 6, 7, 3
        self._queue = [[0, 0, 0, None], [0, 0, 0, "notify.0"], [0, 0, 0, "notify.1"]]


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
