# The manager of SNMPv3 against snmpd: all its protocols, and what is wrong.

import asyncio

import pytest
from usnmp_manager import AsyncManager, Manager, NoResponse, SnmpError
from usnmp_manager.v3 import Refused
from usnmp_mib import OCTSTR
from usnmp_v3 import User
from v3snmpd import AUTH, AUTHS, LEVELS, NAME, OR_ENTRY, PRIV, PRIVS, UPTIME, Snmpd, name, user

pytestmark = pytest.mark.slow
STATS = "1.3.6.1.6.3.15.1.1."


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory):
    running = Snmpd(tmp_path_factory.mktemp("snmpd"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def users():
    """A User for each pair of protocols: their passwords are hashed once."""
    return {(auth, priv): user(auth, priv) for auth in AUTHS for priv in PRIVS}


def manager(snmpd, who, **kw):
    return Manager("127.0.0.1", port=snmpd.port, user=who, **kw)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("priv", PRIVS)
@pytest.mark.parametrize("auth", AUTHS)
def test_each_protocol_at_each_level(auth, priv, level, snmpd, users):
    with manager(snmpd, users[auth, priv], level=level) as m:
        text = "%s %s %s " % (auth, priv, level) + "x" * 150
        assert m.set(NAME, OCTSTR, text).value == text == m.get(NAME).value
        walked = list(m.walk("1.3.6.1.2.1.1"))
        assert [vb.oid for vb in walked] == [vb.oid for vb in m.walk("1.3.6.1.2.1.1", 0)]
        assert len(walked) > 20 and len(m.get_bulk(NAME, max_repetitions=12)) == 12
        rows = dict(m.table(OR_ENTRY))
        assert len(rows) > 5 and all(len(row) == 3 for row in rows.values())
        assert m.strays == 0


def test_snmpd_has_no_3des_and_does_not_answer(snmpd):
    who = User(name("SHA", "AES"), "SHA", AUTH, "3DES", PRIV)
    with manager(snmpd, who, timeout_ms=200, retries=0) as m:
        with pytest.raises(NoResponse):
            m.get(UPTIME)


@pytest.mark.parametrize(
    "who, text, arc",
    [
        (User("nobody"), "unknown user", 3),
        (user(auth_password="another one"), "wrong digest", 5),
        (User(name("SHA", "AES"), "SHA-256", AUTH), "wrong digest", 5),
        (User("open", "SHA", AUTH), "does not support that level", 1),
    ],
)
def test_what_is_wrong_is_named_at_once(who, text, arc, snmpd):
    with manager(snmpd, who) as m:
        with pytest.raises(Refused) as e:
            m.get(UPTIME)
        assert str(e.value).startswith("127.0.0.1: ") and text in str(e.value)
        assert e.value.oid == "%s%d.0" % (STATS, arc)


def test_a_wrong_engine_id_is_named(snmpd):
    with manager(snmpd, User("open"), engine_id="800000000102030405") as m:
        with pytest.raises(Refused) as e:
            m.get(UPTIME)
        assert "unknown engine ID" in str(e.value) and e.value.oid == STATS + "4.0"


@pytest.mark.parametrize(
    "who, kw, text",
    [
        (user(priv_password="another one"), {}, "privacy password, key or protocol?"),
        (User(name("SHA", "AES"), "SHA", AUTH, "DES", PRIV), {}, "privacy password"),
        (User("open"), {"context": "elsewhere"}, "context?"),
    ],
)
def test_what_snmpd_is_silent_about_is_guessed(who, kw, text, snmpd):
    with manager(snmpd, who, timeout_ms=200, retries=0, **kw) as m:
        with pytest.raises(NoResponse) as e:
            m.get(UPTIME)
        assert str(e.value).startswith("no response from 127.0.0.1, which answered discovery")
        assert text in str(e.value)


def test_a_level_below_what_access_wants_is_an_error_of_the_agent(snmpd):
    who = User("strict", "SHA", AUTH, "AES", AUTH)
    for level in LEVELS[:2]:
        with manager(snmpd, who, level=level) as m:
            with pytest.raises(SnmpError) as e:
                m.get(UPTIME)
            assert e.value.status == 16  # authorizationError
    with manager(snmpd, who) as m:
        assert m.get(UPTIME).value >= 0


def test_keys_in_place_of_passwords(snmpd):
    who = user("SHA-256", "AES-256-C")
    auth, priv = who.master_keys()
    master = User(name("SHA-256", "AES-256-C"), "SHA-256", None, "AES-256-C", None, auth, priv)
    with manager(snmpd, master) as m:
        assert m.get(NAME)
        engine_id = m.wrapper.peer.engine.id
    from usnmp_v3.keys import localize, privacy_key

    keys = [localize("SHA-256", key, engine_id) for key in (auth, priv)]
    keys[1] = privacy_key("AES-256-C", "SHA-256", keys[1], engine_id)
    local = User(master.name, "SHA-256", None, "AES-256-C", None, *keys, engine_id=engine_id)
    with manager(snmpd, local) as m:
        assert m.get(NAME)


def test_a_restart_of_snmpd_is_survived_by_a_manager_that_goes_on(snmpd, users):
    with manager(snmpd, users["SHA", "AES"]) as m:
        m.get(UPTIME)
        engine = m.wrapper.peer.engine
        boots = engine.boots
        for n in (1, 2):
            snmpd.restart()
            assert m.get(UPTIME).value < 2000 and engine.boots == boots + n


def test_many_users_of_one_agent_over_one_async_manager(snmpd, users):
    async def main():
        async with AsyncManager(in_flight=20) as manager:
            targets = [
                manager.target("127.0.0.1", port=snmpd.port, user=who, level=LEVELS[i % 3])
                for i, who in enumerate(users.values())
            ]
            targets.append(manager.target("127.0.0.1", port=snmpd.port))
            asked = [t.get(NAME, UPTIME) for t in targets * 20]
            found = await asyncio.gather(*asked)
            walked = [vb async for vb in targets[0].walk("1.3.6.1.2.1.1")]
            return found, manager.strays, manager._pending, len(walked)

    found, strays, pending, walked = asyncio.run(main())
    assert len(found) == 37 * 20 and len({vbs[0].value for vbs in found}) == 1
    assert (strays, pending) == (0, {}) and walked > 20


OBJECTS = ["1.3.6.1.2.1.1.%d.0" % i for i in (1, 2, 4, 5, 6)]
MANY = 10000  # of 100,000, tools/bench/bench.py lossless says the same


def test_none_of_many_is_lost_or_wrong(snmpd):
    with Manager("127.0.0.1", port=snmpd.port) as plain:
        right = [plain.get(oid) for oid in OBJECTS]
    with manager(snmpd, user(), timeout_ms=5000, retries=0) as m:
        for i in range(MANY):
            assert m.get(OBJECTS[i % 5]) == right[i % 5]
        assert m.strays == 0


def test_none_of_many_at_a_time_is_lost_or_wrong(snmpd):
    with Manager("127.0.0.1", port=snmpd.port) as plain:
        right = [plain.get(oid) for oid in OBJECTS]

    async def ask(target, first):
        for i in range(first, MANY, 16):
            assert await target.get(OBJECTS[i % 5]) == right[i % 5]

    async def main():
        async with AsyncManager() as a:
            target = a.target(
                "127.0.0.1", port=snmpd.port, user=user(), timeout_ms=5000, retries=0
            )
            await target.get(NAME)
            await asyncio.gather(*[ask(target, i) for i in range(16)])
            assert a.strays == 0

    asyncio.run(main())
