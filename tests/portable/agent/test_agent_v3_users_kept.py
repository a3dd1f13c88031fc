# Keys changed and users made by SET, after a restart: usm_user_store. Portable.

from agent3box import DIGEST, KEY, NAME
from usmbox import LOCK, OK, PATH, UsmBox, box, own
from usnmp_base.store import Store
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_PRIV = const(8)
_PUBLIC = const(11)
_STORAGE = const(12)
_STATUS = const(13)
_NOTINSERVICE = const(2)
_NOTREADY = const(3)
_WAIT = const(5)
_DESTROY = const(6)
NO_PRIV = "1.3.6.1.6.3.10.1.2.1"


# A function for each start: what an agent and its keys took is free when the next begins.


def again():
    # After a restart, as a power cut makes it
    return UsmBox(Store(PATH))


def changes_its_key():
    b = box()
    assert b.set((_AUTH_KEY, b"reader", b.change(b"reader")), (_PUBLIC, b"reader", b"7")) == OK


def has_its_new_key():
    b = again()
    b.reported(b.private(), DIGEST, rid=b"\0")
    b.keys = own(b, b"reader")
    assert b.get(_PUBLIC, b"reader") == "7"
    # and once more
    assert b.set((_AUTH_KEY, b"reader", b.change(b"reader", bytes(20)))) == OK


def has_its_newest_key():
    b = again()
    b.keys = own(b, b"reader", bytes(20))
    assert b.get(_STATUS, b"reader") == 1


def test_a_changed_key_is_in_force_after_a_restart():
    changes_its_key()
    has_its_new_key()
    has_its_newest_key()
    forget(PATH)


def makes_users():
    b = box()
    assert b.clone(b"a") == b.clone(b"b") == b.clone(b"c", b"a") == OK
    assert b.set((_STATUS, b"b", _NOTINSERVICE)) == b.set((_STATUS, b"d", _WAIT)) == OK
    assert b.set((_AUTH_KEY, b"a", b.change(b"a"))) == OK
    assert b.set((_STATUS, b"c", _DESTROY)) == OK
    assert len(b.store.data) == 3


def has_users():
    b = again()
    assert b.request(0xA0, [(LOCK, b"\x05\0")], own(b, b"a")).error == OK
    b.reported(b.private(user=b"b"), NAME, rid=b"\0", user=b"b")
    found = [b.get(_STATUS, n) for n in (b"b", b"c", b"d")]
    assert found == [_NOTINSERVICE, None, _NOTREADY]
    # and all as before
    assert b.set((_STATUS, b"b", 1)) == OK
    assert b.request(0xA0, [(LOCK, b"\x05\0")], own(b, b"b", KEY)).error == OK


def test_users_that_were_made_are_there_after_a_restart():
    makes_users()
    has_users()
    forget(PATH)


def makes_one_without_privacy():
    b = box()
    assert b.clone(b"\xff\0") == b.set((_PRIV, b"\xff\0", NO_PRIV)) == OK
    assert len(b.store.data) == 1


def test_a_user_without_privacy_is_there_after_a_restart():
    makes_one_without_privacy()
    assert again().keys_of(b"\xff\0").level == 1
    forget(PATH)


def makes_one_that_is_volatile():
    b = box()
    b.clone(b"a")
    assert b.set((_STORAGE, b"a", 2)) == OK and not b.store.data
    assert b.set((_STORAGE, b"a", 3)) == OK and b.store.data
    b.set((_STORAGE, b"a", 2))


def test_what_is_volatile_is_not_kept():
    makes_one_that_is_volatile()
    assert again().get(_STATUS, b"a") is None
    forget(PATH)
