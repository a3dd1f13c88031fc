# SET of the cells of tables: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, SET, ask, make
from util import raises


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


def test_a_request_that_fails_puts_back_each_cell_it_wrote():
    def refuse(key, value):
        raise ValueError

    for rows in ({1: {2: "one", 300: 1}, 2: {2: "two"}}, {1: [0, 0, "one"], 2: [0, 0, "two"]}):
        agent = make(rows, write={2: True, 300: refuse})
        rows[3] = {300: 3}
        new = [(ENTRY + ".2.1", (4, "new")), (ENTRY + ".2.2", (4, "new"))]
        assert ask(agent, SET, new, "private").err_status == 0
        assert rows[1][2] == rows[2][2] == "new"
        rows[2][2] = "old"
        new.append((ENTRY + ".300.3", (2, 1)))
        assert ask(agent, SET, new, "private").err_status == 10
        assert rows[1][2] == "new" and rows[2][2] == "old"
