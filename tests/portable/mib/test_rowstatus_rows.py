# RowStatus with defaults and with rows of every kind. Portable: CPython and MicroPython.

from rowbox import get, make, put
from usnmp_mib import INT, OCTSTR, OID
from usnmp_mib.rowstatus import Refused
from usnmp_mib.rows import Rows

GO = (("2.7", "x"), ("3.7", 9), ("4.7", 4))


def test_create_gives_defaults_or_refuses():
    def create(key):
        if key > 100:
            raise Refused(13)
        if key > 50:
            raise OSError
        return {3: key, 5: 55}

    rows = {}
    agent = make(rows, create=create)
    assert put(agent, ("4.7", 4)) == (12, 1)
    assert put(agent, ("4.7", 4), ("2.7", "x")) == (0, 0)
    assert rows == {7: {2: "x", 3: 7, 4: 1, 5: 55}}
    assert put(agent, ("2.101", "x"), ("4.101", 4)) == (13, 2)
    assert put(agent, ("2.51", "x"), ("4.51", 4)) == (5, 2)
    assert list(rows) == [7]
    agent = make(rows, required=())
    assert put(agent, ("4.8", 4)) == (0, 0) and rows[8] == {4: 1}
    assert put(agent, ("4.9", 5)) == (0, 0) and get(agent, "4.9") == 2


def test_rows_of_every_kind():
    def broken():
        raise OSError

    rows = Rows()
    assert put(make(rows), *GO) == (0, 0) and rows.after(None) == 7
    assert put(make(lambda: rows), ("4.7", 6)) == (0, 0) and rows.after(None) is None
    assert put(make(broken), ("4.7", 5)) == (5, 1)
    rows = {}
    index = (OCTSTR, INT)
    assert put(make(rows, index=index), ("4.2.97.98.3", 5)) == (0, 0)
    assert list(rows) == [("ab", 3)]
    assert put(make(rows, index=index), ("4.2.97.3", 5)) == (11, 1)
    assert put(make({}, index=(OID,)), ("4.0", 5)) == (11, 1)  # no key makes such an index
    assert put(make({}, index=(OID,)), ("4.2.1.3", 5)) == (0, 0)
