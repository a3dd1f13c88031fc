# Users made by SET, step by step (RFC 3414 5, RFC 2579 2). Portable.

from agent3box import KEY, NAME
from usmbox import LOCK, OK, PATH, box, cell, own
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_SECURITY_NAME = const(3)
_CLONE = const(4)
_AUTH = const(5)
_AUTH_KEY = const(6)
_PRIV = const(8)
_STATUS = const(13)
_ACTIVE = const(1)
_NOTINSERVICE = const(2)
_NOTREADY = const(3)
_WAIT = const(5)
_DESTROY = const(6)
_INCONSISTENTVALUE = const(12)
_INCONSISTENTNAME = const(18)
NO_AUTH = "1.3.6.1.6.3.10.1.1.1"
NO_PRIV = "1.3.6.1.6.3.10.1.2.1"


def test_step_by_step():
    b = box()
    assert b.set((_STATUS, b"new", _WAIT)) == OK
    assert b.get(_STATUS, b"new") == _NOTREADY
    assert (b.get(_AUTH, b"new"), b.get(_PRIV, b"new")) == (NO_AUTH, NO_PRIV)
    keys = own(b, b"new", KEY)
    b.reported(b.private(user=b"new"), NAME, rid=b"\0", user=b"new")
    for status in (_ACTIVE, _NOTINSERVICE):
        assert b.set((_STATUS, b"new", status)) == (_INCONSISTENTVALUE, 1)
    assert b.set((_AUTH_KEY, b"new", bytes(40))) == (_INCONSISTENTNAME, 1)
    assert b.set((_CLONE, b"new", cell(_SECURITY_NAME, b"nobody"))) == (_INCONSISTENTNAME, 1)
    assert b.set((_CLONE, b"new", "1.3")) == (_INCONSISTENTNAME, 1)
    assert b.set((_CLONE, b"new", cell(_SECURITY_NAME, b"new"))) == (_INCONSISTENTNAME, 1)
    assert b.set((_CLONE, b"new", cell(_SECURITY_NAME, b"reader"))) == OK
    assert b.get(_STATUS, b"new") == _NOTINSERVICE
    b.reported(b.private(user=b"new"), NAME, rid=b"\0", user=b"new")
    assert b.set((_STATUS, b"new", _ACTIVE)) == OK
    assert b.request(0xA0, [(LOCK, b"\x05\0")], keys).error == OK
    # to clone once more does nothing
    assert b.set((_CLONE, b"new", cell(_SECURITY_NAME, b"nobody"))) == OK
    assert b.set((_STATUS, b"new", _NOTINSERVICE)) == OK
    b.reported(b.private(user=b"new"), NAME, rid=b"\0", user=b"new")
    assert b.clone(b"third", b"new") == (_INCONSISTENTNAME, 2)
    assert b.set((_STATUS, b"new", _DESTROY)) == OK
    assert b.get(_STATUS, b"new") is None
    assert b.set((_STATUS, b"new", _DESTROY)) == OK  # what is not there can go
    forget(PATH)
