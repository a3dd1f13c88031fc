# GETBULK through our master: GetBulk to sub-agents, and to those that have none, GetNext; to the
# manager all the same.

import os
import sys
from pathlib import Path

import pytest
from conftest import package, tool
from masterbox import Serving, process
from plugbox import IDS, Behaving, Peer, ask, quiet_master, serving
from snmpdbox import BASE, Answering
from usnmp_mib import INT, Mib
from usnmp_pc.agentx import SubAgent
from usnmp_pc.agentx import pdu as ax

HERE = Path(__file__).parent
ROWS = {(*IDS, 1, c, n): c * 1000 + n for c in (1, 2, 3) for n in range(1, 101)}


@pytest.fixture
def master(tmp_path):
    with quiet_master(tmp_path) as found:
        yield found


def dotted(values):
    return [("".join(".%d" % n for n in ids[len(IDS) :]), (2, v)) for ids, v in values.items()]


def bulk_walk(master, repetitions, *places):
    """All that GETBULKs give of the first of some columns, to the end of the MIB."""
    found = []
    places = list(places)
    while True:
        status, _, got = ask(master, 0xA5, *places, err_id=repetitions)
        assert not status and got
        rows = [got[i : i + len(places)] for i in range(0, len(got), len(places))]
        for row in rows:
            if row[0][1][0] == 130:
                return found
            found.append(row[0])
        places = [at for at, _ in rows[-1]]


def test_a_walk_by_getbulk_asks_a_sub_agent_once_for_each_getbulk(master):
    peer = Peer(master)
    assert peer.register(1) == 0
    with Behaving(peer, serving(ROWS)) as behaving:
        assert bulk_walk(master, 25, ".1") == dotted(ROWS)
    assert behaving.seen == [ax.GETBULK] * 13  # 300 rows, and the end


def test_columns_are_asked_for_side_by_side_with_as_much_as_fits(master):
    peer = Peer(master)
    assert peer.register(1) == 0
    master.agent.max_size = 1472
    asked = []

    def does(pdu):
        asked.append((pdu.type, pdu.ranges[0][0][-1], pdu.bulk))
        return serving(ROWS)(pdu)

    with Behaving(peer, does):
        found = ask(master, 0xA5, ".1.1", ".1.2", ".1.3", err_id=65535)[2]
    assert found[:6] == [
        (".1.%d.%d" % (c, n), (2, c * 1000 + n)) for n in (1, 2) for c in (1, 2, 3)
    ]
    assert 40 < len(found) < 100
    times = asked[0][2][1]
    assert len(found) / 3 < times < 40  # not 65,535, of which 40 would be sent
    assert asked == [(ax.GETBULK, c, (0, times)) for c in (1, 2, 3)]


def test_what_is_not_to_be_repeated_is_asked_for_once(master):
    peer = Peer(master)
    assert peer.register(1) == 0
    with Behaving(peer, serving(ROWS)) as behaving:
        found = ask(master, 0xA5, ".1.3", ".1.1", err_status=1, err_id=3)[2]
    assert found == [(".1.3.1", (2, 3001)), *[(".1.1.%d" % n, (2, 1000 + n)) for n in (1, 2, 3)]]
    assert sorted(behaving.seen) == [ax.GETNEXT, ax.GETBULK]


def test_a_getbulk_goes_on_from_one_sub_agent_to_the_next_and_to_our_own(master):
    one, two = Peer(master), Peer(master)
    assert one.register(1) == two.register(2) == 0
    master.agent.mib.scalar(BASE + ".3.0", INT, 33)
    with (
        Behaving(one, serving({(*IDS, 1, n): n for n in (1, 2, 3)})),
        Behaving(two, serving({(*IDS, 2, n): n for n in (1, 2)})) as second,
    ):
        found = ask(master, 0xA5, "", err_id=9)[2]
    assert [at for at, _ in found[:6]] == [".1.1", ".1.2", ".1.3", ".2.1", ".2.2", ".3.0"]
    assert found[6][1][0] == 130
    assert second.seen == [ax.GETBULK]


