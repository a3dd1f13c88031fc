# Feeds hostile messages of SNMPv3, right MACs and all, to one role on whatever interpreter, from a
# file that CPython has written, and compares what comes of each with what came of it there:
#   replay_v3.run(ROLE, FILE)
# prints a line for each case of which something else came, and one that counts them. Portable;
# tests/host/security/test_hostile_v3.py writes the file, with the outcomes of Role.outcome() here.
#
# The file: octets of the datagram (2), sha256 of the outcome (8), the datagram.

import gc
from hashlib import sha256

if hasattr(gc, "threshold"):  # as usnmp_firmware does
    gc.threshold(2048)

# As sealed has them
ENGINE = b"\x80\0\x1f\x88\x05sealed"
BOOTS, TIME = 5, 1000
KU = bytes(range(32))
ID = 0x5A6B7C7D
SOURCE = "192.0.2.7", 40000


def users():
    """Those of whom the datagrams are, without "old", who wants more than a board has."""
    from usnmp_v3 import User

    return [
        User("reader", "SHA", None, "AES", None, KU[:20], KU[:20]),
        User("half", "SHA", auth_key=KU[:20]),
        User("open"),
    ]


def engine():
    from usnmp_base.uptime import Uptime
    from usnmp_v3.engine import Engine

    clock = [0]
    made = Engine(ENGINE, BOOTS, Uptime(lambda: clock[0], lambda a, b: a - b))
    clock[0] = TIME * 1000
    return made


class AgentRole:
    """What comes of a datagram: the reply, and what was counted."""

    def __init__(self):
        from usnmp_agent import Agent
        from usnmp_agent.view import View
        from usnmp_mib import INT, OCTSTR, Mib

        mib = Mib()
        self.logged = []
        self.agent = agent = Agent(mib, "public", None, 600, self.logged.append)
        mib.scalar("1.3.6.1.2.1.1.5.0", OCTSTR, "box", write=True)
        mib.scalar("1.3.6.1.4.1.8072.9999.9999.1.0", INT, 210)
        mib.scalar("1.3.6.1.4.1.8072.9999.9999.4.0", INT, 200, write=True)
        agent.engine = engine()
        reader, half, open = users()
        agent.allow(reader, write=True)
        agent.allow(half, level="noAuthNoPriv", context="side")
        agent.allow(open, View(read=["1.3.6.1.2.1.1"]))

    def outcome(self, d):
        agent = self.agent
        agent.v3.message._iv[8:] = bytes(8)
        reply = agent.respond(d, SOURCE)
        return reply, agent.v3.stats, agent.counters, self.logged


class ReceiverRole:
    """What comes of a datagram: the notification, the reply, the reason."""

    def __init__(self):
        from usnmp_receiver import Receiver

        self.bad = []
        self.n = 0
        self.receiver = Receiver(
            on_bad=lambda d, source, reason: self.bad.append(reason),
            max_size=1472,
            ticks_ms=lambda: 5,
            log=self.bad.append,
            users=users(),
            engine=engine(),
        )
        self.receiver.v3.size = 2

    def outcome(self, d):
        self.bad.clear()
        self.n += 1
        if self.n % 8 == 0:
            self.receiver.v3.clear()  # a clock that was set to the end of time, too
        self.receiver.v3.message._iv[8:] = bytes(8)
        n, reply = self.receiver.receive(d, SOURCE)
        if n:
            n = n.user, n.security_level, n.trap_oid, n.uptime, len(n.raw_varbinds), n.context
        return n, reply, self.bad


class PeerRole:
    """What comes of a datagram: the PDU, or why it is refused; and what is known of the engine."""

    def __init__(self):
        from usnmp_base.uptime import Uptime
        from usnmp_v3.message import Message
        from usnmp_v3.peer import Peer

        message = Message(1472)
        clock = Uptime(lambda: 7000, lambda a, b: a - b)
        self.peers = [Peer(u, uptime=clock, message=message) for u in users()]
        for peer in self.peers:
            peer._learn(ENGINE)
        self.n = 0

    def outcome(self, d):
        self.n += 1
        return [self.unpacked(peer, d) for peer in self.peers]

    def unpacked(self, peer, d):
        if peer.engine.id != ENGINE:  # it followed
            peer._learn(ENGINE)
        peer.engine.sure = self.n & 1 > 0
        peer.engine.latest = TIME
        peer.engine.set(BOOTS, TIME)
        peer.ids = [ID]
        peer.followed = 0
        try:
            found = peer.unpack(d)
        except ValueError as e:
            found = str(e)
        return found, peer.engine.id, peer.engine.boots, peer.engine.time()


ROLES = {"agent": AgentRole, "receiver": ReceiverRole, "peer": PeerRole}


def told(outcome):
    """An outcome as text, the same on each interpreter."""
    if isinstance(outcome, (tuple, list)):
        return "".join([told(x) + ";" for x in outcome])
    return str(outcome) if isinstance(outcome, int) else repr(outcome)


def seal_of(outcome):
    return sha256(told(outcome).encode()).digest()[:8]


def run(role, path):
    """(cases, those of which something else came)."""
    role = ROLES[role]()
    head = bytearray(10)
    n = failed = 0
    with open(path, "rb") as stream:
        while stream.readinto(head):
            d = stream.read(head[0] << 8 | head[1])
            n += 1
            try:
                outcome = role.outcome(d)
            except Exception as e:
                outcome = "raised %r" % e
            if seal_of(outcome) != head[2:]:
                failed += 1
                if failed < 20:
                    print("FAIL", n, told(outcome))
    print("%d cases, %d failed" % (n, failed))
    return n, failed
