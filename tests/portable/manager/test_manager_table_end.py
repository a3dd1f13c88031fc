# What ends a table: whatever the agent does, only rows without an end make one without an end.

from answersbox import WAYS, answering
from managerbox import ENTRY, Box


def table(cells=4):
    return {"%s.%d.%d" % (ENTRY, c, i): (2, i) for c in (1, 2) for i in range(1, cells + 1)}


def test_any_exception_ends_the_search_for_columns():
    for type in (0x80, 0x81, 0x82):
        for tail in ("", ".0", ".1.2"):
            for version, columns in WAYS:
                b = Box({}, most=10)
                answering(b, lambda oid: (oid + tail, (type, None)))
                assert list(b.manager(version=version).table(ENTRY, columns)) == []
                assert len(b.asked) == 1


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


def test_no_such_name_ends_a_table_in_either_version():
    for index in (0, 1, 2, 9):
        for version, columns in WAYS:
            b = Box({})
            b.answer = lambda p: b.refuse(p, 2, index)
            assert list(b.manager(version=version).table(ENTRY, columns)) == []
            assert len(b.asked) < 4


def test_a_column_that_is_asked_for_twice_is_one():
    b = Box(table(2))
    rows = list(b.manager().table(ENTRY, (2, 2, 1, 2)))
    assert [(i, sorted(row)) for i, row in rows] == [("1", [1, 2]), ("2", [1, 2])]
