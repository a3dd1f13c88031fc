# Users made and removed by SET (RFC 3414 5, RFC 2579 2). net-snmp's snmpusm does it in
# test_v3_snmpusm.

from agent3box import KEY, NAME
from messagebox import ENGINE
from usmbox import (
    ACTIVE,
    AUTH,
    AUTH_KEY,
    CLONE,
    DESTROY,
    GO,
    INCONSISTENTNAME,
    INCONSISTENTVALUE,
    LOCK,
    NEW,
    NO_AUTH,
    NO_PRIV,
    NOCREATION,
    NOTINSERVICE,
    NOTREADY,
    NOTWRITABLE,
    OK,
    PATH,
    PRIV,
    PUBLIC,
    RESOURCEUNAVAILABLE,
    SECURITY_NAME,
    STATUS,
    STORAGE,
    WAIT,
    WRONGVALUE,
    box,
    cell,
    made,
)
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_codec import tobytes_tv
from usnmp_mib import Mib
from usnmp_mibs.usm_user_table import usm_user_table
from util import forget, raises


def test_who_has_no_users_has_no_table():
    raises(ValueError, usm_user_table, Mib(), Agent(Mib()), None)


def test_a_clone_has_the_keys_and_the_rights_of_the_other():
    b = box()
    assert b.clone(b"clone") == OK
    new = made(b"clone", KEY, KEY)
    assert b.request(0xA0, [(LOCK, b"\x05\0")], new).error == OK
    assert b.get(AUTH, b"clone") == "1.3.6.1.6.3.10.1.1.3"
    assert b.get(PRIV, b"clone") == "1.3.6.1.6.3.10.1.2.4"
    assert (b.get(STATUS, b"clone"), b.get(STORAGE, b"clone")) == (ACTIVE, 3)
    # its key is its own
    assert b.set((AUTH_KEY, b"clone", b.change(b"clone"))) == OK
    assert (
        b.lock() == b.request(0xA0, [(LOCK, b"\x05\0")], made(b"clone", NEW, KEY)).bindings[0][1]
    )
    # a clone of a clone; and one of the longest name
    for name in (b"again", b"x" * 32):
        assert b.clone(name, b"clone") == OK
        assert b.request(0xA0, [(LOCK, b"\x05\0")], made(name, NEW, KEY)).error == OK
    forget(PATH)


def test_step_by_step():
    b = box()
    assert b.set((STATUS, b"new", WAIT)) == OK
    assert b.get(STATUS, b"new") == NOTREADY
    assert (b.get(AUTH, b"new"), b.get(PRIV, b"new")) == (NO_AUTH, NO_PRIV)
    keys = made(b"new", KEY, KEY)
    b.reported(b.private(user=b"new"), NAME, rid=b"\0", user=b"new")
    for status in (ACTIVE, NOTINSERVICE):
        assert b.set((STATUS, b"new", status)) == (INCONSISTENTVALUE, 1)
    assert b.set((AUTH_KEY, b"new", bytes(40))) == (INCONSISTENTNAME, 1)
    assert b.set((CLONE, b"new", cell(SECURITY_NAME, b"nobody"))) == (INCONSISTENTNAME, 1)
    assert b.set((CLONE, b"new", "1.3")) == (INCONSISTENTNAME, 1)
    assert b.set((CLONE, b"new", cell(SECURITY_NAME, b"new"))) == (INCONSISTENTNAME, 1)
    assert b.set((CLONE, b"new", cell(SECURITY_NAME, b"reader"))) == OK
    assert b.get(STATUS, b"new") == NOTINSERVICE
    b.reported(b.private(user=b"new"), NAME, rid=b"\0", user=b"new")
    assert b.set((STATUS, b"new", ACTIVE)) == OK
    assert b.request(0xA0, [(LOCK, b"\x05\0")], keys).error == OK
    # to clone once more does nothing
    assert b.set((CLONE, b"new", cell(SECURITY_NAME, b"nobody"))) == OK
    assert b.set((STATUS, b"new", NOTINSERVICE)) == OK
    b.reported(b.private(user=b"new"), NAME, rid=b"\0", user=b"new")
    assert b.clone(b"third", b"new") == (INCONSISTENTNAME, 2)
    assert b.set((STATUS, b"new", DESTROY)) == OK
    assert b.get(STATUS, b"new") is None
    assert b.set((STATUS, b"new", DESTROY)) == OK  # what is not there can go
    forget(PATH)


