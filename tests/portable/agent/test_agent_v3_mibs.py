# The MIBs about SNMPv3: portable; net-snmp walks them in test_v3_netsnmp.

from agent3box import NAME, Box
from messagebox import ENGINE, message, pdu, scoped
from usnmp_agent import Agent
from usnmp_mib import Mib, oid_octets
from usnmp_mibs.snmp_framework_mib import snmp_engine
from usnmp_mibs.snmp_mpd_mib import mpd_stats
from usnmp_mibs.snmp_user_based_sm_mib import usm_stats, usm_users
from usnmp_mibs.snmp_view_based_acm_mib import vacm
from util import raises


def get(b, oid):
    ((found, value),) = b.ask(b.private(scoped(pdu(oid=oid_octets(oid))))).bindings
    assert found == oid_octets(oid)
    return value


def test_who_has_no_users_has_none_of_them():
    mib = Mib()
    agent = Agent(mib)
    for module in (snmp_engine, mpd_stats, usm_stats, usm_users):
        raises(ValueError, module, mib, agent)
    vacm(mib, agent)
    assert not mib.nodes.get(oid_octets("1.3.6.1.6.3.10.2.1.1.0"))


def test_the_engine_and_its_clock():
    b = Box()
    snmp_engine(b.mib, b.agent)
    b.go(4711)
    base = "1.3.6.1.6.3.10.2.1.%d.0"
    assert [get(b, base % i) for i in (1, 2, 3, 4)] == [ENGINE, 5, 4711, 600]


def test_the_counters_are_those_of_reports():
    b = Box()
    usm_stats(b.mib, b.agent)
    mpd_stats(b.mib, b.agent)
    b.stats[:] = list(range(12))
    b.stats[NAME] = 2**32 + 5
    usm = "1.3.6.1.6.3.15.1.1.%d.0"
    assert [get(b, usm % i) for i in range(1, 7)] == [1, 2, 5, 4, 5, 6]
    assert [get(b, "1.3.6.1.6.3.11.2.1.%d.0" % i) for i in (1, 2, 3)] == [7, 8, 9]
    assert [get(b, "1.3.6.1.6.3.12.1.%d.0" % i) for i in (4, 5)] == [10, 11]
    r = b.ask(message(4, user=b"x"))
    assert r.bindings == [(oid_octets(usm % 3), 6)]
