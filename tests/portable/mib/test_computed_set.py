# SET of computed tables, and their views: portable.

from computedbox import make, values
from tablebox import ENTRY, GET, NEXT, NOSUCHOBJECT, SET, ask
from usnmp_agent.view import View
from usnmp_mib import INT, OCTSTR


def test_set_calls_the_setter_of_a_column_and_undoes_what_went_before():
    levels = [10, 20]

    def write(row, value):
        if value > 99:
            raise ValueError("too much")
        levels[row - 1] = value

    def cell(row, column):
        return "row %d" % row if column == 2 else levels[row - 1]

    agent = make(levels, cell, write={300: write})
    ask3, ask2 = ENTRY + ".300.%d", ENTRY + ".2.%d"

    def sets(*pairs):
        return ask(agent, SET, list(pairs), "private").err_status

    assert sets((ask3 % 1, (INT, 11)), (ask3 % 2, (INT, 21))) == 0 and levels == [11, 21]
    assert sets((ask3 % 1, (INT, 12)), (ask3 % 2, (INT, 100))) == 10 and levels == [11, 21]
    assert sets((ask3 % 1, (OCTSTR, "x"))) == 7
    assert sets((ask3 % 3, (INT, 1))) == 11  # noCreation
    assert sets((ask2 % 1, (OCTSTR, "x"))) == 17 and sets((ENTRY + ".3.1", (OCTSTR, "x"))) == 17
    assert values(ask(agent, GET, [(ask3 % i, (5, None)) for i in (1, 2)])) == [11, 21]


def test_a_view_hides_columns():
    agent = make([1])
    agent.allow("some", View(("1.3.6.1.4.1", "-" + ENTRY + ".2", "-" + ENTRY + ".3")))
    assert list(ask(agent, NEXT, "1.3.6.1.4.1.8.0", "some").varbinds) == [ENTRY + ".300.1"]
    for column in (2, 3):
        r = ask(agent, GET, ENTRY + ".%d.1" % column, "some")
        assert r.varbinds.items()[0][1] == NOSUCHOBJECT
