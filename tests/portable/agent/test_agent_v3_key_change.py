# Keys changed by SET (RFC 3414 5): whose, by whom, all or none. net-snmp's snmpusm does it in
# test_v3_snmpusm.

from agent3box import DIGEST, KEY
from usmbox import (
    AUTH_KEY,
    COMMITFAILED,
    INCONSISTENTVALUE,
    LOCK,
    NEW,
    NOACCESS,
    OK,
    OWN_AUTH_KEY,
    OWN_PRIV_KEY,
    PATH,
    PRIV_KEY,
    PUBLIC,
    STATUS,
    STORAGE,
    WRONGLENGTH,
    WRONGTYPE,
    box,
    cell,
    made,
)
from usnmp_codec import tobytes_tv
from util import forget


def test_a_key_is_changed_and_the_answer_has_the_old_one():
    b = box()
    # ask() checks the answer's digest, and decrypts it, with the old keys
    assert b.set((OWN_AUTH_KEY, b"reader", b.change(b"reader"))) == OK
    b.reported(b.private(), DIGEST, rid=b"\0")
    assert b.request(0xA0, [(LOCK, b"\x05\0")], made(b"reader", NEW, KEY)).error == OK
    b.keys = made(b"reader", NEW, KEY)
    assert b.set((OWN_PRIV_KEY, b"reader", b.change(b"reader", NEW[:16], 1))) == OK
    b.keys = made(b"reader")
    assert b.lock() is not None
    forget(PATH)


def test_both_keys_in_one_request():
    b = box()
    assert (
        b.set(
            (AUTH_KEY, b"reader", b.change(b"reader")),
            (PRIV_KEY, b"reader", b.change(b"reader", NEW[:16], 1)),
            (PUBLIC, b"reader", b"42"),
        )
        == OK
    )
    b.keys = made(b"reader")
    assert b.get(PUBLIC, b"reader") == "42"
    forget(PATH)


def test_a_key_change_is_read_as_nothing():
    b = box()
    b.set((OWN_AUTH_KEY, b"reader", b.change(b"reader", KEY)))
    for column in (AUTH_KEY, OWN_AUTH_KEY, PRIV_KEY, OWN_PRIV_KEY):
        assert b.get(column, b"reader") == ""
    assert b.get(4, b"reader") == "0.0"
    assert (b.get(STORAGE, b"reader"), b.get(STATUS, b"reader")) == (4, 1)
    forget(PATH)


def test_own_keys_are_changed_by_their_owner_alone():
    b = box()
    b.clone(b"other")
    for column, which, n in ((OWN_AUTH_KEY, 0, 20), (OWN_PRIV_KEY, 1, 16)):
        change = b.change(b"other", NEW[:n], which)
        assert b.set((column, b"other", change)) == (NOACCESS, 1)
        assert b.set((column, b"nobody", change)) == (NOACCESS, 1)
        assert b.set((column, b"other", change), keys=made(b"other", KEY, KEY)) == OK
        b.clone(b"third", b"other")
        assert (
            b.set(
                (6, b"other", b.change(b"other", KEY)),
                (9, b"other", b.change(b"other", KEY[:16], 1)),
            )
            == OK
        )
    forget(PATH)


def test_not_without_authentication_and_not_in_v1_and_v2c():
    b = box(level="noAuthNoPriv")
    b.agent.allow("private", write=True)
    from messagebox import message, num, scoped, tlv
    from usnmp_mib import oid_octets

    oid = cell(OWN_AUTH_KEY, b"reader")
    value = tobytes_tv(4, b.change(b"reader"))
    data = tlv(0xA3, num(7), num(0), num(0), tlv(48, tlv(48, tlv(6, oid_octets(oid)), value)))
    r = b.ask(message(4, scoped(data)))
    assert r.error == (NOACCESS, 1)
    assert b.lock() is not None  # "reader" has just asked
    answer = b.agent.respond(tlv(48, num(1), tlv(4, b"private"), data))
    assert bytes((2, 1, NOACCESS, 2, 1, 1)) in answer
    forget(PATH)


def test_a_wrong_length_or_type_changes_nothing():
    b = box()
    for n in (0, 20, 39, 41):
        assert b.set((AUTH_KEY, b"reader", bytes(n))) == (WRONGLENGTH, 1)
    assert b.set((PRIV_KEY, b"reader", bytes(40))) == (WRONGLENGTH, 1)
    assert b.set((PUBLIC, b"reader", bytes(33))) == (WRONGLENGTH, 1)
    r = b.request(0xA3, [(cell(AUTH_KEY, b"reader"), b"\x02\x01\x01")])
    assert r.error == (WRONGTYPE, 1)
    assert not b.store.data and b.lock() is not None
    forget(PATH)


def test_the_lock_is_tested_and_incremented():
    b = box()
    n = b.lock()
    assert 0 <= n < 2**31
    change = b.change(b"reader", KEY)
    assert b.set((LOCK, n + 1), (AUTH_KEY, b"reader", change)) == (INCONSISTENTVALUE, 1)
    assert b.set((AUTH_KEY, b"reader", change), (LOCK, n + 1)) == (INCONSISTENTVALUE, 2)
    assert b.lock() == n
    assert b.set((LOCK, n), (AUTH_KEY, b"reader", change)) == OK
    assert b.lock() == n + 1
    assert b.set((LOCK, n)) == (INCONSISTENTVALUE, 1)
    assert b.set((LOCK, n + 1)) == OK
    assert b.lock() == n + 2
    forget(PATH)


def test_all_of_a_request_or_nothing():
    b = box()
    n = b.lock()
    change = b.change(b"reader")
    wrong = b"\x04\x01x"
    for bindings in (
        [(LOCK, tobytes_tv(2, n)), (cell(AUTH_KEY, b"reader"), tobytes_tv(4, change))],
        [(cell(AUTH_KEY, b"reader"), tobytes_tv(4, change)), (LOCK, tobytes_tv(2, n))],
    ):
        for i in range(3):
            these = list(bindings)
            these.insert(i, ("1.3.6.1.4.1.65535.1.0", wrong))  # an INTEGER
            assert b.request(0xA3, these).error == (WRONGTYPE, i + 1)
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
    assert b.set((LOCK, n), (AUTH_KEY, b"reader", b.change(b"reader"))) == (COMMITFAILED, 2)
    assert b.logged is own and b.lock() == n and not b.store.data
    assert b.set((LOCK, n)) == OK  # there is nothing to keep
    forget(PATH)
