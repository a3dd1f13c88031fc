# Walks and tables on CPython, in which requests are made from a template and responses are read
# in place: whatever an agent answers, they give and raise what those of a board do, and send as
# many datagrams. steps_trial has the agent; as a program it goes on for as long as you like.

import bz2
from pathlib import Path

import pytest
from conftest import package
from steps_trial import ROOT, Case, Wire, arcs, compare, dump
from usnmp import SnmpPacket
from usnmp_base.varbind import VarBind
from usnmp_manager import Manager, blocking_pc


def dumps():
    """The recorded walks of snmpsim_data."""
    return sorted(Path(package("snmpsim_data").__file__).parent.rglob("*.snmprec*"))


@pytest.mark.parametrize("part", range(4))
def test_random_walks_come_out_as_on_a_board(part):
    for seed in range(part, 20000, 4):
        compare(Case(seed))


@pytest.mark.parametrize("part", range(4))
def test_recorded_devices_are_walked_as_on_a_board(part):
    paths = dumps()
    assert len(paths) > 100
    walked = 0
    for path in paths[part::4]:
        with (bz2.open if path.suffix == ".bz2" else open)(path, "rb") as lines:
            objects = dump(lines, 300)
        for repetitions in 25, 0:
            walked += len(compare(Case(0, objects, "2c", repetitions)))
    assert walked > 10000


COLUMN = ROOT + ".1.7"
ROWS = [(COLUMN + ".%d" % i, v) for i, v in enumerate((0, 7, 200, 65536, 1 << 31) * 60, 1)]


@pytest.fixture
def wire(monkeypatch):
    """The fast way's steps, each as whether it took a response; a Manager of a quiet agent."""
    taken = []
    for kind, steps in blocking_pc.kinds.items():

        class Told(steps):
            def take(self, d, take=steps.take):
                found = take(self, d)
                taken.append(found is not None)
                return found

        monkeypatch.setitem(blocking_pc.kinds, kind, Told)
    objects = [(arcs(oid), oid, 0x41, v) for oid, v in ROWS]
    with Manager("127.0.0.1", timeout_ms=10) as m:
        case = Case(0, objects, "2c", 25)
        Wire(case, m)
        yield m, taken


@pytest.mark.parametrize("repetitions, most", [(0, 5), (25, 2)])
def test_a_column_is_walked_the_fast_way(wire, repetitions, most):
    m, taken = wire
    assert [(vb.oid, vb.type, vb.value) for vb in m.walk(COLUMN, repetitions)] == [
        (oid, 0x41, v) for oid, v in ROWS
    ]
    assert len(taken) > 10 and taken.count(False) <= most


def test_a_table_is_read_the_fast_way(wire):
    m, taken = wire
    found = list(m.table(ROOT + ".1"))
    assert found == [(oid.rpartition(".")[2], {7: VarBind(oid, 0x41, v)}) for oid, v in ROWS]
    assert len(taken) > 10 and taken.count(False) <= 2


def test_a_community_that_is_set_in_a_walk_is_asked_with(wire):
    m, _ = wire
    asked = []
    m._udp.send = lambda d, address, send=m._udp.send: asked.append(d) or send(d, address)
    walk = m.walk(COLUMN, 0)
    next(walk)
    m.community = "another"
    assert next(walk).oid == ROWS[1][0]
    assert b"another" in asked[-1]


def test_each_request_of_a_walk_has_a_request_id_of_its_own(wire):
    m, _ = wire
    asked = []
    m._udp.send = lambda d, address, send=m._udp.send: asked.append(d) or send(d, address)
    assert len(list(m.walk(COLUMN, 0))) == len(ROWS)
    ids = {SnmpPacket(d).id for d in asked}
    assert len(ids) == len(asked) > 300
    assert all(1 << 29 <= id < 1 << 30 for id in ids)
