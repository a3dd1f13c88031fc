# Our master with sub-agents by hand, whose every PDU a test says, and managers: for several of the
# tests of this folder.

import contextlib
import select
import socket

from conftest import Polled
from snmpdbox import BASE, read, request
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_pc.agentx import Master
from usnmp_pc.agentx import pdu as ax

IDS = (1, 3, 6, 1, 4, 1, 8072, 9999, 9999)


@contextlib.contextmanager
def quiet_master(folder):
    """A Master whose agent has no socket: respond() is asked, and poll() when it is to hear."""
    logged = []
    found = Master(Agent(Mib(), "public", "private", 60000, logged.append), "unix:%s/m" % folder,
                   log=logged.append)  # fmt: skip
    found.logged = logged
    found.listen()
    yield found
    found.close()


class Peer:
    """A sub-agent by hand: each PDU is what the test says. A Behaving answers for it."""

    def __init__(self, master, name=b"peer"):
        self.master = master
        self.sock = master.addresses[0].connect()
        self.session = 0
        self.packet = 0
        self.responses = None  # those that a Behaving has read, while there is one
        self.session = self.ask(ax.OPEN, timeout=1, id=(), descr=name).session

    def ask(self, kind, context=None, flags=ax.NETWORK, **fields):
        """The master's response."""
        self.packet += 1
        pdu = ax.Pdu(kind, self.session, 0, self.packet, flags, context, **fields)
        self.sock.sendall(pdu.tobytes())
        while self.responses is None and not select.select([self.sock], [], [], 0)[0]:
            self.master.poll(20)
        while self.responses == []:
            self.master.poll(20)
        return self.responses.pop() if self.responses else self.read()

    def read(self):
        head = self.sock.recv(20, socket.MSG_WAITALL)
        rest = self.sock.recv(ax.length(head) - 20, socket.MSG_WAITALL)
        return ax.parse(head + rest)

    def register(self, *arcs, priority=127, flags=ax.NETWORK, range=(0, 0), context=None):
        """The error."""
        region = 0, priority, range[0], (*IDS, *arcs), range[1]
        found = self.ask(ax.REGISTER, flags=flags, context=context, region=region).result[1]
        self.master.poll()
        return found

    def answer(self, pdu, varbinds=(), error=0, index=0):
        done = ax.Pdu(ax.RESPONSE, pdu.session, pdu.transaction, pdu.packet)
        done.result, done.varbinds = (0, error, index), varbinds
        self.sock.sendall(done.tobytes())


class Behaving(Polled):
    """with Behaving(peer, does) as seen: does(pdu) is called with each request to the peer, in a
    thread; it gives what Peer.answer() takes, None for no answer. `seen` has the types.
    """

    def __init__(self, peer, does):
        self.peer = peer
        self.does = does
        self.seen = []
        peer.responses = []

    def step(self):
        if select.select([self.peer.sock], [], [], 0.02)[0]:
            if not self.peer.sock.recv(1, socket.MSG_PEEK):
                self._going = False  # it was closed
                return
            pdu = self.peer.read()
            if pdu.type == ax.RESPONSE:
                self.peer.responses.append(pdu)
                return
            self.seen.append(pdu.type)
            found = self.does(pdu)
            if found is not None:
                self.peer.answer(pdu, *found)

    def close(self):
        self.peer.responses = None


def serving(values):
    """A `does` that serves {OID: INT}."""

    def after(start, include, end):
        behind = sorted(o for o in values if (o >= start if include else o > start))
        behind = [o for o in behind if not end or o < end]
        return (behind[0], 2, values[behind[0]]) if behind else (start, 130, None)

    def does(pdu):
        found = []
        for start, include, end in pdu.ranges:
            if pdu.type == ax.GET:
                found.append((start, 2, values[start]) if start in values else (start, 129, None))
            elif pdu.type == ax.GETNEXT:
                found.append(after(start, include, end))
        if pdu.type == ax.GETBULK:
            assert pdu.bulk[0] == 0
            rows = list(pdu.ranges)
            for _ in range(pdu.bulk[1]):
                for i, (start, include, end) in enumerate(rows):
                    found.append(after(start, include, end))
                    rows[i] = found[-1][0], False, end
        return (found,)

    return does


def ask(master, kind, *places, **fields):
    """(error-status, index, [(place below BASE, (type, value))])"""
    varbinds = [(BASE + p[0], p[1]) if isinstance(p, tuple) else (BASE + p, None) for p in places]
    answer = master.agent.respond(request(kind, varbinds, community="private", **fields))
    status, index, found = read(answer)
    return status, index, [(oid[len(BASE) :], tv) for oid, tv in found]


def walk(master):
    found = []
    at = ""
    while True:
        status, _, [(at, tv)] = ask(master, 0xA1, at)
        assert not status
        if tv[0] == 130:
            return found
        found.append((at, tv[1]))


class Clock:
    """Time that passes when a test says so."""

    now = 0.0

    def __call__(self):
        return self.now


class Turning(Polled):
    """A Master that is polled in a thread."""

    def __init__(self, master):
        self.master = master

    def step(self):
        self.master.poll(20)

    def close(self):
        pass


class Manager:
    """Asks by UDP; request and answer may be far apart."""

    def __init__(self, master):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.connect(("127.0.0.1", master.port))
        self.n = 0

    def send(self, place, kind=0xA0, value=None, **fields):
        """The request-id."""
        self.n += 1
        binding = BASE + place, value
        self.sock.send(request(kind, [binding], self.n, community="private", **fields))
        return self.n

    def there(self, seconds=0):
        return bool(select.select([self.sock], [], [], seconds)[0])

    def recv(self):
        """(error-status, index, [(OID, (type, value))])"""
        assert self.there(30), "no answer"
        return read(self.sock.recv(65535))

    def get(self, place, **fields):
        """The value, when it is there."""
        self.send(place, **fields)
        status, _, [(_, (t, value))] = self.recv()
        assert not status
        return value


@contextlib.contextmanager
def deaf_and_well(master):
    """(a Peer at BASE.1 that answers nothing, one that has 22 at BASE.2.0)"""
    deaf, well = Peer(master, b"deaf"), Peer(master, b"well")
    assert deaf.register(1) == well.register(2) == 0
    with Behaving(well, serving({(*IDS, 2, 0): 22})), Turning(master):
        yield deaf, well
