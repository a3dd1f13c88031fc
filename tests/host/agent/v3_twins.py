# Two agents that differ only in usnmp_pc.polled_v3, on whatever interpreter: the same replies and
# counters, octet for octet, to all they are sent: messages of users of all kinds, like earlier
# ones, damaged, made with the right key and yet odd, too early and too late, while users, rights,
# the boots and the room for a reply change.
#   v3_twins.py LIBRARY NUMBER SEED
# Prints how many were answered in the shorter way.

# ruff: noqa: E402  the library's folder comes first

import random
import sys

if __name__ == "__main__":
    sys.path[:] = [p for p in sys.path if p.startswith(".frozen")] + sys.argv[1:2] + sys.path[1:]

from messagebox import ENGINE, encrypted, message, num, pdu, scoped, signed
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_base.uptime import Uptime
from usnmp_codec import tobytes_tv
from usnmp_mib import GAUGE, INT, OCTSTR, Mib, oid_octets
from usnmp_v3 import User
from usnmp_v3.engine import Engine

BASE = "1.3.6.1.4.1.8072.9999.9999.1.%d.0"
USERS = [
    User("reader", "SHA", "authenticate", "AES", "keep it secret"),
    User("writer", "SHA-256", "authenticate", "AES-256", "keep it secret"),
    User("signer", "MD5", "authenticate"),
    User("ancient", "SHA", "authenticate", "DES", "keep it secret"),
    User("nobody"),
    User("second", "SHA", "authenticate2", "AES", "keep it secret2"),  # as long as `reader`
]
READER = tobytes_tv(4, b"reader")
LEVELS = {"signer": "authNoPriv", "nobody": "noAuthNoPriv"}


def octets():
    return bytes([random.getrandbits(8) for _ in range(8)])


