# The cells of tables: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, GET, NEXT, ask, make, walk
from usnmp_agent.view import View


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


def test_a_view_hides_columns():
    agent = make({1: {2: "one", 300: 1}})
    agent.allow("some", View(("1.3.6.1.4.1", "-" + ENTRY + ".2")))
    r = ask(agent, NEXT, "1.3.6.1.4.1.8.0", "some")
    assert list(r.varbinds) == [ENTRY + ".300.1"]
    assert ask(agent, GET, ENTRY + ".2.1", "some").varbinds.items()[0][1][0] > 127


def test_a_cell_may_be_a_callable_and_a_row_a_sequence():
    def broken():
        raise OSError

    rows = {1: (0, 0, "one"), 2: {2: lambda: "two", 300: broken}, 3: {2: lambda: None, 300: 3}}
    agent = make(lambda: rows)
    assert walk(agent)[:3] == [("8.0", 8), ("9.1.2.1", "one"), ("9.1.2.2", "two")]
    assert list(ask(agent, NEXT, ENTRY + ".2.1").varbinds) == [ENTRY + ".2.2"]
    for t, index in ((GET, ".300.2"), (NEXT, ".2.2"), (NEXT, ".300")):
        assert ask(agent, t, ENTRY + index).err_status == 5
    rows[2] = []
    assert walk(agent) == [("8.0", 8), ("9.1.2.1", "one"), ("9.1.300.3", 3), ("10.0", 10)]


def test_values_of_one_request_are_not_mixed_up():
    agent = make({1: {2: "one", 300: 1}, 2: {2: "two", 300: 2}})
    for t, indices in (
        (GET, (".2.1", ".300.2", ".2.2", ".300.1", ".2.1")),
        (NEXT, (".2", ".300.1", ".2.1", ".2.2", ".2.0")),
    ):
        r = ask(agent, t, [(ENTRY + index, (5, None)) for index in indices])
        assert [tv[1] for _, tv in r.varbinds.items()] == ["one", 2, "two", 1, "one"]


def test_rows_that_cannot_be_had_make_generr_but_not_out_of_view():
    def broken():
        raise OSError

    agent = make(broken)
    assert ask(agent, GET, ENTRY + ".2.1").err_status == 5
    for oid in ("1.3.6.1.4.1.8.0", ENTRY, ENTRY + ".2.1"):
        assert ask(agent, NEXT, oid).err_status == 5
    agent.allow("some", View(("1.3.6.1.4.1", "-" + ENTRY)))
    for oid in ("1.3.6.1.4.1.8.0", ENTRY, ENTRY + ".2.1"):
        assert list(ask(agent, NEXT, oid, "some").varbinds) == ["1.3.6.1.4.1.10.0"]
