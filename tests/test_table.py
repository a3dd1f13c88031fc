# Tables: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, GET, NEXT, NOSUCHINSTANCE, NOSUCHOBJECT, SET, ask, make, walk
from usnmp_agent import View
from util import raises


def test_a_table_is_walked_column_by_column_in_the_order_of_the_index():
    rows = {7: {2: "seven", 300: 7}, 1000: {2: "k", 300: 1000}, 1: {2: "one", 300: 1}}
    expected = [("8.0", 8)]
    expected += [("9.1.2.1", "one"), ("9.1.2.7", "seven"), ("9.1.2.1000", "k")]
    expected += [("9.1.300.1", 1), ("9.1.300.7", 7), ("9.1.300.1000", 1000), ("10.0", 10)]
    for ver in (0, 1):
        assert walk(make(rows), ver=ver) == expected
        assert walk(make(lambda: rows), ver=ver) == expected
    assert walk(make({})) == [("8.0", 8), ("10.0", 10)]


def test_getnext_from_between_the_rows():
    agent = make({5: {2: "a", 300: 5}, 9: {2: "b", 300: 9}})
    for index, found in (
        ("", "2.5"),
        (".0", "2.5"),
        (".2", "2.5"),
        (".2.4.99", "2.5"),
        (".2.5", "2.9"),
        (".2.5.0", "2.9"),
        (".2.9", "300.5"),
        (".3", "300.5"),
        (".299.4294967295", "300.5"),
        (".300.8", "300.9"),
    ):
        assert list(ask(agent, NEXT, ENTRY + index).varbinds) == [ENTRY + "." + found], index
    for index in (".300.9", ".300.9.1", ".301", ".4294967295.1"):
        assert list(ask(agent, NEXT, ENTRY + index).varbinds) == ["1.3.6.1.4.1.10.0"], index


def test_get_tells_a_missing_column_from_a_missing_row():
    agent = make({5: {2: "a"}})
    for index, tv in (
        (".2.5", (4, "a")),
        (".2.6", NOSUCHINSTANCE),
        (".2", NOSUCHINSTANCE),
        (".2.5.0", NOSUCHINSTANCE),
        (".300.5", NOSUCHINSTANCE),
        (".3.5", NOSUCHOBJECT),
        ("", NOSUCHOBJECT),
    ):
        assert ask(agent, GET, ENTRY + index).varbinds.items() == [(ENTRY + index, tv)], index
        status = 2 if tv[0] > 127 else 0
        assert ask(agent, GET, ENTRY + index, ver=0).err_status == status


def test_sparse_cells_and_rows_that_come_and_go():
    rows = {1: {2: "one", 300: None}, 2: {300: 2}}
    agent = make(rows)
    assert walk(agent) == [("8.0", 8), ("9.1.2.1", "one"), ("9.1.300.2", 2), ("10.0", 10)]
    rows[3] = {2: "three", 300: 3}
    assert list(ask(agent, NEXT, ENTRY + ".2.1").varbinds) == [ENTRY + ".2.3"]
    del rows[3]
    assert list(ask(agent, NEXT, ENTRY + ".2.3").varbinds) == [ENTRY + ".300.2"]
    rows.clear()
    assert list(ask(agent, NEXT, ENTRY + ".2.1").varbinds) == ["1.3.6.1.4.1.10.0"]


def test_cells_are_written_where_the_table_says_so():
    rows = {1: {2: "one", 300: 1}}
    calls = []

    def write(key, value):
        if value > 9:
            raise ValueError
        calls.append((key, value))

    agent = make(rows, write={2: True, 300: write})
    for index, tv, status in (
        (".2.1", (4, "new"), 0),
        (".300.1", (2, 5), 0),
        (".300.1", (2, 10), 10),
        (".2.1", (2, 5), 7),
        (".2.2", (4, "x"), 11),
        (".3.1", (4, "x"), 17),
    ):
        assert ask(agent, SET, (ENTRY + index, tv), "private").err_status == status, index
    assert rows[1][2] == "new" and calls == [(1, 5)]
    assert ask(make(rows), SET, (ENTRY + ".2.1", (4, "x")), "private").err_status == 17
    raises(ValueError, make, rows, write={3: True})


def test_a_view_hides_columns():
    agent = make({1: {2: "one", 300: 1}})
    agent.allow("some", View(("1.3.6.1.4.1", "-" + ENTRY + ".2")))
    r = ask(agent, NEXT, "1.3.6.1.4.1.8.0", "some")
    assert list(r.varbinds) == [ENTRY + ".300.1"]
    assert ask(agent, GET, ENTRY + ".2.1", "some").varbinds.items()[0][1][0] > 127
