# Tables read row by row, over an agent without a network.

from managerbox import ENTRY, Box
from tablesbox import cells, read
from usnmp_manager import NotIncreasing, SnmpError
from util import raises


def test_a_row_that_comes_while_it_is_read_is_there_and_one_that_goes_is_not():
    b = Box(cells(["1", "3", "5"]))
    rows = b.manager().table(ENTRY, max_repetitions=3)
    assert next(rows)[0] == "1"
    b.objects.update(cells(["2", "4"]))
    for c in (1, 2, 3):
        del b.objects["%s.%d.3" % (ENTRY, c)]
    Box.__init__(b, b.objects)
    assert [index for index, _ in rows] == ["2", "4", "5"]


def test_an_agent_that_goes_back_ends_it_with_an_error():
    for version in ("1", "2c"):
        b = Box(cells(["1", "2", "3"], (1,)))
        follows = b.follows
        b.follows = lambda oid: follows(oid if not oid.endswith(".3") else ENTRY + ".1.1")
        raises(NotIncreasing, read, b, version=version)
    b = Box(cells(["1"]))
    b.follows = lambda oid: ENTRY + ".1.1"
    raises(NotIncreasing, read, b)


def test_an_error_status_ends_it():
    b = Box(cells(["1"]))
    b.answer = lambda p: b.refuse(p, 5, 1)
    assert raises(SnmpError, read, b).status == 5
    b = Box(cells(["1"], (1,)), most=0)
    assert raises(SnmpError, read, b, version="1").status == 1


def test_cells_are_asked_for_many_at_a_time():
    b = Box(cells([str(i) for i in range(1, 13)], (1, 2)))
    read(b, (1, 2), repetitions=8)
    assert len(b.asked) == 4  # 4 rows each, and what follows the last


def test_the_table_s_oid_gives_the_rows_of_its_entry():
    b = Box(cells(("1", "2")))
    table = ENTRY[: ENTRY.rindex(".")]
    found = [(index, sorted(row)) for index, row in b.manager().table(table)]
    assert found == [("1", [1, 2, 3]), ("2", [1, 2, 3])] == read(b)
