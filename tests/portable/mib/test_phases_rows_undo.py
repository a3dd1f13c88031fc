# A SET of rows by handlers with phases that fails as it is committed: portable.

from phaserowbox import calls, fail, put, rows


def test_a_row_that_cannot_be_removed_is_back_and_what_was_before_it_is_undone():
    old = rows[6] = {3: 1, 4: 1}
    fail["r commit"] = OSError(5)
    assert put((".9.1.4.6", 6), (".8.0", 9)) == (14, 1)
    assert rows == {6: {3: 1, 4: 1}} and rows[6] is old
    assert calls[2:6] == [  # rows come last, as they are judged last
        ("h commit", 9),
        ("r commit", 6, old, 6),
        ("r undo", 6, old, 1),
        ("h undo", 2),
    ]
    assert calls[6:] == [("r cleanup", 6, old), ("h cleanup",)]


def test_a_row_that_cannot_be_committed_is_undone_itself():
    rows.clear()
    fail["r commit"] = ValueError()
    assert put((".9.1.4.7", 5)) == (14, 1) and not rows
    assert [call[0] for call in calls] == ["r test", "r commit", "r undo", "r cleanup"]
    assert calls[1][3] == 3 and calls[2][3] == 6
