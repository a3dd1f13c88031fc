# What the tests of usnmp_agent.request_cache share.

from agentbox import BASE, GET, Box, error
from usnmp import SnmpPacket
from usnmp_agent.request_cache import Shapes

SOURCE = "192.0.2.7", 1024


def box(**kw):
    b = Box(400)
    b.shapes = Shapes(b.agent, **kw)
    return b


def request(t, oids, rid=0x1234567, **kw):
    p = SnmpPacket(t, id=rid, **kw)
    for oid in oids:
        p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
    return p.tobytes()


def value(b, n):
    # What a GET of object n gives, asked twice: the second time its shape is known.
    first = b.ask(GET, BASE % n)
    again = b.ask(GET, BASE % n, id=7)
    assert again.varbinds.items() == first.varbinds.items() and error(again) == error(first)
    return again.varbinds.items()[0][1][1]
