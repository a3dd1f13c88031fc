# The cells of tables: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, GET, NEXT, ask, make, walk
from usnmp_view import View


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
