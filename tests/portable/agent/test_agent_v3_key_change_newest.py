# Keys changed by SET twice, after a restart: usm_user_store. Portable.

from usmbox import OK, PATH, UsmBox, box, own
from usnmp_base.store import Store
from usnmp_base.varbind import const
from util import forget

# Columns; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_STATUS = const(13)


# A function for each start: what an agent and its keys took is free when the next begins.


def again():
    # After a restart, as a power cut makes it
    return UsmBox(Store(PATH))


def changes_its_key_twice():
    b = box()
    assert b.set((_AUTH_KEY, b"reader", b.change(b"reader"))) == OK
    b.keys = own(b, b"reader")
    assert b.set((_AUTH_KEY, b"reader", b.change(b"reader", bytes(20)))) == OK


def has_its_newest_key():
    b = again()
    b.keys = own(b, b"reader", bytes(20))
    assert b.get(_STATUS, b"reader") == 1


def test_a_key_that_is_changed_twice_is_in_force_after_a_restart():
    changes_its_key_twice()
    has_its_newest_key()
    forget(PATH)
