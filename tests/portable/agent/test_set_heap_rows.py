# As test_set_heap, of a row and what is beside it. On its own, for the heap.

from heapbox import ENTRY, SCALAR, message, table, whole
from usnmp_mib.rows import Rows


def test_a_row_is_made_with_all_its_cells_and_what_is_beside_it_or_not_at_all():
    rows = Rows()
    agent, values, reset = table(rows, required=(3,))
    d = message((ENTRY + ".4.1", 4), (ENTRY + ".3.1", 7), (SCALAR % 1, 7))

    def written():
        return values[0] and rows[1] == {3: 7, 4: 1} and rows._order == [1]

    def undone():
        return not values[0] and not list(rows) and not rows._order

    whole(agent, d, written, undone, reset)
