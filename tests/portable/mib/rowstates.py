# What the tests of the state table of RFC 2579 share: row 7 in each of its states.

from rowbox import get, make, put

# Rows in the states of the table: absent, notReady, notInService, active.
ROWS = {"A": None, "B": {2: "b", 4: 3}, "C": {2: "c", 3: 1, 4: 2}, "D": {2: "d", 3: 1, 4: 1}}
STATUS = {"A": None, "B": 3, "C": 2, "D": 1}
ALL = (("2.7", "x"), ("3.7", 9))
rows = {}
agent = make(rows)


def check(before, cells, status, after, index=1):
    old = ROWS[before]
    rows.clear()
    if old is not None:
        rows[7] = dict(old)
    got = put(agent, *cells)
    assert got == (status, index if status else 0), (before, cells, got)
    assert get(agent, "4.7") == STATUS[after], (before, cells, rows)
    if status:
        assert rows.get(7) == old, (before, cells, rows)
    elif after != "A":
        assert rows[7][4] == STATUS[after]
