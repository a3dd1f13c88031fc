# What a view hides of a provider, and of one of two tables: portable.

from tablebox import ENTRY, NOSUCHOBJECT, SET, ask
from usnmp_agent.view import View
from usnmp_mib import INT
from viewbox import Asked, box, names, get


def test_a_provider_that_is_hidden_is_not_asked():
    agent, _ = box("1.3", "-1.3.6.1.4.1.11")
    provider = Asked()
    agent.mib.subtree("1.3.6.1.4.1.11", provider)
    agent.mib.scalar("1.3.6.1.4.1.12.0", INT, 12)
    assert get(agent, "1.3.6.1.4.1.11.5") == NOSUCHOBJECT
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


def test_a_hidden_table_is_not_asked_by_a_set():
    agent, asked = box("1.3.6.1.4.1", rows={1: {300: 1}})
    agent.allow("low", View(("1.3",), ("1.3.6.1.4.1.8",)))
    assert ask(agent, SET, (ENTRY + ".300.1", (2, 5)), "low").err_status == 6
    assert asked.n == 0
