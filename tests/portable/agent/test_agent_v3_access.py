# What users of SNMPv3 may do: levels, contexts, views, sizes, limits. Portable. RFC 3415, 3413.

from agent3box import BASE, CONTEXTS, KEY, NAME, Box
from messagebox import DESCR, ENGINE, message, num, pdu, scoped, tlv
from usnmp_agent.rate_limit import RateLimit
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
    b = Box(1400)
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


def test_a_context_of_one_user_beside_the_longest_name_of_another():
    b = Box(484, context="c" * 32)
    b.agent.allow(User("n" * 32, "SHA", None, "AES", None, KEY, KEY, ENGINE))
    for user in (b"n" * 32, b"reader"):
        for body in (pdu(), pdu(0xA5, b"+", b=20)):
            d = b.private(scoped(body, name=b"c" * 32), user=user, id=num(2**31 - 1))
            r = b.ask(d)
            assert (r.type, r.name, r.user) == (0xA2, b"c" * 32, user)
            assert r.error == (AUTHORIZATION if user[:1] == b"n" else (0, 0))


def test_a_view_may_want_a_source():
    b = Box()
    b.agent.allow(b.user, View(sources=("192.0.2.0/24",)))
    assert b.agent.respond(b.private(), ("192.0.2.7", 1))
    assert b.agent.respond(b.private(), ("192.0.3.7", 1)) is None
    assert b.counters[4] == 1


def sizes(b, size, body):
    return b.ask(b.private(scoped(body), size=num(size)))


def test_no_answer_is_longer_than_the_other_side_takes():
    b = Box(1400)
    two = tlv(
        48, tlv(48, tlv(6, BASE + b"\x02\0"), b"\5\0"), tlv(48, tlv(6, BASE + b"\x03\0"), b"\5\0")
    )
    both = tlv(0xA0, num(1), num(0), num(0), two)
    for size in (484, 600, 850):
        r = sizes(b, size, both)
        assert r.error == (1, 0) and r.bindings == [], size  # tooBig
    for size in (1000, 1400, 65507, 2**31 - 1):
        assert sizes(b, size, both).error == (0, 0)
    for size in (600, 700, 850, 1000, 1400):
        d = b.agent.respond(b.private(scoped(pdu(0xA5, ONE, b=9)), size=num(size)))
        assert len(d) <= size
        r = sizes(b, size, pdu(0xA5, ONE, b=9))
        assert r.error == (0, 0) and len(r.bindings) >= (1 if size < 1000 else 2)


def test_answers_may_be_as_long_as_allowed_to_the_octet():
    b = Box(1400)
    b.mib.scalar("1.3.6.1.4.1.65535.9.0", 4, lambda: "z" * n)
    oid = BASE + b"\x09\0"
    longest = 0
    for n in range(280, 400):
        d = b.agent.respond(b.private(scoped(pdu(oid=oid)), size=num(484)))
        assert len(d) <= 484
        longest = max(longest, len(d))
    assert longest > 440  # room is left for headers that others have


def test_strangers_do_not_use_up_what_users_have():
    b = Box()
    now = [0]
    b.agent.limit = RateLimit(1, burst=2, ticks_ms=lambda: now[0])
    source = ("192.0.2.1", 5)
    forged = message(4, user=b"x"), message(4), b.signed(mac=bytes(12))
    for _ in range(3):
        for d in forged:
            b.agent.respond(d, source)
    assert b.stats[NAME] == 3
    assert b.agent.limit.dropped == 7  # of 9: reports and refusals are two at once as well
    assert b.agent.respond(b.private(), source)
    assert b.agent.respond(b.private(), source)
    assert b.agent.respond(b.private(), source) is None
    assert b.counters[31] == 8
    assert b.agent.respond(b.private(), ("192.0.2.2", 5))


def test_who_is_authentic_may_be_asked():
    b = Box(level="noAuthNoPriv")
    b.agent.allow("public")
    asked = []

    def authentic(*a):
        asked.append(a)
        return right

    b.agent.authentic = authentic
    heard = []
    b.agent.on_stranger = heard.append
    b.agent.authen_traps = True
    source = ("192.0.2.1", 5)
    all = [(v, tlv(48, num(v), tlv(4, b"public"), pdu()), "public", 0) for v in (0, 1)]
    all += [(3, message(4), "reader", 0), (3, b.signed(), "reader", 1)]
    all += [(3, b.private(), "reader", 3)]
    for right in (True, False):
        for version, d, name, level in all:
            found = b.agent.respond(d, source)
            assert bool(found) == right
            assert asked.pop() == (source, version, name, level)
    assert heard == [source] * 5
    assert b.counters[4] == 5
    # not about what is wrong already
    for d in (message(4, user=b"x"), b.signed(mac=b""), b"?", all[0][1][:-1]):
        b.agent.respond(d, source)
    b.agent.respond(tlv(48, num(0), tlv(4, b"secret"), pdu()), source)
    assert asked == []


def test_a_check_that_fails_lets_nobody_in():
    b = Box()
    b.agent.authentic = lambda *a: 1 // 0
    assert b.agent.respond(b.private()) is None
    assert len(b.logged) == 1
