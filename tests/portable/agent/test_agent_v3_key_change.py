# Keys changed by SET (RFC 3414 5): what is in force then. net-snmp's snmpusm does it in
# test_v3_snmpusm. Portable.

from agent3box import DIGEST, KEY
from usmbox import LOCK, NEW, OK, PATH, box, made, own
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)
_OWN_AUTH_KEY = const(7)
_PRIV_KEY = const(9)
_OWN_PRIV_KEY = const(10)
_PUBLIC = const(11)
_STORAGE = const(12)
_STATUS = const(13)


def test_a_key_is_changed_and_the_answer_has_the_old_one():
    b = box()
    # ask() checks the answer's digest, and decrypts it, with the old keys
    assert b.set((_OWN_AUTH_KEY, b"reader", b.change(b"reader"))) == OK
    b.reported(b.private(), DIGEST, rid=b"\0")
    assert b.request(0xA0, [(LOCK, b"\x05\0")], own(b, b"reader")).error == OK
    b.keys = own(b, b"reader")
    assert b.set((_OWN_PRIV_KEY, b"reader", b.change(b"reader", NEW[:16], 1))) == OK
    b.keys = made(b"reader")
    assert b.lock() is not None
    forget(PATH)


def test_both_keys_in_one_request():
    b = box()
    assert (
        b.set(
            (_AUTH_KEY, b"reader", b.change(b"reader")),
            (_PRIV_KEY, b"reader", b.change(b"reader", NEW[:16], 1)),
            (_PUBLIC, b"reader", b"42"),
        )
        == OK
    )
    b.keys = made(b"reader")
    assert b.get(_PUBLIC, b"reader") == "42"
    forget(PATH)


def test_a_key_change_is_read_as_nothing():
    b = box()
    b.set((_OWN_AUTH_KEY, b"reader", b.change(b"reader", KEY)))
    for column in (_AUTH_KEY, _OWN_AUTH_KEY, _PRIV_KEY, _OWN_PRIV_KEY):
        assert b.get(column, b"reader") == ""
    assert b.get(4, b"reader") == "0.0"
    assert (b.get(_STORAGE, b"reader"), b.get(_STATUS, b"reader")) == (4, 1)
    forget(PATH)
