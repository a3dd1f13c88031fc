# Keys that are no good as an index: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, GET, NEXT, ask, make
from usnmp_mib import INT, OCTSTR

BEHIND = "1.3.6.1.4.1.10.0"
LAST = 4294967295


def cells(*keys):
    return {key: {2: "a"} for key in keys}


def following(agent, index):
    r = ask(agent, NEXT, ENTRY + index)
    return r.err_status or list(r.varbinds)[0]


def test_the_least_and_the_greatest_sub_identifier_are_served():
    for key in (0, 127, 128, 16383, 16384, LAST):
        for column in (2, 300):
            agent = make({key: {column: column if column > 2 else "a"}})
            oid = ENTRY + ".%d.%d" % (column, key)
            for index in ("", ".%d" % column, ".%d.0" % column if key else ""):
                assert following(agent, index) == oid, oid
            assert ask(agent, GET, oid).varbinds.items()[0][1][0] in (2, 4)
            assert following(agent, ".%d.%d" % (column, key)) == BEHIND


def test_a_key_that_is_no_sub_identifier_makes_generr_where_it_would_come_next():
    for key, index in ((-1, ""), (-1, ".2"), (LAST + 1, ".2.7"), ("a", ""), (1.5, "")):
        assert following(make(cells(key)), index) == 5, key
    agent = make(cells(5, -1, LAST + 1))
    assert following(agent, ".2.0") == ENTRY + ".2.5"
    assert following(agent, ".2.5") == 5
    assert following(make(cells(5, "a")), ".2.0") == 5  # cannot be sorted
    assert ask(make(cells(5, "a")), GET, ENTRY + ".2.5").err_status == 0


def test_a_bool_is_an_int():
    agent = make(cells(True))
    assert following(agent, "") == ENTRY + ".2.1"
    assert ask(agent, GET, ENTRY + ".2.1").varbinds.items()[0][1] == (4, "a")
    assert following(agent, ".2.1") == BEHIND


def test_a_key_of_the_wrong_number_of_parts_makes_generr():
    for key in ((1,), (1, 2, 3), 1, ("a", 1)):
        agent = make(cells(key), index=(INT, INT))
        assert following(agent, ".2") == 5, key
        assert ask(agent, GET, ENTRY + ".2.1.2").varbinds.items()[0][1][0] == 129
    assert following(make(cells((5,))), ".2") == 5
    assert following(make(cells((1, "a", 2)), index=(INT, OCTSTR)), ".2") == 5


def test_the_index_may_be_a_list():
    assert following(make(cells(5), index=[INT]), ".2") == ENTRY + ".2.5"
    assert following(make(cells((5, "a")), index=[INT, OCTSTR]), ".2") == ENTRY + ".2.5.1.97"
