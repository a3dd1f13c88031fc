# What users of SNMPv3 may do: levels, contexts, views, sizes, limits. Portable. RFC 3415, 3413.

from agent3box import BASE, CONTEXTS, Box
from messagebox import DESCR, message, num, pdu, scoped
from usnmp_agent.view import View
from usnmp_v3 import User

ONE = BASE + b"\x01\0"
AUTHORIZATION = 16, 0


def test_below_the_least_level_there_is_no_authorization():
    b = Box()
    for d in (message(4), b.signed(), message(4, scoped(pdu(0xA3, ONE, value=num(1))))):
        r = b.ask(d)
        assert (r.type, r.error) == (0xA2, AUTHORIZATION)
    assert b.ask(message(4)).bindings == [(DESCR, None)]
    assert b.ask(message(4, scoped(pdu(0xA1)))).error == AUTHORIZATION
    assert b.ask(message(4, scoped(pdu(0xA5, a=0, b=9)))).error == AUTHORIZATION
    assert b.stats == [0] * 12


def test_several_views_of_one_user_by_level():
    b = Box(800)
    b.agent.allow(b.user, View(read=("1.3.6.1.2",)), level="noAuthNoPriv")
    b.agent.allow(b.user, View(read=("1.3.6.1.2", "1.3.6.1.4.1.65535.1")), level="authNoPriv")

    def oids(d):
        r = b.ask(d)
        assert r.error == (0, 0)
        return [oid for oid, value in r.bindings if value is not None]

    bulk = scoped(pdu(0xA5, b"+", b=9))
    assert oids(message(4, bulk)) == [DESCR]
    assert oids(b.signed(data=bulk)) == [DESCR, ONE]
    assert len(oids(b.private(bulk))) > 2
    # and what they set
    write = scoped(pdu(0xA3, ONE, value=num(1)))
    assert b.ask(message(4, write)).error == (6, 1)  # noAccess
    assert b.ask(b.signed(data=write)).error == (6, 1)
    assert b.ask(b.private(write)).error == (0, 0)


def test_allowed_once_more_for_a_level_counts_the_last():
    b = Box()
    b.agent.allow(b.user, View(read=("1.3.6.1.4",)))
    r = b.ask(b.private())
    assert r.bindings == [(DESCR, None)]
    assert len(b.agent.v3.users[b"\x04\x06reader"].access) == 1


def test_contexts():
    b = Box(context="here")
    b.agent.allow(b.user, View(read=("1.3.6.1.4",)), context=b"th\xffre")
    r = b.ask(b.private(scoped(pdu(), name=b"here")))
    assert (r.name, r.bindings) == (b"here", [(DESCR, "descr")])
    r = b.ask(b.private(scoped(pdu(), name=b"th\xffre")))
    assert (r.name, r.bindings) == (b"th\xffre", [(DESCR, None)])
    # the default one is there, but not for him (RFC 3415 3.2)
    r = b.ask(b.private())
    assert (r.type, r.error) == (0xA2, AUTHORIZATION)
    # another's
    b.agent.allow(User("other"), context="elsewhere")
    r = b.ask(b.private(scoped(pdu(), name=b"elsewhere")))
    assert (r.type, r.error, r.name) == (0xA2, AUTHORIZATION, b"elsewhere")
    # nobody's
    for name in (b"her", b"heree", b"n" * 32, b"n" * 200):
        data = scoped(pdu(), name=name)
        b.reported(b.private(data), CONTEXTS, 3)
        b.reported(b.signed(data=data), CONTEXTS, 1)
        b.reported(message(4, data), CONTEXTS, 0)


def test_a_view_may_want_a_source():
    b = Box()
    b.agent.allow(b.user, View(sources=("192.0.2.0/24",)))
    assert b.agent.respond(b.private(), ("192.0.2.7", 1))
    assert b.agent.respond(b.private(), ("192.0.3.7", 1)) is None
    assert b.counters[4] == 1


def sizes(b, size, body):
    return b.ask(b.private(scoped(body), size=num(size)))
