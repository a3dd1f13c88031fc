# Which reports a manager of SNMPv3 believes.

from forgebox import At, forge
from knownbox import known
from reportbox import report
from usnmp_manager.v3 import Refused
from util import raises
from v3box import ENGINE, A, V3Box


def test_a_report_nobody_waits_for_is_a_stray():
    def tamper(n, answer):
        stray = forge(box, box.asked[0], report(3), 0)
        return [(stray, box.address), (answer, box.address)] if n > 1 else [(answer, box.address)]

    box, m = known(tamper)
    m.get(A)
    assert m.get(A).value == "agent" and m.strays == 1


def test_a_report_from_elsewhere_is_a_stray():
    def tamper(n, answer):
        return [(forge(box, box.asked[-1], report(3), 0), "else"), (answer, box.address)]

    box, m = known(tamper)
    assert m.get(A).value == "agent" and m.strays == 1


def test_a_report_that_is_waited_for_ends_a_request_at_once():
    box, m = known()
    box.tamper = lambda n, answer: [(forge(box, box.asked[-1], report(3), 0), box.address)]
    assert str(raises(Refused, m.get, A)) == "127.0.0.1: unknown user"
    assert len(box.asked) == 1 and m.strays == 0


def test_reports_that_are_not_authentic_do_not_move_a_clock_that_is():
    box, m = known()
    later = At(boots=1000)

    def tamper(n, answer):
        if n > 1:
            return [(answer, box.address)]
        return [(forge(box, box.asked[-1], report(2), 0, engine=later), box.address)]

    box.tamper = tamper
    assert m.get(A).value == "agent"
    assert m.wrapper.peer.engine.boots == 1 and len(box.asked) == 2


def test_an_agent_that_always_reports_ends_a_request():
    box = V3Box()
    for arc in (2, 4):
        made = []

        def tamper(n, answer):
            made.append(n)
            return [(forge(box, box.asked[-1], report(arc), 0), box.address)]  # noqa: B023

        box.tamper = tamper
        m = box.manager(engine_id=ENGINE if arc == 2 else None)
        raises(Refused, m.get, A)
        assert len(made) == 4
