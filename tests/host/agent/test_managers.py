# Managers from PyPI, written independently of net-snmp's tools, against table_agent.py on CPython.
# (ezsnmp binds a net-snmp library of its own.)

import asyncio
import functools
import sys

import conftest
import pytest
from test_netsnmp_v2c import END, ENTRY, NUMBER, OBJECTS, OCTETS64, SYSTEM, serving

pytestmark = pytest.mark.slow

NAME = SYSTEM + "5.0"
STATUS = ENTRY + "7.2"


# The managers have no release for older Pythons
package = functools.partial(conftest.package, possible=sys.version_info >= (3, 10))


@pytest.fixture
def port():
    with serving("cpython") as running:
        yield running.port


def compare(found, version):
    """Assert that a walk found OBJECTS; without the Counter64, the last, in version 1."""
    expected = OBJECTS if version == 2 else OBJECTS[:-1]
    assert [oid for oid, _ in found] == [oid for oid, _ in expected]
    values = [
        value if known is not None else None for (_, known), (_, value) in zip(expected, found)
    ]
    assert values == [known for _, known in expected]
    for oid, value in found:  # what varies
        if oid in (SYSTEM + "3.0", ENTRY + "10.1"):
            assert isinstance(value, int) and value >= 0


# --- pysnmp ---


class Pysnmp:
    """Calls of pysnmp's asyncio API with OIDs as str and values as Python has them."""

    def __init__(self, port, version, community):
        self.api = package("pysnmp.hlapi.v3arch.asyncio")
        self.port = port
        self.credentials = self.api.CommunityData(community, mpModel=version - 1)

    async def __aenter__(self):
        api = self.api
        self.engine = api.SnmpEngine()
        address = ("127.0.0.1", self.port)
        target = await api.UdpTransportTarget.create(address, timeout=2, retries=3)
        self.to = (self.engine, self.credentials, target, api.ContextData())
        return self

    async def __aexit__(self, *_):
        self.engine.close_dispatcher()

    def bind(self, oid, *value):
        return self.api.ObjectType(self.api.ObjectIdentity(oid), *value)

    def result(self, answer):
        # (error-status, its index, bindings); exceptions as their names
        indication, status, index, bindings = answer
        assert indication is None, indication
        return int(status), int(index), [(str(oid), self.value(v)) for oid, v in bindings]

    def value(self, value):
        kind = type(value).__name__
        if kind in ("NoSuchObject", "NoSuchInstance", "EndOfMibView"):
            return kind
        if kind in ("ObjectIdentifier", "ObjectName"):
            return str(value)
        return bytes(value) if kind == "OctetString" else int(value)

    async def call(self, name, *arguments):
        return self.result(await getattr(self.api, name)(*self.to, *arguments, lookupMib=False))

    async def walk(self, name, *arguments):
        found = []
        async for answer in getattr(self.api, name)(*self.to, *arguments, lookupMib=False):
            status, _, bindings = self.result(answer)
            assert status == 0
            found += bindings
        return found


def pysnmp(port, version, test, community="public"):
    async def main():
        async with Pysnmp(port, version, community) as manager:
            return await test(manager)

    return asyncio.run(asyncio.wait_for(main(), 60))


@pytest.mark.parametrize("version", (1, 2))
def test_pysnmp_walks(port, version):
    async def walk(manager):
        return await manager.walk("walk_cmd", manager.bind("1.3"))

    compare(pysnmp(port, version, walk), version)


@pytest.mark.parametrize("repetitions", (1, 10, 50))
def test_pysnmp_walks_in_bulk(port, repetitions):
    async def walk(manager):
        return await manager.walk("bulk_walk_cmd", 0, repetitions, manager.bind("1.3"))

    compare(pysnmp(port, 2, walk), 2)


def test_pysnmp_gets_next_and_bulk(port):
    async def ask(manager):
        bind = manager.bind
        assert await manager.call("get_cmd", bind(NAME), bind(NUMBER), bind(OCTETS64)) == (
            0,
            0,
            [(NAME, b"box"), (NUMBER, 3), (OCTETS64, 18446744073709551615)],
        )
        missing = (ENTRY + "6.1", SYSTEM + "9.0")
        assert await manager.call("get_cmd", *[bind(oid) for oid in missing]) == (
            0,
            0,
            [(missing[0], "NoSuchInstance"), (missing[1], "NoSuchObject")],
        )
        assert await manager.call("next_cmd", bind(NUMBER), bind(OCTETS64)) == (
            0,
            0,
            [(ENTRY + "1.1", 1), (OCTETS64, "EndOfMibView")],
        )
        oids = (SYSTEM + "5", ENTRY + "2", ENTRY + "5")
        assert await manager.call("bulk_cmd", 1, 2, *[bind(oid) for oid in oids]) == (
            0,
            0,
            [
                (NAME, b"box"),
                (ENTRY + "2.1", b"lo"),
                (ENTRY + "5.1", 10000000),
                (ENTRY + "2.2", b"wlan0"),
                (ENTRY + "5.2", 54000000),
            ],
        )

    pysnmp(port, 2, ask)


