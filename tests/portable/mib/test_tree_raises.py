# A table that raises, seen through views: portable, runs on CPython and MicroPython.

from tablebox import NEXT, ask
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_mib import INT, Mib


def test_a_tree_that_raises_is_an_error_to_whom_sees_any_of_it_and_is_passed_by_otherwise():
    def rows():
        raise OSError("bus")

    logged = []
    mib = Mib()
    mib.table("1.3.6.1.4.1.9.1", {1: INT, 2: INT}, rows)
    mib.scalar("1.3.6.1.4.1.10.0", INT, 3)
    agent = Agent(mib, max_size=600, log=logged.append)
    agent.allow("column", View(read=["1.3.6.1.4.1.9.1.2", "1.3.6.1.4.1.10"]))
    agent.allow("entry", View(read=["1.3.6.1.4.1.9.1", "-1.3.6.1.4.1.9.1.1", "1.3.6.1.4.1.10"]))
    agent.allow("other", View(read=["1.3.6.1.4.1.10"]))
    for community in ("public", "column", "entry"):
        for oid in ("1.3.6.1.4.1.8", "1.3.6.1.4.1.9.1.1"):
            assert ask(agent, NEXT, oid, community=community).err_status == 5, community
            assert "bus" in logged.pop() and not logged
    for oid in ("1.3.6.1.4.1.8", "1.3.6.1.4.1.9.1.1"):
        (found,) = ask(agent, NEXT, oid, community="other").varbinds.items()
        assert found == ("1.3.6.1.4.1.10.0", (2, 3)) and not logged
