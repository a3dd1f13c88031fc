# Requests that wait for a sub-agent under our master, and all others, which do not wait for them.

import random
import subprocess

import pytest
import usnmp
from conftest import free_port, run, tool
from plugbox import IDS, Clock, Manager, Peer, Turning, deaf_and_well, quiet_master
from snmpdbox import BASE, request
from usnmp_agent.rate_limit import RateLimit
from usnmp_mib import INT
from usnmp_pc.agentx import pdu as ax
from usnmp_pc.agentx import requests
from usnmp_pc.speed import quicken
from usnmp_v3 import User

SILENT_DROPS = 31


@pytest.fixture
def master(tmp_path):
    """A Master with an object of its own, BASE.3.0, on a port, and a clock that stands still."""
    with quiet_master(tmp_path) as found:
        found.written = []
        found.agent.mib.scalar(BASE + ".3.0", INT, lambda: 33, write=found.written.append)
        found.clock = Clock()
        found.port = free_port()
        found.agent.bind("127.0.0.1", found.port)
        yield found
        found.agent.close()


@pytest.mark.parametrize(
    "kind,value,asked",
    [(0xA0, None, ax.GET), (0xA1, None, ax.GETNEXT), (0xA5, None, ax.GETBULK)]
    + [(0xA3, (INT, 5), ax.TESTSET)],
)
def test_1000_gets_are_answered_while_one_sub_agent_does_not_answer(master, kind, value, asked):
    patient, busy = Manager(master), Manager(master)
    with deaf_and_well(master) as (deaf, _):
        patient.send(".1.0", kind, value, err_id=3 if kind == 0xA5 else 0)
        assert deaf.read().type == asked
        for n in range(1000):
            place, expected = ((".2.0", 22), (".3.0", 33))[n & 1]
            assert busy.get(place) == expected
        assert not patient.there()
        master.clock.now += 1.5  # all that time it had
        if kind == 0xA5:  # it may be one that has no GetBulk
            assert deaf.read().type == ax.GETNEXT
            master.clock.now += 1.5
        assert patient.recv()[:2] == (5, 1)
        assert busy.get(".2.0") == 22


def test_a_set_waits_behind_one_that_waits_and_what_is_read_does_not(master):
    first, second, reader = Manager(master), Manager(master), Manager(master)
    with deaf_and_well(master) as (deaf, _):
        first.send(".1.0", 0xA3, (INT, 5))
        tested = deaf.read()
        second.send(".3.0", 0xA3, (INT, 7))
        assert reader.get(".3.0") == 33
        assert not second.there() and master.written == []
        deaf.answer(tested)
        committed = deaf.read()
        assert committed.type == ax.COMMITSET
        assert reader.get(".2.0") == 22 and not second.there() and master.written == []
        deaf.answer(committed)
        assert first.recv() == (0, 0, [(BASE + ".1.0", (2, 5))])
        assert second.recv()[0] == 0 and master.written == [7]


