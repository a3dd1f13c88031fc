# usnmp_agent.request_cache: communities, views and sources are asked anew for each request.

from agentbox import BASE, GET, NOSUCHNAME
from shapesbox import SOURCE, box, request
from usnmp import SnmpPacket
from usnmp_agent.view import View


def test_a_view_given_anew_and_its_sources_are_obeyed():
    b = box()
    b.agent.allow("guest", View(sources=["192.0.2.0/24"]))
    d = request(GET, [BASE % 1], community="guest")
    c = b.agent.counters
    for _ in range(2):
        assert b.agent.respond(d, SOURCE)
    assert b.shapes.n == 1 and c[4] == 0
    assert b.agent.respond(d, ("203.0.113.1", 5)) is None and c[4] == 1
    b.agent.allow("guest", View(["1.3.6.1.2"]))
    assert SnmpPacket(b.agent.respond(d, SOURCE)).err_status == NOSUCHNAME
    b.agent.allow("guest", View())
    assert SnmpPacket(b.agent.respond(d, SOURCE)).err_status == 0
    b.agent._heads.clear()
    assert b.agent.respond(d, SOURCE) is None and c[4] == 2
