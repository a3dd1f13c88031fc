# Users made by SET: what their RowStatus cannot be (RFC 2579 2). Portable.

from usmbox import OK, PATH, box, cell
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_SECURITY_NAME = const(3)
_CLONE = const(4)
_PRIV = const(8)
_PUBLIC = const(11)
_STORAGE = const(12)
_STATUS = const(13)
_ACTIVE = const(1)
_NOTINSERVICE = const(2)
_NOTREADY = const(3)
_GO = const(4)
_DESTROY = const(6)
_WRONGVALUE = const(10)
_INCONSISTENTVALUE = const(12)
_INCONSISTENTNAME = const(18)
NO_PRIV = "1.3.6.1.6.3.10.1.2.1"


def test_what_a_rowstatus_cannot_be():
    b = box()
    assert b.set((_STATUS, b"new", _GO)) == (_INCONSISTENTVALUE, 1)
    for status in (_ACTIVE, _NOTINSERVICE):
        assert b.set((_STATUS, b"new", status)) == (_INCONSISTENTVALUE, 1)
    for status in (0, _NOTREADY, 7):
        assert b.set((_STATUS, b"new", status)) == (_WRONGVALUE, 1)
    assert b.clone(b"reader") == (_INCONSISTENTVALUE, 1)
    b.clone(b"new")
    assert b.clone(b"new") == (_INCONSISTENTVALUE, 1)
    assert b.set((_PUBLIC, b"new", b"x"), (_STATUS, b"new", _DESTROY)) == (_INCONSISTENTVALUE, 1)
    assert b.set((_STATUS, b"new", _ACTIVE), (_STATUS, b"new", _NOTINSERVICE)) == (
        _INCONSISTENTVALUE,
        2,
    )
    assert b.set((_PUBLIC, b"other", b"x")) == (_INCONSISTENTNAME, 1)
    forget(PATH)


def test_a_configured_user_stays():
    b = box()
    for status in (_DESTROY, _NOTINSERVICE):
        assert b.set((_STATUS, b"reader", status)) == (_WRONGVALUE, 1)
    assert b.set((_STATUS, b"reader", _ACTIVE)) == OK
    assert b.set((_STORAGE, b"reader", 4)) == OK  # as it is
    assert b.set((_STORAGE, b"reader", 3)) == (_WRONGVALUE, 1)
    assert b.set((_PRIV, b"reader", NO_PRIV)) == (_WRONGVALUE, 1)
    assert b.set((_PRIV, b"reader", b.get(_PRIV, b"reader"))) == OK
    assert b.set((_CLONE, b"reader", cell(_SECURITY_NAME, b"nobody"))) == OK
    assert not b.store.data
    forget(PATH)
