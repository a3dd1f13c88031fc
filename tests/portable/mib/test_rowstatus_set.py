# RowStatus within a transaction: what is undone. Portable: CPython and MicroPython.

from rowbox import get, make, put

GO = (("2.7", "x"), ("3.7", 9), ("4.7", 4))
SCALAR = "1.3.6.1.4.1.8.0"


def refuse(key, row, status):
    if row.get(3) == 13:
        raise ValueError


def test_one_binding_that_is_wrong_leaves_all_as_it_was():
    old = {2: "old", 3: 1, 4: 1}
    for bad, status in (
        ((SCALAR, "x"), 7),
        (("5.7", 1), 17),
        (("4.9", 1), 12),
        (("2.9", "x"), 18),
    ):
        for cells in (GO, (("4.8", 6),), (("3.8", 5), ("4.8", 2))):
            rows = {8: dict(old)}
            calls = []
            agent = make(rows, on_row=lambda *a: calls.append(a))
            assert put(agent, *(cells + (bad,))) == (status, len(cells) + 1)
            assert put(agent, bad, *cells) == (status, 1)
            assert rows == {8: old} and calls == []


def test_the_first_value_of_a_cell_is_undone():
    rows = {7: {4: 3}, 8: {4: 3}}
    seen = []

    def write(key, v):
        seen.append(v)
        rows[key][3] = v

    agent = make(rows, write={2: True, 3: write}, on_row=refuse)
    assert put(agent, ("2.7", "x"), ("3.7", 5), ("3.8", 13)) == (12, 3)
    assert rows == {7: {4: 3, 3: None}, 8: {4: 3, 3: None}} and seen == [5, 13, None, None]
    assert get(agent, "3.7") is None and get(agent, "4.7") == 3
