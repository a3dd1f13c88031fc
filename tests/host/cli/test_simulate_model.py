# A simulated device against an agent with the same constants in a Mib: each request gets the same
# reply, octet for octet, whatever the OIDs are.

import random

import pytest
from simulating import write

import usnmp
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_pc.simulate import Device, Library, Simulator

GET, NEXT, SET, BULK = 0xA0, 0xA1, 0xA3, 0xA5
TYPES = [(2, -7), (4, "text"), (4, "x" * 200), (6, "1.3.6.1"), (64, "192.0.2.1"), (65, 2**32 - 1)]
TYPES += [(66, 7), (67, 8), (70, 2**64 - 1)]
# Of each length that a sub-identifier may take, and beside those where it changes
ARCS = [0, 1, 2, 9, 127, 128, 129, 16383, 16384, 16385, 2097151, 2097152, 268435456, 2**32 - 1]


def an_oid(rng):
    return ".".join(map(str, [1, 3, *[rng.choice(ARCS) for _ in range(rng.randrange(1, 7))]]))


def line(oid, type, value):
    return "%s|%d|%s\n" % (oid, type, value)


@pytest.fixture(params=[0, 1, 2, 31, 32, 33, 1000, 2000], ids=lambda n: "%d objects" % n)
def twins(request, tmp_path):
    """(a simulator, an agent with the same objects, their OIDs), in the file in any order."""
    rng = random.Random(request.param)
    objects = {an_oid(rng): rng.choice(TYPES) for _ in range(request.param)}
    path = write(tmp_path, "box.snmprec", "".join([line(k, *v) for k, v in objects.items()]))
    (image,) = Library(tmp_path / "cache", 1).open([str(path)])
    assert len(image) == len(objects)
    simulator = Simulator(max_size=1472)
    simulator.by_name(Device("box", image))
    mib = Mib()
    for oid, (type, value) in objects.items():
        mib.scalar(oid, type, value)
    return simulator, Agent(mib, None, "box"), sorted(objects)


def requests(rng, oids):
    for id in range(2000):
        version = rng.randrange(2)
        kind = rng.choice((GET, NEXT, NEXT, SET) + version * (BULK, BULK))
        packet = usnmp.SnmpPacket(kind, ver=version, community="box", id=id)
        if kind == BULK:
            packet.err_status, packet.err_id = rng.randrange(3), rng.randrange(40)
        for _ in range(rng.randrange(1, 5)):
            oid = rng.choice(oids) if oids and rng.random() < 0.6 else an_oid(rng)
            packet.varbinds.append((oid, (2, 1) if kind == SET else (5, None)))
        yield packet.tobytes()


def test_a_device_answers_as_an_agent_with_those_objects_does(twins):
    simulator, agent, oids = twins
    rng = random.Random(7)
    for datagram in requests(rng, oids):
        assert simulator.respond(datagram) == agent.respond(datagram), usnmp.SnmpPacket(datagram)
    assert simulator.counters == agent.counters


def test_a_walk_finds_each_object_in_order(twins):
    simulator, agent, oids = twins
    at, found = "0.0", []
    while True:
        packet = usnmp.SnmpPacket(NEXT, ver=1, community="box", id=1)
        packet.varbinds[at] = None
        reply = usnmp.SnmpPacket(simulator.respond(packet.tobytes()))
        ((at, tv),) = reply.varbinds.items()
        if tv[0] == 0x82:
            break
        found.append(at)
    assert found == sorted(oids, key=lambda oid: tuple(map(int, oid.split("."))))


@pytest.mark.parametrize("datagram", [b"", b"0", b"\x30\x03\x02\x01\x01", bytes(40), b"\x30" * 99])
def test_what_is_no_request_gets_no_answer(twins, datagram):
    simulator, agent, _ = twins
    assert simulator.respond(datagram) is None
    assert agent.respond(datagram) is None
    assert simulator.counters == agent.counters
