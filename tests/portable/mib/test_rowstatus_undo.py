# RowStatus within a transaction that fails as it is written. Portable: CPython and MicroPython.

from rowbox import get, make, put

SCALAR = "1.3.6.1.4.1.8.0"


def test_a_write_that_fails_undoes_rows_made_changed_and_removed():
    def write(key, v):
        if v == 13:
            raise ValueError
        rows[key][3] = v

    def on_row(key, row, s):
        calls.append((key, s, rows.get(key) == old))

    old = {2: "old", 3: 1, 4: 1}
    rows = {5: dict(old), 6: dict(old), 9: dict(old)}
    kept = rows[6]
    calls = []
    agent = make(rows, write={3: write}, on_row=on_row)
    # on_row is told of what is undone, in reverse and when it is; not of 9, that it never saw
    assert put(agent, (SCALAR, 1), ("4.6", 6), ("3.9", 13)) == (10, 3)
    assert rows == {5: old, 6: old, 9: old} and rows[6] is kept
    assert calls == [(6, 6, False), (6, 1, True)]
    calls.clear()
    assert put(agent, ("4.5", 2), ("3.7", 9), ("4.7", 4), ("3.9", 13)) == (10, 4)
    assert rows == {5: old, 6: old, 9: old}
    assert calls == [(5, 2, False), (7, 1, False), (7, 6, False), (5, 1, True)]
    assert get(agent, "4.7") is None