def test_a_set_of_v3_waits_while_others_of_v3_and_v2c_are_answered(master):
    user = User("jane", "SHA", "authpassword", "AES", "privpassword")
    master.agent.allow(user, write=True)
    v3 = "-v3 -l authPriv -u jane -a SHA -A authpassword -x AES -X privpassword -On -t30 -r0"
    target = "127.0.0.1:%d" % master.port
    with deaf_and_well(master) as (deaf, _):
        command = [tool("snmpset"), *v3.split(), target, BASE + ".1.0", "i", "5"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
            for kind in (ax.TESTSET, ax.COMMITSET):
                asked = deaf.read()
                assert asked.type == kind
                got = run(tool("snmpget"), *v3.split(), target, BASE + ".2.0", BASE + ".3.0")
                assert "INTEGER: 22" in got.stdout and "INTEGER: 33" in got.stdout, got
                assert Manager(master).get(".2.0") == 22
                deaf.answer(asked)
            assert ".1.0 = INTEGER: 5" in first.communicate(timeout=30)[0]


@pytest.mark.parametrize("quick", [False, True])
def test_of_hundreds_that_wait_each_gets_its_own_answer(master, quick):
    if quick:  # by the shapes of requests, as main.py has it
        quicken(master.agent)
    peers = [Peer(master), Peer(master)]
    assert peers[0].register(1) == peers[1].register(2) == 0
    rng = random.Random(5)
    managers = [Manager(master) for _ in range(8)]
    with Turning(master):
        for _ in range(2):  # the second time their shapes are known
            expected, asked = {}, []
            for _ in range(200):
                i, arc, n = rng.randrange(8), rng.choice((1, 2)), rng.randrange(1000)
                rid = managers[i].send(".%d.%d" % (arc, n))
                expected[i, rid] = BASE + ".%d.%d" % (arc, n), (2, arc * 1000 + n)
                asked.append((peers[arc - 1], peers[arc - 1].read()))
            rng.shuffle(asked)
            for peer, pdu in asked:
                ids = pdu.ranges[0][0]
                peer.answer(pdu, [(ids, 2, ids[-2] * 1000 + ids[-1])])
            for (i, _), _ in list(expected.items()):
                assert managers[i].there(30)
                p = usnmp.SnmpPacket(managers[i].sock.recv(2000))
                ((oid, tv),) = p.varbinds.items()
                assert expected.pop((i, p.id)) == (oid, tuple(tv))
            assert not expected


def test_who_waits_is_bounded_and_what_is_too_much_is_dropped_and_counted(master, monkeypatch):
    monkeypatch.setattr(requests, "_EACH", 5)
    patient, busy = Manager(master), Manager(master)
    with deaf_and_well(master):
        for _ in range(9):
            patient.send(".1.0")
            assert busy.get(".3.0") == 33  # it has been taken by now
        drops = master.agent.counters[SILENT_DROPS]
        assert drops == 4 and master.requests.waiting == 5
        assert busy.get(".2.0") == 22
        master.clock.now += 1.5
        assert [patient.recv()[0] for _ in range(5)] == [5] * 5
        assert busy.get(".2.0") == 22 and not patient.there()
        assert master.requests.waiting == 0
        monkeypatch.setattr(requests, "_ALL", 0)
        busy.send(".2.0")
        assert Manager(master).get(".3.0") == 33
        assert not busy.there() and master.agent.counters[SILENT_DROPS] == 5


def test_several_timeouts_at_the_same_time_are_one_of_the_three_that_close_a_session(master):
    patient, busy = Manager(master), Manager(master)
    with deaf_and_well(master) as (deaf, _):
        for n in range(3):
            for _ in range(4):
                patient.send(".1.0")
            for _ in range(4):
                assert deaf.read().type == ax.GET
            assert len(master.sessions) == 2
            master.clock.now += 1.5
            assert [patient.recv()[0] for _ in range(4)] == [5] * 4
        assert deaf.read().type == ax.CLOSE
        assert busy.get(".2.0") == 22 and len(master.sessions) == 1
    assert "deaf (session 1) has not answered 3 times: closed" in "".join(master.logged)


def test_a_request_that_waited_is_counted_once_and_takes_from_its_limit_once(master):
    admitted = []

    class Limit(RateLimit):
        def admits(self, *args):
            admitted.append(args)
            return True

    master.agent.limit = Limit(1)
    manager = Manager(master)
    with deaf_and_well(master):
        before = master.agent.counters[:]
        assert manager.get(".2.0") == 22
        after = master.agent.counters
    assert len(admitted) == 1
    assert {i: b - a for i, (a, b) in enumerate(zip(before, after)) if a != b} == {
        1: 1,  # snmpInPkts
        2: 1,  # snmpOutPkts
        13: 1,  # snmpInTotalReqVars
        15: 1,  # snmpInGetRequests
        28: 1,  # snmpOutGetResponses
    }


def test_who_waits_when_the_master_closes_is_answered(master):
    manager = Manager(master)
    with deaf_and_well(master) as (deaf, _):
        manager.send(".1.0")
        assert deaf.read().type == ax.GET
    master.close()
    assert manager.recv()[:2] == (5, 1)
    assert master.agent._pdu.__self__ is master.agent  # as it was
    master.agent.poll(0)


def test_a_sub_agent_that_ends_while_it_is_asked_is_gen_err_at_once(master):
    manager = Manager(master)
    with deaf_and_well(master) as (deaf, _):
        manager.send(".1.0")
        assert deaf.read().type == ax.GET
        deaf.sock.close()
        assert manager.recv()[:2] == (5, 1)  # no time has passed
        assert manager.get(".2.0") == 22


def test_one_request_to_several_sub_agents_asks_them_all_at_once(master):
    one, two = Peer(master), Peer(master)
    assert one.register(1) == two.register(2) == 0
    manager = Manager(master)
    places = [".1.1", ".2.1", ".1.2", ".3.0", ".2.2"]
    with Turning(master):
        manager.sock.send(request(0xA0, [(BASE + p, None) for p in places]))
        asked = one.read(), two.read()  # before either has answered
        for peer, pdu in zip((one, two), asked):
            assert [ids[-1] for ids, _, _ in pdu.ranges] == [1, 2]
            peer.answer(pdu, [(ids, 2, ids[-2] * 10 + ids[-1]) for ids, _, _ in pdu.ranges])
        assert asked[0].transaction == asked[1].transaction
        found = manager.recv()
    assert [value for _, (_, value) in found[2]] == [11, 21, 12, 33, 22]


def test_of_several_bindings_the_one_that_fails_is_named(master):
    one = Peer(master)
    assert one.register(1) == 0
    manager = Manager(master)
    with Turning(master):
        manager.sock.send(request(0xA0, [(BASE + ".1.%d" % n, None) for n in (1, 2, 3)]))
        one.answer(one.read(), error=5, index=2)
        asked = one.read()
        assert [ids[-1] for ids, _, _ in asked.ranges] == [1, 3]
        one.answer(asked, [(ids, 2, 1) for ids, _, _ in asked.ranges])
        assert manager.recv()[:2] == (5, 2)


def test_who_says_nothing_to_a_get_bulk_is_asked_for_one_at_a_time(master):
    peer = Peer(master)
    assert peer.register(1) == 0
    manager = Manager(master)
    with Turning(master):
        for kinds in ([ax.GETBULK, ax.GETNEXT, ax.GETNEXT], [ax.GETNEXT] * 2):
            manager.send(".1", 0xA5, err_id=2)
            for n, kind in enumerate(kinds):
                asked = peer.read()
                assert asked.type == kind
                if kind == ax.GETBULK:
                    master.clock.now += 1.5
                else:
                    peer.answer(asked, [((*IDS, 1, n), 2, n)])
            last = [(2, n) for n in range(len(kinds))][-2:]
            assert [tv for _, tv in manager.recv()[2]] == last


def test_by_tcp_too_one_waits_and_others_do_not(master):
    master.agent.close()
    place = "127.0.0.1:%d" % master.port
    master.agent.bind("udp:%s,tcp:%s" % (place, place))
    options = "-v2c", "-c", "public", "-On", "-t30", "-r0"
    with deaf_and_well(master) as (deaf, _):
        command = [tool("snmpget"), *options, "tcp:" + place, BASE + ".1.0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
            asked = deaf.read()
            for transport in ("tcp:", "udp:"):
                got = run(
                    tool("snmpget"), *options, transport + place, BASE + ".2.0", BASE + ".3.0"
                )
                assert "INTEGER: 22" in got.stdout and "INTEGER: 33" in got.stdout, got
            deaf.answer(asked, [((*IDS, 1, 0), 2, 11)])
            assert ".1.0 = INTEGER: 11" in first.communicate(timeout=30)[0]
