# GETBULK: portable, runs on CPython and MicroPython.

from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from v2cbox import END, ask, error

BULK = 0xA5


def table(agent=None):
    # Two columns of three rows, and a scalar behind them.
    mib = Mib()
    for column in (1, 2):
        for row in (1, 2, 3):
            mib.scalar("1.3.6.1.9.1.%d.%d" % (column, row), INT, column * 10 + row)
    mib.scalar("1.3.6.1.9.2.0", OCTSTR, "end")
    return Agent(mib, max_size=1000)


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
