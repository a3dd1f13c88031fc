# A manager of SNMPv3 and an agent in memory: discovery, contexts. Portable.

from usnmp_v3 import User
from util import raises
from v3box import ENGINE, A, B, V3Box


def test_the_engine_is_discovered_once():
    box = V3Box()
    m = box.manager()
    assert m.get(A).value == "agent" and len(box.asked) == 2
    assert m.get(A, B)[1].value == 72 and len(box.asked) == 3
    assert m.strays == 0 and m.wrapper.peer.engine.id == ENGINE


def test_contexts():
    box = V3Box()
    assert box.manager(User("open"), context="side").get(A).value == "agent"
    assert box.manager(User("open"), context_engine_id=ENGINE).get(A).value == "agent"


def test_an_engine_id_that_is_given_is_not_asked_for():
    box = V3Box()
    m = box.manager(engine_id=ENGINE)
    # Its clock is not known: a report says it
    assert m.get(A).value == "agent" and len(box.asked) == 2
    m = box.manager(User("open"), engine_id="80001f88056167656e74")
    assert m.get(A).value == "agent" and len(box.asked) == 3


def test_a_level_without_keys_is_refused_at_once():
    box = V3Box()
    raises(ValueError, box.manager, User("open"), level="authPriv")
    raises(ValueError, box.manager, User("open"), level="none")
    raises(TypeError, box.manager, User("open"), contexts="x")
