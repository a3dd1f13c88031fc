# Rows whose keys are octets, UTF-8 or not: portable.

from tablebox import ENTRY, GET, SET, ask, walk
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_mib.rows import Rows

ROW = ".2.4.101.116.104.48"


def agents():
    for key in (b"eth0", "eth0"):
        for rows in ({}, Rows((OCTSTR,))):
            rows[key] = {2: 7}
            rows[b"\xff"] = {2: 9}
            mib = Mib()
            mib.table(ENTRY, {2: INT}, rows, index=(OCTSTR,), write={2: True})
            yield Agent(mib, "public", "private", max_size=300), rows, key


def test_a_row_is_found_whether_its_key_is_text_or_octets():
    for agent, rows, key in agents():
        assert ask(agent, GET, ENTRY + ROW).varbinds[ENTRY + ROW] == (2, 7)
        assert [v for _, v in walk(agent)] == [9, 7]
        assert ask(agent, SET, (ENTRY + ROW, (2, 8)), "private").err_status == 0
        assert rows[key][2] == 8


def test_octets_and_text_in_one_index():
    mib = Mib()
    rows = {(b"a", "b"): {2: 1}, ("a", b"c"): {2: 2}}
    mib.table(ENTRY, {2: INT}, rows, index=(OCTSTR, OCTSTR))
    assert [v for _, v in walk(Agent(mib, max_size=300))] == [1, 2]
