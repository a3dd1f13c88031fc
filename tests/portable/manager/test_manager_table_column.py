# What ends a column of a table, and one that is asked for twice.

from managerbox import ENTRY, Box


def table(cells=4):
    return {"%s.%d.%d" % (ENTRY, c, i): (2, i) for c in (1, 2) for i in range(1, cells + 1)}


def test_any_exception_ends_a_column():
    for type in (0x80, 0x81, 0x82):
        for tail in ("", ".0"):
            for version in ("1", "2c"):
                b = Box(table())
                put = b.put

                def odd(r, oid, i):
                    other = b.follows(oid)
                    if other and other.startswith(".".join(oid.split(".")[:10])):
                        return put(r, oid, i)
                    r.varbinds.append((oid + tail, (type, None)))
                    return oid

                b.put = odd
                rows = list(b.manager(version=version).table(ENTRY, (1, 2)))
                assert [(i, sorted(row)) for i, row in rows] == [
                    (str(i), [1, 2]) for i in range(1, 5)
                ]


def test_a_column_that_is_asked_for_twice_is_one():
    b = Box(table(2))
    rows = list(b.manager().table(ENTRY, (2, 2, 1, 2)))
    assert [(i, sorted(row)) for i, row in rows] == [("1", [1, 2]), ("2", [1, 2])]
