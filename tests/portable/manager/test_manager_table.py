# Tables read row by row, over an agent without a network.

from managerbox import ENTRY, Box
from usnmp_manager import NotIncreasing, SnmpError
from util import raises


def cells(rows, columns=(1, 2, 3), holes=()):
    found = {}
    for r in rows:
        for c in columns:
            if (c, r) not in holes:
                found["%s.%d.%s" % (ENTRY, c, r)] = (2, c * 100)
    return found


def read(b, columns=None, version="2c", repetitions=25):
    """The rows as {index: columns}, in order."""
    found = []
    for index, row in b.manager(version=version).table(ENTRY, columns, repetitions):
        for c in row:
            assert row[c] == ("%s.%d.%s" % (ENTRY, c, index),) + b.objects[row[c].oid]
        found.append((index, sorted(row)))
    return found


def ways(objects, columns=None):
    """What each way to read the table gives; they must agree."""
    objects["1.3.6.1.4.1.9.1.0"] = (2, 0)  # beside it
    expected = None
    for beyond in (False, True):
        if beyond:
            objects["1.3.6.1.4.1.9.3.0"] = (2, 0)
        for version in ("1", "2c"):
            for most in (2, 4, 12):
                for repetitions in (0, 7, 20):
                    r = read(Box(objects, most=most), columns, version, repetitions)
                    expected = expected or r
                    assert r == expected
    return expected


def test_rows_come_in_order_with_all_their_columns():
    assert ways(cells(["1", "2", "10", "300"])) == [
        (i, [1, 2, 3]) for i in ("1", "2", "10", "300")
    ]


def test_an_index_of_several_sub_identifiers():
    indices = ["1.10.0.0.1", "1.10.0.0.200", "2.9", "2.9.1", "16384.1"]
    assert [i for i, _ in ways(cells(indices, (5,)))] == indices


def test_cells_that_are_not_there_are_left_out():
    holes = ((1, "1"), (2, "2"), (3, "2"), (1, "4"), (2, "4"), (3, "3"))
    assert ways(cells(["1", "2", "3", "4"], holes=holes)) == [
        ("1", [2, 3]),
        ("2", [1]),
        ("3", [1, 2]),
        ("4", [3]),
    ]


def test_columns_of_ones_choice_and_one_that_is_empty():
    b = cells(["1", "2"], (1, 2, 3, 7))
    assert ways(b, columns=(7, 2, 9)) == [("1", [2, 7]), ("2", [2, 7])]
    assert ways(b, columns=(9,)) == ways(b, columns=()) == []


def test_no_such_table_has_no_rows():
    assert ways({}) == []


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
