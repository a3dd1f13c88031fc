# Tables with max_rows and ignore_not_increasing, over an agent without a network.

from managerbox import ENTRY, Box
from tablesbox import cells
from usnmp_manager import NotIncreasing
from util import raises


def rows(box, version="2c", repetitions=25, **more):
    table = box.manager(version=version).table(ENTRY, None, repetitions, **more)
    return [index for index, _ in table]


def test_a_table_gives_so_many_rows_at_most():
    for version in ("1", "2c"):
        for repetitions in (0, 3, 25):
            for n in (0, 1, 2, 3, 9):
                b = Box(cells(["1", "3", "5"]))
                assert rows(b, version, repetitions, max_rows=n) == ["1", "3", "5"][:n]
    b = Box(cells(["1", "3", "5"]))
    rows(b, max_rows=1)
    assert b.requests()[-1].type == 0xA1  # one row more is nothing to repeat for


def test_a_table_goes_on_where_rows_are_out_of_order():
    b = Box(cells(["1", "2", "3", "4"], (1, 2)))
    order = {"1": "3", "3": "2", "2": "4"}
    follows = b.follows

    def unordered(oid):
        if oid.startswith(ENTRY + ".") and oid.count(".") > ENTRY.count(".") + 1:
            head, index = oid.rsplit(".", 1)
            if index in order:
                return head + "." + order[index]
            return follows(head + ".4")
        return follows(oid)

    b.follows = unordered
    for version in ("1", "2c"):
        raises(NotIncreasing, rows, b, version)
        found = rows(b, version, ignore_not_increasing=True)
        assert found == ["1", "3", "2", "4"]
