# SNMPv3's informs, from our notifier to our receiver: discovery, losses, reboots, refusals.
# Portable.

from usnmp_notify import Target
from usnmp_v3 import User
from wirebox import HOST, KEYS, KIND, OID, RECEIVER, Wire, user


def informs(level=None, retries=5, **kw):
    return Target(HOST, user=user(**kw), level=level, inform=True, retries=retries)


def test_an_inform_is_acknowledged_at_each_level_and_discovery_is_no_try():
    for level in ("noAuthNoPriv", "authNoPriv", "authPriv"):
        box = Wire(informs(level, retries=0), users=[(user(), level)], engine=False)
        box.notify.send(KIND, [(OID, 4, "secret")])
        assert not box.got and len(box.wire) == 2 and box.receiver.v3.discoveries == 1
        box.notify.poll()
        box.notify.poll()
        (n,) = box.got
        assert (n.pdu_type, n.trap_oid, n.varbinds) == (0xA6, KIND, [(OID, 4, "secret")])
        assert (n.user, n.security_level, n.context) == ("ops", level, "")
        assert n.engine_id == n.context_engine_id == bytes.fromhex(RECEIVER)
        assert box.oks == [True] and box.notify.acknowledged == 1 and not box.bad
        assert len(box.wire) == 4
        assert (b"secret" in box.wire[2][1]) == (level != "authPriv")


def test_an_acknowledgement_of_an_earlier_try_counts():
    box = Wire(informs(), users=[user()])
    box.notify.send(KIND)
    box.notify.poll()
    box.inbox.clear()
    late = box.wire[-1][1]
    box.lose = "up"
    box.after(4000)
    box.inbox.append((late, (HOST, 162)))
    box.after(10)
    assert box.oks == [True]


def test_what_the_receiver_refuses_fails_after_all_tries_and_says_why():
    for made, users, why in (
        (user("eve"), [user()], "unknown user"),
        (user(auth_key=b"x" * 20), [user()], "wrong digest"),
        (user(priv_key=b"x" * 20), [user()], "cannot be decrypted"),
        (user(), [User("ops", "SHA", auth_key=KEYS["auth_key"])], "does not support"),
    ):
        target = Target(HOST, user=made, inform=True, retries=2)
        box = Wire(target, users=users)
        box.notify.send(KIND)
        box.after(6000)
        # Anybody may have sent that report: it ends nothing
        assert not box.oks and why in target.v3.report, target.v3.report
        box.after(60000)
        assert box.oks == [False] and not box.got and box.notify.sent == 4


def test_reports_without_end_make_no_loop():
    box = Wire(informs(retries=1), users=[user()])
    ids = iter(range(1000))

    def answered(target, data, place):
        box.receives([user()], 1, "80001f8805%08x" % next(ids))  # another each time
        return Wire.send(box, target, data, place)

    box.send = answered
    box.notify.send(KIND)
    box.after(60000)
    assert box.oks == [False] and box.notify.sent <= 12


def test_what_answers_nothing_that_was_asked_is_ignored():
    box = Wire(informs(), users=[user()])
    box.notify.send(KIND)
    box.notify.poll()
    ack = box.inbox.pop()[0]
    n = box.notify.ignored
    for d in (
        ack[:-1],  # cut off
        ack[:-1] + bytes((ack[-1] ^ 1,)),  # changed
        box.wire[1][1],  # the report, again
        b"",
        b"\x30\x03\x02\x01\x03",
    ):
        box.inbox.append((d, (HOST, 162)))
        box.notify.poll()
    assert box.notify.ignored == n + 5 and not box.oks
    box.inbox.append((ack, (HOST, 162)))
    box.notify.poll()
    box.inbox.append((ack, (HOST, 162)))
    box.notify.poll()
    assert box.oks == [True] and box.notify.ignored == n + 6


def test_a_refusal_of_the_receivers_program_fails_it():
    box = Wire(informs(), users=[user()])
    box.receiver.on_inform = lambda n: 13
    box.notify.send(KIND)
    box.after(100, 10)
    assert box.oks == [False] and box.notify.failed == 1


def test_localised_keys_tell_the_engine_and_are_for_no_other():
    own = User("ops", engine_id=RECEIVER, **KEYS)
    target = Target(HOST, user=own, inform=True, retries=1)
    box = Wire(target, users=[own])
    box.notify.send(KIND)
    box.after(100, 10)
    assert box.oks == [True] and box.receiver.v3.discoveries == 0
    box.receives([user()], 1, "80001f88056e6577")
    box.notify.send(KIND)
    box.after(60000)
    assert box.oks == [True, False] and len(box.got) == 1
