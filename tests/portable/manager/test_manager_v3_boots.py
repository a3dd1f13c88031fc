# A manager of SNMPv3: agents that start anew.

from usnmp_manager.v3 import Refused
from util import raises
from v3box import A, V3Box


def test_an_agent_that_has_rebooted_is_asked_again():
    box = V3Box()
    m = box.manager()
    box.pass_seconds(5000)
    m.get(A)
    box.clock.ms = 0
    box.boot(2)
    n = len(box.asked)
    assert m.get(A).value == "agent" and len(box.asked) == n + 2
    assert m.get(A).value == "agent" and len(box.asked) == n + 3


def test_an_agent_that_has_lost_count_of_its_boots_is_asked_all_the_same():
    box = V3Box()
    box.boot(50)
    m = box.manager()
    box.pass_seconds(5000)
    m.get(A)
    for boots in (1, 1):
        box.clock.ms = 0
        box.boot(boots)
        assert m.get(A).value == "agent"


def test_an_agent_whose_boots_have_ended_says_so():
    box = V3Box()
    m = box.manager()
    m.get(A)
    box.boot((1 << 31) - 1)
    e = raises(Refused, m.get, A)
    assert "not in the time window: the agent has lost count of its boots" in str(e)


def test_an_engine_that_was_exchanged_is_discovered_anew():
    box = V3Box()
    m = box.manager()
    m.get(A)
    box.boot(7, b"\x80\0\x1f\x88\x05other")
    assert m.get(A).value == "agent" and len(box.asked) == 4
    assert m.wrapper.peer.engine.id == box.engine.id
