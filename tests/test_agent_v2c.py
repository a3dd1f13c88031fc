# SNMPv2c: exceptions, GETBULK, its errors; and views. Portable, runs on CPython and MicroPython.

from agentbox import BASE, GET, NEXT, SET, Box
from usnmp import SnmpPacket
from usnmp_agent import Agent, View
from usnmp_mib import COUNTER64, INT, OCTSTR, Mib
from util import raises

BULK = 0xA5
OBJECT, INSTANCE, END = (128, None), (129, None), (130, None)


def ask(agent, t, oids, community="public", ver=1, **kw):
    p = SnmpPacket(t, ver=ver, community=community, id=99, **kw)
    for oid in oids:
        p.varbinds.append(oid if isinstance(oid, tuple) else (oid, (5, None)))
    answer = agent.respond(p.tobytes())
    if answer is None:
        return None
    r = SnmpPacket(answer)
    assert (r.ver, r.type, r.id, r.community) == (ver, 0xA2, 99, community)
    return r


def error(r):
    return r.err_status, r.err_id


def table(agent=None):
    # Two columns of three rows, and a scalar behind them.
    mib = Mib()
    for column in (1, 2):
        for row in (1, 2, 3):
            mib.scalar("1.3.6.1.9.1.%d.%d" % (column, row), INT, column * 10 + row)
    mib.scalar("1.3.6.1.9.2.0", OCTSTR, "end")
    return Agent(mib, max_size=1000)


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


def bulk(agent, oids, others, times):
    r = ask(agent, BULK, oids, err_status=others, err_id=times)
    assert error(r) == (0, 0)
    return [(oid[10:], tv[1] if tv[0] < 128 else tv) for oid, tv in r.varbinds.items()]


def test_getbulk_repeats_row_by_row():
    agent = table()
    columns = ("1.3.6.1.9.1.1", "1.3.6.1.9.1.2")
    assert bulk(agent, columns, 0, 2) == [
        ("1.1.1", 11),
        ("1.2.1", 21),
        ("1.1.2", 12),
        ("1.2.2", 22),
    ]
    assert bulk(agent, ("1.3.6.1.9.2",) + columns, 1, 2) == [
        ("2.0", "end"),
        ("1.1.1", 11),
        ("1.2.1", 21),
        ("1.1.2", 12),
        ("1.2.2", 22),
    ]


def test_getbulk_s_corners():
    agent = table()
    column = "1.3.6.1.9.1.2"
    one = [("1.2.1", 21)]
    for others, times, expected in (
        (0, 0, []),
        (0, -1, []),
        (-5, 1, one),
        (1, 0, one),
        (1, 10, one),
        (9, 10, one),
        (2147483647, 2147483647, one),
    ):
        assert bulk(agent, (column,), others, times) == expected, (others, times)
    assert bulk(agent, (), 0, 10) == []
    whole = [("1.2.1", 21), ("1.2.2", 22), ("1.2.3", 23), ("2.0", "end"), ("2.0", END)]
    assert bulk(agent, (column,), 0, 2147483647) == whole
    assert bulk(agent, (column,), -1, 5) == whole
    # One repeater ends before the other: it goes on saying so.
    assert bulk(agent, ("1.3.6.1.9.1.2.3", "1.3.6.1.9.1.2.2"), 0, 9) == [
        ("2.0", "end"),
        ("1.2.3", 23),
        ("2.0", END),
        ("2.0", "end"),
        ("2.0", END),
        ("2.0", END),
    ]


def test_getbulk_is_cut_at_what_fits_and_only_toobig_if_nothing_does():
    text = "x" * 40
    mib = Mib()
    for i in range(8):
        mib.scalar("1.3.6.1.9.%d.0" % i, OCTSTR, lambda: text)
    agent = Agent(mib, max_size=300)
    for others in (0, 1, 7):
        p = SnmpPacket(BULK, ver=1, err_status=others, err_id=50)
        for _ in range(7):
            p.varbinds.append(("1.3.6.1.9", (5, None)))
        answer = agent.respond(p.tobytes())
        n = len(SnmpPacket(answer).varbinds)
        assert n == 5 and 300 - 53 < len(answer) <= 300, (others, n, len(answer))
    text = "x" * 300
    for others in (0, 1):
        r = ask(agent, BULK, ("1.3.6.1.9.1.0",), err_status=others, err_id=5)
        assert error(r) == (1, 0) and len(r.varbinds) == 0


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
    assert ask(box.agent, BULK, (BASE % 1,), ver=0) is None


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
