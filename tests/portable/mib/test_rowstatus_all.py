# RowStatus, the state table of RFC 2579, with all columns: portable.

from rowstates import ALL, check

# State, status that is set, + noError or - inconsistentValue, state after it: notes (2) and (3).
WITH_ALL = "A4+D B4-B C4-C D4-D A5+C B5-B C5-C D5-D A1-A B1+D C1+D D1+D A2-A B2+C C2+C D2+C"


def test_every_state_by_every_status_with_all_columns_before_and_behind_it():
    for case in WITH_ALL.split():
        for i in range(3):
            cells = ALL[:i] + (("4.7", int(case[1])),) + ALL[i:]
            check(case[0], cells, 0 if case[2] == "+" else 12, case[3], i + 1)
