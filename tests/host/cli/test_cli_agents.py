# usnmp's subcommands with real agents, snmpd and main.py on each interpreter, compared with what
# net-snmp's tools print of them.

import json

import conformance
import pytest
from clibox import netsnmp, usnmp_command
from conftest import free_port, tool

SLOW = "-t10", "-r2", "-On", "-Ot", "-c"
SYSTEM = "1.3.6.1.2.1.1"
TABLE = conformance.BASE + ".3"


@pytest.fixture(scope="module")
def snmpd(tmp_path_factory):
    port = free_port()
    snmpd = conformance.Snmpd(tool("snmpd"), port, tmp_path_factory.mktemp("snmpd"))
    yield "127.0.0.1:%d" % port
    snmpd.stop()


def steady(result):
    # Without what changes between two requests: the times, and main.py's sensors.
    status, out, err = result
    lines = out.decode().split("\n")
    volatile = ".1.3.6.1.2.1.1.3.0 ", ".1.3.6.1.2.1.1.9.1.4.", ".1.3.6.1.2.1.11."
    volatile += (".1.3.6.1.4.1.8072.9999.9999.2.0 ", ".1.3.6.1.4.1.8072.9999.9999.3.0 ")
    volatile += (".1.3.6.1.4.1.8072.9999.9999.1.0 ",)
    return status, [line for line in lines if not line.startswith(volatile)], err


def same(name, *args):
    expected = steady(netsnmp("snmp" + name, *args))
    assert steady(usnmp_command(name, *args)) == expected
    return expected


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("root", ["1.3.6.1.4.1.8072.9999", SYSTEM, TABLE, "1.3.6.1.2.1.99"])
def test_walks_of_snmpd(snmpd, version, root):
    args = "-v", version, *SLOW, "public"
    lines = same("walk", *args, snmpd, root)[1]
    assert len(lines) > 5 or root.endswith(".99")
    if version == "2c":
        same("bulkwalk", *args, snmpd, root)


@pytest.mark.parametrize("version", ["1", "2c"])
def test_get_and_set_of_snmpd(snmpd, version):
    args = "-v", version, *SLOW
    name, sysor, none = SYSTEM + ".5.0", SYSTEM + ".2.0", SYSTEM + ".99.0"
    for oids in ((name,), (name, sysor, name), (name, none, sysor)):
        same("get", *args, "public", snmpd, *oids)
        same("getnext", *args, "public", snmpd, *oids)
    same("set", *args, "private", snmpd, name, "s", "attic")
    same("set", *args, "private", snmpd, name, "s", "attic", SYSTEM + ".6.0", "s", "there")
    same("set", *args, "private", snmpd, name, "i", "1")
    same("set", *args, "private", snmpd, none, "s", "x")
    same("set", *args, "public", snmpd, name, "s", "x")


def test_the_table_of_snmpd(snmpd):
    # Each cell is what snmpget prints of it.
    status, out, err = usnmp_command("table", "-t10", "--json", snmpd, TABLE)
    assert (status, err) == (0, b"")
    rows = [json.loads(line) for line in out.decode().splitlines()]
    assert [row["index"] for row in rows] == [str(i) for i in sorted(conformance.ROWS)]
    for row in rows:
        columns = conformance.ROWS[int(row["index"])]
        assert {int(c): cell["value"] for c, cell in row["columns"].items()} == columns


def test_main_py_on_each_interpreter(served):
    args = "-v2c", *SLOW, "public"
    for root in ("1.3.6.1.4.1", SYSTEM):
        same("walk", *args, served.target, root)
        same("bulkwalk", *args, served.target, root)
    same("walk", "-v1", *SLOW, "public", served.target, "1.3")
    same("set", "-v2c", *SLOW, "private", served.target, SYSTEM + ".5.0", "s", "loft")
