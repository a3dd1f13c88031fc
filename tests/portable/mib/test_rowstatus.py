# RowStatus, the state table of RFC 2579: portable, runs on CPython and MicroPython.

from rowstates import check

# State, status that is set, + noError or - inconsistentValue, state after it.
ALONE = (
    "A4-A B4-B C4-C D4-D A5+B B5-B C5-C D5-D A1-A B1-B C1+D D1+D "
    "A2-A B2-B C2+C D2+C A6+A B6+A C6+A D6+A"
)


def test_every_state_by_every_status_alone():
    for case in ALONE.split():
        check(case[0], (("4.7", int(case[1])),), 0 if case[2] == "+" else 12, case[3])
