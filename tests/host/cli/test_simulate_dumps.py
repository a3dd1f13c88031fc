# `usnmp simulate` with the recorded walks of 116 real devices, read by net-snmp: each line is the
# one that was recorded.

import re

import pytest
from simulating import dumps, simulating, walked, write

from usnmp_codec import frombytes_tvat, tobytes_tv
from usnmp_pc.cli.output import Style

LINES = 600  # of each dump


@pytest.fixture(scope="module")
def walks(tmp_path_factory):
    """(a simulation of all dumps, their paths by names)."""
    folder = tmp_path_factory.mktemp("dumps")
    files = folder / "files"
    files.mkdir()
    found = dumps(files, LINES)
    with simulating(folder, files) as simulation:
        yield simulation, found


def printed(path):
    """What net-snmp prints of a .snmprec file, read in the plainest way."""
    found = {}
    for line in path.read_bytes().decode("latin-1").split("\n"):
        if line.count("|") < 2 or line[0] == "#" or ":" in line.split("|")[1]:
            continue
        oid, tag, text = line.strip().split("|", 2)
        type = int(tag.rstrip("x"))
        try:
            octets = bytes.fromhex(text) if tag[-1] == "x" else text.encode("latin-1")
        except ValueError:
            continue
        if type == 64 and len(octets) == 4:
            value = ".".join(map(str, octets))
        elif type == 68:  # perhaps a float
            type, value = frombytes_tvat(tobytes_tv(68, octets), 0)
        elif type == 4:
            value = octets
        else:
            value = text if type in (6, 64) else int(text) if text else None
        found.setdefault(tuple(map(int, oid.split("."))), (oid, type, value))
    lines = [Style("n").line(found[key]) for key in sorted(found)]
    return "\n".join(lines).encode("latin-1").split(b"\n")


def test_net_snmp_reads_what_was_recorded_of_each_device(walks):
    simulation, found = walks
    assert len(found) == 116
    n = 0
    for name, path in found.items():
        expected = printed(path)
        assert walked(simulation.target, name) == expected, name
        n += len(expected)
    assert n > 40000


def test_one_by_one_it_is_the_same(walks):
    simulation, found = walks
    for name in sorted(found)[::12]:
        one_by_one = walked(simulation.target, name, command="snmpwalk")
        assert one_by_one == walked(simulation.target, name)


def test_what_net_snmp_printed_is_served_again_line_by_line(walks, tmp_path):
    simulation, found = walks
    before = {}
    for name in found:
        before[name] = walked(simulation.target, name)
        write(tmp_path, "walks/%s.snmpwalk" % name, b"\n".join(before[name]) + b"\n")
    with simulating(tmp_path, tmp_path / "walks") as again:
        for name in found:
            assert walked(again.target, name) == before[name], name
        assert again.told == []


@pytest.mark.parametrize("options", ["-Oe", "-Ox", "-OT", "-OU", "-Ot", "-OE"])
def test_other_forms_of_output_are_read_as_well(walks, tmp_path, options):
    simulation, found = walks
    names = sorted(found)[::8]
    for name in names:
        lines = walked(simulation.target, name, options)
        write(tmp_path, "walks/%s.walk" % name, b"\n".join(lines) + b"\n")
    with simulating(tmp_path, tmp_path / "walks") as again:
        for name in names:
            # Of what is told to be text by its form alone, no more than that is left.
            assert walked(again.target, name, options) == walked(simulation.target, name, options)
        assert again.told == []


def test_faults_are_told_with_file_and_line_and_the_rest_is_served(walks):
    simulation, found = walks
    assert all(re.match(r"/.*\.snmprec:(\d+:)? ", line) for line in simulation.told)
    path = found["UPS-juniper-ac"]
    assert "%s:2: not a value of type 4x: Juniper" % path in simulation.told
    assert "%s:4: a variation module is not served: 67:numeric" % path in simulation.told
