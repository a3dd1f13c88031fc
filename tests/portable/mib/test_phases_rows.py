# Rows made, changed and removed through RowStatus by handlers with phases: portable.

from phaserowbox import NEW, calls, fail, put, rows


def test_a_row_is_made_changed_and_removed_in_phases():
    rows.clear()
    assert put(*NEW) == (0, 0)
    row = rows[7]
    assert row == {4: 1}  # what a column with a handler is, is the handler's
    assert calls == [
        ("h test", 7, 9),
        ("r test", 7, row, 1),
        ("h commit", 7, 9),
        ("r commit", 7, row, 1),
        ("r cleanup", 7, row),
        ("h cleanup", 7),
    ]
    assert put((".9.1.3.7", 8), (".9.1.3.7", 8)) == (0, 0) and len(calls) == 6
    assert put((".9.1.3.7", 8), (".9.1.3.7", 9)) == (12, 2)  # two values for one cell
    assert put((".9.1.4.7", 6)) == (0, 0) and not rows
    assert calls == [("r test", 7, row, 6), ("r commit", 7, row, 6), ("r cleanup", 7, row)]


def test_tests_refuse_before_anything_is_changed():
    rows.clear()
    for phase, status, n in (("h test", (10, 2), 2), ("r test", (12, 1), 4)):
        fail[phase] = ValueError()
        assert put(*NEW) == status  # of a row inconsistentValue, as of its plain on_row
        assert not rows and len(calls) == n and calls[-1] == ("h cleanup", 7)
