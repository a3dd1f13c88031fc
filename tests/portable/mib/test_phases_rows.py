# Rows made, changed and removed through RowStatus by handlers with phases: portable.

from phasebox import Handler, Refusal
from rowbox import get, make, put

SCALAR = "1.3.6.1.4.1.8.0"


def table(rows, column=None, row=None):
    calls = []
    h = Handler("h", calls, column)
    r = Handler("r", calls, row)
    return calls, make(rows, write={2: True, 3: h}, on_row=r)


def test_a_row_is_made_in_phases():
    rows = {}
    calls, agent = table(rows)
    assert put(agent, ("4.7", 4), ("3.7", 9), ("2.7", "x")) == (0, 0)
    new = rows[7]
    assert new == {2: "x", 4: 1}  # a column with a handler is the handler's
    assert calls == [
        ("h.test", 7, 9),
        ("r.test", 7, new, 1),
        ("h.commit", 7, 9),
        ("r.commit", 7, new, 1),
        ("r.cleanup", 7, new),
        ("h.cleanup", 7),
    ]


def test_a_row_is_removed_in_phases():
    old = {2: "x", 3: 9}
    rows = {7: old}
    calls, agent = table(rows)
    assert put(agent, ("4.7", 6)) == (0, 0) and not rows
    assert calls == [("r.test", 7, old, 6), ("r.commit", 7, old, 6), ("r.cleanup", 7, old)]


def test_tests_refuse_before_anything_is_changed():
    for column, row, status in (
        ({"test": ValueError()}, None, (10, 2)),
        (None, {"test": ValueError()}, (12, 1)),  # inconsistentValue, as of on_row
        (None, {"test": Refusal(13)}, (13, 1)),
    ):
        rows = {}
        calls, agent = table(rows, column, row)
        assert put(agent, ("4.7", 4), ("3.7", 9), ("2.7", "x")) == status
        assert not rows and not [1 for call in calls if "commit" in call[0]]
        assert calls[-1] == ("h.cleanup", 7)


def test_a_commit_that_fails_undoes_the_rows_before_it():
    old = {2: "x", 3: 1, 4: 1}
    rows = {5: dict(old), 6: dict(old)}
    kept = rows[6]
    calls, agent = table(rows, {"commit": OSError(5)})
    assert put(agent, (SCALAR, 1), ("4.6", 6), ("4.7", 4), ("2.7", "y"), ("3.7", 9)) == (14, 5)
    assert rows == {5: old, 6: old} and rows[6] is kept
    new = {}
    assert calls[3:] == [
        ("r.commit", 6, old, 6),
        ("h.commit", 7, 9),
        ("h.undo", 7, None),
        ("r.undo", 6, old, 1),
        ("r.cleanup", 7, new),
        ("h.cleanup", 7),
        ("r.cleanup", 6, old),
    ]
    assert get(agent, "4.6") == 1 and get(agent, "4.7") is None


def test_a_row_that_cannot_be_committed_is_undone_itself():
    rows = {}
    calls, agent = table(rows, None, {"commit": ValueError()})
    assert put(agent, ("4.7", 5)) == (14, 1) and not rows
    assert (
        calls[1:] == [("r.commit", 7, calls[1][2], 3), ("r.undo", 7, calls[1][2], 6)] + calls[3:]
    )
    assert calls[3][0] == "r.cleanup" and len(calls) == 4


def test_a_row_twice_and_a_cell_twice():
    rows = {}
    calls, agent = table(rows)
    sets = ("4.7", 4), ("3.7", 9), ("2.7", "x")
    assert put(agent, *(sets + (("4.7", 4), ("3.7", 9)))) == (0, 0) and len(calls) == 6
    assert put(agent, ("3.7", 9), ("3.7", 8)) == (12, 2)