@pytest.mark.parametrize(
    "answer", [((),), ((), ax.PROCESSING_ERROR), ((), ax.PARSE_ERROR, 1), ((), 5, 1)]
)
def test_a_sub_agent_without_get_bulk_is_asked_for_one_at_a_time(master, answer):
    peer = Peer(master)
    assert peer.register(1) == 0
    few = {ids: v for ids, v in ROWS.items() if ids[-1] < 5}

    def does(pdu):
        return answer if pdu.type == ax.GETBULK else serving(few)(pdu)

    with Behaving(peer, does) as behaving:
        for _ in range(2):
            assert bulk_walk(master, 5, ".1") == dotted(few)
    # It is asked no second time, unless an object is to blame
    assert behaving.seen.count(ax.GETBULK) == (1 if answer != ((), 5, 1) else 6)


def test_our_own_sub_agent_is_walked_by_get_bulk_under_our_master(tmp_path):
    mib = Mib()
    mib.table(BASE + ".1.1", {1: INT, 2: INT}, {n: {1: n, 2: -n} for n in range(1, 201)})
    with Serving(tmp_path) as master:
        kinds = counted(master.master)
        sub = SubAgent(mib, master.address)
        sub.connect()
        with Answering(sub):
            one_by_one = master.walk(BASE)
            assert len(one_by_one) == 400 and kinds.count(ax.GETNEXT) > 400
            del kinds[:]
            lines = master.net("snmpbulkwalk", "-Cr50", BASE).splitlines()
            assert [line[1:] for line in lines if "No more" not in line] == [
                "%s = %s" % item for item in one_by_one.items()
            ]
            assert set(kinds) == {ax.GETBULK} and len(kinds) < 20


def counted(master):
    """The list of the types that are asked of sub-agents from now on."""
    kinds = []
    ask = master.request

    def request(one, kind, *args, **fields):
        kinds.append(kind)
        return ask(one, kind, *args, **fields)

    master.request = request
    return kinds


@pytest.mark.parametrize("peer,bulk", [("snmpkit", True), ("pyagentx3", False)])
def test_a_peers_sub_agent_is_walked_by_getbulk_as_one_by_one(tmp_path, peer, bulk):
    package(peer)
    with Serving(tmp_path) as master:
        script = HERE / ("%s_subagent.py" % peer)
        with process(sys.executable, script, master.path, BASE + ".7"):
            expected = master.wait(BASE)
            kinds = counted(master.master)
            lines = master.net("snmpbulkwalk", BASE).splitlines()
            assert [line[1:] for line in lines if "No more" not in line] == [
                "%s = %s" % item for item in expected.items()
            ]
            columns = BASE + ".7.1", BASE + ".7.3"
            side_by_side = master.net("snmpbulkget", "-Cr2", *columns).splitlines()
            assert [line.split(" = ")[0][len(BASE) + 1 :] for line in side_by_side] == [
                ".7.1.0", ".7.3.1", ".7.2.0", ".7.3.2"
            ]  # fmt: skip
            if bulk:
                assert set(kinds) == {ax.GETBULK}
            else:  # it answers one with nothing
                assert kinds[:2] == [ax.GETBULK, ax.GETNEXT] and kinds.count(ax.GETBULK) == 1


def test_net_snmps_sub_agent_is_walked_by_get_bulk(tmp_path):
    (tmp_path / "conf").write_text("")
    with Serving(tmp_path) as master:
        command = [tool("snmpd"), "-f", "-Lo", "-C", "-r", "-X", "-x", master.address]
        command += ["-I", "ifTable,interfaces", "-c", tmp_path / "conf"]
        with process(*command, env={**os.environ, "SNMP_PERSISTENT_DIR": str(tmp_path)}):
            at = "1.3.6.1.2.1.2.2.1"
            expected = list(master.wait(at))
            assert len(expected) >= 18
            kinds = counted(master.master)
            lines = master.net("snmpbulkwalk", at).splitlines()
            assert [line[1:].split(" = ")[0] for line in lines if " = " in line] == expected
            assert set(kinds) == {ax.GETBULK} and len(kinds) <= 2 + len(expected) // 5
