# A table is the same whichever way it is read.

from managerbox import Box
from tablesbox import cells, read


def ways(objects, columns=None):
    """What each way to read the table gives; they must agree."""
    objects["1.3.6.1.4.1.9.1.0"] = (2, 0)  # beside it
    expected = None
    for beyond in (False, True):
        if beyond:
            objects["1.3.6.1.4.1.9.3.0"] = (2, 0)
        for version in ("1", "2c"):
            for most in (2, 4, 30):
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
