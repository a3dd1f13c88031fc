# A SET of rows by handlers with phases that fails as it is committed: portable.

from phaserowbox import NEW, calls, fail, put, rows


def test_a_commit_that_fails_undoes_the_rows_before_it():
    rows.clear()
    old = rows[6] = {2: 1, 3: 1, 4: 1}
    fail["h commit"] = OSError(5)
    assert put((".4.6", 6), *NEW) == (14, 3)
    assert rows == {6: {2: 1, 3: 1, 4: 1}} and rows[6] is old
    assert calls[3:] == [
        ("r commit", 6, old, 6),
        ("h commit", 7, 9),
        ("h undo", 7, None),
        ("r undo", 6, old, 1),
        ("r cleanup", 7, {}),
        ("h cleanup", 7),
        ("r cleanup", 6, old),
    ]


def test_a_row_that_cannot_be_committed_is_undone_itself():
    rows.clear()
    fail["r commit"] = ValueError()
    assert put((".4.7", 5)) == (14, 1) and not rows
    assert [call[0] for call in calls] == ["r test", "r commit", "r undo", "r cleanup"]
    assert calls[1][3] == 3 and calls[2][3] == 6