def test_what_a_rowstatus_cannot_be():
    b = box()
    assert b.set((STATUS, b"new", GO)) == (INCONSISTENTVALUE, 1)
    for status in (ACTIVE, NOTINSERVICE):
        assert b.set((STATUS, b"new", status)) == (INCONSISTENTVALUE, 1)
    for status in (0, NOTREADY, 7):
        assert b.set((STATUS, b"new", status)) == (WRONGVALUE, 1)
    assert b.clone(b"reader") == (INCONSISTENTVALUE, 1)
    b.clone(b"new")
    assert b.clone(b"new") == (INCONSISTENTVALUE, 1)
    assert b.set((PUBLIC, b"new", b"x"), (STATUS, b"new", DESTROY)) == (INCONSISTENTVALUE, 1)
    assert b.set((STATUS, b"new", ACTIVE), (STATUS, b"new", NOTINSERVICE)) == (
        INCONSISTENTVALUE,
        2,
    )
    assert b.set((PUBLIC, b"other", b"x")) == (INCONSISTENTNAME, 1)
    forget(PATH)


def test_a_configured_user_stays():
    b = box()
    for status in (DESTROY, NOTINSERVICE):
        assert b.set((STATUS, b"reader", status)) == (WRONGVALUE, 1)
    assert b.set((STATUS, b"reader", ACTIVE)) == OK
    assert b.set((STORAGE, b"reader", 4)) == OK  # as it is
    assert b.set((STORAGE, b"reader", 3)) == (WRONGVALUE, 1)
    assert b.set((PRIV, b"reader", NO_PRIV)) == (WRONGVALUE, 1)
    assert b.set((PRIV, b"reader", b.get(PRIV, b"reader"))) == OK
    assert b.set((CLONE, b"reader", cell(SECURITY_NAME, b"nobody"))) == OK
    assert not b.store.data
    forget(PATH)


def test_protocols_can_become_none_and_nothing_else():
    b = box(level="authNoPriv")
    b.clone(b"new")
    assert b.set((AUTH, b"new", NO_AUTH)) == (INCONSISTENTVALUE, 1)
    assert b.set((PRIV, b"new", "1.3.6.1.6.3.10.1.2.2")) == (INCONSISTENTVALUE, 1)
    assert b.set((AUTH, b"new", "1.3.6.1.6.3.10.1.1.5")) == (INCONSISTENTVALUE, 1)
    assert b.set((PRIV, b"new", NO_PRIV)) == OK
    assert b.keys_of(b"new").level == 1
    assert b.set((AUTH, b"new", NO_AUTH), (AUTH_KEY, b"new", bytes(40))) == OK
    assert b.keys_of(b"new").level == 0  # below what it may
    for keys in (b"new", b"reader"):
        assert b.get(STATUS, keys) == ACTIVE
    # new ones come from the clone alone
    assert b.set((STATUS, b"x", WAIT), (AUTH, b"x", "1.3.6.1.6.3.10.1.1.3")) == (
        INCONSISTENTVALUE,
        2,
    )
    forget(PATH)


def test_other_engines_columns_and_names():
    b = box()
    foreign = cell(STATUS, b"new", b"\x80\0\x1f\x88\x05other")
    value = tobytes_tv(2, WAIT)
    assert b.request(0xA3, [(foreign, value)]).error == (NOCREATION, 1)
    assert b.request(0xA3, [(cell(STATUS, b""), value)]).error == (NOCREATION, 1)
    assert b.request(0xA3, [(cell(STATUS, b"x" * 33), value)]).error == (NOCREATION, 1)
    assert b.request(0xA3, [(cell(STATUS, b"x") + ".1", value)]).error == (NOCREATION, 1)
    assert b.request(0xA3, [(cell(STATUS, b"x")[:-3] + "300", value)]).error == (NOCREATION, 1)
    assert b.request(0xA3, [(LOCK + ".0", value)]).error == (NOCREATION, 1)
    for column in (0, 1, 2, SECURITY_NAME, 14, 300):
        error = b.request(0xA3, [(cell(column, b"reader"), value)]).error
        assert error == (NOTWRITABLE, 1)
    assert b.request(0xA3, [(LOCK, tobytes_tv(2, -1))]).error == (WRONGVALUE, 1)
    forget(PATH)


def test_so_many_and_no_more():
    b = box(most=2)
    assert b.clone(b"a") == b.set((STATUS, b"b", WAIT)) == OK
    assert b.clone(b"c") == (RESOURCEUNAVAILABLE, 1)
    assert b.set((STATUS, b"b", DESTROY)) == b.clone(b"c") == OK
    forget(PATH)


def test_whom_the_program_allows_later_is_configured():
    b = box()
    b.clone(b"new")
    from usnmp_v3 import User

    b.agent.allow(User("new", "SHA", auth_key=NEW, engine_id=ENGINE), View(read=("1.3",)))
    assert b.get(STORAGE, b"new") == 4
    assert b.set((STATUS, b"new", DESTROY)) == (WRONGVALUE, 1)
    forget(PATH)


def test_a_view_without_the_table():
    b = box()
    b.agent.allow(b.user, View(write=("1.3.6.1.4",)))
    assert b.set((STATUS, b"new", WAIT)) == (6, 1)
    forget(PATH)
