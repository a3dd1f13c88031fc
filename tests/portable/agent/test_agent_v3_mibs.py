# The MIBs about SNMPv3: portable; net-snmp walks them in test_v3_netsnmp.

from agent3box import KEY, NAME, Box
from messagebox import ENGINE, message, pdu, scoped
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_mib import Mib, oid_octets
from usnmp_mibs.snmp_framework_mib import snmp_engine
from usnmp_mibs.snmp_mpd_mib import mpd_stats
from usnmp_mibs.snmp_user_based_sm_mib import usm_stats, usm_users
from usnmp_mibs.snmp_view_based_acm_mib import vacm
from usnmp_v3 import User
from util import raises


def get(b, oid):
    ((found, value),) = b.ask(b.private(scoped(pdu(oid=oid_octets(oid))))).bindings
    assert found == oid_octets(oid)
    return value


def walk(b, oid):
    # {what follows `oid`, dotted: value}
    base = at = oid_octets(oid)
    found = {}
    while True:
        ((at, value),) = b.ask(b.private(scoped(pdu(0xA1, oid=at)))).bindings
        if not at.startswith(base) or value is None:
            return found
        ids = []
        n = 0
        for c in at[len(base) :]:
            n = n << 7 | c & 127
            if c < 128:
                ids.append(str(n))
                n = 0
        found[".".join(ids)] = value


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


def test_users_without_what_is_secret():
    b = Box()
    b.agent.allow(User("none"))
    b.agent.allow(User("hash", "SHA-256", auth_key=bytes(32), engine_id=ENGINE))
    usm_users(b.mib, b.agent)
    found = walk(b, "1.3.6.1.6.3.15.1.2.2.1")
    assert len(found) == 33
    engine = "13." + ".".join([str(c) for c in ENGINE])
    names = {
        n: "." + engine + "." + ".".join([str(c) for c in bytes((len(n),)) + n])
        for n in (b"none", b"hash", b"reader")
    }
    assert [found["5" + names[n]][-2:] for n in (b"none", b"hash", b"reader")] == [
        ".1",
        ".5",
        ".3",
    ]
    assert [found["8" + names[n]][-2:] for n in (b"none", b"hash", b"reader")] == [
        ".1",
        ".1",
        ".4",
    ]
    assert found["3" + names[b"hash"]] == "hash"
    texts = [v for v in found.values() if type(v) is bytes]
    assert KEY not in texts and bytes(32) not in texts


def test_access_as_it_is():
    b = Box(1400)
    b.agent.allow("public", View(read=("1.3.6.1.2", "-1.3.6.1.2.1.1"), write=("1.3.6.1.2",)))
    b.agent.allow(b.user, View(read=("1.3.6.1.4",)), level="noAuthNoPriv", context="c")
    vacm(b.mib, b.agent)
    base = "1.3.6.1.6.3.16.1."
    assert walk(b, base + "1.1") == {"1.0": "", "1.1.99": "c"}
    groups = walk(b, base + "2.1.3")
    assert sorted(groups.values()) == ["community1", "community2", "reader"]
    reader = "6.114.101.97.100.101.114"
    access = walk(b, base + "4.1")
    # at authPriv all, in the context "c" less
    assert access["5." + reader + ".0.3.3"] == access["6." + reader + ".0.3.3"] == "all"
    view = access["5." + reader + ".1.99.3.1"]
    assert access["6." + reader + ".1.99.3.1"] == ""
    views = walk(b, base + "5.2.1.4")
    name = ".".join([str(ord(c)) for c in view])
    assert views["%d.%s.5.1.3.6.1.4" % (len(view), name)] == 1
    assert sorted([v for k, v in views.items()]).count(2) == 2  # excluded, for v1 and v2c
    assert views["3.97.108.108.1.1"] == 1
    assert "public" not in "".join([str(v) for v in access.values()])
