# Tables whose cells are computed: portable, runs on CPython and MicroPython.

from computedbox import make, values
from tablebox import ENTRY, GET, NEXT, NOSUCHINSTANCE, ask, walk
from usnmp_agent import Agent
from usnmp_mib import INT, Mib


def test_the_rows_of_a_list_are_counted_from_one_and_it_may_grow():
    rows = []
    agent = make(rows)
    assert walk(agent) == [("8.0", 8), ("10.0", 10)]
    rows.append(None)
    assert walk(agent)[1:-1] == [("9.1.2.1", "row 1"), ("9.1.3.1", "same"), ("9.1.300.1", 10)]
    rows.append(None)
    assert walk(agent)[1:-1] == [
        ("9.1.2.1", "row 1"), ("9.1.2.2", "row 2"), ("9.1.3.1", "same"), ("9.1.3.2", "same"),
        ("9.1.300.1", 10), ("9.1.300.2", 20),
    ]  # fmt: skip
    assert walk(agent, ver=0) == walk(agent)


def test_the_rows_of_a_callable_may_be_any_and_several_tables_have_them():
    indices = [0, 5, 127, 128, 70000, 4294967295]

    def rows(after):
        for i in indices:
            if i > after:
                return i

    mib = Mib()
    for n in (1, 2):
        mib.table("1.3.6.1.4.1.9.%d.1" % n, {n: INT}, rows, cell=lambda row, column: row & 7)
    agent = Agent(mib)
    for n in (1, 2):
        found = [pair for pair in walk(agent) if pair[0][:4] == "9.%d." % n]
        assert found == [("9.%d.1.%d.%d" % (n, n, i), i & 7) for i in indices]
    for i in indices:
        oid = "1.3.6.1.4.1.9.2.1.2.%d"
        assert values(ask(agent, GET, oid % i)) == [i & 7]
    for i in (1, 6, 126, 129, 4294967294):
        assert ask(agent, GET, oid % i).varbinds.items()[0][1] == NOSUCHINSTANCE


def test_getnext_goes_on_from_any_oid():
    agent = make([1, 2])
    for start, follows in (
        ("1.3.6.1.4.1.9", ".2.1"), (ENTRY, ".2.1"), (ENTRY + ".0", ".2.1"), (ENTRY + ".2", ".2.1"),
        (ENTRY + ".2.0", ".2.1"), (ENTRY + ".2.1", ".2.2"), (ENTRY + ".2.1.5", ".2.2"),
        (ENTRY + ".2.2", ".3.1"), (ENTRY + ".2.9", ".3.1"), (ENTRY + ".4.1", ".300.1"),
        (ENTRY + ".2.4294967295", ".3.1"),
    ):  # fmt: skip
        assert list(ask(agent, NEXT, start).varbinds) == [ENTRY + follows], start
    for start in (ENTRY + ".300.2", ENTRY + ".301", ENTRY + ".4294967295.1"):
        assert list(ask(agent, NEXT, start).varbinds) == ["1.3.6.1.4.1.10.0"]
