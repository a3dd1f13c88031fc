# The manager's operations and errors, over an agent without a network.

from managerbox import Box
from usnmp import SNMP_ENDOFMIBVIEW, SNMP_NOSUCHOBJECT
from usnmp_manager import SnmpError
from util import raises

A, B, C = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.1.0"
OBJECTS = {A: (4, "descr"), B: (0x43, 99), C: (2, -1)}


def box(**kw):
    return Box(dict(OBJECTS), **kw)


def test_get_of_one_gives_its_binding():
    vb = box().manager().get("." + B)
    assert vb == (B, 0x43, 99)
    assert (vb.oid, vb.type, vb.value) == vb
    assert str(vb) == "1.3.6.1.2.1.1.3.0 TIMETICKS 99"


def test_get_of_more_gives_a_list_in_order():
    found = box().manager().get(C, A, C)
    assert found == [(C, 2, -1), (A, 4, "descr"), (C, 2, -1)]
    assert str(found) == "[%s INT -1, %s OCTSTR 'descr', %s INT -1]" % (C, A, C)


def test_get_of_what_is_not_there_is_an_exception_value_in_v2c():
    vb = box().manager().get("1.3.6.1.9.0")
    assert vb == ("1.3.6.1.9.0", SNMP_NOSUCHOBJECT, None)
    assert str(vb) == "1.3.6.1.9.0 NOSUCHOBJECT"


def test_get_of_what_is_not_there_is_an_error_in_v1():
    m = box().manager(version="1")
    e = raises(SnmpError, m.get, A, "1.3.6.1.9.0")
    assert (e.status, e.index, e.oid) == (2, 2, "1.3.6.1.9.0")
    assert str(e) == "noSuchName: 1.3.6.1.9.0"
    assert m.get(A) == (A, 4, "descr")


def test_get_next():
    m = box().manager()
    assert m.get_next("1.3") == (A, 4, "descr")
    assert m.get_next(A, C) == [(B, 0x43, 99), (C, SNMP_ENDOFMIBVIEW, None)]
    e = raises(SnmpError, box().manager(version="1").get_next, A, C)
    assert (e.status, e.index, e.oid) == (2, 2, C)


def test_get_bulk_gives_rows_after_the_non_repeaters():
    m = box().manager()
    found = m.get_bulk("1.3", A, B, non_repeaters=1, max_repetitions=2)
    oids = [vb.oid for vb in found]
    assert oids == [A, B, C, C, C] and found[-1].type == SNMP_ENDOFMIBVIEW
    assert type(m.get_bulk("1.3", max_repetitions=1)) is list
    assert m.get_bulk("1.3", max_repetitions=0) == []


def test_v1_has_no_get_bulk():
    b = box()
    raises(ValueError, b.manager(version="1").get_bulk, "1.3")
    assert not b.asked


def test_set_one_and_many():
    b = box()
    m = b.manager(version="1", community="private")
    assert m.set(A, 4, "new") == (A, 4, "new")
    assert m.set(("." + A, 4, "newer"), (C, 2, 7)) == [(A, 4, "newer"), (C, 2, 7)]
    assert b.objects[A] == (4, "newer") and b.objects[C] == (2, 7)
    p = b.requests()[0]  # as what it was asked for: SNMPv1
    assert (p.ver, p.type, p.community) == (0, 0xA3, "private")


def test_a_refused_set_says_what_and_why():
    e = raises(SnmpError, box().manager().set, (A, 4, "x"), ("1.3.6.1.9.0", 2, 1))
    assert (e.status, e.index, e.oid) == (17, 2, "1.3.6.1.9.0")
    assert str(e) == "notWritable: 1.3.6.1.9.0"


def test_an_error_status_unknown_to_us_is_an_error_all_the_same():
    b = box()
    b.answer = lambda p: b.refuse(p, 99, 77)
    e = raises(SnmpError, b.manager().get, A)
    assert (e.status, e.index, e.oid, str(e)) == (99, 77, None, "error-status 99")


def test_what_is_no_oid_type_or_value_is_a_value_error_and_is_not_sent():
    b = box()
    m = b.manager()
    for bad in ("", "x", "1.3.x", "9.9"):
        raises(ValueError, m.get, bad)
    raises(ValueError, m.set, A, 2, "text")
    raises(ValueError, m.set, A, 200, 1)
    assert not b.asked


def test_a_community_may_be_of_any_octets():
    for community in ("public", b"public", "Z\u00fcrich", b"\x00\xff"):
        assert box().manager(community=community).get(A).value == "descr"


def test_another_version_is_a_value_error():
    for version in (1, 2, "2", "3", None):
        assert '"1" or "2c"' in str(raises(ValueError, Box().manager, version=version))


def test_a_response_without_bindings_ends_a_walk_and_is_an_error_to_get():
    b = box()
    answer = b.answer

    def empty(p):
        r = answer(p)
        while len(r.varbinds):
            r.varbinds.pop()
        return r

    b.answer = empty
    m = b.manager()
    assert list(m.walk("1.3")) == []
    assert raises(SnmpError, m.get, A).status == 0
