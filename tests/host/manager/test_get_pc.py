# GETs on CPython, which are encoded once for the same OIDs: each is still a request of its own,
# and gets what the agent says now.

import asyncio

import pytest
import usnmp_manager.v3  # noqa: F401 - brings usnmp_manager.get_pc
from conftest import free_port
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_manager import AsyncManager, Manager, NoResponse, SnmpError, get_pc
from usnmp_manager.session import Session
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_v3 import User

NAME, COUNT, FAR = "1.3.6.1.2.1.1.5.0", "1.3.6.1.4.1.8072.1.0", "1.3.6.1.4.1.8072.2.0"
USERS = {
    "v2c": {},
    "v1": {"version": "1"},
    "noAuth": {"user": User("open")},
    "auth": {"user": User("half", "SHA", "password")},
    "priv": {"user": User("whole", "SHA", "password", "AES", "password")},
}


class Wire:
    """In place of a manager's socket: an agent at its other end. seen: what was asked."""

    def __init__(self, manager):
        self.values = {NAME: "box", COUNT: 0}
        mib = Mib()
        mib.scalar(NAME, OCTSTR, lambda: self.values[NAME])
        mib.scalar(COUNT, INT, lambda: self.values[COUNT])
        self.agent = Agent(mib, "public")
        for options in USERS.values():
            if "user" in options:
                self.agent.allow(options["user"])
        self.seen = []
        self.lost = 0
        self.alter = lambda d: d
        self.address = manager._address
        self.close = manager._udp.close
        manager._udp = self

    def send(self, d, address):
        self.seen.append(d)
        return True

    def recv(self, size, timeout_ms):
        if self.lost:
            self.lost -= 1
            return None
        return self.alter(self.agent.respond(self.seen[-1], self.address)), self.address


@pytest.fixture(params=USERS)
def pair(request):
    with Manager("127.0.0.1", timeout_ms=0, **USERS[request.param]) as m:
        m.timeout_ms = 1
        yield m, Wire(m)


def test_each_is_answered_as_the_plain_way_has_it(pair):
    m, wire = pair
    for i in (0, 1, 1, -5, 127, 128, 2**31 - 1, -(2**31), 0, 0):
        wire.values[COUNT] = i
        wire.values[NAME] = "x" * abs(i % 200) + chr(9 + i % 2)
        for oids in (COUNT,), (NAME,), (NAME, COUNT), (COUNT, COUNT):
            asked = m.request(0xA0, oids)
            assert m.get(*oids) == m.ask(asked)
        assert m.get(COUNT).value == i and m.get("." + COUNT).oid == COUNT
    assert m.strays == 0


def test_it_is_the_quick_way_that_answers(pair, monkeypatch):
    m, wire = pair
    m.get(NAME, COUNT)
    n = len(wire.seen)
    monkeypatch.setattr(get_pc, "Kept", None)
    monkeypatch.setattr(Session, "request", None)
    assert [vb.value for vb in m.get(NAME, COUNT)] == ["box", 0]
    assert len(wire.seen) == n + 1


def test_each_has_a_request_id_of_its_own(pair):
    m, wire = pair
    if m.ver == 1 and hasattr(m.wrapper, "peer"):
        ids = {m.wrapper.peer.id for _ in range(300) if m.get(NAME)}
    else:
        ids = {SnmpPacket(wire.seen[-1]).id for _ in range(300) if m.get(NAME)}
        for d in wire.seen:
            p = SnmpPacket(d)
            assert (p.type, p.community, list(p.varbinds)) == (0xA0, "public", [NAME])
            assert p.tobytes() == d  # as the plain way has it
    assert len(ids) == 300 and all(0 < i < 1 << 30 for i in ids)


def test_errors_and_exceptions_are_as_before(pair):
    m, wire = pair
    for _ in range(3):
        if m.ver:
            assert m.get(FAR) == (FAR, 0x80, None) or m.get(FAR).type in (0x80, 0x81)
        else:
            with pytest.raises(SnmpError) as e:
                m.get(FAR)
            assert (e.value.status, e.value.oid) == (2, FAR)
    for wrong in "1.2.x", "", "9.9", 5:
        with pytest.raises((ValueError, AttributeError, TypeError)):
            m.get(wrong)
    assert m.get(NAME).value == "box"


def test_a_retry_and_no_response(pair):
    m, wire = pair
    m.get(NAME)
    wire.seen.clear()
    m.timeout_ms = 0
    with pytest.raises(NoResponse):
        m.get(NAME)
    assert len(wire.seen) == m.retries + 1


def test_what_is_set_on_the_manager_counts():
    with Manager("127.0.0.1") as m:
        wire = Wire(m)
        m.timeout_ms = 1
        m.get(NAME)
        m.community = "other"
        m.timeout_ms = 0
        with pytest.raises(NoResponse):
            m.get(NAME)
        assert SnmpPacket(wire.seen[-1]).community == "other"


@pytest.mark.parametrize("kind", USERS)
def test_the_answer_to_another_request_is_a_stray(kind):
    with Manager("127.0.0.1", retries=0, **USERS[kind]) as m:
        wire = Wire(m)
        m.timeout_ms = 1000
        m.get(NAME)
        old = wire.agent.respond(wire.seen[-1], wire.address)
        come = []

        def late(d):
            come.append(d)
            return old if len(come) % 2 else d

        wire.alter = late
        for n in range(1, 6):
            wire.values[NAME] = "box %d" % n
            assert m.get(NAME).value == "box %d" % n and m.strays == n


def test_requests_are_kept_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(get_pc, "LIMIT", 4)
    with Manager("127.0.0.1", timeout_ms=1) as m:
        Wire(m)
        for i in range(20):
            assert m.get("%s.%d" % (NAME, i)).oid == "%s.%d" % (NAME, i)
            assert len(m._gets) <= 4


def test_another_id_than_its_own_is_encoded():
    with Manager("127.0.0.1") as m:
        for id in 1, 127, 128, 1 << 28, 1 << 29, (1 << 31) - 1:
            p = get_pc.Get(get_pc.Kept(m, (NAME,)))
            p.id = id  # as AsyncManager does if two are the same
            again = SnmpPacket(p.tobytes())
            assert (again.id, list(again.varbinds)) == (id, [NAME])
            assert get_pc._pdu(p) in p.tobytes() and get_pc._pdu(p)[0] == 0xA0


def test_within_asyncio():
    port = free_port()
    mib = Mib()
    mib.scalar(NAME, OCTSTR, "box")
    agent = Agent(mib, "public")
    agent.allow(USERS["priv"]["user"])
    udp = agent.bind("127.0.0.1", port)

    async def serve():
        while True:
            agent.poll(0)
            await asyncio.sleep(0)

    async def main():
        serving = asyncio.create_task(serve())
        async with AsyncManager() as a:
            for options in {}, USERS["priv"]:
                target = a.target("127.0.0.1", port=port, timeout_ms=5000, **options)
                await target.get(NAME)
                found = await asyncio.gather(*[target.get(NAME) for _ in range(200)])
                assert [vb.value for vb in found] == ["box"] * 200
            assert a.strays == 0
        serving.cancel()

    asyncio.run(main())
    udp.close()
