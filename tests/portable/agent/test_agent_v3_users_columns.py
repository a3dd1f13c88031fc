# Users made by SET: which columns take what, and of whom. Portable.

from usmbox import LOCK, OK, PATH, box, cell
from usnmp_codec import tobytes_tv
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_SECURITY_NAME = const(3)
_AUTH = const(5)
_AUTH_KEY = const(6)
_PRIV = const(8)
_STATUS = const(13)
_ACTIVE = const(1)
_WAIT = const(5)
_WRONGVALUE = const(10)
_NOCREATION = const(11)
_INCONSISTENTVALUE = const(12)
_NOTWRITABLE = const(17)
NO_AUTH = "1.3.6.1.6.3.10.1.1.1"
NO_PRIV = "1.3.6.1.6.3.10.1.2.1"


def test_protocols_can_become_none_and_nothing_else():
    b = box(level="authNoPriv")
    b.clone(b"new")
    assert b.set((_AUTH, b"new", NO_AUTH)) == (_INCONSISTENTVALUE, 1)
    assert b.set((_PRIV, b"new", "1.3.6.1.6.3.10.1.2.2")) == (_INCONSISTENTVALUE, 1)
    assert b.set((_AUTH, b"new", "1.3.6.1.6.3.10.1.1.5")) == (_INCONSISTENTVALUE, 1)
    assert b.set((_PRIV, b"new", NO_PRIV)) == OK
    assert b.keys_of(b"new").level == 1
    assert b.set((_AUTH, b"new", NO_AUTH), (_AUTH_KEY, b"new", bytes(40))) == OK
    assert b.keys_of(b"new").level == 0  # below what it may
    for keys in (b"new", b"reader"):
        assert b.get(_STATUS, keys) == _ACTIVE
    # new ones come from the clone alone
    assert b.set((_STATUS, b"x", _WAIT), (_AUTH, b"x", "1.3.6.1.6.3.10.1.1.3")) == (
        _INCONSISTENTVALUE,
        2,
    )
    forget(PATH)


def test_other_engines_columns_and_names():
    b = box()
    foreign = cell(_STATUS, b"new", b"\x80\0\x1f\x88\x05other")
    value = tobytes_tv(2, _WAIT)
    assert b.request(0xA3, [(foreign, value)]).error == (_NOCREATION, 1)
    assert b.request(0xA3, [(cell(_STATUS, b""), value)]).error == (_NOCREATION, 1)
    assert b.request(0xA3, [(cell(_STATUS, b"x" * 33), value)]).error == (_NOCREATION, 1)
    assert b.request(0xA3, [(cell(_STATUS, b"x") + ".1", value)]).error == (_NOCREATION, 1)
    assert b.request(0xA3, [(cell(_STATUS, b"x")[:-3] + "300", value)]).error == (_NOCREATION, 1)
    assert b.request(0xA3, [(LOCK + ".0", value)]).error == (_NOCREATION, 1)
    for column in (0, 1, 2, _SECURITY_NAME, 14, 300):
        error = b.request(0xA3, [(cell(column, b"reader"), value)]).error
        assert error == (_NOTWRITABLE, 1)
    assert b.request(0xA3, [(LOCK, tobytes_tv(2, -1))]).error == (_WRONGVALUE, 1)
    forget(PATH)
