# Managers from PyPI in SNMPv3, written independently of net-snmp, against v3_agent.py.

import asyncio
import functools
import sys

import conftest
import pytest
from test_v3_netsnmp import KEYS, NAME, serving
from v3_agent import BASE

pytestmark = pytest.mark.slow
# They have no release for older Pythons
package = functools.partial(conftest.package, possible=sys.version_info >= (3, 10))

PASSWORD = "maplesyrup"
FIRST = BASE + ".1.0"


@pytest.fixture(scope="module", params=("cpython", "micropython32"))
def port(request, build):
    key = "," + KEYS["SHA"]
    users = ["reader,SHA,AES," + key, "half,SHA,," + key, "plain,,,"]
    with serving(request.param, build, *users) as snmp:
        yield int(snmp.target.split(":")[1])


@pytest.fixture(scope="module")
def pc_port(build):
    users = ["sha2,SHA-256,AES-256", "des,MD5,DES", "long,SHA-512,AES-256"]
    with serving("cpython", build, *users) as snmp:
        yield int(snmp.target.split(":")[1])


# --- pysnmp ---


def pysnmp(port, user, test, context=""):
    api = package("pysnmp.hlapi.v3arch.asyncio")

    async def main():
        engine = api.SnmpEngine()
        target = await api.UdpTransportTarget.create(("127.0.0.1", port), timeout=2, retries=3)
        name = api.ContextData(contextName=context.encode())
        try:
            return await test(api, engine, user(api), target, name)
        finally:
            engine.close_dispatcher()

    return asyncio.run(asyncio.wait_for(main(), 60))


def reader(api):
    return api.UsmUserData(
        "reader",
        PASSWORD,
        PASSWORD,
        authProtocol=api.usmHMACSHAAuthProtocol,
        privProtocol=api.usmAesCfb128Protocol,
    )


def half(api):
    return api.UsmUserData("half", PASSWORD, authProtocol=api.usmHMACSHAAuthProtocol)


def plain(api):
    return api.UsmUserData("plain")


async def get(api, *to):
    what = api.ObjectType(api.ObjectIdentity(NAME))
    indication, status, _, bindings = await api.get_cmd(*to, what, lookupMib=False)
    return str(indication) if indication else (int(status), [bytes(v) for _, v in bindings])


@pytest.mark.parametrize("user", [reader, half, plain])
def test_pysnmp_gets_at_each_level(port, user):
    assert pysnmp(port, user, get) == (0, [b"box"])


def test_pysnmp_walks_and_sets(port):
    async def walk(api, *to):
        root = api.ObjectType(api.ObjectIdentity(BASE))
        found = []
        command = api.bulk_walk_cmd(*to, 0, 10, root, lookupMib=False)
        async for indication, status, _, bindings in command:
            assert not indication and not status
            found += [str(oid) for oid, _ in bindings]
        return found

    found = pysnmp(port, reader, walk)
    inside = [oid for oid in found if oid.startswith(BASE + ".")]
    assert len(inside) == 25 and inside == found[:25]

    async def write(api, *to):
        what = api.ObjectType(api.ObjectIdentity(FIRST), api.Gauge32(7))
        return (await api.set_cmd(*to, what, lookupMib=False))[:2]

    indication, status = pysnmp(port, reader, write)
    assert not indication and not status


def test_pysnmp_is_told_what_is_wrong(port):
    def stranger(api):
        return api.UsmUserData("nobody")

    def wrong(api):
        return api.UsmUserData("half", "wrongwrong", authProtocol=api.usmHMACSHAAuthProtocol)

    def above(api):
        return api.UsmUserData("plain", PASSWORD, authProtocol=api.usmHMACSHAAuthProtocol)

    assert "nknown USM user" in pysnmp(port, stranger, get)
    assert "rong SNMP PDU digest" in pysnmp(port, wrong, get)
    assert "nsupported SNMP security level" in pysnmp(port, above, get)
    # snmpUnknownContexts
    assert pysnmp(port, reader, get, "nowhere") == "1.3.6.1.6.3.12.1.5.0"


def test_pysnmp_with_other_protocols(pc_port):
    def sha2(api):
        return api.UsmUserData(
            "sha2",
            PASSWORD,
            PASSWORD,
            authProtocol=api.usmHMAC192SHA256AuthProtocol,
            privProtocol=api.usmAesBlumenthalCfb256Protocol,
        )

    def des(api):
        return api.UsmUserData(
            "des",
            PASSWORD,
            PASSWORD,
            authProtocol=api.usmHMACMD5AuthProtocol,
            privProtocol=api.usmDESPrivProtocol,
        )

    for user in (sha2, des):
        assert pysnmp(pc_port, user, get) == (0, [b"box"])


# --- gufo-snmp ---


def gufo(port, name, auth=None, priv=None):
    api = package("gufo.snmp")
    session = package("gufo.snmp.sync").SnmpSession
    user = api.User(
        name,
        auth_key=getattr(api, auth)(PASSWORD.encode()) if auth else None,
        priv_key=getattr(api, priv)(PASSWORD.encode()) if priv else None,
    )
    return session("127.0.0.1", port=port, version=api.SnmpVersion.v3, user=user, timeout=5)


@pytest.mark.parametrize(
    "user", [("reader", "Sha1Key", "Aes128Key"), ("half", "Sha1Key"), ("plain",)]
)
def test_gufo_snmp_gets_and_walks(port, user):
    with gufo(port, *user) as session:
        session.refresh()
        assert session.get(NAME) == b"box"
        found = list(session.getbulk(BASE))
        assert len(found) == 25 and found == list(session.getnext(BASE))


@pytest.mark.parametrize(
    "user",
    [
        ("sha2", "Sha256Key", "Aes256Key"),
        ("des", "Md5Key", "DesKey"),
        ("long", "Sha512Key", "Aes256Key"),
    ],
)
def test_gufo_snmp_with_other_protocols(pc_port, user):
    with gufo(pc_port, *user) as session:
        session.refresh()
        for _ in range(20):
            assert session.get(NAME) == b"box"


# --- snmpkit ---


def snmpkit(port, **user):
    return package("snmpkit.manager").SyncManager("127.0.0.1", port=port, version=3, **user)


def test_snmpkit_gets_and_walks(port):
    with snmpkit(port, user="plain") as manager:
        assert "box" in str(manager.get(NAME))
    half = {"user": "half", "auth_protocol": "SHA", "auth_password": PASSWORD}
    with snmpkit(port, **half) as manager:
        assert "box" in str(manager.get(NAME))
        assert len(list(manager.walk(BASE))) == 25


def test_snmpkit_with_privacy(port):
    # It decrypts with its own idea of our time: what comes as a second ends is lost to it.
    user = {"user": "reader", "auth_protocol": "SHA", "auth_password": PASSWORD}
    user.update(priv_protocol="AES", priv_password=PASSWORD)
    found = []
    with snmpkit(port, **user) as manager:
        for _ in range(10):
            try:
                found.append(str(manager.get(NAME)))
            except Exception as e:
                assert "tag" in str(e), e
    assert found and set(found) == {"box"}
