# The manager's walks, over an agent without a network.

from managerbox import Box

A, B, C = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.1.0"
OBJECTS = {A: (4, "descr"), B: (0x43, 99), C: (2, -1)}


def box(**kw):
    return Box(dict(OBJECTS), **kw)


def test_walks():
    for version in ("1", "2c"):
        for repetitions in (0, 1, 2, 50):
            m = box().manager(version=version)

            def walk(root):
                return [vb.oid for vb in m.walk(root, repetitions)]

            assert walk("1") == walk(".1.3.6") == [A, B, C]
            assert walk("1.3.6.1.2.1.1") == [A, B]
            assert walk("1.3.6.1.2.1.1.3") == [B]
            assert walk("1.3.6.1.2.1.2") == [C]
            assert walk(A) == walk("1.3.6.1.2.1.10") == walk("1.3.6.1.2.1.1.30") == []


def test_a_walk_chooses_bulk_by_version():
    b = box()
    list(b.manager(version="2c").walk("1.3"))
    assert [p.type for p in b.requests()] == [0xA5] and b.requests()[0].err_id == 10
    b = box()
    list(b.manager(version="1").walk("1.3"))
    assert [p.type for p in b.requests()] == [0xA1] * 4


def test_a_walk_asks_only_when_it_is_to_go_on():
    b = box()
    walk = b.manager().walk("1.3", 1)
    assert not b.asked
    assert next(walk).oid == A and len(b.asked) == 1
