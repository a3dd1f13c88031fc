# SET of cells whose columns have handlers with phases: portable.

from phasebox import Handler
from setbox import agent_of, put
from usnmp_mib import INT, Mib

ENTRY = "1.3.6.1.4.1.9.1"
CELL = ENTRY + ".2.%s"


def table(fail=None, **kw):
    calls = []
    mib = Mib()
    mib.table(ENTRY, {2: INT, 3: INT}, write={2: Handler("h", calls, fail)}, **kw)
    return calls, agent_of(mib)


def test_a_cell_is_named_by_its_key_in_each_phase():
    rows = {1: {2: 10}, 2: {2: lambda: 20}}
    calls, agent = table(rows=rows)
    assert put(agent, (CELL % 1, 7), (CELL % 2, 8)) == (0, 0)
    assert calls == [
        ("h.test", 1, 7),
        ("h.test", 2, 8),
        ("h.commit", 1, 7),
        ("h.commit", 2, 8),
        ("h.cleanup", 2),
        ("h.cleanup", 1),
    ]
    calls, agent = table({"commit": OSError(5)}, rows=rows)
    assert put(agent, (CELL % 2, 7), (CELL % 1, 8)) == (14, 1)
    assert calls[2:] == [
        ("h.commit", 2, 7),
        ("h.undo", 2, 20),
        ("h.cleanup", 1),
        ("h.cleanup", 2),
    ]
    calls, agent = table({"test": ValueError()}, rows=rows)
    assert put(agent, (CELL % 1, 7)) == (10, 1)
    assert calls == [("h.test", 1, 7), ("h.cleanup", 1)]
    assert put(agent, (CELL % 3, 7)) == (11, 1) and len(calls) == 2


def test_one_cell_twice_is_one_write_and_two_rows_are_two():
    calls, agent = table(rows={1: {2: 10}, 2: {2: 20}})
    assert put(agent, (CELL % 1, 7), (CELL % 1, 7)) == (0, 0) and len(calls) == 3
    assert put(agent, (CELL % 1, 7), (CELL % 1, 8)) == (12, 2)


def test_keys_of_several_parts_and_plain_columns_beside():
    calls = []
    written = []
    mib = Mib()

    def plain(key, v):
        written.append((key, v))

    write = {2: Handler("h", calls, {"commit": OSError(5)}), 3: plain, 4: True}
    rows = {(1, 2): {2: 0, 3: 0, 4: 0}}
    mib.table(ENTRY, {2: INT, 3: INT, 4: INT}, rows, index=(INT, INT), write=write)
    agent = agent_of(mib)
    sets = [(ENTRY + ".%d.1.2" % column, 5) for column in (4, 3, 2)]
    assert put(agent, *sets) == (14, 3)
    assert calls[1:] == [("h.commit", (1, 2), 5), ("h.undo", (1, 2), 0), ("h.cleanup", (1, 2))]
    assert written == [((1, 2), 5), ((1, 2), 0)] and rows[1, 2][4] == 0
    assert put(agent, *sets) == (0, 0) and rows[1, 2][4] == 5
