# Users made by SET, after a restart: usm_user_store. Portable.

from agent3box import KEY, NAME
from usmbox import LOCK, OK, PATH, UsmBox, box, own
from usnmp_base.store import Store
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_STATUS = const(13)
_NOTINSERVICE = const(2)
_NOTREADY = const(3)
_WAIT = const(5)
_DESTROY = const(6)


# A function for each start: what an agent and its keys took is free when the next begins.


def again():
    # After a restart, as a power cut makes it
    return UsmBox(Store(PATH))


def makes_a_user():
    b = box()
    assert b.clone(b"a") == b.set((_AUTH_KEY, b"a", b.change(b"a"))) == OK


def has_the_user():
    b = again()
    assert b.request(0xA0, [(LOCK, b"\x05\0")], own(b, b"a")).error == OK


def test_a_user_that_was_made_is_there_after_a_restart():
    makes_a_user()
    has_the_user()
    forget(PATH)


def makes_users():
    b = box()
    assert b.clone(b"b") == b.clone(b"c") == b.clone(b"e", b"c") == OK
    assert b.set((_STATUS, b"b", _NOTINSERVICE)) == b.set((_STATUS, b"d", _WAIT)) == OK
    assert b.set((_STATUS, b"c", _DESTROY)) == b.set((_STATUS, b"e", _DESTROY)) == OK
    assert len(b.store.data) == 2


def has_users():
    b = again()
    b.reported(b.private(user=b"b"), NAME, rid=b"\0", user=b"b")
    found = [b.get(_STATUS, n) for n in (b"b", b"c", b"d")]
    assert found == [_NOTINSERVICE, None, _NOTREADY]
    # and all as before
    assert b.set((_STATUS, b"b", 1)) == OK
    assert b.request(0xA0, [(LOCK, b"\x05\0")], own(b, b"b", KEY)).error == OK


def test_users_are_after_a_restart_what_they_were():
    makes_users()
    has_users()
    forget(PATH)
