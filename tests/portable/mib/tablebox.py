# What the tests of tables share: an agent with a table between two scalars.

from usnmp_agent import Agent
from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_tv
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


class Reply:
    # What the tests look at, in place of an SnmpPacket: usnmp would not fit beside the rest.
    def __init__(self, b):
        pdu = parts(parts(parts(b)[0][1])[2][1])
        self.err_status = pdu[1][1]
        self.varbinds = self
        self._pairs = []
        for _, binding in parts(pdu[3][1]):
            oid, tv = parts(binding)
            self._pairs.append((oid[1], tv))

    def items(self):
        return self._pairs

    def __iter__(self):
        return iter([oid for oid, _ in self._pairs])

    def __getitem__(self, oid):
        return dict(self._pairs)[oid]


def parts(b):
    # The (type, value) of the TLVs in b, one behind the other.
    found = []
    p = 0
    while p < len(b):
        found.append(frombytes_tvat(b, p))
        p += 1 + sum(frombytes_lenat(b, p))
    return found


def request(t, oid, tv=(5, None), community="public", ver=1):
    b = b""
    for oid, tv in oid if isinstance(oid, list) else ((oid, tv),):  # or several of both
        b += tobytes_tv(48, tobytes_tv(6, oid) + tobytes_tv(tv[0], tv[1]))
    b = tobytes_tv(t, tobytes_tv(2, 1) + tobytes_tv(2, 0) * 2 + tobytes_tv(48, b))
    return tobytes_tv(48, tobytes_tv(2, ver) + tobytes_tv(4, community) + b)


def ask(agent, t, oid, community="public", ver=1):
    oid, tv = oid if isinstance(oid, tuple) else (oid, (5, None))
    return Reply(agent.respond(request(t, oid, tv, community, ver)))


def walk(agent, oid="1.3", ver=1):
    found = []
    while len(found) < 30:
        r = ask(agent, NEXT, oid, ver=ver)
        ((oid, tv),) = r.varbinds.items()
        if r.err_status or tv == END:
            return found
        found.append((oid[12:], tv[1]))
    raise AssertionError(found)
