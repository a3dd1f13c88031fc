# `usnmp table` and snmptable on every table that recorded devices have of the MIBs: the same.

import pytest
from clibox import Box
from mibbox import both, texts  # noqa: F401 - fixtures
from namebox import Dump, recorded
from usnmp_pc.mibs import Mibs

V2C = "-v2c", "-c", "public", "-t10"


class Devices(Dump):
    """One that has what all of them have."""

    serve = Box.serve


@pytest.fixture(scope="module")
def devices():
    mibs = Mibs()
    with Devices(recorded(mibs)) as box:
        columns = [node for node in map(mibs.above, box.order) if node.kind == "column"]
        box.tables = sorted({node.parent.parent.dotted for node in columns})
        yield box


@pytest.mark.parametrize(
    "flags", [(), ("-Ci",), ("-Cw", "80"), ("-CbH", "-Cf", "|")], ids=" ".join
)
def test_all_tables_are_laid_out_as_snmptable_does(both, devices, flags):  # noqa: F811
    assert len(devices.tables) > 60
    differ = []
    for table in devices.tables:
        theirs, ours = both("table", *V2C, *flags, devices.host, "." + table)
        if ours != theirs or theirs[0]:
            differ.append(table)
    assert not differ
