# snmpEnableAuthenTraps and sysORTable: portable, runs on CPython and MicroPython.

from snmpbox import GROUP, make
from tablebox import ask
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.snmp_group import object_resources


def test_authentication_traps_can_be_enabled():
    agent = make()
    assert ask(agent, 0xA0, GROUP % 30).varbinds.items()[0][1] == (2, 2)
    for value, status in ((1, 0), (3, 10), (0, 10)):
        r = ask(agent, 0xA3, (GROUP % 30, (2, value)), "private")
        assert r.err_status == status, value
    assert agent.authen_traps
    assert ask(agent, 0xA3, (GROUP % 4, (65, 0)), "private").err_status == 17


def test_the_modules_are_listed_with_the_time_they_were_added():
    mib = Mib()
    object_resources(mib, lambda: 7, (("1.3.6.1.6.3.1", "SNMPv2-MIB"), ("1.3.6.1.2.1.31", "IF")))
    agent = Agent(mib, max_size=300)
    for oid, tv in (
        ("8.0", (67, 7)),
        ("9.1.2.1", (6, "1.3.6.1.6.3.1")),
        ("9.1.3.2", (4, "IF")),
        ("9.1.4.2", (67, 7)),
    ):
        assert ask(agent, 0xA0, "1.3.6.1.2.1.1." + oid).varbinds.items()[0][1] == tv
