# Users made by SET whose privacy or storage was changed, after a restart. Portable.

from usmbox import OK, PATH, UsmBox, box
from usnmp_base.store import Store
from usnmp_base.varbind import const
from util import forget

# Columns; const, for they are in the heap otherwise
_PRIV = const(8)
_STORAGE = const(12)
_STATUS = const(13)
NO_PRIV = "1.3.6.1.6.3.10.1.2.1"


# A function for each start: what an agent and its keys took is free when the next begins.


def again():
    # After a restart, as a power cut makes it
    return UsmBox(Store(PATH))


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
