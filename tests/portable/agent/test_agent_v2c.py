# SNMPv2c, its exceptions and errors: portable, runs on CPython and MicroPython.

from agentbox import BASE, GET, NEXT, SET, Box
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import COUNTER64, INT, OCTSTR, Mib
from v2cbox import END, INSTANCE, OBJECT, ask, error


def test_get_says_per_binding_what_is_missing():
    box = Box()
    r = ask(box.agent, GET, (BASE % 1, BASE[:-2] % 1 + ".1", BASE % 99, BASE[:-2] % 1, BASE % 3))
    assert error(r) == (0, 0)
    assert [tv for _, tv in r.varbinds.items()] == [
        (4, "constant"),
        INSTANCE,
        OBJECT,
        INSTANCE,
        (COUNTER64, 5),
    ]
    assert ask(box.agent, GET, (BASE % 7,)).varbinds[BASE % 7] == INSTANCE


def test_getnext_shows_counter64_and_the_end():
    box = Box()
    r = ask(box.agent, NEXT, (BASE % 2, "1.3.6.1.4.1.99999.1.0", "2.5"))
    assert r.varbinds.items() == [
        (BASE % 3, (COUNTER64, 5)),
        ("1.3.6.1.4.1.99999.1.0", END),
        ("2.5", END),
    ]


def test_errors_name_the_binding_and_return_the_request_s():
    box = Box()
    r = ask(box.agent, GET, (BASE % 1, BASE % 6))
    assert error(r) == (5, 2) and r.varbinds[BASE % 1] == (5, None)
    for oid, tv, community, status in (
        (BASE % 5, (2, 1), "public", 6),  # noAccess
        (BASE % 5, (4, "x"), "private", 7),  # wrongType
        (BASE % 8, (2, 10), "private", 10),  # wrongValue
        (BASE[:-2] % 5 + ".1", (2, 1), "private", 11),  # noCreation
        (BASE % 9, (2, 1), "private", 14),  # commitFailed
        (BASE % 1, (4, "x"), "private", 17),  # notWritable
        ("1.3.6.1.5.0", (4, "x"), "private", 17),
    ):
        r = ask(box.agent, SET, ((oid, tv),), community)
        assert error(r) == (status, 1), oid
        assert r.varbinds.items() == [(oid, tv)]
    assert error(ask(box.agent, SET, ((BASE % 5, (2, 1)),), "private")) == (0, 0)


def test_a_failed_undo_is_said():
    written = []

    def once(value):
        if written:
            raise OSError("flash")
        written.append(value)

    mib = Mib()
    mib.scalar("1.3.6.1.1.0", INT, 0, write=once)
    mib.scalar("1.3.6.1.2.0", INT, 0, write=lambda v: 1 // 0)
    logged = []
    agent = Agent(mib, "public", "private", 600, logged.append)
    sets = (("1.3.6.1.1.0", (2, 1)), ("1.3.6.1.2.0", (2, 1)))
    assert error(ask(agent, SET, sets, "private")) == (15, 0)  # undoFailed
    assert len(logged) == 2


def test_toobig_has_no_bindings():
    mib = Mib()
    mib.scalar("1.3.6.1.10.0", OCTSTR, "x" * 200)
    agent = Agent(mib, max_size=200)
    for t, oid in ((GET, "1.3.6.1.10.0"), (NEXT, "1.3.6.1.10")):
        r = ask(agent, t, (oid,))
        assert error(r) == (1, 0) and len(r.varbinds) == 0
    # Even where the request itself is too long to be returned.
    r = ask(agent, SET, ("1.3" + ".4294967295" * 40,))
    assert error(r) == (1, 0) and len(r.varbinds) == 0


def test_pdus_that_are_not_for_an_agent_get_no_reply():
    box = Box()
    for t in (0xA2, 0xA4, 0xA6, 0xA7, 0xA8):
        assert box.agent.respond(SnmpPacket(t, ver=1).tobytes()) is None, t
    assert ask(box.agent, 0xA5, (BASE % 1,), ver=0) is None
