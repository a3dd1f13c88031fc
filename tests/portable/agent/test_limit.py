# Limits of what one source gets: portable, runs on CPython and MicroPython.

from tablebox import ask
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_agent.rate_limit import RateLimit
from usnmp_mib import INT, OCTSTR, Mib

OID = "1.3.6.1.4.1.8072.9999.9999.1.0"


class Clock:
    ms = (1 << 30) - 500  # it wraps soon

    def __call__(self):
        return self.ms & (1 << 30) - 1


def test_a_source_gets_its_burst_and_then_its_rate():
    clock = Clock()
    limit = RateLimit(10, burst=5, ticks_ms=clock)
    a, b = ("192.0.2.1", 1), ("192.0.2.2", 1)
    assert [limit.admits(a) for _ in range(7)] == [True] * 5 + [False] * 2
    assert limit.admits(b)  # another one is not concerned
    assert not limit.admits(("192.0.2.1", 2))  # another port of the same is
    assert limit.dropped == 3
    n = 0
    for _ in range(200):  # ten seconds
        clock.ms += 50
        n += limit.admits(a)
    assert 99 <= n <= 101, n
    clock.ms += 100000
    assert [limit.admits(a) for _ in range(6)] == [True] * 5 + [False]


def test_many_sources_take_no_more_memory():
    limit = RateLimit(1, burst=1, sources=4, ticks_ms=Clock())
    for i in range(1000):
        limit.admits(("192.0.2.%d" % i, 1))
    assert len(limit._seen) == 4


def test_too_many_requests_are_dropped_and_counted():
    mib = Mib()
    mib.scalar(OID, INT, 1)
    agent = Agent(mib, max_size=300)
    agent.limit = RateLimit(1, burst=3, ticks_ms=Clock())
    p = SnmpPacket(0xA0, varbinds={OID: None}).tobytes()
    answers = [agent.respond(p, ("192.0.2.1", 5)) for _ in range(5)]
    assert [a is None for a in answers] == [False] * 3 + [True] * 2
    assert agent.counters[31] == agent.limit.dropped == 2


def test_a_reply_is_no_longer_than_so_many_times_its_request():
    mib = Mib()
    for i in range(30):
        mib.scalar("1.3.6.1.9.%d.0" % i, OCTSTR, "abc")
    mib.scalar("1.3.6.1.10.0", OCTSTR, "x" * 200)
    agent = Agent(mib, max_size=600)
    p = SnmpPacket(0xA5, ver=1, err_id=30, varbinds={"1.3.6.1.9": None}).tobytes()
    assert len(agent.respond(p)) > 450
    agent.max_times = 3
    cut = agent.respond(p)
    assert 2 * len(p) < len(cut) <= 3 * len(p)
    assert ask(agent, 0xA0, "1.3.6.1.10.0").err_status == 1  # tooBig
    assert agent.capped == 2
    assert ask(agent, 0xA0, "1.3.6.1.9.1.0").err_status == 0


def test_what_has_no_valid_community_spends_nothing():
    mib = Mib()
    mib.scalar(OID, INT, 1)
    agent = Agent(mib)
    agent.limit = RateLimit(1, burst=2, ticks_ms=lambda: 0)
    d = SnmpPacket(0xA0, id=1, varbinds={OID: None}).tobytes()
    for i in range(20):
        for bad in (b"", d[:-1], d.replace(b"public", b"wrong!")):
            assert agent.respond(bad, ("192.0.2.1", i)) is None
    assert agent.respond(d, ("192.0.2.1", 161)) and agent.respond(d, ("192.0.2.1", 161))
    assert agent.respond(d, ("192.0.2.1", 161)) is None
    assert agent.limit.dropped == 1


def test_each_ipv6_host_has_a_bucket_of_its_own():
    limit = RateLimit(1, burst=1, ticks_ms=lambda: 0)

    def source(last, port=b"\xb6\xff"):  # sockaddr_in6: family, port, flow, address, scope
        head = b"\n\x00" + port + bytes(4) + b"\x20\x01\x0d\xb8" + bytes(11)
        return head + bytes((last, 0, 0, 0, 0))

    assert limit.admits(source(1)) and limit.admits(source(2))
    assert not limit.admits(source(1, b"\0\1")) and not limit.admits(source(2))
    assert limit.admits(("2001:db8::1", 5, 0, 0)) and limit.admits(("2001:db8::2", 5, 0, 0))
