# What ends a table: whatever the agent does, only rows without an end make one without an end.

from answersbox import WAYS, answering
from managerbox import ENTRY, Box


def test_any_exception_ends_the_search_for_columns():
    for type in (0x80, 0x81, 0x82):
        for tail in ("", ".0", ".1.2"):
            for version, columns in WAYS:
                b = Box({}, most=10)
                answering(b, lambda oid: (oid + tail, (type, None)))
                assert list(b.manager(version=version).table(ENTRY, columns)) == []
                assert len(b.asked) == 1


def test_no_such_name_ends_a_table_in_either_version():
    for index in (0, 1, 2, 9):
        for version, columns in WAYS:
            b = Box({})
            b.answer = lambda p: b.refuse(p, 2, index)
            assert list(b.manager(version=version).table(ENTRY, columns)) == []
            assert len(b.asked) < 4
