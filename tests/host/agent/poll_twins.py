# An agent whose socket is served as usnmp_pc.speed has it, and one that is only asked: the same
# replies, counters and sources, to all that comes, on whatever interpreter.
#   poll_twins.py LIBRARY PORT
# Prints how many datagrams were answered without Agent._message.

# ruff: noqa: E402  the library's folder comes first

import sys

sys.path[:] = [p for p in sys.path if p.startswith(".frozen")] + sys.argv[1:2] + sys.path[1:]

import socket

from agentbox import BASE, GET, NEXT, SET, Box
from usnmp import SnmpPacket
from usnmp_agent.view import View
from usnmp_base.udp import resolve
from usnmp_mib import INT
from usnmp_pc.speed import quicken

PORT = int(sys.argv[2])
boxes = quick, plain = Box(), Box()
agent = quick.agent
udp = agent.bind("127.0.0.1", PORT)
shapes = quicken(agent, udp)
assert agent.poll != plain.agent.poll and "poll" in agent.__dict__
counts = [0, 0]  # of datagrams that were parsed; of turns
others = shapes._others


def counted(d):
    counts[0] += 1
    return others(d)


def turn():
    counts[1] += 1


shapes._others = counted
agent.uptime = turn
client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.bind(resolve("127.0.0.1", 0)[1])
client.setblocking(False)
there = resolve("127.0.0.1", PORT)[1]
known = 0


def request(t, oids, rid, **kw):
    p = SnmpPacket(t, id=rid, **kw)
    for oid in oids:
        p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
    return p.tobytes()


def received():
    try:
        return client.recv(2000)
    except OSError:
        return None


def same(d, timeout=1000):
    # Both get `d`, and give the same.
    global known
    parsed, turns = counts
    client.sendto(d, there)
    assert agent.poll(timeout)
    assert counts[1] == turns + 1 and udp.size == agent.max_size
    replies = received(), plain.agent.respond(d[: agent.max_size], agent._source)
    assert replies[0] == replies[1], (d, replies)
    assert agent.counters == plain.agent.counters, (d, agent.counters, plain.agent.counters)
    known += counts[0] == parsed
    logs = [b.logged for b in boxes]
    assert logs[0] == logs[1], logs
    for b in boxes:
        b.logged[:] = []
        b.agent.counters[:] = [0] * 33


asked = [
    request(t, oids, 70000, ver=ver, err_id=err_id)
    for ver in (0, 1)
    for t, err_id in ((GET, 0), (NEXT, 0), (0xA5, 2 * ver))
    for oids in (
        [BASE % 1], [BASE % 2], [BASE % 4], [BASE % 5], [BASE % 6], [BASE % 7], [BASE % 50],
        [BASE % 1, BASE % 2, BASE % 5], [BASE % 2, BASE % 4, BASE % 6, BASE % 2],
    )
]  # fmt: skip
for times in range(6):
    for d in asked:
        for rid in (1, 300, 70001):
            same(d.replace(b"\2\3\1\x11\x70", b"\2\3" + rid.to_bytes(3, "big")))
            same(d[:-1] + bytes((d[-1] ^ 1,)))
        same(d.replace(b"public", b"publix"), (0, 1000, 5)[times % 3])
        same(d[:20])
        same(d + bytes(9))
    for b in boxes:
        b.value = (70000, None, "no", 1 << 40, -1, 7)[times]
        b.name = ("a", "longer", None, 5, "longer", "a" * 300)[times]
    same(request(SET, [(BASE % 5, (2, 7 + times * 200))], 5, community="private"))
    same(b"")
assert not agent.poll(0) and not agent.poll(3) and received() is None

# Who may ask, what else there is to be looked at, and how much room.
for d in (asked[0], asked[7], asked[33], asked[40]):
    for name, values in (("max_size", (45, 60, 600)), ("max_times", (1, 2, 0))):
        for value in values:
            for b in boxes:
                setattr(b.agent, name, value)
            same(d)
    sources = []
    for allowed in (False, True):
        for b in boxes:
            b.agent.authentic = lambda *who, b=b: sources.append(who) or allowed
        same(d)
        assert sources[-1] == sources[-2] and len(sources) % 2 == 0
    for b in boxes:
        b.agent.authentic = None
    for reads in ([BASE % 1], None):
        for b in boxes:
            b.agent.allow("public", View(reads, sources=["127.0.0.1"]))
        same(d)
        same(d)
    for b in boxes:
        b.agent.allow("public", View(sources=["192.0.2.1"]))
    same(d)
    for b in boxes:
        b.agent.allow("public", None)
    same(d)

# What cannot be sent is counted, and so is what a defect keeps from being answered.
sock = udp.sock


class Failing:
    # A socket that sends nothing.

    def ready(self, *args):
        pass

    settimeout = setblocking = setsockopt = ready

    def sendto(self, data, address):
        raise OSError(111)

    def recvfrom(self, size, flags=0):
        return asked[0], there


udp.sock = Failing()
for n in (1, 2, 3):
    assert agent.poll(1000) and agent.counters[31] == agent.counters[2] == n
udp.sock = sock


def broken():
    raise KeyError("a defect")


agent.counters[:] = [0] * 33
for b in boxes:
    b.mib.scalar("1.3.5.0", INT, broken)
same(request(GET, ["1.3.5.0"], 1, ver=1))
same(request(GET, ["1.3.5.0"], 1, ver=1))
agent.close()
try:
    agent.poll(1000)
except RuntimeError:
    print(known)
