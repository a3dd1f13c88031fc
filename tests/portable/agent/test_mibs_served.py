# sysORTable by what is served, and snmpEngine without users: portable, runs on CPython and
# MicroPython.

from tablebox import END, ask
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from usnmp_mibs.snmp_framework_mib import snmp_engine
from usnmp_mibs.snmp_group import object_resources

OR = "1.3.6.1.2.1.1.9.1"
ENGINE = "1.3.6.1.6.3.10.2.1.%d.0"


class Clock:
    # A usnmp_base.uptime.Uptime that is told the time.
    seconds = 7

    def __call__(self):
        return self.seconds * 100


class Kept:
    # A usnmp_base.store.Store.
    def __init__(self):
        self.data = {}

    def value(self, key, default, check):
        class Value:
            def __call__(self):
                return kept.get(key, default)

            def set(self, value):
                assert check(value)
                kept[key] = value

        kept = self.data
        return Value()


def get(agent, oid):
    return dict(ask(agent, 0xA0, oid).varbinds.items())[oid]


def walk(agent, base):
    found = []
    oid = base
    while True:
        ((oid, tv),) = ask(agent, 0xA1, oid).varbinds.items()
        if tv == END or not oid.startswith(base):
            return found
        found.append((oid[len(base) + 1 :], tv))


def make():
    mib = Mib()
    return mib, Agent(mib, max_size=300, log=print)


def test_sysortable_has_the_modules_that_are_served_when_it_is_asked():
    mib, agent = make()
    mib.scalar("1.3.6.1.2.1.1.7.0", INT, 72)
    object_resources(mib, Clock())
    assert walk(agent, OR)[0] == ("2.1", (6, "1.3.6.1.6.3.1"))
    assert len(walk(agent, OR)) == 3
    mib.scalar("1.3.6.1.2.1.99.1.1.1.4.1", INT, 1)  # later, as sensors come
    mib.subtree("1.3.6.1.6.3.11", None)  # a provider of all that is there
    mib.scalar("1.3.6.1.2.1.1000.1.0", INT, 1)  # of no module that is known
    found = walk(agent, OR)
    ids = [tv[1] for oid, tv in found if oid[0] == "2"]
    assert ids == ["1.3.6.1.6.3.1", "1.3.6.1.2.1.99", "1.3.6.1.6.3.11"]
    assert found[4][1][1].startswith("ENTITY-SENSOR-MIB")
    assert [tv for oid, tv in found if oid[0] == "4"] == [(67, 700)] * 3
    assert get(agent, "1.3.6.1.2.1.1.8.0") == (67, 700)


def test_sysortable_has_the_modules_that_are_given():
    mib, agent = make()
    object_resources(mib, Clock(), [("1.3.6.1.4.1.9", "MINE"), ("1.3.6.1.4.1.10", "THINE")])
    assert [tv[1] for oid, tv in walk(agent, OR)][:2] == ["1.3.6.1.4.1.9", "1.3.6.1.4.1.10"]
    assert get(agent, OR + ".3.2") == (4, "THINE") and get(agent, OR + ".3.3")[0] in (128, 129)


def test_engine_without_users_has_the_uptime_of_the_system():
    mib, agent = make()
    clock = Clock()
    snmp_engine(mib, agent, clock, None, b"\x80\0\x1f\x88\x05\x01\x02")
    assert get(agent, ENGINE % 3) == (2, 7)
    clock.seconds = 8
    assert get(agent, ENGINE % 3) == (2, 8)
    clock.seconds = 0x80000001  # after 68 years
    assert get(agent, ENGINE % 3) == (2, 1)
    assert get(agent, ENGINE % 4) == (2, 300)
    assert get(agent, ENGINE % 2)[0] in (128, 129)  # its boots are not counted


def test_boots_are_counted_in_a_store_and_the_engine_stays_the_same():
    store = Kept()
    ids = []
    for boots in (1, 2, 3):
        mib, agent = make()
        snmp_engine(mib, agent, Clock(), store)
        assert get(agent, ENGINE % 2) == (2, boots)
        ids.append(get(agent, ENGINE % 1))
    assert ids[0] == ids[1] == ids[2] and ids[0][0] == 4 and 5 <= len(ids[0][1]) <= 32


def test_engine_of_nobody_is_refused():
    mib, agent = make()
    try:
        snmp_engine(mib, agent)
    except ValueError as e:
        assert "uptime" in str(e)
    else:
        raise AssertionError
    assert not mib.nodes
