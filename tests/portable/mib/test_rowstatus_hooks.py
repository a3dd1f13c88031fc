# RowStatus and on_row. Portable: CPython and MicroPython.

from rowbox import make, put
from usnmp_mib.rowstatus import Refused

GO = (("2.7", "x"), ("3.7", 9), ("4.7", 4))


def test_on_row_is_told_once_for_each_row_and_may_refuse():
    rows = {}
    calls = []

    def on_row(key, row, status):
        calls.append((key, dict(row), status, key in rows))
        if row.get(3) == 13:
            raise ValueError
        if row.get(3) == 14:
            raise Refused(13)
        if row.get(3) == 15:
            raise OSError

    agent = make(rows, on_row=on_row)
    assert put(agent, *GO) == (0, 0)
    x = {2: "x", 3: 9, 4: 1}
    assert calls.pop() == (7, x, 1, True)
    assert put(agent, ("4.7", 2)) == (0, 0)
    assert calls.pop()[2] == 2
    assert put(agent, ("3.7", 9)) == (0, 0)
    assert calls.pop()[2] == 2
    x[4] = 2
    for v, status in ((13, 12), (14, 13), (15, 14)):
        assert put(agent, ("3.7", v), ("2.7", "y"), ("4.7", 1)) == (status, 3)
        assert rows == {7: x}
        assert put(agent, ("4.8", 4), ("2.8", "y"), ("3.8", v)) == (status, 1)
        assert list(rows) == [7]
        assert calls.pop()[0] == 8 and calls.pop()[0] == 7 and calls == []
    assert put(agent, ("4.7", 6)) == (0, 0) and rows == {}
    assert calls == [(7, x, 6, False)]
    assert put(agent, ("4.7", 6)) == (0, 0) and len(calls) == 1  # there was none


def test_a_removal_may_be_refused():
    def on_row(key, row, status):
        if status == 6:
            raise ValueError

    rows = {7: {2: "x", 3: 9}}
    assert put(make(rows, on_row=on_row), ("4.7", 6)) == (12, 1)
    assert rows == {7: {2: "x", 3: 9}}
