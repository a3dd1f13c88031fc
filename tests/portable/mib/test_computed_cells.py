# The cells of computed tables: portable.

from computedbox import COLUMNS, cell, make, values
from tablebox import ENTRY, GET, NEXT, NOSUCHINSTANCE, NOSUCHOBJECT, ask, walk
from usnmp_mib import COUNTER64, INT
from util import raises


def test_what_is_not_there():
    agent = make([1, 2])
    for oid in (".2.0", ".2.3", ".2.1.1", ".3.3", ".300", ".2"):
        assert ask(agent, GET, ENTRY + oid).varbinds.items()[0][1] == NOSUCHINSTANCE, oid
    for oid in (".1.1", ".4.1", ".301.1"):
        assert ask(agent, GET, ENTRY + oid).varbinds.items()[0][1] == NOSUCHOBJECT, oid


def test_values_of_one_request_are_not_mixed_up():
    agent = make([1, 2])
    for t, indices in (
        (GET, (".2.1", ".300.2", ".3.1", ".2.2", ".300.1", ".2.1")),
        (NEXT, (".2", ".300.1", ".2.2", ".2.1", ".300", ".2.0")),
    ):
        r = ask(agent, t, [(ENTRY + index, (5, None)) for index in indices])
        assert values(r) == ["row 1", 20, "same", "row 2", 10, "row 1"]


def test_a_cell_may_be_missing_and_one_that_raises_is_generr():
    def cell(row, column):
        if row == 2:
            return 1 // 0 if column == 300 else None
        return "row %d" % row if column == 2 else row

    agent = make([1, 2, 3], cell)
    assert ask(agent, GET, ENTRY + ".2.2").varbinds.items()[0][1] == NOSUCHINSTANCE
    assert list(ask(agent, NEXT, ENTRY + ".2.1").varbinds) == [ENTRY + ".2.3"]
    assert ask(agent, GET, ENTRY + ".300.2").err_status == 5
    assert ask(agent, NEXT, ENTRY + ".300.1").err_status == 5
    assert values(ask(agent, GET, ENTRY + ".300.3")) == [3]


def test_snmpv1_passes_a_column_of_counter64_by():
    for column in (COUNTER64, (COUNTER64, 5)):
        agent = make([1, 2], lambda row, column: 5, {2: column, 3: INT})
        assert walk(agent, ver=0)[1:-1] == [("9.1.3.1", 5), ("9.1.3.2", 5)]
        assert len(walk(agent)) == 6
        assert ask(agent, GET, ENTRY + ".2.1", ver=0).err_status == 2


def test_rows_that_do_not_advance_make_generr_not_a_loop():
    agent = make(lambda after: 1)
    assert ask(agent, NEXT, ENTRY).err_status == 0
    assert ask(agent, NEXT, ENTRY + ".2.1").err_status == 5


def test_what_is_wrong_is_said_when_it_is_registered():
    for kw in (
        {"cell": 5},
        {"rows": {1: 2}},
        {"rows": 5},
        {"columns": {2: (INT, "five")}},
        {"write": {7: print}},
        {"write": {3: print}},
    ):
        arguments = {"rows": [], "cell": cell, "columns": COLUMNS}
        arguments.update(kw)
        e = str(raises(ValueError, lambda: make(**arguments)))
        assert ENTRY in e, e
