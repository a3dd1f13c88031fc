# What a view leaves of a table, down to a cell: portable.

from tablebox import ENTRY, NOSUCHINSTANCE, NOSUCHOBJECT
from viewbox import box, names, get


def test_a_row_or_a_cell_may_be_all_that_is_seen():
    agent, asked = box(ENTRY + ".2.2", ENTRY + ".300.3", "1.3.6.1.4.1.10")
    assert get(agent, ENTRY + ".2.2") == (4, "eth2")
    # The object is visible, this instance of it is not (RFC 3416 4.2.1).
    assert get(agent, ENTRY + ".2.1") == NOSUCHINSTANCE
    assert get(agent, "1.3.6.1.4.1.8.0") == NOSUCHOBJECT
    assert names(agent) == ["9.1.2.2", "9.1.300.3", "10.0"]
    agent, asked = box("1.3", "-" + ENTRY + ".2.2")
    assert names(agent)[1:3] == ["9.1.2.1", "9.1.2.3"]
