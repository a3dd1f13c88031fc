# usnmp_pc.speed changes nothing but the time that a request takes: recorded walks of real devices,
# asked for by GET, GETNEXT and GETBULK, from an agent with it and from one without.

import bz2
import contextlib
from pathlib import Path

import pytest
from conftest import package

from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_codec import frombytes_tvat
from usnmp_mib import Mib, Value, key_oid, oid_str
from usnmp_pc.simulate.lines import Fault
from usnmp_pc.simulate.snmprec import Snmprec
from usnmp_pc.speed import quicken

GET, NEXT, BULK = 0xA0, 0xA1, 0xA5
LINES = 400  # of each file


def files():
    data = Path(package("snmpsim_data").__file__).parent / "data"
    return sorted(data.rglob("*.snmprec*"))


def objects(path):
    # {sort key: encoded value} of a file's first lines.
    reader = Snmprec()
    found = {}
    with (bz2.open if path.suffix == ".bz2" else open)(path, "rb") as f:
        for at, line in zip(range(LINES), f):
            with contextlib.suppress(Fault):
                at = reader.line(line.rstrip(b"\r\n"), at)
                if at and len(at[1]) < 500:
                    found[at[0]] = at[1]
    return found


def agent(found):
    # Every third object is asked for, the others are constants.
    mib = Mib()
    mib.keys = sorted(found)
    for i, key in enumerate(mib.keys):
        oid = key_oid(key)
        mib.wide = mib.wide or oid != key
        node = found[key]
        if not i % 3 and node[0] not in (5, 68, 69, 71):
            node = node[0], Value(frombytes_tvat(node, 0)[1])
        mib.nodes[oid] = node
    return Agent(mib)


def asked(oids):
    # Datagrams, each shape several times.
    for i in range(0, len(oids), 7):
        for rid in (1, 300, -70000):
            for n in (1, 7, 12):
                yield request(GET, oids[i : i + n], rid)
    for i, oid in enumerate(oids):
        for rid in (i, 300, -70000):
            yield request(NEXT, [oid], rid)
            if not i % 5:
                yield request(BULK, [oid], rid, err_id=i % 40)
                near = [oid[: oid.rindex(".")], oid]
                yield request(BULK, near, rid, err_status=i % 2, err_id=3)


def request(t, oids, rid, **kw):
    varbinds = dict.fromkeys(oids, (5, None))
    return SnmpPacket(t, ver=1, id=rid, varbinds=varbinds, **kw).tobytes()


@pytest.mark.parametrize("part", range(4))
def test_recorded_devices_are_answered_for_as_without_speed(part):
    paths = files()[part::4]
    assert len(paths) >= 25
    for path in paths:
        found = objects(path)
        assert found, path
        plain, quick = agent(found), agent(found)
        quicken(quick)
        for d in asked([oid_str(key_oid(key)) for key in sorted(found)]):
            assert plain.respond(d) == quick.respond(d), (path, d)
        assert plain.counters == quick.counters, path
