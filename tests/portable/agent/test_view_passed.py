# What a view hides costs GETNEXT one step: portable.

from tablebox import END, NEXT, ask
from usnmp_agent import Agent
from usnmp_agent.view import View
from usnmp_mib import INT, Mib


def test_scalars_that_a_view_hides_are_passed_in_one_step():
    mib = Mib()
    for i in range(20):
        mib.scalar("1.3.6.1.4.1.9.1.%d.0" % i, INT, i)
    mib.scalar("1.3.6.1.4.1.10.0", INT, 1)
    asked = []

    class Few(View):
        def sees(self, oid):
            asked.append(oid)
            return View.sees(self, oid)

    def follows(oid):
        (found,) = ask(agent, NEXT, oid, community="public").varbinds.items()
        return found

    agent = Agent(mib, None, max_size=600)
    agent.allow("public", Few(("1.3", "-1.3.6.1.4.1.9")))
    assert follows("1.3.6.1.4.1.9") == ("1.3.6.1.4.1.10.0", (INT, 1))
    assert len(asked) <= 4
    agent.allow("public", View(("1.3.6.1.4.1.9.1.7",)))
    assert follows("1.3") == ("1.3.6.1.4.1.9.1.7.0", (INT, 7))
    assert follows("1.3.6.1.4.1.9.1.7.0") == ("1.3.6.1.4.1.9.1.7.0", END)