class Twin:
    """An agent with an engine and a clock of its own."""

    def __init__(self):
        self.now = 1000
        uptime = Uptime(lambda: self.now, lambda a, b: a - b)
        self.log = []
        mib = Mib()
        mib.scalar("1.3.6.1.2.1.1.1.0", OCTSTR, "a twin")
        mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, "its name", write=True)
        self.asked = 0
        for i in range(1, 6):
            mib.scalar(BASE % i, GAUGE, self.value)
        mib.scalar(BASE % 6, INT, 5, write=True)
        mib.scalar(BASE % 7, OCTSTR, "x" * 300)
        mib.scalar(BASE % 8, INT, lambda: 1 // 0)
        self.agent = Agent(mib, "public", log=self.log.append)
        self.agent.engine = Engine(ENGINE, 5, uptime)
        for user in USERS:
            level = LEVELS.get(user.name.decode(), "authPriv")
            self.agent.allow(user, level=level, write=user.name == b"writer")
        self.agent.allow(USERS[0], View(["1.3.6.1.2.1"]), level="authNoPriv")
        self.agent.allow(USERS[1], View([BASE % 1]), level="authPriv", context="other")
        self.access = list(self.agent.v3.users[READER].access)
        self.usual = None

    def value(self):
        self.asked += 1
        return self.asked % 3 * 70000

    def respond(self, d, salt):
        iv = self.agent.v3.message._iv
        iv[8:] = salt
        reply = self.agent.respond(d, ("192.0.2.7", 1024))
        return reply, list(self.agent.counters), list(self.agent.v3.stats), list(self.log)


class Twins:
    """Both, and what they are sent."""

    def __init__(self, kind, seed):
        random.seed(seed)
        self.plain, self.quick = Twin(), Twin()
        self.quick.usual = kind(self.quick.agent.v3)
        self.usual = 0  # messages that were answered the shorter way
        answered = self.quick.usual._answered

        def counted(*args):
            self.usual += 1
            return answered(*args)

        self.quick.usual._answered = counted
        self.kept = []

    def both(self):
        return self.plain, self.quick

    def pdu(self):
        i = random.randrange(10)
        oid = "1.3.6.1.2.1.1.%d.0" % (2 * i - 15) if i > 7 else BASE % (i + 1)
        tag = random.choice((0xA0, 0xA0, 0xA0, 0xA1, 0xA5, 0xA3, 0xA6))
        id = num(random.choice((1, 200, 70000, 2**31 - 1, -5)))
        b = random.choice((0, 0, 3, 40)) if tag == 0xA5 else 0
        value = tobytes_tv(2, random.randrange(300)) if tag == 0xA3 else b"\5\0"
        return pdu(tag, oid_octets(oid), id, 0, b, value)

    def poll(self, user):
        """One more of the requests that make up most of what an agent gets."""
        engine = self.plain.agent.engine
        keys = self.plain.agent.v3.users[tobytes_tv(4, user.name)]
        time, salt = engine.time(), octets()
        data = scoped(pdu(oid=oid_octets(BASE % 1), id=num(random.getrandbits(30))))
        fields = dict(id=num(random.getrandbits(30)), time=num(time), user=user.name)
        fields.update(boots=num(engine.boots), data=data)
        if user.priv:
            data = encrypted(keys, data, engine.boots, time, salt)
            fields.update(flags=7, data=data, salt=salt)
        return signed(keys, **fields)

    def message(self):
        user = random.choice(USERS)
        if random.random() < 0.4 and user.priv != "DES" and user.auth:
            return self.poll(user)
        keys = self.plain.agent.v3.users[tobytes_tv(4, user.name)]
        engine = self.plain.agent.engine
        time = engine.time() + random.choice((0, 0, 0, 0, -5, 150, 151, -151, -150, -1000))
        flags = random.choice((4, 5, 7, 7, 7, 3, 0)) & (user.level | 4)
        name = random.choice((b"", b"", b"", b"", b"other", b"unknown"))
        data = scoped(self.pdu(), name=name)
        if random.random() < 0.1:  # the key is right, and what it says is odd
            data = self.damaged(data)
        time = max(0, time)
        boots = engine.boots + (random.random() < 0.1)
        id = num(random.choice((7, 300, 2**31 - 1, 2**30 + 5, 2**30 + 6, -1)))
        size = num(random.choice((65507, 65507, 1472, 484, 100)))
        fields = dict(id=id, boots=num(boots), time=num(time), user=user.name, size=size)
        if flags & 2:
            salt = octets()
            padding = bytes(-len(data) % 8) if user.priv == "DES" else b""
            if random.random() < 0.05:
                padding += bytes(8)
            data = encrypted(keys, data, boots, time, salt, padding)
            fields["salt"] = salt
        fields.update(flags=flags, data=data)
        return signed(keys, **fields) if flags & 1 else message(**fields)

    def damaged(self, d):
        for _ in range(random.choice((1, 1, 2, 5))):
            at = random.randrange(len(d))
            octet = bytes((random.choice((d[at] ^ 1 << random.randrange(8), octets()[0])),))
            # changed, inserted, or taken out
            d = d[:at] + random.choice((octet, octet, octet + d[at : at + 1], b"")) + d[at + 1 :]
            d = d or b"0"
        return d

    def change(self):
        """What may change between two messages; what changed before is undone."""
        what = random.randrange(7)
        size = random.choice((484, 100))
        for twin in self.both():
            agent = twin.agent
            users = agent.v3.users
            agent.max_size = 1472
            users[READER].access[:] = twin.access
            if what < 2:
                twin.now += 40000
            elif what == 2:  # another boot
                agent.engine.boots += 1
                agent.engine.head = agent.engine.tlv + num(agent.engine.boots)
            elif what == 3:  # the keys are others, if of the same octets
                del users[READER]
                agent.allow(USERS[0])
                users[READER].access[:] = twin.access
            elif what == 4:
                agent.max_size = size
            elif what == 5:
                users[READER].access.reverse()
            else:
                entry = users[READER].access[0]
                sees = View(sources=["192.0.2.8"])
                users[READER].access[0] = entry[:2] + (sees, entry[3])

    def same(self, n):
        """n messages to both."""
        for i in range(n):
            if random.random() < 0.002:
                self.change()
            what = random.random()
            d = self.message() if what < 0.6 or not self.kept else random.choice(self.kept)
            if what > 0.8:
                d = self.damaged(d)
            elif what < 0.6:
                self.kept = [d] + self.kept[:20]
            salt = octets()
            found, other = (twin.respond(d, salt) for twin in self.both())
            assert found == other, (i, d, found, other)
            for twin in self.both():
                twin.log[:] = []
        return self.usual


if __name__ == "__main__":
    if sys.implementation.name == "micropython":
        from usnmp_pc.polled_v3 import Usual as kind
    else:
        from usnmp_pc.polled_v3_pc import Flat3 as kind
    print(Twins(kind, int(sys.argv[3])).same(int(sys.argv[2])))
