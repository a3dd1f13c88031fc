# What a view hides of tables and subtrees is as if it were not there: portable.

from tablebox import END, ENTRY, GET, NEXT, NOSUCHINSTANCE, NOSUCHOBJECT, SET, ask, make, walk
from usnmp_mib import INT
from usnmp_agent.view import View


class Asked:
    # Rows, or a provider, that count how often they are asked.
    def __init__(self, rows=None):
        self.n = 0
        self.rows = rows

    def __call__(self):
        self.n += 1
        return self.rows

    def get(self, index):
        self.n += 1
        return (INT, 1) if len(index) == 1 else None

    def next(self, index):
        self.n += 1
        return (index[0] + 1 if index else 1,), INT, 1


def box(*read, rows=None):
    asked = Asked({i: {2: "eth%d" % i, 300: i} for i in range(1, 4)} if rows is None else rows)
    agent = make(asked, write={300: True})
    agent.allow("low", View(read, True))
    return agent, asked


def tag(agent, oid, ver=1):
    ((_, tv),) = ask(agent, GET, oid, "low", ver).varbinds.items()
    return tv


def names(agent, oid="1.3", community="low"):
    # As tablebox.walk(), as that community.
    found = []
    while len(found) < 30:
        ((oid, tv),) = ask(agent, NEXT, oid, community).varbinds.items()
        if tv == END:
            return found
        found.append(oid[12:])


def test_a_hidden_table_is_no_object_and_is_not_asked():
    agent, asked = box("1.3.6.1.4.1", "-" + ENTRY[:-2])
    for column in (1, 2, 3, 300):
        assert tag(agent, "%s.%d.1" % (ENTRY, column)) == NOSUCHOBJECT
    assert names(agent) == ["8.0", "10.0"]
    assert names(agent, ENTRY + ".2.1") == ["10.0"]
    assert asked.n == 0
    assert ask(agent, GET, ENTRY + ".2.1", "low", 0).err_status == 2
    assert asked.n == 0
    assert len(walk(agent)) == 8  # and another community sees it


def test_a_hidden_table_is_not_asked_by_a_set():
    agent, asked = box("1.3.6.1.4.1", rows={1: {300: 1}})
    agent.allow("low", View(("1.3",), ("1.3.6.1.4.1.8",)))
    assert ask(agent, SET, (ENTRY + ".300.1", (2, 5)), "low").err_status == 6
    assert asked.n == 0


def test_a_hidden_column_is_no_object():
    agent, asked = box("1.3", "-" + ENTRY + ".2")
    assert tag(agent, ENTRY + ".2.1") == NOSUCHOBJECT == tag(agent, ENTRY + ".2.9")
    assert tag(agent, ENTRY + ".300.1") == (2, 1)
    assert tag(agent, ENTRY + ".300.9") == NOSUCHINSTANCE
    assert names(agent) == ["8.0", "9.1.300.1", "9.1.300.2", "9.1.300.3", "10.0"]


def test_a_row_or_a_cell_may_be_all_that_is_seen():
    agent, asked = box(ENTRY + ".2.2", ENTRY + ".300.3", "1.3.6.1.4.1.10")
    assert tag(agent, ENTRY + ".2.2") == (4, "eth2")
    # The object is visible, this instance of it is not (RFC 3416 4.2.1).
    assert tag(agent, ENTRY + ".2.1") == NOSUCHINSTANCE
    assert tag(agent, "1.3.6.1.4.1.8.0") == NOSUCHOBJECT
    assert names(agent) == ["9.1.2.2", "9.1.300.3", "10.0"]
    agent, asked = box("1.3", "-" + ENTRY + ".2.2")
    assert names(agent)[1:3] == ["9.1.2.1", "9.1.2.3"]


def test_a_provider_that_is_hidden_is_not_asked():
    agent, _ = box("1.3", "-1.3.6.1.4.1.11")
    provider = Asked()
    agent.mib.subtree("1.3.6.1.4.1.11", provider)
    agent.mib.scalar("1.3.6.1.4.1.12.0", INT, 12)
    assert tag(agent, "1.3.6.1.4.1.11.5") == NOSUCHOBJECT
    assert names(agent, "1.3.6.1.4.1.10.0") == ["12.0"]
    assert names(agent, "1.3.6.1.4.1.11.7") == ["12.0"]
    assert provider.n == 0
    # Of one without end only what is seen is asked for.
    agent.allow("low", View(("1.3", "-1.3.6.1.4.1.11", "1.3.6.1.4.1.11.900")))
    assert names(agent, "1.3.6.1.4.1.10.0") == ["11.900", "12.0"]
    assert provider.n < 5


def test_a_view_of_a_part_of_the_second_of_two_tables():
    agent, _ = box("1.3.6.1.4.1.11.1.2.2")
    agent.mib.table("1.3.6.1.4.1.11.1", {2: INT}, {1: {2: 1}, 2: {2: 4}})
    assert names(agent) == ["11.1.2.2"]
