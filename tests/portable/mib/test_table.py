# Tables: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, GET, NEXT, NOSUCHINSTANCE, NOSUCHOBJECT, ask, make, walk


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
    for oid in ("1.3.6.1.4.1.9.2", "1.3.6.1.4.1.9.9", "1.3.6.1.4.1.10"):  # behind the table
        assert list(ask(agent, NEXT, oid).varbinds) == ["1.3.6.1.4.1.10.0"], oid


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
