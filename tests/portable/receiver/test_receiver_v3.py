# SNMPv3's traps: users, engines, the time window. Portable.

from senderbox import INDEX, KEYS, LINK_DOWN, OTHER, OWN, THIRD, Box, message, pdu, trap, user
from usnmp_receiver import Receiver
from usnmp_v3 import User
from util import raises


def test_a_trap_has_all_that_is_known_of_it():
    box = Box(user())
    assert box.take(trap(user(), context="here")) is None
    (n,) = box.got
    assert (n.version, n.community, n.pdu_type, n.request_id) == ("3", None, 0xA7, 4711)
    assert (n.user, n.security_level, n.context) == ("ops", "authPriv", "here")
    assert n.engine_id == n.context_engine_id == OTHER and not n.irregular
    assert (n.trap_oid, n.uptime, n.varbinds) == (LINK_DOWN, 99, [(INDEX, 4, "secret")])
    assert "user=ops security_level=authPriv" in repr(n)
    assert box.receiver.traps == 1 and not box.bad and not box.log
    box.take(trap(user(), time=1001) + b"\0\0")
    assert box.got[1].irregular and box.receiver.irregular == 1


def test_a_name_holds_at_all_engines_and_one_at_an_engine_goes_before():
    there = user(auth_key=b"x" * 20)
    box = Box(user())
    box.v3.add(there, engine_id=THIRD)
    for d in (trap(user()), trap(there, THIRD)):
        assert box.take(d) is None
    assert len(box.got) == 2
    box.got.clear()
    assert box.refused(trap(user(), THIRD, time=1001)) == "digest"
    assert box.refused(trap(there, time=1001)) == "digest"


def test_localised_keys_are_of_one_engine():
    local = User("ops", engine_id=OTHER, **KEYS)
    box = Box(local)
    assert box.refused(trap(user(), THIRD)) == "user"
    assert box.take(trap(local)) is None and len(box.got) == 1


def test_who_is_refused_gets_no_answer_to_a_trap():
    box = Box(user(), User("weak", auth="SHA", auth_key=b"w" * 20))
    wrong = user(auth_key=b"x" * 20)
    assert box.refused(trap(user("eve"))) == "user"
    assert box.refused(trap(user("weak", auth_key=b"w" * 20))) == "level"  # has no such keys
    assert box.refused(trap(user(), level="authNoPriv")) == "level"  # less than it must
    assert box.refused(trap(user(), level="noAuthNoPriv")) == "level"
    assert box.refused(trap(wrong)) == "digest"
    assert box.refused(trap(user(priv_key=b"x" * 20))) == "decryption"
    assert box.v3.stats == [0, 1, 0, 1, 0, 1, 1, 0]
    assert box.receiver.bad == 6


def test_the_least_level_may_be_less_than_the_keys_allow():
    box = Box((user(), "authNoPriv"))
    assert box.refused(trap(user(), level="noAuthNoPriv")) == "level"
    box.take(trap(user(), level="authNoPriv"))
    box.take(trap(user(), time=1001))
    assert [n.security_level for n in box.got] == ["authNoPriv", "authPriv"]
    raises(ValueError, Box, (User("a"), "authPriv"))
    raises(ValueError, Box, (user(), "strong"))


def test_the_time_window():
    box = Box(user())
    assert box.take(trap(user(), boots=2, time=1000)) is None and len(box.got) == 1
    box.now = 100000  # its time is 1100 now
    box.take(trap(user(), boots=2, time=951))
    assert len(box.got) == 2
    box.got.clear()
    assert box.refused(trap(user(), boots=2, time=949)) == "window"
    assert box.refused(trap(user(), boots=1, time=5000)) == "window"
    assert box.refused(trap(user(), boots=0x7FFFFFFF, time=0)) == "window"
    box.v3.time_window = 500
    box.take(trap(user(), boots=2, time=949))
    box.take(trap(user(), boots=3, time=0))  # started anew
    assert len(box.got) == 2 and box.v3.cache() == [(OTHER, 3, 0, [b"ops"])]
    box = Box(user(), time_window=10)
    box.take(trap(user()))
    box.got.clear()
    assert box.refused(trap(user(), time=980)) == "window"


def test_what_is_not_authentic_sets_no_clock_and_fills_no_cache():
    box = Box((user(), "noAuthNoPriv"))
    for i in range(6):
        id = OTHER + bytes((i,))
        box.take(trap(user(), id, time=1 << 30, level="noAuthNoPriv"))
        box.take(trap(user(auth_key=b"x" * 20), id, time=1 << 30))
    assert len(box.got) == 6 and box.bad == ["digest"] * 6
    assert not box.v3.engines and not box.v3._keys and box.v3.cache() == []


def test_our_own_engine_may_send_traps_too():
    box = Box(user())
    box.take(message(pdu(0xA7), user(), OWN, 1, 0))
    assert len(box.got) == 1 and not box.v3.engines
    box.got.clear()
    box.now = 1000000
    assert box.refused(message(pdu(0xA7), user(), OWN, 1, 0)) == "window"


def test_without_users_there_is_no_snmpv3():
    bad = []
    r = Receiver(on_bad=lambda *a: bad.append(a[2]))
    assert r.v3 is None and r.receive(trap(user())) == (None, None) and bad == ["version"]
    raises(TypeError, Receiver, nonsense=1)
