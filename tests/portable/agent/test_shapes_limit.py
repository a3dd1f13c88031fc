# usnmp_agent.request_cache beside a rate limit. On its own, for the heap.


from agentbox import BASE, GET
from shapesbox import SOURCE, box, request
from usnmp_agent.rate_limit import RateLimit


def test_the_rate_limit_counts_requests_of_known_shapes():
    b = box()
    d = request(GET, [BASE % 1])
    for _ in range(3):
        assert b.agent.respond(d, SOURCE)
    b.agent.limit = RateLimit(1, burst=2)
    assert [b.agent.respond(d, SOURCE) is None for _ in range(3)] == [False, False, True]
    assert b.agent.counters[31] == 1
