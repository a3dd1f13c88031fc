# The order of a walk, and one that gets an error, over an agent without a network.

from managerbox import Box
from usnmp_manager import NotIncreasing, SnmpError
from util import raises

A, B, C = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.1.0"
OBJECTS = {A: (4, "descr"), B: (0x43, 99), C: (2, -1)}


def box(**kw):
    return Box(dict(OBJECTS), **kw)


def test_a_walk_over_sub_identifiers_whose_octets_do_not_sort():
    oids = ["1.3.6.1.%d" % i for i in (127, 128, 16383, 16384, 2097151, 2097152, 4294967295)]
    for version in ("1", "2c"):
        m = Box(dict.fromkeys(oids, (2, 1))).manager(version=version)
        assert [vb.oid for vb in m.walk("1.3.6.1", 3)] == oids


def test_a_walk_whose_agent_goes_back_ends_with_an_error_after_what_was_good():
    for version in ("1", "2c"):
        for wrong in (B, A, "1.3.6.1.2.1.1.2.9", "1.3.6.1.2.1.1"):
            b = box()
            b.follows = lambda oid: {A: B, B: wrong}.get(oid, A)
            b.objects[wrong] = (2, 1)
            seen = []

            def walk():
                for vb in b.manager(version=version).walk("1.3.6.1.2.1.1", 3):
                    seen.append(vb.oid)

            e = raises(NotIncreasing, walk)
            assert e.oid == wrong and wrong in str(e)
            assert seen == [A, B]


def test_a_walk_that_gets_an_error_raises_it():
    b = box()
    answer = b.answer
    b.answer = lambda p: answer(p) if len(b.asked) < 2 else b.refuse(p, 5, 1)
    walk = b.manager().walk("1.3", 1)
    next(walk)
    assert raises(SnmpError, next, walk).status == 5
