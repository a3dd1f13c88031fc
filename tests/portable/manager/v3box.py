# What the tests of a manager of SNMPv3 share: an agent with users in memory, their clocks.
# What forges answers of it is in forgebox. Portable.

import gc

import usnmp_manager.blocking
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_manager import Manager
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User
from usnmp_v3.engine import Engine

A = "1.3.6.1.2.1.1.5.0"
B = "1.3.6.1.2.1.1.7.0"
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


class Now:
    """What the managers take for ticks_ms(). One for all boxes: a board keeps no box for it."""

    ms = 1000


def ticks_ms():
    return Now.ms


class V3Box:
    """Stands in for a Udp: what is sent reaches an agent, whose answer arrives.

    tamper: what comes of (n-th datagram, answer or None): a list of (datagram, source) that
    arrive, in this order. asked: the datagrams that were sent. level: the least that the agent
    grants user(); None: its highest.
    """

    def __init__(self, tamper=None, level=None):
        gc.collect()  # the box before this one
        self.tamper = tamper
        self.level = level
        self.user = user()  # who may read, as the agent knows it
        self.asked = []
        self.arriving = []
        self.clock = Clock()  # the agent's
        self.ours = Clock()
        self.mib = Mib()
        self.mib.scalar(A, OCTSTR, "agent", write=True)
        self.mib.scalar(B, INT, 72)
        self.boot(1)

    def boot(self, boots, id=ENGINE):
        """The agent, as it is when it has booted so often."""
        self.engine = Engine(id, boots, self.clock.uptime())
        self.agent = Agent(self.mib, None, max_size=600, log=None)
        self.agent.engine = self.engine
        self.agent.allow(self.user, None, level=self.level)
        open = User("open")
        self.agent.allow(open, None)
        self.agent.allow(open, None, context="side")

    def keys(self):
        """The agent's of user()."""
        return self.agent.v3.users[b"\x04\x06secure"]

    def pass_seconds(self, n, agent=None):
        """Let `n` seconds pass, for the agent `agent` of them."""
        self.ours.ms += n * 1000
        self.clock.ms += (n if agent is None else agent) * 1000
        self.ours.uptime()

    def manager(self, who=None, **kw):
        usnmp_manager.blocking.ticks_ms = ticks_ms
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
            Now.ms += 1
            return self.arriving.pop(0)
        Now.ms += timeout_ms
        return None

    def close(self):
        self.arriving = None
