# Walks with max_rows, to_end and ignore_not_increasing, over an agent without a network.

from managerbox import Box
from usnmp_manager import NotIncreasing
from util import raises

A, B, C = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.1.0"
D = "1.3.6.1.4.1.9.9"
OBJECTS = {A: (4, "descr"), B: (0x43, 99), C: (2, -1), D: (2, 5)}


def oids(box, root, repetitions=10, version="2c", **more):
    m = box.manager(version=version)
    return [vb.oid for vb in m.walk(root, repetitions, **more)]


def test_a_walk_gives_so_many_objects_at_most():
    for version in ("1", "2c"):
        for repetitions in (0, 1, 3, 50):
            for n in (0, 1, 2, 3, 4, 9):
                b = Box(dict(OBJECTS))
                found = oids(b, "1.3.6.1.2.1", repetitions, version, max_rows=n)
                assert found == [A, B, C][:n]
                assert n or not b.asked


def test_a_walk_asks_for_no_more_than_it_is_to_give():
    b = Box(dict(OBJECTS))
    assert oids(b, "1.3", 50, max_rows=2) == [A, B]
    assert [p.err_id for p in b.requests()] == [2]
    b = Box(dict(OBJECTS))
    assert oids(b, "1.3", 2, max_rows=3) == [A, B, C]
    assert [p.err_id for p in b.requests()] == [2, 1]


def test_a_walk_goes_on_to_the_end_of_the_agent():
    for version in ("1", "2c"):
        for root, found in (
            ("1.3.6.1.2.1.1", [A, B, C, D]),
            (B, [C, D]),
            ("1.3.6.1.2.1.1.2", [B, C, D]),
            (".", [A, B, C, D]),
            ("1.3.6.1.4.1.9.9", []),
        ):
            assert oids(Box(dict(OBJECTS)), root, 2, version, to_end=True) == found
    assert oids(Box(dict(OBJECTS)), B, to_end=True, max_rows=1) == [C]


def test_a_walk_to_the_end_may_not_go_back_either():
    b = Box(dict(OBJECTS))
    b.follows = lambda oid: {A: B, B: D}.get(oid, A)
    raises(NotIncreasing, oids, b, "1.3.6.1.2.1.1", 1, to_end=True)


def test_a_walk_goes_on_where_the_agent_goes_back():
    for version in ("1", "2c"):
        b = Box(dict(OBJECTS))
        b.follows = lambda oid: {A: C, C: B, B: D}.get(oid, A)
        raises(NotIncreasing, oids, b, "1.3.6", 3, version)
        found = oids(b, "1.3.6", 3, version, ignore_not_increasing=True, max_rows=6)
        assert found == [A, C, B, D, A, C]


def test_an_agent_that_stands_still_ends_a_walk_all_the_same():
    b = Box(dict(OBJECTS))
    b.follows = lambda oid: B
    raises(NotIncreasing, oids, b, "1.3.6", 3, ignore_not_increasing=True)
