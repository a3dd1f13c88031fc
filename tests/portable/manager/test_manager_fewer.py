# GETBULK with fewer repetitions, where an agent cannot answer so many: walks.

from managerbox import ENTRY, Box
from usnmp_manager import BadResponse, NoResponse, SnmpError
from tightbox import OBJECTS, asked, box
from util import raises


def test_a_walk_goes_on_with_half_as_many_and_then_by_getnext():
    for how in (1, 5):
        b = box(3, how)
        assert len(list(b.manager().walk(ENTRY))) == 16
        assert asked(b) == [10, 5] + [2] * 9
        b = box(0, how)
        assert len(list(b.manager().walk(ENTRY))) == 16
        assert asked(b) == [10, 5, 2, 1] + [-1] * 17


def test_a_walk_without_a_response_from_the_start_is_tried_by_getnext():
    b = box(0, None)
    assert len(list(b.manager(retries=1).walk(ENTRY))) == 16
    assert asked(b) == [10] + [-1] * 17 and len(b.asked) == 19


def test_a_walk_whose_agent_falls_silent_goes_on_with_fewer():
    b = box(99, None)
    walk = b.manager(retries=0).walk(ENTRY, 4)
    next(walk)
    b.answer = box(1, None).answer
    assert len(list(walk)) == 15
    assert asked(b)[:4] == [4, 4, 2, 1]


def test_one_that_is_off_costs_no_more_than_one_request_by_getnext():
    for start in (lambda m: m.walk(ENTRY), lambda m: m.table(ENTRY, (1, 2))):
        b = Box(OBJECTS, lambda n, octets: [])
        m = b.manager(retries=1)
        assert str(raises(NoResponse, list, start(m))) == "no response from 127.0.0.1"
        assert asked(b)[1:] == [-1] and len(b.asked) == 4
    b = Box(OBJECTS, lambda n, octets: [])
    raises(NoResponse, list, b.manager(version="1", retries=1).walk(ENTRY))
    assert len(b.asked) == 2


def test_an_error_that_getnext_gets_as_well_is_raised():
    b = Box(OBJECTS)
    b.answer = lambda p: b.refuse(p, 5, 1)
    e = raises(SnmpError, list, b.manager().walk(ENTRY))
    assert (e.status, e.index, e.oid) == (5, 1, ENTRY)
    assert asked(b) == [10, 5, 2, 1, -1]


def test_a_walk_past_a_response_that_cannot_be_read_gives_what_is_before():
    def tamper(n, octets):
        bad = b"\2\1\7"
        return [(octets.replace(bad, b"\2\0\7"), b.address)]

    b = Box(OBJECTS, tamper)
    seen = []

    def walk():
        for vb in b.manager(retries=0).walk(ENTRY):
            seen.append(vb.value)

    raises(BadResponse, walk)
    assert seen == [1, 2, 3, 4, 5, 6]
