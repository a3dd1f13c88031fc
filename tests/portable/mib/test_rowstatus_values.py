# Values that are no RowStatus: portable, runs on CPython and MicroPython.

from rowstates import check


def test_every_state_by_what_is_no_status():
    for state in "ABCD":
        for v in (3, 0, 7, -1):
            check(state, (("4.7", v),), 10, state)
        check(state, (("4.7", "x"),), 7, state)
