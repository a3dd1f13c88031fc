# Keys changed by SET (RFC 3414 5): whose, and by whom. Portable.

from agent3box import KEY
from usmbox import NEW, OK, PATH, box, cell, own
from usnmp_codec import tobytes_tv
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_OWN_AUTH_KEY = const(7)
_PRIV_KEY = const(9)
_OWN_PRIV_KEY = const(10)
_NOACCESS = const(6)


def changes(column, which, n):
    b = box()
    b.clone(b"other")
    change = b.change(b"other", NEW[:n], which)
    assert b.set((column, b"other", change)) == (_NOACCESS, 1)
    assert b.set((column, b"nobody", change)) == (_NOACCESS, 1)
    assert b.set((column, b"other", change), keys=own(b, b"other", KEY)) == OK
    forget(PATH)


def test_own_authentication_keys_are_changed_by_their_owner_alone():
    changes(_OWN_AUTH_KEY, 0, 20)


def test_own_privacy_keys_are_changed_by_their_owner_alone():
    changes(_OWN_PRIV_KEY, 1, 16)


def test_keys_of_others_are_changed_by_who_may_write_them():
    b = box()
    for name, source in ((b"other", b"reader"), (b"third", b"other")):
        b.clone(name, source)
        change = b.change(name), b.change(name, NEW[:16], 1)
        assert b.set((_AUTH_KEY, name, change[0]), (_PRIV_KEY, name, change[1])) == OK
        assert list(b.keys_of(name).user.pair) == [NEW, NEW[:16]]
    forget(PATH)


def test_not_without_authentication_and_not_in_v1_and_v2c():
    b = box(level="noAuthNoPriv")
    b.agent.allow("private", write=True)
    from messagebox import message, num, scoped, tlv
    from usnmp_mib import oid_octets

    oid = cell(_OWN_AUTH_KEY, b"reader")
    value = tobytes_tv(4, b.change(b"reader"))
    data = tlv(0xA3, num(7), num(0), num(0), tlv(48, tlv(48, tlv(6, oid_octets(oid)), value)))
    r = b.ask(message(4, scoped(data)))
    assert r.error == (_NOACCESS, 1)
    assert b.lock() is not None  # "reader" has just asked
    answer = b.agent.respond(tlv(48, num(1), tlv(4, b"private"), data))
    assert bytes((2, 1, _NOACCESS, 2, 1, 1)) in answer
    forget(PATH)
