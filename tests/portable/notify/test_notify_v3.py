# SNMPv3's traps, from our notifier to our receiver. Portable.

from usnmp_notify import Target
from usnmp_v3 import LEVELS, User
from usnmp_v3.engine import Engine
from util import raises
from wirebox import HOST, KEYS, KIND, OID, SENDER, Wire, user


def test_a_trap_arrives_at_each_level():
    for level in ("noAuthNoPriv", "authNoPriv", "authPriv"):
        box = Wire(Target(HOST, user=user(), level=level, context="here"), users=[(user(), level)])
        assert box.notify.send(KIND, [(OID, 4, "secret")]) is True
        (n,) = box.got
        assert (n.version, n.pdu_type, n.trap_oid, n.uptime) == ("3", 0xA7, KIND, 700)
        assert n.varbinds == [(OID, 4, "secret")] and not n.irregular
        assert (n.user, n.security_level, n.context) == ("ops", level, "here")
        assert n.engine_id == n.context_engine_id == bytes.fromhex(SENDER)
        assert box.oks == [True] and not box.bad and len(box.wire) == 1
        assert (b"secret" in box.wire[0][1]) == (level != "authPriv")


def test_the_level_is_by_default_the_highest_that_the_user_has_keys_for():
    users = [User("a"), User("b", auth="SHA", auth_key=KEYS["auth_key"]), user("c")]
    box = Wire(*[Target(HOST, user=u) for u in users], users=users)
    box.notify.send(0)
    assert [n.security_level for n in box.got] == [level for level in LEVELS if level]
    raises(ValueError, Target, HOST, user=users[1], level="authPriv")
    raises(ValueError, Target, HOST, user=users[1], level="authpriv")


def test_each_datagram_has_a_message_id_and_a_salt_of_its_own():
    box = Wire(Target(HOST, user=user()), users=[user()])
    for _ in range(3):
        box.notify.send(KIND)
    first, second, third = box.ups()
    assert len({first[:12], second[:12], third[:12]}) == 3
    assert len({first[-60:], second[-60:], third[-60:]}) == 3 and len(box.got) == 3


def test_a_trap_wants_an_engine_and_says_so():
    box = Wire(Target(HOST, user=user()), users=[user()], engine=False)
    e = raises(ValueError, box.notify.send, KIND)
    assert "engine" in str(e) and not box.notify.pending
    box.notify.engine = Engine(SENDER)
    assert box.notify.send(KIND) and len(box.got) == 1


def test_keys_for_another_engine_are_refused_at_once():
    other = User("ops", engine_id="80001f88056f7468", **KEYS)
    box = Wire(Target(HOST, user=other), users=[user()])
    assert "another engine" in str(raises(ValueError, box.notify.send, KIND))
    own = User("ops", engine_id=SENDER, **KEYS)
    box = Wire(Target(HOST, user=own), users=[own])
    assert box.notify.send(KIND) and len(box.got) == 1


class Agent:
    on_start = on_stranger = engine = None


def test_agent_and_notifier_have_one_engine():
    box = Wire(Target(HOST, user=user()), users=[user()], engine=False)
    agent = Agent()
    raises(ValueError, box.notify.attach, agent)
    agent.engine = Engine(SENDER)
    box.notify.attach(agent)
    assert box.notify.engine is agent.engine
    agent.on_start()
    assert len(box.got) == 1
    box = Wire(Target(HOST, user=user()))
    agent = Agent()
    box.notify.attach(agent)
    assert agent.engine is box.notify.engine
    agent.engine = Engine(SENDER)
    raises(ValueError, box.notify.attach, agent)


def test_a_user_that_the_agent_has_has_its_keys_once():
    one, other = user(), user("other")
    agent = Agent()
    agent.engine = Engine(SENDER)
    agent.v3 = agent  # its users are there
    keys = one.localized(agent.engine.id)
    agent.users = {keys.tlv: keys}
    box = Wire(Target(HOST, user=one), Target(HOST, user=other), users=[user()], engine=False)
    box.notify.attach(agent)
    assert box.notify.targets[0].v3.keys is keys
    assert box.notify.targets[1].v3.keys.user is other
    agent.users[keys.tlv].user = None  # as a firmware does, when both have started
    box.notify.attach(agent)
    assert box.notify.send(KIND) and len(box.got) == 1


def test_traps_go_on_when_the_sender_starts_anew_and_those_before_are_not_taken_again():
    target = Target(HOST, user=user())
    box = Wire(target, users=[user()])
    box.after(1000000, 100000)
    box.notify.send(KIND)
    box.notifies([target], Engine(SENDER, 2, box.uptime()))
    box.notify.send(KIND)
    assert len(box.got) == 2 and not box.bad
    box.receiver.receive(box.ups()[0])
    assert len(box.got) == 2 and box.bad == ["window"]


def test_the_clock_goes_on_when_nothing_is_sent_for_a_month():
    box = Wire(Target(HOST, user=user()), users=[user()])
    box.notify.send(KIND)
    for _ in range(6):
        box.after(5 * 86400000, 86400000)
        box.receiver.v3.engine.time()  # as its poll() does
    box.notify.send(KIND)
    assert len(box.got) == 2 and not box.bad
    ((id, boots, time, names),) = box.receiver.v3.cache()
    assert (boots, time, names) == (1, 30 * 86400, [b"ops"])
