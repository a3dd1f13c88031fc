# Where requests of a community may come from: portable, runs on CPython and MicroPython.

import socket

from tablebox import request
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from usnmp_agent.view import View
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


def test_only_the_mapped_form_of_an_ipv6_address_is_ipv4():
    view = View(sources=("10.0.0.0/8",))
    assert view.admits(("10.0.0.1", 1)) and view.admits(("::ffff:10.0.0.1", 1, 0, 0))
    for address in ("::10.0.0.1", "64:ff9b::10.0.0.1", "::ffff:0:10.0.0.1", "x", "", "fe80::1%lo"):
        assert not view.admits((address, 1, 0, 0)), address


def test_what_is_no_address_is_refused():
    for text in ("1:2:3", "::g", "10.0.0.0/33", "10.0.0", "::/129", "/", "", "10.0.0.0/-1", "a.b"):
        raises(ValueError, View, sources=(text,))
