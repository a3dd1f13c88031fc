# What the tests of tables share: an agent with a table between two scalars.

from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib

GET, NEXT, SET = 0xA0, 0xA1, 0xA3
ENTRY = "1.3.6.1.4.1.9.1"
NOSUCHOBJECT, NOSUCHINSTANCE, END = (128, None), (129, None), (130, None)


def make(rows, **kw):
    mib = Mib()
    mib.scalar("1.3.6.1.4.1.8.0", INT, 8)
    mib.table(ENTRY, {2: OCTSTR, 300: INT}, rows, **kw)
    mib.scalar("1.3.6.1.4.1.10.0", INT, 10)
    return Agent(mib, "public", "private", max_size=300, log=lambda text: None)


def ask(agent, t, oid, community="public", ver=1):
    p = SnmpPacket(t, ver=ver, community=community)
    p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
    return SnmpPacket(agent.respond(p.tobytes()))


def walk(agent, oid="1.3", ver=1):
    found = []
    while len(found) < 30:
        r = ask(agent, NEXT, oid, ver=ver)
        ((oid, tv),) = r.varbinds.items()
        if r.err_status or tv == END:
            return found
        found.append((oid[12:], tv[1]))
    raise AssertionError(found)
