# What the tests of the agent share: an agent with objects of every kind, asked in datagrams.

from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import COUNTER64, GAUGE, INT, OCTSTR, OID, Mib

GET, NEXT, RESPONSE, SET = 0xA0, 0xA1, 0xA2, 0xA3
TOOBIG, NOSUCHNAME, BADVALUE, GENERR = 1, 2, 3, 5
BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"


class Box:
    # An agent with objects of every kind, and what it logged.
    def __init__(self, max_size=600):
        self.value = 21
        self.name = "probe"
        self.logged = []
        self.written = []
        m = Mib()
        m.scalar(BASE % 1, OCTSTR, "constant")
        m.scalar(BASE % 2, INT, lambda: self.value)
        m.scalar(BASE % 3, COUNTER64, 5)
        m.scalar(BASE % 4, OCTSTR, lambda: self.name, write=self.set_name)
        m.scalar(BASE % 5, INT, 7, write=True)
        m.scalar(BASE % 6, GAUGE, lambda: 1 // 0)
        m.scalar(BASE % 7, INT, lambda: None)
        m.scalar(BASE % 8, INT, 0, write=self.refuse)
        m.scalar(BASE % 9, INT, 0, write=lambda v: 1 // 0)
        m.scalar("1.3.6.1.4.1.99999.1.0", OID, "1.3.6.1.4.1.99999")
        self.mib = m
        self.agent = Agent(m, "public", "private", max_size, self.logged.append)

    def set_name(self, value):
        self.written.append(value)
        self.name = value

    def refuse(self, value):
        if value > 9:
            raise ValueError("too much")

    def ask(self, t, *oids, **kw):
        p = SnmpPacket(t, **kw)
        for oid in oids:
            p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
        answer = self.agent.respond(p.tobytes(), None)
        if answer is None:
            return None
        assert type(answer) is bytes
        r = SnmpPacket(answer)
        assert r.tobytes() == answer  # in the fewest octets
        assert (r.type, r.ver, r.id) == (RESPONSE, 0, p.id)
        assert r.community == p.community
        if r.err_status:  # RFC 1157 4.1.2: the same bindings
            assert r.varbinds.items() == p.varbinds.items()
        return r


def error(r):
    return r.err_status, r.err_id
