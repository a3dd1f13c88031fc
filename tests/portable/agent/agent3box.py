# What the tests of an agent's SNMPv3 share: an agent whose clock stands still, and its users.

from messagebox import ENGINE, Read, num, private, signed
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User
from usnmp_v3.engine import Engine

KEY = bytes(range(20))
BASE = b"+\x06\x01\x04\x01\x83\xff\x7f"  # 1.3.6.1.4.1.65535
LEVEL, WINDOW, NAME, ID, DIGEST, DECRYPTION = range(1, 7)
MODELS, INVALID, HANDLERS = 7, 8, 9
CONTEXTS = 11
USM = b"+\x06\x01\x06\x03\x0f\x01\x01%c\0"


def stat(i):
    if i == CONTEXTS:
        return b"+\x06\x01\x06\x03\x0c\x01\x05\0"
    return (
        bytes((43, 6, 1, 6, 3, 15, 1, 1, i, 0))
        if i < 7
        else bytes((43, 6, 1, 6, 3, 11, 2, 1, i - 6, 0))
    )


class Box:
    # keys: of "reader", who has SHA and AES and reads at authPriv, and sets.
    def __init__(self, max_size=600, level=None, **kw):
        self.ms = 0
        self.time = 0
        self.logged = []
        self.mib = mib = Mib()
        mib.scalar("1.3.6.1.2.1.1.1.0", OCTSTR, "descr")
        mib.scalar("1.3.6.1.4.1.65535.1.0", INT, 7, write=True)
        mib.scalar("1.3.6.1.4.1.65535.2.0", OCTSTR, lambda: "x" * 400)
        mib.scalar("1.3.6.1.4.1.65535.3.0", OCTSTR, lambda: "y" * 300)
        self.agent = Agent(mib, None, None, max_size, self.logged.append)
        self.engine = Engine(ENGINE, 5, Uptime(lambda: self.ms, lambda a, b: a - b))
        self.agent.engine = self.engine
        self.user = User("reader", "SHA", None, "AES", None, KEY, KEY, ENGINE)
        self.agent.allow(self.user, write=True, level=level, **kw)
        # With the same ciphers: a board has no room for more
        self.keys = self.agent.v3.users[b"\x04\x06reader"]
        self.stats = self.agent.v3.stats
        self.counters = self.agent.counters

    def go(self, seconds):
        self.ms += seconds * 1000

    def private(self, data=None, **kw):
        # A request at authPriv, in time
        kw.setdefault("boots", 5)
        kw.setdefault("time", self.engine.time())
        return private(self.keys, data, **kw)

    def signed(self, flags=5, **kw):
        kw.setdefault("time", num(self.engine.time()))
        return signed(self.keys, flags, **kw)

    def ask(self, d):
        # The answer, taken apart; None. All that is said must be regular.
        answer = self.agent.respond(d, None)
        assert not self.logged, self.logged
        if answer is None:
            return None
        assert len(answer) <= self.agent.max_size
        r = Read(answer, self.keys)
        assert r.flags & 4 == 0 and r.size == self.agent.max_size
        assert (r.engine, r.context) == (ENGINE, ENGINE)
        assert (r.boots, r.time) == (self.engine.boots, self.engine.time())
        return r

    def reported(self, d, i, flags=0, rid=b"\x12\x34", id=b"\x07", user=b"reader"):
        # `d` is counted in stats[i] alone, and reported so.
        before = list(self.stats)
        r = self.ask(d)
        before[i] += 1
        assert self.stats == before
        assert (r.type, r.flags, r.id, r.rid) == (0xA8, flags, id, rid)
        assert (r.error, r.name, r.user) == ((0, 0), b"", user)
        assert r.bindings == [(stat(i), before[i])]

    def dropped(self, d, i=None, counter=None):
        # No answer; counted in stats[i], or in counters[counter], and nowhere else.
        before = list(self.stats), list(self.counters)
        if i:
            before[0][i] += 1
        if counter:
            before[1][counter] += 1
        before[1][1] += 1  # snmpInPkts
        assert self.agent.respond(d, None) is None
        assert not self.logged, self.logged
        assert (self.stats, self.counters) == before
