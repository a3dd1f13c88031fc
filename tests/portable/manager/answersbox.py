# An agent of managerbox that answers as a function says, however wrongly: what the tests of tables
# share.

from usnmp import SnmpPacket

WAYS = [(v, c) for v in ("1", "2c") for c in (None, (1, 2))]  # version, columns


def answering(b, f):
    """Let the agent answer each OID with f(OID): (OID, (type, value))."""

    def answer(p):
        assert len(b.asked) < 600
        r = SnmpPacket(0xA2, ver=p.ver, id=p.id, community=p.community)
        oids = list(p.varbinds)
        for _ in range(p.err_id if p.type == 0xA5 else 1):
            if len(r.varbinds) >= b.most:
                break
            found = [f(oid) for oid in oids]
            oids = [oid for oid, _ in found]
            for vb in found:
                r.varbinds.append(vb)
        return r

    b.answer = answer
    return b
