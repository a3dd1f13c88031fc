# SET of computed cells whose columns have handlers with phases: portable.

from phasebox import Handler
from setbox import agent_of, put
from usnmp_mib import INT, Mib

ENTRY = "1.3.6.1.4.1.9.1"
CELL = ENTRY + ".2.%d"


def test_a_computed_cell_is_named_by_its_row_in_each_phase():
    calls = []
    plain = []
    fail = {}
    mib = Mib()

    def write(row, v):
        plain.append((row, v))

    columns = {2: Handler("h", calls, fail), 3: write}
    mib.table(ENTRY, {2: INT, 3: INT}, [0, 0], cell=lambda row, column: 10 * row, write=columns)
    agent = agent_of(mib)
    assert put(agent, (CELL % 1, 7), (ENTRY + ".3.2", 9), (CELL % 2, 8)) == (0, 0)
    assert plain == [(2, 9)]
    assert calls == [
        ("h.test", 1, 7),
        ("h.test", 2, 8),
        ("h.commit", 1, 7),
        ("h.commit", 2, 8),
        ("h.cleanup", 2),
        ("h.cleanup", 1),
    ]
    calls.clear()
    fail["commit"] = OSError(5)
    assert put(agent, (ENTRY + ".3.1", 9), (CELL % 2, 7)) == (14, 2)
    assert calls[1:] == [("h.commit", 2, 7), ("h.undo", 2, 20), ("h.cleanup", 2)]
    assert plain == [(2, 9), (1, 9), (1, 10)]
    calls.clear()
    fail["test"] = ValueError()
    assert put(agent, (CELL % 1, 7)) == (10, 1)
    assert calls == [("h.test", 1, 7), ("h.cleanup", 1)]
    assert put(agent, (CELL % 3, 7)) == (11, 1) and len(calls) == 2
