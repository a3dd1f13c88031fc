# What the tests of the socket share: clients, and the modules of an ESP32 made up. Portable.

import socket

import usnmp_base.udp as usnmp_udp
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from util import ports


OID = "1.3.6.1.4.1.8072.9999.9999.1.0"


def address(port):
    return socket.getaddrinfo("127.0.0.1", port)[0][-1]


def client():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    return sock


def request(rid):
    return SnmpPacket(0xA0, id=rid, varbinds={OID: None}).tobytes()


def bound():
    # An agent on the first port that is free, and the port.
    agent = Agent(Mib(), max_size=300)
    agent.mib.scalar(OID, INT, 7)
    for port in ports():
        try:
            agent.bind("127.0.0.1", port)
            return agent, port
        except OSError:
            pass
    raise OSError("no port is free")


class Esp32:
    """Stands for the modules socket and select, and for the clock."""

    AF_INET = 2
    SOCK_DGRAM = 2
    POLLIN = 1

    def __init__(self):
        self.now = 5000
        self.queue = []  # what came in: datagrams, or an exception that recvfrom raises
        self.refuse = 0  # how many binds fail
        self.bound = []  # when
        self.open = 0
        self.sent = []
        self.calls = 0  # of poll and recvfrom
        self.poll_fails = False

    def getaddrinfo(self, host, port):
        return [(self.AF_INET, 2, 0, "", (host, port))]

    def socket(self, family, kind):
        return Esp32Socket(self)

    def poll(self):
        return Esp32Poll(self)

    def ticks_ms(self):
        return self.now & 0x3FFFFFFF

    def sleep_ms(self, ms):
        assert ms > 0
        self.now += ms


class Esp32Socket:
    def __init__(self, port):
        self.port = port
        self.closed = self.peer_closed = False

    def bind(self, where):
        assert where == ("0.0.0.0", 161)
        assert not self.port.open
        self.port.bound.append(self.port.now)
        if self.port.refuse:
            self.port.refuse -= 1
            raise OSError(112)
        self.port.open += 1
        self.bound = True

    def setblocking(self, flag):
        assert not flag

    def recvfrom(self, size):
        assert not self.closed
        self.port.calls += 1
        if self.peer_closed:
            return b"", ("0.0.0.0", 0)
        datagram = self.port.queue.pop(0)
        if isinstance(datagram, Exception):
            raise datagram
        if not datagram:
            self.peer_closed = True
        return datagram, ("192.0.2.1", 1024)

    def sendto(self, data, where):
        self.port.sent.append(bytes(data))

    def close(self):
        self.closed = True
        if hasattr(self, "bound"):
            self.port.open -= 1
            self.port.queue[:] = []  # lwIP drops what was waiting


class Esp32Poll:
    def __init__(self, port):
        self.port = port

    def register(self, sock, events):
        self.sock = sock

    def poll(self, timeout_ms):
        port = self.port
        port.calls += 1
        assert not self.sock.closed
        if port.poll_fails:
            raise OSError(9)
        if port.queue or self.sock.peer_closed:
            return [(self.sock, 1)]
        port.now += timeout_ms
        return []


def on_esp32(test):
    # test(port, agent), with usnmp_base.udp on an ESP32
    port = Esp32()
    names = ("socket", "select", "ticks_ms", "sleep_ms")
    before = [getattr(usnmp_udp, name) for name in names]
    try:
        usnmp_udp.socket = usnmp_udp.select = port
        usnmp_udp.ticks_ms = port.ticks_ms
        usnmp_udp.sleep_ms = port.sleep_ms
        agent = Agent(Mib(), max_size=300)
        agent.mib.scalar(OID, INT, 7)
        agent.bind().empty_closes = True
        test(port, agent)
        agent.close()
        assert not port.open
    finally:
        for name, value in zip(names, before):
            setattr(usnmp_udp, name, value)


def answers(port, agent):
    port.queue.append(request(9))
    return agent.poll(1000) and SnmpPacket(port.sent.pop()).id == 9
