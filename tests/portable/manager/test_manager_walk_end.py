# What ends a walk: all that an agent may mean as its end; and all that would have none.

from managerbox import Box
from usnmp import SnmpPacket
from usnmp_manager import NotIncreasing
from util import raises

A, B, C = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.1.0"
OBJECTS = {A: (4, "descr"), B: (0x43, 99), C: (2, -1)}
WAYS = [(version, repetitions) for version in ("1", "2c") for repetitions in (0, 1, 10)]


def box(end):
    """A Box that puts `end`(OID) where nothing follows."""
    b = Box(dict(OBJECTS))
    put = b.put

    def odd(r, oid, i):
        if b.follows(oid):
            return put(r, oid, i)
        r.varbinds.append(end(oid))
        return r.varbinds.items()[-1][0]

    b.put = odd
    return b


def test_any_exception_ends_a_walk_whatever_its_oid():
    for type in (0x80, 0x81, 0x82):
        for tail in ("", ".0", ".1.2.3"):
            for version, repetitions in WAYS:
                b = box(lambda oid: (oid + tail, (type, None)))
                walk = b.manager(version=version).walk("1.3.6.1", repetitions)
                assert [vb.oid for vb in walk] == [A, B, C]
                assert len(b.asked) <= 4


def test_no_such_name_ends_a_walk_in_either_version():
    for index in (0, 1, 7):
        for version, repetitions in WAYS:
            b = box(None)
            answer = b.answer

            def refusing(p):
                if b.follows(p.varbinds.items()[0][0]):
                    p.err_id = min(p.err_id, 1)
                    return answer(p)
                return b.refuse(p, 2, index)

            b.answer = refusing
            walk = b.manager(version=version).walk("1.3.6.1", repetitions)
            assert [vb.oid for vb in walk] == [A, B, C]


def test_a_dot_is_a_walk_of_everything():
    for root in (".", "", ".1", "1", ".1.3"):
        for version, repetitions in WAYS:
            b = Box(OBJECTS)
            walk = b.manager(version=version).walk(root, repetitions)
            assert [vb.oid for vb in walk] == [A, B, C]
    b = Box({"0.1": (2, 1), "1.3.6": (2, 2), "2.5": (2, 3)})
    assert [vb.value for vb in b.manager().walk(".")] == [1, 2, 3]
    assert list(b.requests()[0].varbinds) == ["0.0"]
    assert [vb.value for vb in b.manager().walk(".1")] == [2]


def test_the_oid_that_was_asked_for_does_not_increase_from_the_first_step_on():
    for root, asked in ((".", "0.0"), ("1", "1.0"), ("1.3", "1.3"), (A, A)):
        for version, repetitions in WAYS:
            b = Box(OBJECTS)
            b.put = lambda r, oid, i: r.varbinds.append((oid, (2, 1))) or oid
            walk = b.manager(version=version).walk(root, repetitions)
            assert raises(NotIncreasing, next, walk).oid == asked
            assert len(b.asked) == 1


def test_a_walk_of_everything_whose_agent_begins_again_ends_with_an_error():
    for version, repetitions in WAYS:
        b = box(lambda oid: (A, (2, 1)))
        seen = []

        def walk():
            for vb in b.manager(version=version).walk(".", repetitions):
                seen.append(vb.oid)

        raises(NotIncreasing, walk)
        assert seen == [A, B, C]


def test_an_agent_that_goes_to_and_fro_ends_a_walk_with_an_error():
    b = Box(OBJECTS)
    b.answer = lambda p: SnmpPacket(
        0xA2, ver=p.ver, id=p.id, varbinds={(A, C)[len(b.asked) % 2]: (2, 1)}
    )
    raises(NotIncreasing, list, b.manager().walk("."))
    assert len(b.asked) < 4
