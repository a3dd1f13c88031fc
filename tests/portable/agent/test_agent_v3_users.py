# Users made by SET (RFC 3414 5), cloned from others. net-snmp's snmpusm does it in
# test_v3_snmpusm. Portable.

from agent3box import KEY
from usmbox import LOCK, OK, PATH, box, own
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.usm_user_table import usm_user_table
from util import forget, raises
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH = const(5)
_AUTH_KEY = const(6)
_PRIV = const(8)
_STORAGE = const(12)
_STATUS = const(13)
_ACTIVE = const(1)
_WAIT = const(5)
_DESTROY = const(6)
_RESOURCEUNAVAILABLE = const(13)


def test_who_has_no_users_has_no_table():
    raises(ValueError, usm_user_table, Mib(), Agent(Mib()), None)


def test_a_clone_has_the_keys_and_the_rights_of_the_other():
    b = box()
    assert b.clone(b"clone") == OK
    new = own(b, b"clone", KEY)
    assert b.request(0xA0, [(LOCK, b"\x05\0")], new).error == OK
    assert b.get(_AUTH, b"clone") == "1.3.6.1.6.3.10.1.1.3"
    assert b.get(_PRIV, b"clone") == "1.3.6.1.6.3.10.1.2.4"
    assert (b.get(_STATUS, b"clone"), b.get(_STORAGE, b"clone")) == (_ACTIVE, 3)
    # its key is its own
    assert b.set((_AUTH_KEY, b"clone", b.change(b"clone"))) == OK
    assert b.lock() == b.request(0xA0, [(LOCK, b"\x05\0")], own(b, b"clone")).bindings[0][1]
    # a clone of a clone; and one of the longest name
    for name in (b"again", b"x" * 32):
        assert b.clone(name, b"clone") == OK
        assert b.request(0xA0, [(LOCK, b"\x05\0")], own(b, name)).error == OK
    forget(PATH)


def test_so_many_and_no_more():
    b = box(most=2)
    assert b.clone(b"a") == b.set((_STATUS, b"b", _WAIT)) == OK
    assert b.clone(b"c") == (_RESOURCEUNAVAILABLE, 1)
    assert b.set((_STATUS, b"b", _DESTROY)) == b.clone(b"c") == OK
    forget(PATH)
