# Keys changed by SET, and once more after a restart: usm_user_store. Portable.

import gc

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


def collect(depth):
    # From as deep in the stack as the calls before went: what they have left there would keep
    # the first agent, which after a restart is gone.
    if depth:
        return collect(depth - 1)
    gc.collect()


def changes_its_key():
    b = box()
    assert b.set((_AUTH_KEY, b"reader", b.change(b"reader"))) == OK


def changes_it_once_more():
    b = again()
    b.keys = own(b, b"reader")
    assert b.set((_AUTH_KEY, b"reader", b.change(b"reader", bytes(20)))) == OK
    b.keys = own(b, b"reader", bytes(20))
    assert b.get(_STATUS, b"reader") == 1


def test_a_key_that_was_changed_before_a_restart_is_changed_once_more():
    changes_its_key()
    collect(20)
    changes_it_once_more()
    forget(PATH)