@pytest.mark.parametrize("version", (1, 2))
def test_pysnmp_sets(port, version):
    async def write(manager):
        api = manager.api
        assert (await manager.call("set_cmd", manager.bind(STATUS, api.Integer32(2))))[0] == 0
        assert (await manager.call("get_cmd", manager.bind(STATUS)))[2] == [(STATUS, 2)]
        found = []
        for oid, value in (
            (STATUS, api.OctetString("x")),
            (STATUS, api.Integer32(9)),
            (ENTRY + "4.2", api.Integer32(1)),
            (ENTRY + "7.77", api.Integer32(1)),
        ):
            answer = await manager.call("set_cmd", manager.bind(oid, value))
            found.append(answer[:2])
        return found

    # wrongType, wrongValue, notWritable, noCreation; badValue and noSuchName
    statuses = (7, 10, 17, 11) if version == 2 else (3, 3, 2, 2)
    found = pysnmp(port, version, write, "private")
    assert found == [(status, 1) for status in statuses]


def test_pysnmp_sees_noaccess_and_nosuchname(port):
    async def write(manager):
        return (await manager.call("set_cmd", manager.bind(STATUS, manager.api.Integer32(2))))[:2]

    async def read(manager):
        return (await manager.call("get_cmd", manager.bind(NAME), manager.bind(OCTETS64)))[:2]

    assert pysnmp(port, 2, write) == (6, 1)
    assert pysnmp(port, 1, write) == (2, 1)
    assert pysnmp(port, 1, read) == (2, 2)


# --- gufo-snmp ---


def gufo(name, port, version):
    versions = package("gufo.snmp").SnmpVersion
    session = package("gufo.snmp." + name).SnmpSession
    number = versions.v1 if version == 1 else versions.v2c
    return session("127.0.0.1", port=port, version=number, timeout=5)


@pytest.mark.parametrize("version", (1, 2))
def test_gufo_snmp_walks(port, version):
    with gufo("sync", port, version) as session:
        compare(list(session.getnext("1.3")), version)
        compare(list(session.fetch("1.3")), version)

    async def walk():
        async with gufo("aio", port, version) as session:
            return [binding async for binding in session.getnext("1.3")]

    compare(asyncio.run(walk()), version)


@pytest.mark.parametrize("repetitions", (1, 10, 50))
def test_gufo_snmp_walks_in_bulk(port, repetitions):
    with gufo("sync", port, 2) as session:
        compare(list(session.getbulk("1.3", repetitions)), 2)

    async def walk():
        async with gufo("aio", port, 2) as session:
            return [binding async for binding in session.getbulk("1.3", repetitions)]

    compare(asyncio.run(walk()), 2)


def test_gufo_snmp_gets(port):
    missing = package("gufo.snmp").NoSuchInstance
    expected = {NAME: b"box", OCTETS64: 18446744073709551615}
    with gufo("sync", port, 2) as session:
        assert session.get(ENTRY + "6.2") == b"\x02\x00\x5e\x90\x00\xff"
        assert session.get_many([NAME, OCTETS64, ENTRY + "6.1"]) == expected
        for oid in (ENTRY + "6.1", SYSTEM + "9.0"):
            with pytest.raises(missing):
                session.get(oid)
    with gufo("sync", port, 1) as session:
        assert session.get(NAME) == b"box"
        assert session.get(OCTETS64) is None

    async def ask():
        async with gufo("aio", port, 2) as session:
            assert await session.get(NUMBER) == 3
            return await session.get_many([NAME, OCTETS64])

    assert asyncio.run(ask()) == expected


# --- ezsnmp ---


@pytest.fixture
def ezsnmp(port):
    def session(version, community="public"):
        opened.append(
            package("ezsnmp").Session(
                hostname="127.0.0.1",
                port_number=port,
                version=version,
                community=community,
                retries=5,
                print_oids_numerically=True,
                print_full_oids=True,
            )
        )
        return opened[-1]

    opened = []
    yield session
    for each in opened:
        each.close()


def bindings(results):
    # As the others give them: it has the last sub-identifier apart, and texts as str.
    found = []
    for r in results:
        value = r.converted_value
        if value == "Unknown Type Conversion":  # an empty string, an exception
            value = r.value.strip('"')
        if isinstance(value, str):
            value = value.lstrip(".") if r.type == "OID" else value.encode()
        found.append((r.oid.lstrip(".") + "." + r.index, value))
    return found


@pytest.mark.parametrize("version", (1, 2))
def test_ezsnmp_walks(ezsnmp, version):
    session = ezsnmp(version)
    walks = [session.walk(".1.3")]
    if version == 2:
        walks.append(session.bulk_walk([".1.3"]))
    for results in walks:
        found = bindings(results)
        if version == 2:
            assert found.pop() == (OCTETS64, END.encode())
        compare(found, version)


def test_ezsnmp_gets_and_sets(ezsnmp):
    oids = ["." + NAME, "." + OCTETS64]
    assert bindings(ezsnmp(2).get(oids)) == [(NAME, b"box"), (OCTETS64, 18446744073709551615)]
    for version, reason in ((1, "badValue"), (2, "wrongValue")):
        session = ezsnmp(version, "private")
        session.set(["." + STATUS, "i", "2"])
        assert bindings(session.get(["." + STATUS])) == [(STATUS, 2)]
        with pytest.raises(package("ezsnmp").PacketError, match=reason):
            session.set(["." + STATUS, "i", "9"])
