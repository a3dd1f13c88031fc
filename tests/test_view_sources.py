# Where requests of a community may come from: portable, runs on CPython and MicroPython.

import socket

from tablebox import request
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from usnmp_view import View
from util import raises

OID = "1.3.6.1.9.1.0"


def test_requests_must_come_from_an_allowed_source():
    mib = Mib()
    mib.scalar(OID, INT, 5)
    agent = Agent(mib, max_size=200)
    agent.allow("near", View(sources=("192.0.2.0/24", "10.0.0.7")))
    p = request(0xA0, OID, community="near")
    for address, answered in (
        ("192.0.2.255", True),
        ("192.0.3.0", False),
        ("10.0.0.7", True),
        ("10.0.0.8", False),
        ("::ffff:10.0.0.7", True),
        ("fe80::1", False),
    ):
        before = agent.counters[4]
        assert (agent.respond(p, (address, 40000)) is not None) == answered, address
        assert agent.counters[4] == before + (not answered)
    assert agent.respond(p) is None
    if hasattr(socket, "inet_pton"):  # CPython
        agent.allow("far", View(sources=("2001:db8::/32", "192.0.2.1")))
        p = request(0xA0, OID, community="far")
        for address, answered in (
            ("2001:db8:1::7", True),
            ("2001:db9::7", False),
            ("fe80::1%eth0", False),
            ("192.0.2.1", True),
        ):
            assert (agent.respond(p, (address, 40000, 0, 0)) is not None) == answered, address
    for bad in ("192.0.2", "192.0.2.0/33", "10.0.0.0/x", "host"):
        raises(ValueError, View, None, False, (bad,))
