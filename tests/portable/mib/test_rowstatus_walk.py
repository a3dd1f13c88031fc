# RowStatus as a manager sees it, step by step, and what is no row: portable, runs on CPython and
# MicroPython.

from rowbox import ask, get, make, put, walk
from util import raises


def test_wait_columns_active_and_a_walk_at_each_step():
    rows = {1: {2: "one", 3: 1}}  # without status: put in by the application, so active
    agent = make(rows)
    found = [("8.0", 8), ("9.1.2.1", "one"), ("9.1.3.1", 1), ("9.1.4.1", 1)]
    assert walk(agent) == found
    assert put(agent, ("4.7", 5)) == (0, 0)
    assert walk(agent) == found + [("9.1.4.7", 3)]
    assert put(agent, ("2.7", "x")) == (0, 0) and get(agent, "4.7") == 3
    assert put(agent, ("4.7", 1)) == (12, 1)
    assert put(agent, ("3.7", 9)) == (0, 0) and get(agent, "4.7") == 2
    assert put(agent, ("4.7", 1)) == (0, 0)
    assert rows[7] == {2: "x", 3: 9, 4: 1}
    expected = [("8.0", 8), ("9.1.2.1", "one"), ("9.1.2.7", "x"), ("9.1.3.1", 1), ("9.1.3.7", 9)]
    assert walk(agent) == expected + [("9.1.4.1", 1), ("9.1.4.7", 1)]
    assert put(agent, ("4.1", 6), ("4.7", 6)) == (0, 0) and rows == {}
    assert walk(agent) == [("8.0", 8)]
    assert put(agent, ("4.7", 6), ver=0) == (0, 0)


def test_what_could_never_be_is_told_from_what_is_not_now():
    for index, v, status in (
        ("2.7", "x", 18),
        ("5.7", 1, 17),
        ("6.7", 1, 17),
        ("2", "x", 11),
        ("4", 5, 11),
        ("4.7.1", 5, 11),
        ("2.7", 5, 7),
    ):
        assert put(make({}), (index, v)) == (status, 1), index


def test_snmpv1_has_its_own_names_for_the_errors():
    for cells, status in (
        ((("4.7", 4),), 3),  # inconsistentValue: badValue
        ((("4.7", 3),), 3),  # wrongValue
        ((("2.7", "x"),), 2),  # inconsistentName: noSuchName
        ((("2.7.7", "x"),), 2),  # noCreation
        ((("5.7", 1),), 2),  # notWritable
    ):
        assert put(make({}), *cells, ver=0) == (status, 1), cells


def test_a_community_that_reads_makes_no_rows():
    rows = {}
    assert ask(make(rows), 0xA3, (("1.3.6.1.4.1.9.1.4.7", 5),), "public")[1] == 6
    assert rows == {}


def test_a_table_that_cannot_be_is_refused():
    raises(ValueError, make, {}, write={9: True})
    raises(ValueError, make, {}, required=(9,))
    raises(ValueError, make, {}, required=(4,))
