# Who else is asked before a message of SNMPv3 is answered, and how many are: portable.

from agent3box import NAME, Box
from messagebox import message, num, pdu, tlv
from usnmp_agent.rate_limit import RateLimit


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
