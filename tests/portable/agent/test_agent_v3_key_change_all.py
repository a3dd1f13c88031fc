# Keys changed by SET (RFC 3414 5): all of a request or nothing, and its lock. Portable.

from agent3box import KEY
from usmbox import LOCK, OK, PATH, box, cell
from usnmp_codec import tobytes_tv
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_PRIV_KEY = const(9)
_PUBLIC = const(11)
_WRONGTYPE = const(7)
_WRONGLENGTH = const(8)
_INCONSISTENTVALUE = const(12)
_COMMITFAILED = const(14)


def test_a_wrong_length_or_type_changes_nothing():
    b = box()
    for n in (0, 20, 39, 41):
        assert b.set((_AUTH_KEY, b"reader", bytes(n))) == (_WRONGLENGTH, 1)
    assert b.set((_PRIV_KEY, b"reader", bytes(40))) == (_WRONGLENGTH, 1)
    assert b.set((_PUBLIC, b"reader", bytes(33))) == (_WRONGLENGTH, 1)
    r = b.request(0xA3, [(cell(_AUTH_KEY, b"reader"), b"\x02\x01\x01")])
    assert r.error == (_WRONGTYPE, 1)
    assert not b.store.data and b.lock() is not None
    forget(PATH)


def test_the_lock_is_tested_and_incremented():
    b = box()
    n = b.lock()
    assert 0 <= n < 2**31
    change = b.change(b"reader", KEY)
    assert b.set((LOCK, n + 1), (_AUTH_KEY, b"reader", change)) == (_INCONSISTENTVALUE, 1)
    assert b.set((_AUTH_KEY, b"reader", change), (LOCK, n + 1)) == (_INCONSISTENTVALUE, 2)
    assert b.lock() == n
    assert b.set((LOCK, n), (_AUTH_KEY, b"reader", change)) == OK
    assert b.lock() == n + 1
    assert b.set((LOCK, n)) == (_INCONSISTENTVALUE, 1)
    assert b.set((LOCK, n + 1)) == OK
    assert b.lock() == n + 2
    forget(PATH)


def test_all_of_a_request_or_nothing():
    b = box()
    n = b.lock()
    change = b.change(b"reader")
    wrong = b"\x04\x01x"
    for bindings in (
        [(LOCK, tobytes_tv(2, n)), (cell(_AUTH_KEY, b"reader"), tobytes_tv(4, change))],
        [(cell(_AUTH_KEY, b"reader"), tobytes_tv(4, change)), (LOCK, tobytes_tv(2, n))],
    ):
        for i in range(3):
            these = list(bindings)
            these.insert(i, ("1.3.6.1.4.1.65535.1.0", wrong))  # an INTEGER
            assert b.request(0xA3, these).error == (_WRONGTYPE, i + 1)
            assert b.lock() == n

    # and one that is refused when it is written
    def refuse(v):
        raise ValueError

    b.mib.scalar("1.3.6.1.4.1.65535.9.0", 2, lambda: 1, refuse)
    these = bindings + [("1.3.6.1.4.1.65535.9.0", b"\x02\x01\x05")]
    assert b.request(0xA3, these).error == (10, 3)
    assert b.lock() == n and not b.store.data
    forget(PATH)


def test_what_cannot_be_kept_is_not_done():
    b = box()
    b.store.path = "no/such/folder"
    n = b.lock()
    own = b.logged
    b.agent.log = lambda text: None
    assert b.set((LOCK, n), (_AUTH_KEY, b"reader", b.change(b"reader"))) == (_COMMITFAILED, 2)
    assert b.logged is own and b.lock() == n and not b.store.data
    assert b.set((LOCK, n)) == OK  # there is nothing to keep
    forget(PATH)
