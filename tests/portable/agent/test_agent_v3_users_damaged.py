# Users kept by usm_user_store whose records are damaged. Portable.

from usmbox import PATH, UsmBox, box
from usnmp_base.store import Store
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_STATUS = const(13)


def lines(b):
    found = list(b.logged)
    b.logged.clear()
    return found


def test_nothing_that_is_damaged_is_used_and_it_is_told():
    b = box()
    b.clone(b"a")
    b.set((_AUTH_KEY, b"reader", b.change(b"reader")))
    whole = b.store.data["usmUser.61"]
    other = b.store.data["usmUser." + "726561646572"]
    for text in ("", "0", "zz", 7, None, b"\0", whole[:-2], whole + "00", "09" + whole[2:], other):
        store = Store("no-such-file")
        store.data = {"usmUser.61": text, "usmUser.zz": whole, "usmUser.": whole, "x": 7}
        b = UsmBox(store)
        assert len(lines(b)) == 3
        assert b.get(_STATUS, b"a") is None and b.get(_STATUS, b"reader") == 1
    for n in range(2, len(whole), 2):
        store.data = {"usmUser.61": whole[:n]}
        assert len(lines(UsmBox(store))) == 1
    forget(PATH)
