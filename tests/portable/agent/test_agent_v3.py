# An agent's SNMPv3, as it goes well: portable.

from agent3box import BASE, KEY, Box
from messagebox import DESCR, ENGINE, message, num, parts, pdu, scoped, signed, tlv
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_v3 import User
from util import raises

ONE = BASE + b"\x01\0"


def test_a_get_at_each_level_gets_its_answer_at_that_level():
    b = Box(level="noAuthNoPriv")
    b.go(1000)
    for flags, d in ((0, message(4)), (1, b.signed()), (3, b.private())):
        r = b.ask(d)
        assert (r.type, r.flags, r.id, r.user) == (0xA2, flags, b"\x07", b"reader")
        assert (r.rid, r.error, r.name) == (b"\x12\x34", (0, 0), b"")
        assert r.bindings == [(DESCR, "descr")]
    assert b.stats == [0] * 12
    assert b.counters[1] == b.counters[2] == 3


def test_getnext_getbulk_and_set():
    b = Box()
    r = b.ask(b.private(scoped(pdu(0xA1))))
    assert r.bindings == [(ONE, 7)]
    r = b.ask(b.private(scoped(pdu(0xA5, b=2))))
    assert [oid for oid, _ in r.bindings] == [ONE, BASE + b"\x02\0"]
    r = b.ask(b.private(scoped(pdu(0xA3, ONE, value=num(9)))))
    assert (r.error, r.bindings) == ((0, 0), [(ONE, 9)])
    assert b.ask(b.private(scoped(pdu(oid=ONE)))).bindings == [(ONE, 9)]


def test_errors_and_exceptions_are_those_of_v2c():
    b = Box()
    r = b.ask(b.private(scoped(pdu(0xA3, DESCR, value=num(1)))))
    assert r.error == (17, 1)  # notWritable
    r = b.ask(b.private(scoped(pdu(0xA3, ONE, value=tlv(4, b"no")))))
    assert r.error == (7, 1)  # wrongType
    d = b.agent.respond(b.private(scoped(pdu(oid=BASE + b"\x09\0"))))
    assert d and b.ask(b.private(scoped(pdu(oid=BASE + b"\x09\0")))).error == (0, 0)


def test_numbers_come_back_as_they_were():
    b = Box()
    for id in (0, 127, 128, 65535, 2**31 - 1):
        r = b.ask(b.private(scoped(pdu(id=num(id))), id=num(id)))
        assert num(id) == tlv(2, r.id) == tlv(2, r.rid)
    r = b.ask(b.private(scoped(pdu(id=num(-5)))))
    assert r.rid == b"\xfb"


def test_other_flags_and_octets_behind_do_not_matter():
    b = Box()
    for flags in (0, 1, 3):
        b.agent.allow(b.user, level="noAuthNoPriv")
    assert b.ask(message(0xF8)).type == 0xA2
    assert b.ask(message(4) + b"\0\0\0").type == 0xA2
    assert b.counters[7] == 1


def test_padding_is_ignored_whatever_it_is():
    b = Box()
    for padding in (b"\0", b"\x01\x02\x03", b"\xff" * 7):
        assert b.ask(b.private(padding=padding)).bindings == [(DESCR, "descr")]


def test_without_a_community_v1_and_v2c_get_nothing():
    b = Box()
    for v in (0, 1):
        d = tlv(48, num(v), tlv(4, b"public"), pdu())
        assert b.agent.respond(d) is None
    assert b.counters[4] == 2  # snmpInBadCommunityNames
    d = tlv(48, num(2), tlv(4, b"public"), pdu())
    assert b.agent.respond(d) is None
    assert b.counters[3] == 1  # snmpInBadVersions


def test_beside_communities():
    b = Box()
    b.agent.allow("public")
    for v in (0, 1):
        d = b.agent.respond(tlv(48, num(v), tlv(4, b"public"), pdu()))
        assert parts(parts(d)[0][1])[0] == (2, bytes((v,)))
    assert b.ask(b.private())


def test_without_users_version_3_is_none_that_is_spoken():
    agent = Agent(Mib())
    assert agent.respond(message()) is None
    assert agent.counters[6] == 1  # it has no community


def test_who_may_be_allowed():
    agent = Agent(Mib(), None, None, 483)
    user = User("u", "SHA", auth_key=KEY)
    assert "484" in str(raises(ValueError, agent.allow, user))
    agent = Agent(Mib(), None)
    for level in ("authPriv", "priv", ""):
        raises(ValueError, agent.allow, user, level=level)
    raises(ValueError, agent.allow, user, context="c" * 33)
    raises(ValueError, agent.allow, None)
    raises(ValueError, agent.allow, 5)
    agent.allow(user)
    assert len(agent.engine.id) == 13  # a new one
    local = User("v", "SHA", auth_key=KEY, engine_id=ENGINE)
    raises(ValueError, agent.allow, local)
    assert list(agent.v3.users) == [b"\x04\x01u"]


def test_another_user_of_that_name_is_instead_of_the_first():
    b = Box()
    other = User("reader", "SHA", auth_key=bytes(20), engine_id=ENGINE)
    b.agent.allow(other)
    assert b.ask(b.private()).type == 0xA8
    keys = other.localized(ENGINE)
    b.keys = keys
    assert b.ask(signed(keys)).type == 0xA2
