# net-snmp's own tools against main.py, on each interpreter.

import re

import pytest
from conftest import run, tool

SYSTEM = ".1.3.6.1.2.1.1.%d.0"
SENSOR = ".1.3.6.1.4.1.8072.9999.9999.%d.0"
SERVED = [SYSTEM % i for i in range(1, 8)] + [SENSOR % i for i in range(1, 7)]


@pytest.fixture
def snmp(served):
    """Call a tool: snmp("get", arguments...) -> CompletedProcess."""

    def call(name, *arguments, community="public", options=()):
        program = tool("snmp" + name)
        # Options first: a test that loads libnetsnmp leaves POSIXLY_CORRECT behind.
        options = ["-v1", "-On", "-t1", "-r3", "-c", community, *options]
        return run(program, *options, served.target, *arguments)

    return call


def test_snmpwalk_from_dot_1_lists_every_object_once_in_order_and_ends(snmp):
    done = snmp("walk", ".1")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines.pop() == "End of MIB"
    assert [line.split(" = ")[0] for line in lines] == SERVED
    assert lines[4] == '.1.3.6.1.2.1.1.5.0 = STRING: "box"'
    assert re.match(r".* = Timeticks: \(\d+\) 0:00:", lines[2])


def test_snmpwalk_from_any_start_is_a_part_of_that(snmp):
    for start, expected in (
        (".0", SERVED),
        (".1.3.6.1.2.1", SERVED[:7]),
        (".1.3.6.1.2.1.1.5", SERVED[4:5]),
        (".1.3.6.1.4", SERVED[7:]),
        (".1.3.6.1.4.1.8072.9999.9999.4.0", [SENSOR % 4]),
    ):
        found = re.findall(r"^(\.[.0-9]+) = ", snmp("walk", start).stdout, re.M)
        if start == ".0":  # snmpwalk stops at the end of the subtree it was given
            assert not found or found[0] == SERVED[0]
        else:
            assert found == expected, start


def test_snmpget_reads_several_objects_and_says_which_is_missing(snmp):
    done = snmp("get", SYSTEM % 5, SENSOR % 5, SYSTEM % 5)
    assert done.stdout.splitlines() == [
        SYSTEM % 5 + ' = STRING: "box"',
        SENSOR % 5 + ' = STRING: "front door"',
        SYSTEM % 5 + ' = STRING: "box"',
    ]
    done = snmp("get", SYSTEM % 5, SYSTEM % 9, options=["-Cf"])
    assert done.returncode == 2
    assert "(noSuchName)" in done.stderr and "Failed object: " + SYSTEM % 9 in done.stderr


def test_snmpgetnext_follows_what_is_there_and_what_is_not(snmp):
    done = snmp("getnext", SYSTEM % 4, ".1.3.6.1.2.1.1.4.0.9", SYSTEM % 7)
    found = [line.split(" = ")[0] for line in done.stdout.splitlines()]
    assert found == [SYSTEM % 5, SYSTEM % 5, SENSOR % 1]


def test_snmpset_writes_what_may_be_written_and_nothing_else(snmp):
    done = snmp("set", SENSOR % 4, "i", "-5", SYSTEM % 6, "s", "cellar", community="private")
    assert done.returncode == 0, done.stderr
    assert snmp("get", SENSOR % 4).stdout.endswith("= INTEGER: -5\n")
    assert snmp("get", SYSTEM % 6).stdout.endswith('= STRING: "cellar"\n')
    for arguments, community, error in (
        ((SYSTEM % 6, "s", "x"), "public", "noSuchName"),
        ((SYSTEM % 1, "s", "x"), "private", "noSuchName"),
        ((SENSOR % 4, "s", "x"), "private", "badValue"),
        ((SENSOR % 4, "i", "1", SYSTEM % 6, "s", "x" * 256), "private", "badValue"),
    ):
        done = snmp("set", *arguments, community=community)
        assert done.returncode == 2 and error in done.stderr, arguments
    assert snmp("get", SENSOR % 4).stdout.endswith("= INTEGER: -5\n")


def test_a_wrong_community_gets_no_answer(served):
    done = run(tool("snmpget"), "-v1", "-t0.3", "-r0", "-c", "wrong", served.target, SYSTEM % 1)
    assert done.returncode == 1 and "No Response" in done.stderr
