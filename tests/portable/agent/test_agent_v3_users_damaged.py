# Users kept by usm_user_store whose records are damaged. Portable.

from usmbox import PATH, UsmBox, box
from usnmp_base.store import Store
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_STATUS = const(13)


# A function for each agent: what it took is free when the next begins.


def whole_records():
    """Those of a clone "a", and of "reader"."""
    b = box()
    b.clone(b"a")
    b.set((_AUTH_KEY, b"reader", b.change(b"reader")))
    forget(PATH)
    return b.store.data["usmUser.61"], b.store.data["usmUser." + "726561646572"]


def told(data):
    """How many lines an agent logs that starts with these records, and that it has "reader"
    alone."""
    store = Store("no-such-file")
    store.data = data
    b = UsmBox(store)
    n = len(b.logged)
    b.logged.clear()
    assert b.get(_STATUS, b"a") is None and b.get(_STATUS, b"reader") == 1
    return n


def test_nothing_that_is_damaged_is_used_and_it_is_told():
    whole, other = whole_records()
    for text in ("", "0", "zz", 7, None, b"\0", whole[:-2], whole + "00", "09" + whole[2:], other):
        data = {"usmUser.61": text, "usmUser.zz": whole, "usmUser.": whole, "x": 7}
        assert told(data) == 3


def test_a_record_that_is_cut_off_anywhere_is_not_used_and_it_is_told():
    whole = whole_records()[0]
    for n in range(2, len(whole), 2):
        assert told({"usmUser.61": whole[:n]}) == 1
