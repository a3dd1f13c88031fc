# What a view hides of tables and subtrees is as if it were not there: portable.

from tablebox import ENTRY, GET, NOSUCHINSTANCE, NOSUCHOBJECT, ask, walk
from viewbox import box, names, get


def test_a_hidden_table_is_no_object_and_is_not_asked():
    agent, asked = box("1.3.6.1.4.1", "-" + ENTRY[:-2])
    for column in (1, 2, 3, 300):
        assert get(agent, "%s.%d.1" % (ENTRY, column)) == NOSUCHOBJECT
    assert names(agent) == ["8.0", "10.0"]
    assert names(agent, ENTRY + ".2.1") == ["10.0"]
    assert asked.n == 0
    assert ask(agent, GET, ENTRY + ".2.1", "low", 0).err_status == 2
    assert asked.n == 0
    assert len(walk(agent)) == 8  # and another community sees it


def test_a_hidden_column_is_no_object():
    agent, asked = box("1.3", "-" + ENTRY + ".2")
    assert get(agent, ENTRY + ".2.1") == NOSUCHOBJECT == get(agent, ENTRY + ".2.9")
    assert get(agent, ENTRY + ".300.1") == (2, 1)
    assert get(agent, ENTRY + ".300.9") == NOSUCHINSTANCE
    assert names(agent) == ["8.0", "9.1.300.1", "9.1.300.2", "9.1.300.3", "10.0"]
