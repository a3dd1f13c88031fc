# SNMPv3's receiver: its hooks, and what it remembers of engines and users. Portable.

from senderbox import OTHER, SOURCE, THIRD, Box, trap, user
from usnmp_v3 import User


def test_on_user_is_asked_once_for_a_user_of_an_engine():
    asked = []
    known = {"ops": user(), "less": (user("less"), "authNoPriv")}

    def on_user(engine_id, name):
        asked.append((engine_id, name))
        return known.get(name)

    box = Box(on_user=on_user)
    for i in range(3):
        box.take(trap(user(), time=1000 + i))
    box.take(trap(user("less"), time=1003, level="authNoPriv"))
    assert len(box.got) == 4
    box.got.clear()
    assert box.refused(trap(user("eve"))) == "user"
    assert asked == [(OTHER, "ops"), (OTHER, "less"), (OTHER, "eve")]
    box.v3.on_user = lambda *a: 1 // 0
    assert box.refused(trap(user("eve"))) == "user" and box.receiver.errors == 1


def test_on_engine_accepts_or_refuses():
    seen = []
    box = Box((user(), "noAuthNoPriv"))
    box.v3.on_engine = lambda *a: seen.append(a)
    box.take(trap(user(), boots=5, time=70))
    box.take(trap(user(), boots=5, time=80, level="authNoPriv"))
    box.take(trap(user(), THIRD, level="noAuthNoPriv"))
    assert len(box.got) == 3
    assert seen == [
        (OTHER, 5, 70, "ops", "authPriv", True),
        (OTHER, 5, 80, "ops", "authNoPriv", False),
        (THIRD, 1, 1000, "ops", "noAuthNoPriv", True),
    ]
    box = Box(user(), on_engine=lambda id, *a: id != OTHER)
    assert box.refused(trap(user())) == "engine" and not box.v3.engines
    box.take(trap(user(), THIRD))
    assert len(box.got) == 1


def test_engines_are_listed_filled_and_forgotten():
    box = Box(user())
    box.v3.add_engine(OTHER, 4, 5000)
    assert box.refused(trap(user(), boots=4, time=4000)) == "window"  # a replay of before
    assert box.refused(trap(user(), boots=3, time=9000)) == "window"
    box.now = 7000
    assert box.v3.cache() == [(OTHER, 4, 5007, [])]
    box.take(trap(user(), boots=4, time=5010))
    assert box.v3.cache() == [(OTHER, 4, 5010, [b"ops"])]
    box.v3.remove_engine(OTHER)
    box.take(trap(user(), boots=1, time=1))
    assert box.v3.cache() == [(OTHER, 1, 1, [b"ops"])]
    box.v3.clear()
    assert box.v3.cache() == [] and not box.v3._keys
    box.take(trap(user(), boots=1, time=1))
    box.v3.remove("ops")
    assert len(box.got) == 3 and box.v3.cache() == [(OTHER, 1, 1, [])]
    box.got.clear()
    assert box.refused(trap(user(), time=2)) == "user"


def test_a_user_who_gets_other_keys_has_those_at_once():
    box = Box(user())
    box.take(trap(user()))
    other = user(auth_key=b"x" * 20)
    box.v3.add(other)
    box.got.clear()
    assert box.refused(trap(user(), time=1001)) == "digest"
    box.take(trap(other, time=1001))
    assert len(box.got) == 1


def test_passwords_are_hashed_once_or_not_at_all():
    words = dict(auth="SHA", auth_password="maplesyrup", priv="AES", priv_password="syrupmaple")
    hashed = []
    box = Box(User("ops", **words), on_hash=lambda *a: hashed.append(a))
    box.v3.hash_passwords()
    sender = User("ops", **words)
    box.take(trap(sender))
    box.take(trap(sender, THIRD))
    assert len(box.got) == 2
    keys = sender.master_keys()
    assert [h[1:] for h in hashed] == [
        ("auth", None), ("auth", keys[0]), ("priv", None), ("priv", keys[1])
    ]  # fmt: skip
    store = dict(zip(("auth", "priv"), keys))
    asked = []

    def on_hash(user, which, key):
        asked.append((which, key))
        return store[which]

    box = Box(User("ops", **words), on_hash=on_hash)
    box.take(trap(sender))
    assert len(box.got) == 1 and asked == [("auth", None), ("priv", None)]


def test_no_stranger_makes_it_hash_a_mebibyte():
    import usnmp_v3.keys

    made = []
    real = usnmp_v3.keys.password_to_key
    usnmp_v3.keys.password_to_key = lambda *a: made.append(a) or real(*a)
    try:
        for priv in ("AES-256-C", "AES-256"):
            who = user(priv=priv)
            box = Box(who)
            right = trap(who)
            wrong = right[:-1] + bytes((right[-1] ^ 1,))
            made.clear()
            for _ in range(3):
                assert box.refused(wrong) == "digest"
            assert not made
            box.take(right)
            assert len(box.got) == 1 and len(made) == (priv == "AES-256-C")
    finally:
        usnmp_v3.keys.password_to_key = real


def test_what_was_encrypted_is_shown_on_request():
    shown = []
    box = Box(user(), (User("weak"), None), on_plain=lambda *a: shown.append(a))
    box.take(trap(user()))
    box.take(trap(User("weak"), level="noAuthNoPriv"))
    ((direction, plain, source),) = shown
    assert direction == "in" and b"secret" in plain and source[0] == "192.0.2.7"


def test_users_are_listed_and_forgotten():
    here, there = user(), user("less")
    box = Box(here)
    box.v3.add(there, "authNoPriv", OTHER)
    assert sorted(box.v3.users(), key=lambda u: u[2]) == [
        (OTHER, there, "authNoPriv"), (None, here, "authPriv")
    ]  # fmt: skip
    box.take(trap(here))
    box.v3.clear()
    assert len(box.v3.users()) == 2 and not box.v3.cache()
    box.take(trap(here))
    box.v3.clear(users=True)
    assert box.v3.users() == box.v3.cache() == []
    box.got.clear()
    assert box.refused(trap(here)) == "user"


def test_the_hooks_can_tell_whom_a_message_is_from():
    box = Box(on_user=lambda id, name: user() if box.v3.source == SOURCE else None)
    box.v3.on_engine = lambda *a: box.v3.source == SOURCE
    assert box.v3.source is None
    box.take(trap(user()))
    assert len(box.got) == 1
    n, reply = box.receiver.receive(trap(user("eve")), ("192.0.2.8", 1))
    assert n is reply is None and box.v3.source == ("192.0.2.8", 1) and box.bad == ["user"]
