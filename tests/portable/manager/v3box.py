# What the tests of a manager of SNMPv3 share: an agent with users in memory, their clocks.

import usnmp_manager.blocking
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_codec import tobytes_tv
from usnmp_manager import Manager
from usnmp_manager.v3 import Engines
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from usnmp_v3.message import Message
from usnmp_v3.pack import pack, scope_of
from usnmp_v3.peer import Peer

A = "1.3.6.1.2.1.1.5.0"
B = "1.3.6.1.2.1.1.7.0"
ENTRY = "1.3.6.1.4.1.9.2.1"
ENGINE = b"\x80\0\x1f\x88\x05agent"
STATS = "1.3.6.1.6.3.15.1.1."
# Master keys: passwords take 1 MiB of hashing each
AUTH = bytes(range(20))
PRIV = bytes(range(20, 40))


def user(name="secure", auth_key=AUTH, priv_key=PRIV, auth="SHA", priv="AES"):
    return User(name, auth, None, priv, None, auth_key, priv_key)


class Clock:
    """Milliseconds, as ticks_ms() counts them; an Uptime by it."""

    def __init__(self):
        self.ms = 5000

    def uptime(self):
        return Uptime(lambda: self.ms, lambda a, b: a - b)


class V3Box:
    """Stands in for a Udp: what is sent reaches an agent, whose answer arrives.

    tamper: what comes of (n-th datagram, answer or None): a list of (datagram, source) that
    arrive, in this order. asked: the datagrams that were sent.
    """

    def __init__(self, tamper=None):
        self.tamper = tamper
        self.asked = []
        self.arriving = []
        self.now = 1000
        self.clock = Clock()  # the agent's
        self.ours = Clock()
        self.mib = Mib()
        self.mib.scalar(A, OCTSTR, "agent", write=True)
        self.mib.scalar(B, INT, 72)
        self.mib.table(ENTRY, {1: INT, 2: OCTSTR}, {1: {1: 10, 2: "one"}, 2: {1: 20, 2: "two"}})
        self.boot(1)

    def boot(self, boots, id=ENGINE):
        """The agent, as it is when it has booted so often."""
        self.engine = Engine(id, boots, self.clock.uptime())
        self.agent = Agent(self.mib, None, log=None)
        self.agent.engine = self.engine
        self.agent.allow(user(), None, write=True)
        open = User("open")
        self.agent.allow(open, None)
        self.agent.allow(open, None, context="side")

    def pass_seconds(self, n, agent=None):
        """Let `n` seconds pass, for the agent `agent` of them."""
        self.ours.ms += n * 1000
        self.clock.ms += (n if agent is None else agent) * 1000
        self.ours.uptime()

    def manager(self, who=None, **kw):
        usnmp_manager.blocking.ticks_ms = lambda: self.now
        m = Manager("127.0.0.1", user=who or user(), timeout_ms=100, **kw)
        m._udp.close()
        m._udp = self
        self.address = m._address
        peer = m.wrapper.peer
        peer.uptime = self.ours.uptime()
        if peer.engine:
            peer.engine.uptime = peer.uptime
        return m

    def send(self, datagram, address):
        self.asked.append(datagram)
        answer = self.agent.respond(datagram)
        if self.tamper:
            self.arriving += self.tamper(len(self.asked), answer)
        elif answer:
            self.arriving.append((answer, address))
        return True

    def recv(self, size, timeout_ms):
        if self.arriving:
            self.now += 1
            return self.arriving.pop(0)
        self.now += timeout_ms
        return None

    def close(self):
        self.arriving = None

    def forge(self, asked, pdu, level, who=None, engine=None, context=b""):
        """A message to the manager that asked with the datagram `asked`: its msgID, any PDU, at
        any level, of `who` at `engine`, an At; if they are not given, as our agent's."""
        engine = engine or self.engine
        m = Message(1472)
        m.read(asked)
        id = asked[m.at[0] : m.at[1]]
        keys = (who or user()).localized(engine.id)
        return pack(Message(1472), id, pdu, engine, keys, level, scope_of(engine.id, context))


class At:
    """An engine as it is in a message, with that ID, boots and time."""

    def __init__(self, id=ENGINE, boots=1, time=5):
        self.id = id
        self.boots = boots
        self.head = tobytes_tv(4, id) + tobytes_tv(2, boots)
        self.time = lambda: time


def msg_id(datagram):
    return Engines().read(datagram).id


def pdu_of(box, datagram, who=None):
    """The PDU of an answer of the agent, as the user reads it."""
    peer = Peer(who or user(), engine_id=box.engine.id)
    peer.ids.append(msg_id(datagram))
    return peer.unpack(datagram)


def report(arc, request_id=0):
    """A Report PDU with the counter usmStats.arc.0."""
    vb = b"\x06\x0a+\x06\x01\x06\x03\x0f\x01\x01" + bytes((arc, 0)) + b"\x41\x01\x01"
    vb = b"\x30" + bytes((len(vb),)) + vb
    body = (
        b"\x02\x01" + bytes((request_id,)) + b"\x02\x01\0\x02\x01\0\x30" + bytes((len(vb),)) + vb
    )
    return b"\xa8" + bytes((len(body),)) + body
