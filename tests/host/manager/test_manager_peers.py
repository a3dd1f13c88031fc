# The manager against real agents, snmpd and ours, and over a bad network.

import asyncio
import random
import selectors
import socket

import conformance
import pytest
from conftest import INTERPRETERS, Polled, free_port, interpreter, run, tool
from lossy import Forged, Lossy
from test_netsnmp_v2c import ENTRY, OBJECTS, OCTETS64, SYSTEM, serving
from usnmp import SNMP_NOSUCHOBJECT
from usnmp_agent import Agent
from usnmp_manager import Manager, NoResponse, SnmpError
from usnmp_manager.aio import AsyncManager
from usnmp_mib import INT, OCTSTR, Mib

pytestmark = pytest.mark.slow

BASE = conformance.BASE
VERSIONS = ("1", "2c")


# --- snmpd ---


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory):
    port = free_port()
    running = conformance.Snmpd(tool("snmpd"), port, tmp_path_factory.mktemp("snmpd"))
    running.port = port
    yield running
    running.stop()


def netsnmp(command, version, port, *arguments):
    """The lines that a tool of net-snmp prints, OIDs as numbers."""
    done = run(
        tool(command), "-v" + version, "-cpublic", "-On", "-t2", "-r2", "127.0.0.1:%d" % port,
        *arguments,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    return [line for line in lines if line.startswith(".") and "No more variables" not in line]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("repetitions", [0, 1, 25])
def test_a_walk_of_snmpd_finds_what_snmpwalk_finds(snmpd, version, repetitions):
    lines = netsnmp("snmpwalk", version, snmpd.port, BASE)
    with Manager("127.0.0.1", version=version, port=snmpd.port) as m:
        found = list(m.walk(BASE, repetitions))
    assert len(found) > 50
    # values of more lines are those of octets, which are compared elsewhere
    assert ["." + vb.oid for vb in found] == [line.split(" ")[0] for line in lines]


@pytest.mark.parametrize("version", VERSIONS)
def test_values_of_every_type_from_snmpd(snmpd, version):
    expected = {"%s.1.%d.0" % (BASE, arc): tv for arc, *tv, _ in conformance.OVERRIDE}
    with Manager("127.0.0.1", version=version, port=snmpd.port) as m:
        for vb in m.get(*expected):
            t, v = expected[vb.oid]
            assert (vb.type, vb.value) == (t, v)
        if version == "2c":
            vb = m.get(BASE + ".99.0")
            assert (vb.type, vb.value) == (SNMP_NOSUCHOBJECT, None)
        else:
            with pytest.raises(SnmpError) as e:
                m.get(*list(expected)[:2], BASE + ".99.0")
            assert (e.value.status, e.value.index, e.value.oid) == (2, 3, BASE + ".99.0")


@pytest.mark.parametrize("version", VERSIONS)
def test_set_at_snmpd(snmpd, version):
    number, text = BASE + ".1.20.0", BASE + ".1.21.0"
    with Manager("127.0.0.1", "private", version, snmpd.port) as m:
        assert m.set((number, INT, 77), (text, OCTSTR, "set")) == m.get(number, text)
        assert [vb.value for vb in m.get(number, text)] == [77, "set"]
        with pytest.raises(SnmpError) as e:
            m.set((number, INT, 78), (BASE + ".1.1.0", OCTSTR, "no"))
        assert e.value.index == 2 and e.value.oid == BASE + ".1.1.0"
        m.set((number, INT, 1), (text, OCTSTR, "old"))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_table_of_snmpd_with_holes(snmpd, version):
    entry = conformance.ENTRY if hasattr(conformance, "ENTRY") else BASE + ".3.1"
    with Manager("127.0.0.1", version=version, port=snmpd.port) as m:
        rows = {}
        for index, row in m.table(entry):
            rows[int(index)] = {c: vb.value for c, vb in row.items()}
    expected = {
        i: {c: v for c, v in row.items() if version == "2c" or c != 4}
        for i, row in conformance.ROWS.items()
    }
    assert rows == expected and list(rows) == sorted(rows)


# --- our agent, on each interpreter ---


@pytest.fixture(params=INTERPRETERS)
def port(request, build):
    with serving(request.param, build) as running:
        yield running.port


@pytest.mark.parametrize("version", VERSIONS)
def test_every_operation_with_our_agent(port, version):
    with Manager("127.0.0.1", "private", version, port, timeout_ms=5000) as m:
        assert m.get(SYSTEM + "5.0").value == "box"
        assert m.get_next(SYSTEM + "4.0", SYSTEM + "5.0")[1].oid == SYSTEM + "6.0"
        assert m.set(ENTRY + "7.2", INT, 2).value == 2 == m.get(ENTRY + "7.2").value
        with pytest.raises(SnmpError) as e:
            m.set(ENTRY + "7.2", INT, 4)
        assert e.value.oid == ENTRY + "7.2"
        expected = OBJECTS if version == "2c" else OBJECTS[:-1]
        assert [vb.oid for vb in m.walk("1")] == [oid for oid, _ in expected]
        rows = dict(m.table(ENTRY[:-1]))
        assert list(rows) == ["1", "2", "130"]
        assert [len(row) for row in rows.values()] == [8, 9, 9]
        if version == "2c":
            assert m.get(OCTETS64).value == 2**64 - 1
            assert len(m.get_bulk("1", SYSTEM + "1", non_repeaters=1, max_repetitions=4)) == 5


def test_a_wrong_community_gets_no_response():
    with serving("cpython") as running:
        m = Manager("127.0.0.1", "wrong", port=running.port, timeout_ms=50, retries=1)
        with pytest.raises(NoResponse):
            m.get(SYSTEM + "1.0")
        m.close()


def test_a_host_that_does_not_exist_is_an_oserror():
    with pytest.raises(OSError):
        Manager("no-such-host.invalid")


def test_ipv6():
    mib = Mib()
    mib.scalar("1.3.6.1.4.1.9.1.0", INT, 6)
    with Served(mib, "::1") as served:
        with Manager("::1", port=served.port) as m:
            assert m.get("1.3.6.1.4.1.9.1.0").value == 6


# --- a bad network ---


class Served(Polled):
    """An agent of `mib` in a thread of this process."""

    def __init__(self, mib, host="127.0.0.1"):
        self.agent = Agent(mib, "public", "private")
        self.udp = self.agent.bind(host, 0)
        self.port = self.udp.sock.getsockname()[1]

    def step(self):
        self.agent.poll(20)

    def close(self):
        self.agent.close()


def numbers(n, write=None):
    mib = Mib()
    for i in range(n):
        mib.scalar("1.3.6.1.4.1.9.1.%d.0" % i, INT, lambda i=i: i, write=write)
    return mib


BAD = {"loss": 0.3, "duplicate": 0.3, "reorder": 0.3, "delay": (0, 0.02)}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_answer_is_that_to_its_question_on_a_bad_network(version):
    with Served(numbers(100)) as served, Lossy(served.port, **BAD) as bad:
        with Manager("127.0.0.1", "public", version, bad.port, timeout_ms=80, retries=40) as m:
            for i in random.Random(1).sample(range(100), 60):
                oid = "1.3.6.1.4.1.9.1.%d.0" % i
                assert m.get(oid) == (oid, INT, i)
            assert [vb.value for vb in m.walk("1.3.6.1.4.1.9.1", 7)] == list(range(100))
            assert m.strays > 0
        assert bad.up.dropped and bad.down.dropped and bad.down.duplicated and bad.down.reordered


def test_a_set_on_a_bad_network_is_done_or_reported():
    done = []
    with Served(numbers(1, done.append)) as served, Lossy(served.port, **BAD) as bad:
        with Manager("127.0.0.1", "private", "2c", bad.port, timeout_ms=40, retries=1) as m:
            known = unknown = 0
            for i in range(40):
                try:
                    assert m.set("1.3.6.1.4.1.9.1.0.0", INT, i).value == i
                    assert i in done
                    known += 1
                except NoResponse:
                    unknown += 1
    assert known and unknown and known + unknown == 40


def test_forged_responses_are_not_taken():
    def alter(direction, datagram):
        if direction == "up":
            return [datagram]
        wrong_id = bytearray(datagram)
        wrong_id[datagram.index(b"\xa2") + 5] ^= 1
        lie = datagram[:-1] + bytes((datagram[-1] ^ 0xFF,))
        return [
            Forged(lie, stranger=True),
            bytes(wrong_id[:-1]) + b"\x63",
            datagram[:-1],
            datagram[: len(datagram) // 2],
            b"",
            datagram,
        ]

    with Served(numbers(20)) as served, Lossy(served.port, alter=alter) as bad:
        with Manager("127.0.0.1", port=bad.port, timeout_ms=5000) as m:
            for i in range(20):
                assert m.get("1.3.6.1.4.1.9.1.%d.0" % i).value == i
            assert m.strays >= 19 * 5


def test_each_retry_is_sent_and_the_last_may_bring_it():
    with Served(numbers(1)) as served, Lossy(served.port, loss=1.0) as bad:
        m = Manager("127.0.0.1", port=bad.port, timeout_ms=40, retries=3)
        with pytest.raises(NoResponse):
            m.get("1.3.6.1.4.1.9.1.0.0")
        assert bad.wait_for(lambda: bad.up.received == 4) and bad.up.passed == 0
        bad.up.loss = bad.down.loss = 0.0
        assert m.get("1.3.6.1.4.1.9.1.0.0").value == 0
        m.close()


def test_async_on_a_bad_network():
    async def main(port):
        async with AsyncManager(in_flight=20) as manager:
            t = manager.target("127.0.0.1", port=port, timeout_ms=100, retries=40)
            found = await asyncio.gather(*[t.get("1.3.6.1.4.1.9.1.%d.0" % i) for i in range(100)])
            walked = [vb.value async for vb in t.walk("1.3.6.1.4.1.9.1", 9)]
            return [vb.value for vb in found], walked, manager.strays

    with Served(numbers(100)) as served, Lossy(served.port, **BAD) as bad:
        found, walked, strays = asyncio.run(main(bad.port))
    assert found == walked == list(range(100)) and strays > 0


# --- many agents ---


class Swarm(Polled):
    """`n` simulated agents, each on a port of its own, in a thread. Every `dead`-th is silent."""

    def __init__(self, n, dead):
        mib = Mib()
        mib.scalar("1.3.6.1.4.1.9.1.0", INT, lambda: self.asked)
        self.agent = Agent(mib)
        self.sockets = []
        for _ in range(n):
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind(("127.0.0.1", 0))
            self.sockets.append(sock)
        self.ports = [sock.getsockname()[1] for sock in self.sockets]
        self.dead = set(self.ports[::dead])
        self.selector = selectors.DefaultSelector()
        for sock, port in zip(self.sockets, self.ports):
            if port not in self.dead:
                self.selector.register(sock, selectors.EVENT_READ, port)

    def step(self):
        for key, _ in self.selector.select(0.05):
            datagram, source = key.fileobj.recvfrom(1500)
            self.asked = key.data
            key.fileobj.sendto(self.agent.respond(datagram, source), source)

    def close(self):
        self.selector.close()
        for sock in self.sockets:
            sock.close()


def test_a_thousand_agents_are_polled_over_few_sockets():
    async def main(swarm):
        async with AsyncManager(in_flight=200) as manager:
            targets = [
                manager.target("127.0.0.1", port=port, timeout_ms=700, retries=3)
                for port in swarm.ports
            ]
            assert len(manager._udps) == 32
            return await asyncio.gather(
                *[t.get("1.3.6.1.4.1.9.1.0") for t in targets], return_exceptions=True
            )

    with Swarm(1000, dead=100) as swarm:
        found = asyncio.run(main(swarm))
    answered = 0
    for port, result in zip(swarm.ports, found):
        if port in swarm.dead:
            assert isinstance(result, NoResponse)
        else:
            assert result.value == port  # each its own
            answered += 1
    assert answered == 990


# --- a board ---

STREAM = """
import gc
gc.threshold(2048)
from usnmp_manager import Manager
m = Manager("127.0.0.1", version=%r, port=%d, timeout_ms=5000)
n = 0
for index, row in m.table("1.3.6.1.4.1.9.2.1", max_repetitions=12):
    n += 1
    assert row[1].value == n and row[2].value == "row %%d" %% n
    if not n %% 50:
        gc.collect()
        print(gc.mem_alloc())
for vb in m.walk("1.3.6.1.4.1.9.2.1"):
    n += 1
    if not n %% 500:
        gc.collect()
        print(gc.mem_alloc())
print(n)
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_board_streams_a_table_of_a_thousand_rows_with_flat_heap(version, build):
    mib = Mib()
    rows = {i: {1: i, 2: "row %d" % i} for i in range(1, 1001)}
    mib.table("1.3.6.1.4.1.9.2.1", {1: INT, 2: OCTSTR}, rows)
    with Served(mib) as served:
        code = STREAM % (version, served.port)
        command = [*interpreter("micropython32"), "-c", code]
        done = run("sh", "-c", 'cd "$0" && exec "$@"', build, *command)
    assert done.returncode == 0, done.stderr
    *heap, n = map(int, done.stdout.split())
    assert n == 1000 + 2000 and len(heap) == 20 + 4
    table, walk = heap[:20], heap[20:]
    assert max(table) - min(table) <= 512 and max(walk) - min(walk) <= 512, heap
