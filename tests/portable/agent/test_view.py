# Views of communities: portable, runs on CPython and MicroPython.


from agentbox import BASE, GET, NEXT, SET, Box
from usnmp import SnmpPacket
from usnmp_agent.view import View
from util import raises
from v2cbox import END, OBJECT, ask, error


def test_a_view_hides_what_is_not_in_it():
    box = Box()
    views = (("1.3.6.1.4.1.8072", "-" + BASE[:-2] % 2, "-" + BASE % 5), (BASE[:-2] % 4, BASE % 8))
    box.agent.allow("some", View(views[0], views[1]))
    seen = []
    oid = "1.3"
    while len(seen) < 20:
        r = ask(box.agent, NEXT, (oid,), "some")
        if r.err_status:  # the one that raises
            oid = BASE % 6
            continue
        oid = list(r.varbinds)[0]
        if r.varbinds[oid] == END:
            break
        seen.append(oid)
    assert seen == [BASE % i for i in (1, 3, 4, 8, 9)]
    r = ask(box.agent, GET, (BASE % 2, BASE % 5, "1.3.6.1.4.1.99999.1.0", BASE % 1), "some")
    assert [tv for _, tv in r.varbinds.items()] == [OBJECT, OBJECT, OBJECT, (4, "constant")]
    assert error(ask(box.agent, GET, (BASE % 2,), "some", ver=0)) == (2, 1)
    for i, v, status in ((4, (4, "x"), 0), (8, (2, 1), 0), (5, (2, 1), 6)):
        assert error(ask(box.agent, SET, ((BASE % i, v),), "some")) == (status, 1 if status else 0)
    raises(ValueError, View, ("sysDescr",))
    raises(ValueError, View, None, ("1.3.x",))


def test_a_community_can_be_of_one_version_only():
    box = Box()
    box.agent.allow("two", View(), versions=(1,))
    assert ask(box.agent, GET, (BASE % 1,), "two", ver=0) is None
    assert error(ask(box.agent, GET, (BASE % 1,), "two")) == (0, 0)


def test_a_wrong_community_is_reported_if_traps_for_it_are_enabled():
    box = Box()
    strangers = []
    box.agent.on_stranger = strangers.append
    p = SnmpPacket(GET, community="wrong", varbinds={BASE % 1: None}).tobytes()
    assert box.agent.respond(p, ("192.0.2.1", 5)) is None and not strangers
    box.agent.authen_traps = True
    assert box.agent.respond(p, ("192.0.2.1", 5)) is None
    assert strangers == [("192.0.2.1", 5)]
