# `usnmp describe`: the MIB that it writes for what a device serves is one that smilint takes
# without an error, and has the objects, tables and indices that there are.

import bz2
import itertools
import os
import re

import pytest
from clibox import Box
from conftest import package, run, tool
from usnmp_pc.cli import main
from usnmp_pc.describe import describe
from usnmp_pc.describe.guess import objects
from usnmp_pc.mibs import Mibs

BASE = (1, 3, 6, 1, 4, 1, 99999)
MOST = 3000  # objects that are taken of a recorded walk
INT, OCTSTR, COUNTER = 2, 4, 65


def smilint(path):
    """The errors that smilint finds."""
    env = {**os.environ, "SMIPATH": tool("mib-texts")}
    done = run(tool("smilint"), "-s", "-l", "3", path, env=env)
    return done.stdout + done.stderr


def cells(entry, columns, rows):
    """Instances of a table: {OID: (type, value)}."""
    return {entry + (c,) + row: (t, 0) for c, t in columns.items() for row in rows}


def test_scalars_and_a_table_are_told_apart():
    instances = {BASE + (1, n, 0): (INT, n) for n in (1, 2)}
    instances.update(cells(BASE + (2, 1), {1: INT, 2: OCTSTR}, [(1,), (2,), (7,)]))
    scalars, tables, strange = objects(instances, 9)
    assert [s.oid for s in scalars] == [BASE + (1, 1), BASE + (1, 2)]
    assert [(t.entry, t.columns) for t in tables] == [(BASE + (2, 1), {1: INT, 2: OCTSTR})]
    assert tables[0].index == [("number", 7)] and strange == []


def test_tables_side_by_side_are_not_taken_for_one():
    instances = cells(BASE + (1, 2, 1), {1: INT, 2: INT}, [(1,), (2,)])
    instances.update(cells(BASE + (1, 3, 1), {1: INT, 2: INT}, [(1,), (2,)]))
    tables = objects(instances, 9)[1]
    assert [t.entry for t in tables] == [BASE + (1, 2, 1), BASE + (1, 3, 1)]


@pytest.mark.parametrize(
    "rows, index",
    [
        ([(1, 5), (2, 6)], [("number", 2), ("number", 6)]),
        ([(0,), (3000000000,)], [("number", 3000000000)]),
        ([(1, 97), (2, 97, 98)], [("octets", 2)]),
        ([(97,), (97, 98)], [("implied octets", 2)]),
        ([(10, 0, 0, 0), (10, 0, 0, 1)], [("number", 10)] + [("number", n) for n in (0, 0, 1)]),
    ],
)
def test_indices_are_guessed_from_all_rows(rows, index):
    (table,) = objects(cells(BASE + (2, 1), {3: INT, 4: OCTSTR}, rows), 9)[1]
    assert table.index == index


def test_a_column_with_the_index_as_its_value_is_the_index():
    instances = cells(BASE + (2, 1), {2: OCTSTR}, [(1,), (2,)])
    instances.update({BASE + (2, 1, 1, n): (INT, n) for n in (1, 2)})
    assert objects(instances, 9)[1][0].own == 1


def test_what_no_object_can_be_at_is_told(tmp_path):
    found = {
        BASE + (1, 0): (INT, 1),
        BASE + (1, 1, 0): (INT, 1),  # below an object
        BASE + (2, 0, 0): (INT, 1),  # an object whose arc is 0
    }
    scalars, _, strange = objects(found, 9)
    assert [s.oid for s in scalars] == [BASE + (1, 1)]
    assert strange == [BASE + (1, 0), BASE + (2, 0, 0)]
    text = describe([(dotted(oid), *tv) for oid, tv in found.items()], Mibs(""))
    assert dotted(BASE + (2, 0, 0)) in text.split("IMPORTS")[0]


def dotted(oid):
    return ".".join(map(str, oid))


def test_the_text_has_all_types_and_is_read_again_as_it_was_written(tmp_path, monkeypatch):
    package("pysmi")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kinds = [2, 4, 6, 64, 65, 66, 67, 68, 70, 71, 120]
    varbinds = [(dotted(BASE + (1, n + 1, 0)), t, 0) for n, t in enumerate(kinds)]
    rows = cells(BASE + (2, 1), {1: INT, 2: OCTSTR, 9: COUNTER}, [(1,), (5,)])
    varbinds += [(dotted(oid), *tv) for oid, tv in rows.items()]
    path = tmp_path / "MY-DEVICE-MIB.txt"
    path.write_text(describe(varbinds, Mibs(), "MY-DEVICE-MIB"))
    assert smilint(path) == ""
    mibs = Mibs("+" + str(path))
    assert mibs.faults == []
    for oid, t, _ in varbinds:
        node = mibs.node(oid)
        assert node.module.name == "MY-DEVICE-MIB", oid
        assert node.kind == ("column" if len(oid.split(".")) == 11 else "scalar"), oid
    assert mibs.index(dotted(BASE + (2, 1, 2, 5))) == {"myDevice2Index": 5}


def recorded():
    """(name, path) of the recorded walks of real devices."""
    base = os.path.dirname(package("snmpsim_data").__file__)
    found = [os.path.join(at, name) for at, _, names in os.walk(base) for name in names]
    return sorted(path for path in found if ".snmprec" in path)


def read(path):
    """(OID, type, value) of the first MOST lines."""
    with (bz2.open if path.endswith(".bz2") else open)(path, "rb") as file:
        for line in itertools.islice(file, MOST):
            match = re.match(rb"\.?([0-9.]+)\|(\d+)[a-z]*\|(.*)", line)
            if match:
                value = match[3].strip()
                number = int(value) if value.isdigit() else value
                yield match[1].decode(), int(match[2]), number


@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("known", [True, False])
def test_smilint_takes_the_mibs_of_recorded_devices(part, known, tmp_path):
    mibs = Mibs(None if known else "")
    written = 0
    for path in recorded()[part::8]:
        try:
            text = describe(read(path), mibs, "DEVICE-MIB", os.path.basename(path))
        except ValueError as e:
            assert known and "What %s serves" % os.path.basename(path) in str(e)
            continue
        made = tmp_path / "DEVICE-MIB.txt"
        made.write_text(text)
        assert smilint(made) == "", path
        written += 1
    assert written > 3


def test_the_command_walks_a_host_and_writes_what_no_mib_has(tmp_path, capsys):
    path = tmp_path / "BOX-MIB.txt"
    with Box() as box:
        argv = ["describe", "-c", "public", box.host, "-o", str(path), "--name", "BOX-MIB"]
        assert main(argv) == 0, capsys.readouterr().err
        assert smilint(path) == ""
        assert path.read_text().startswith("BOX-MIB DEFINITIONS ::= BEGIN\n")
        assert main(argv) == 1
        assert "--force" in capsys.readouterr().err
        assert main(["describe", box.host, "--name", "box mib"]) == 2


def test_a_device_with_nothing_new_is_told_what_has_it(capsys, monkeypatch):
    monkeypatch.delenv("MIBS")
    with Box({"1.3.6.1.2.1.1.5.0": (4, "box")}) as box:
        assert main(["describe", box.host]) == 1
    assert "SNMPv2-MIB: sysName" in capsys.readouterr().err
