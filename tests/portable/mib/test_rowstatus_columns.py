# RowStatus, the state table of RFC 2579, columns: portable, runs on CPython and MicroPython.

from rowstates import ALL, check


def test_every_state_by_columns_alone():
    check("A", ALL, 18, "A")  # note (4)
    check("A", ALL[:1], 18, "A")
    check("B", ALL[:1], 0, "B")  # note (1)
    check("B", ALL[1:], 0, "C")
    check("C", ALL, 0, "C")
    check("D", ALL, 0, "D")


def test_every_state_by_columns_of_what_the_request_destroys():
    for cells, n in (((("4.7", 6),) + ALL, 2), (ALL + (("4.7", 6),), 1)):
        for state in "ABCD":
            check(state, cells, 18 if state == "A" else 12, state, n)


def test_some_columns_with_the_status():
    check("A", (("2.7", "x"), ("4.7", 4)), 12, "A", 2)
    check("A", (("2.7", "x"), ("4.7", 5)), 0, "B")
    check("B", (("4.7", 1), ("2.7", "x")), 12, "B")
    check("B", (("4.7", 1), ("3.7", 5)), 0, "D")
    check("D", (("4.7", 2), ("3.7", 5)), 0, "C")
    check("C", (("4.7", 1), ("4.7", 1)), 0, "D")
    check("C", (("4.7", 1), ("4.7", 2)), 12, "C", 2)  # one row, two states
