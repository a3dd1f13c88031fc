# What the tests of SNMPv2c share.

from usnmp import SnmpPacket

OBJECT, INSTANCE, END = (128, None), (129, None), (130, None)


def ask(agent, t, oids, community="public", ver=1, **kw):
    p = SnmpPacket(t, ver=ver, community=community, id=99, **kw)
    for oid in oids:
        p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
    answer = agent.respond(p.tobytes())
    if answer is None:
        return None
    r = SnmpPacket(answer)
    assert (r.ver, r.type, r.id, r.community) == (ver, 0xA2, 99, community)
    return r


def error(r):
    return r.err_status, r.err_id
