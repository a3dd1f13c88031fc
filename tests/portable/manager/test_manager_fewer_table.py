# GETBULK with fewer repetitions, where an agent cannot answer so many: tables. Portable.

from managerbox import ENTRY
from tightbox import asked, box


def test_a_table_goes_on_with_half_as_many_and_then_by_getnext():
    for how in (1, 5, None):
        for most in (0, 1, 2, 4, 9):
            for columns in (None, (1, 2)):
                b = box(most, how)
                rows = list(b.manager(retries=0).table(ENTRY, columns, 16))
                assert [(i, len(row)) for i, row in rows] == [(str(i), 2) for i in range(1, 9)]
                times = asked(b)[3 if columns is None else 0 :]
                assert times[0] == 8 and max(times[4:] or [0]) <= max(most // 2, 1)
