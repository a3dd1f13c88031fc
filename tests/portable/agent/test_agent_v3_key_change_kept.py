# Keys changed by SET, after a restart: usm_user_store. Portable.

from agent3box import DIGEST
from usmbox import OK, PATH, UsmBox, box, own
from usnmp_base.store import Store
from usnmp_base.varbind import const
from util import forget

# Columns; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_PUBLIC = const(11)


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


def test_a_changed_key_is_in_force_after_a_restart():
    changes_its_key()
    has_its_new_key()
    forget(PATH)
