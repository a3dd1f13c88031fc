# The side that asks: discovery, its clock, what it takes and what it refuses.

from peerbox import ENGINE, GET, RESPONSE, asked, forged, pair, refused, user
from reportbox import report
from usnmp_codec import BerError
from usnmp_v3 import User
from usnmp_v3.peer import Peer, Report
from util import raises


def test_discovery_is_one_message_and_the_clock_runs_on():
    other, peer, clock = pair()
    assert asked(other, peer) == 2 and peer.engine.id == ENGINE and peer.engine.sure
    for seconds in (149, 100000, 5):
        other.clock.ms += seconds * 1000
        clock.ms += seconds * 1000
        assert asked(other, peer) == 1


def test_each_level():
    for level in ("noAuthNoPriv", "authNoPriv"):
        other, peer, _ = pair(level=level)
        assert asked(other, peer) == 2
    other, peer, _ = pair(User("u"))
    assert asked(other, peer) == 2
    raises(ValueError, pair, User("u"), level="authNoPriv")


def test_an_engine_that_is_given_is_not_discovered():
    other, peer, _ = pair(engine_id=ENGINE)
    assert asked(other, peer) == 2  # its clock is
    other, peer, _ = pair(engine_id=b"\x80\0\x1f\x88\x05wrong")
    e = raises(Report, asked, other, peer)
    assert str(e) == "unknown engine ID" and e.oid[-2] == 4


def test_a_reboot_a_clock_that_went_apart_and_another_engine_are_followed():
    other, peer, clock = pair()
    asked(other, peer)
    other.clock.ms += 1000000
    assert asked(other, peer) == 2
    other.clock.ms = 0
    other.boot(2)
    assert asked(other, peer) == 2
    other.boot(1)  # it has lost count
    assert asked(other, peer) == 2
    other.boot(9, ENGINE + b"2")
    assert asked(other, peer) == 2 and peer.engine.id == ENGINE + b"2"
    other.boot((1 << 31) - 1, ENGINE + b"2")
    e = raises(Report, asked, other, peer)
    assert "lost count of its boots" in str(e)


def test_an_engine_that_has_never_booted_has_a_time_as_well():
    other, peer, _ = pair()
    other.engine.boots = 0
    other.engine.head = other.engine.tlv + b"\2\1\0"
    other.clock.ms = 500000
    assert asked(other, peer) == 2 and asked(other, peer) == 1


def test_what_is_wrong_is_named():
    for who, arc in ((user("x"), 3), (user(auth_key=bytes(20)), 5)):
        other, peer, _ = pair()
        e = raises(Report, asked, other, Peer(who))
        assert e.oid == b"+\x06\x01\x06\x03\x0f\x01\x01" + bytes((arc, 0))


def test_reports_that_do_not_end_are_an_end():
    other, peer, _ = pair(engine_id=ENGINE)
    other.answer = lambda d: forged(other, d, report(2), 0)
    for _ in range(3):
        assert peer.unpack(other.answer(peer.pack(GET))) is None
    raises(Report, asked, other, peer)


def test_only_a_report_that_is_authentic_moves_a_clock_that_is():
    other, peer, _ = pair()
    asked(other, peer)
    other.boot(5)
    for level, boots in ((0, 1), (1, 5)):
        d = peer.pack(GET)
        assert peer.unpack(forged(other, d, report(2), level)) is None
        assert peer.engine.boots == boots
        assert refused(peer, forged(other, d, report(2), level)) == "msgID"  # one each


def test_what_is_not_as_it_was_asked_for_is_refused():
    other, peer, clock = pair()
    asked(other, peer)
    for _ in range(2):
        clock.ms += 500000
        other.clock.ms += 500000
        asked(other, peer)
    d = peer.pack(GET)
    assert "level" in refused(peer, forged(other, d, RESPONSE, 0))
    assert refused(peer, forged(other, d, RESPONSE, 1, b"\4\0\4\1x")) == "context"
    answer = forged(other, d, RESPONSE, 1)
    assert refused(peer, answer[:-1] + b"\1") == "digest"
    assert refused(peer, answer[:-1]) == "not SNMPv3"
    keys = other.keys
    other.keys = user("another").localized(ENGINE)
    assert "user" in refused(peer, forged(other, d, RESPONSE, 1))
    other.keys = keys
    other.clock.ms -= 500000
    other.boot(1)  # its time is 0 again
    assert refused(peer, forged(other, d, RESPONSE, 1)) == "time window"
    assert peer.unpack(answer) == RESPONSE
    assert refused(peer, answer) == "msgID"


def test_a_report_of_the_time_before_anybody_is_known_is_a_refusal():
    other, peer, _ = pair()
    e = raises(Report, peer.unpack, forged(other, peer.pack(GET), report(2), 0))
    assert str(e) == "not in the time window" and not peer.engine
    assert asked(other, peer) == 2


def test_an_engine_id_longer_than_one_can_be_is_not_learnt():
    other, peer, _ = pair()
    head = other.engine.head
    other.engine.head = b"\x04\x21" + b"i" * 33 + b"\x02\x01\x01"  # RFC 3411 5: 32 at most
    e = raises(Report, peer.unpack, forged(other, peer.pack(GET), report(4), 0))
    assert str(e) == "unknown engine ID" and not peer.engine
    other.engine.head = head
    assert asked(other, peer) == 2


def test_requests_may_be_kept_account_of_apart():
    class Sent:
        def __init__(self):
            self.ids = []
            self.followed = 0

    other, peer, _ = pair()
    asked(other, peer)
    a, b = Sent(), Sent()
    peer.pack(GET, a)  # is lost
    first = other.answer(peer.pack(GET, a))
    second = other.answer(peer.pack(GET, b))
    assert peer.unpack(second, b) == peer.unpack(first, a) == RESPONSE
    assert len(a.ids) == 1 and not b.ids and not peer.ids
    raises(BerError, peer.unpack, first, b)
