# Keys changed and users made by SET, after a restart: usm_user_store.

from agent3box import DIGEST, KEY, NAME
from messagebox import ENGINE
from usmbox import (
    AUTH_KEY,
    DESTROY,
    LOCK,
    NEW,
    NO_PRIV,
    NOTINSERVICE,
    NOTREADY,
    OK,
    PATH,
    PRIV,
    PUBLIC,
    STATUS,
    STORAGE,
    WAIT,
    UsmBox,
    box,
    made,
)
from usnmp_agent import Agent
from usnmp_base.store import Store
from usnmp_mib import Mib
from usnmp_mibs.usm_user_table import usm_user_table
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from util import forget


def again():
    # After a restart, as a power cut makes it
    return UsmBox(Store(PATH))


def lines(b):
    found = list(b.logged)
    b.logged.clear()
    return found


def test_a_changed_key_is_in_force_after_a_restart():
    b = box()
    assert b.set((AUTH_KEY, b"reader", b.change(b"reader")), (PUBLIC, b"reader", b"7")) == OK
    b = again()
    b.reported(b.private(), DIGEST, rid=b"\0")
    b.keys = made(b"reader", NEW, KEY)
    assert b.get(PUBLIC, b"reader") == "7"
    # and once more
    assert b.set((AUTH_KEY, b"reader", b.change(b"reader", bytes(20)))) == OK
    b = again()
    b.keys = made(b"reader", bytes(20), KEY)
    assert b.get(STATUS, b"reader") == 1
    forget(PATH)


def test_users_that_were_made_are_there_after_a_restart():
    b = box()
    assert b.clone(b"a") == b.clone(b"b") == b.clone(b"c", b"a") == b.clone(b"\xff\0") == OK
    assert b.set((STATUS, b"b", NOTINSERVICE)) == b.set((STATUS, b"d", WAIT)) == OK
    assert b.set((AUTH_KEY, b"a", b.change(b"a"))) == OK
    assert b.set((STATUS, b"c", DESTROY)) == b.set((PRIV, b"\xff\0", NO_PRIV)) == OK
    assert len(b.store.data) == 4
    b = again()
    assert b.request(0xA0, [(LOCK, b"\x05\0")], made(b"a", NEW, KEY)).error == OK
    b.reported(b.private(user=b"b"), NAME, rid=b"\0", user=b"b")
    assert [b.get(STATUS, n) for n in (b"b", b"c", b"d")] == [NOTINSERVICE, None, NOTREADY]
    assert b.keys_of(b"\xff\0").level == 1
    # and all as before
    assert b.set((STATUS, b"b", 1)) == OK
    assert b.request(0xA0, [(LOCK, b"\x05\0")], made(b"b", KEY, KEY)).error == OK
    forget(PATH)


def test_what_is_volatile_is_not_kept():
    b = box()
    b.clone(b"a")
    assert b.set((STORAGE, b"a", 2)) == OK and not b.store.data
    assert b.set((STORAGE, b"a", 3)) == OK and b.store.data
    b.set((STORAGE, b"a", 2))
    b = again()
    assert b.get(STATUS, b"a") is None
    forget(PATH)


def test_nothing_that_is_damaged_is_used_and_it_is_told():
    b = box()
    b.clone(b"a")
    b.set((AUTH_KEY, b"reader", b.change(b"reader")))
    whole = b.store.data["usmUser.61"]
    other = b.store.data["usmUser." + "726561646572"]
    for text in ("", "0", "zz", 7, None, b"\0", whole[:-2], whole + "00", "09" + whole[2:], other):
        store = Store("no-such-file")
        store.data = {"usmUser.61": text, "usmUser.zz": whole, "usmUser.": whole, "x": 7}
        b = UsmBox(store)
        assert len(lines(b)) == 3
        assert b.get(STATUS, b"a") is None and b.get(STATUS, b"reader") == 1
    for n in range(2, len(whole), 2):
        store.data = {"usmUser.61": whole[:n]}
        assert len(lines(UsmBox(store))) == 1
    forget(PATH)


def served(user, engine, store):
    # An agent with that user alone; what it logs
    logged = []
    mib = Mib()
    agent = Agent(mib, None, None, 1000, logged.append)
    agent.engine = Engine(engine, 5)
    agent.allow(user)
    usm_user_table(mib, agent, store)
    return sorted([keys.user.name for keys in agent.v3.users.values()]), logged


def test_configuration_that_was_changed_counts():
    b = box()
    b.clone(b"a")
    b.set((AUTH_KEY, b"reader", b.change(b"reader")))
    store = b.store

    def user(name="reader", key=KEY, engine=ENGINE, priv="AES"):
        keys = (key, key if priv else None, engine)
        return User(name, "SHA", None, priv, None, keys[0], keys[1], keys[2])

    assert served(user(), ENGINE, store) == ([b"a", b"reader"], [])
    # another key, another protocol: the clone stays
    for other in (user(key=bytes(20)), user(priv=None)):
        names, logged = served(other, ENGINE, store)
        assert names == [b"a", b"reader"]
        assert len(logged) == 1 and "usmUser.726561646572" in logged[0]
    # who it was cloned from is not there any more; and it is configured itself
    names, logged = served(user("a"), ENGINE, store)
    assert names == [b"a"] and len(logged) == 2
    other = b"\x80\0\x1f\x88\x05other"
    names, logged = served(user(engine=other), other, store)
    assert names == [b"reader"] and len(logged) == 2
    forget(PATH)
