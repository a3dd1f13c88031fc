# net-snmp's tools make and remove rows of rowstatus_agent.py, on each interpreter.

import pytest
import test_netsnmp_v2c
from conftest import INTERPRETERS, ROOT
from test_netsnmp_v2c import Tools, serving

ENTRY = "1.3.6.1.4.1.8072.9999.9999.4.1"
VERSIONS = ("1", "2c")


@pytest.fixture(params=INTERPRETERS)
def snmp(request, build, monkeypatch):
    monkeypatch.setattr(test_netsnmp_v2c, "SERVER", ROOT / "tests/host/agent/rowstatus_agent.py")
    with serving(request.param, build) as running:
        yield Tools(running.target)


def bindings(*cells):
    words = []
    for index, value in cells:
        words += [ENTRY + "." + index, "i" if isinstance(value, int) else "s", str(value)]
    return words


def walk(snmp, version="2c"):
    lines = snmp.lines("walk", ENTRY, version=version)
    if "No Such" in lines[0] or lines[0] == "End of MIB":
        return []
    return [line[len(ENTRY) + 2 :] for line in lines if "No more" not in line and " = " in line]


def refused(snmp, reason, index, *cells, version="2c"):
    done = snmp("set", *bindings(*cells), version=version, community="private")
    assert done.returncode == 2, done
    assert reason in done.stderr, done
    assert "Failed object: .%s.%s" % (ENTRY, index) in done.stderr, done


@pytest.mark.parametrize("version", VERSIONS)
def test_a_row_is_made_in_one_request_walked_and_destroyed(snmp, version):
    assert walk(snmp, version) == []
    cells = (("4.7", 4), ("2.7", "gateway"), ("3.7", 30))
    lines = snmp.lines("set", *bindings(*cells), version=version, community="private")
    assert lines[0] == ".%s.4.7 = INTEGER: 4" % ENTRY
    assert walk(snmp, version) == [
        '2.7 = STRING: "gateway"',
        "3.7 = INTEGER: 30",
        "4.7 = INTEGER: 1",
    ]
    lines = snmp.lines("get", ENTRY + ".4.7", version=version)
    assert lines == [".%s.4.7 = INTEGER: 1" % ENTRY]
    for _ in range(2):
        snmp.lines("set", *bindings(("4.7", 6)), version=version, community="private")
        assert walk(snmp, version) == []


def test_a_row_is_made_step_by_step(snmp):
    for cells, status in (
        ((("4.7", 5),), 3),
        ((("2.7", "gateway"),), 3),
        ((("3.7", 30),), 2),
        ((("4.7", 1),), 1),
        ((("4.7", 2), ("3.7", 5)), 2),
    ):
        snmp.lines("set", *bindings(*cells), community="private")
        lines = snmp.lines("get", ENTRY + ".4.7")
        assert lines == [".%s.4.7 = INTEGER: %d" % (ENTRY, status)]


def test_what_is_refused_and_why(snmp):
    for version, value, name, other in (
        ("1", "badValue", "noSuchName", "badValue"),
        ("2c", "inconsistentValue", "inconsistentName", "wrongValue"),
    ):
        refused(snmp, value, "4.7", ("2.7", "x"), ("4.7", 4), version=version)
        refused(snmp, value, "4.7", ("4.7", 1), version=version)
        refused(snmp, value, "4.7", ("4.7", 2), version=version)
        refused(snmp, name, "2.7", ("2.7", "x"), version=version)
        refused(snmp, other, "4.7", ("4.7", 3), version=version)
    assert walk(snmp) == []
    snmp.lines("set", *bindings(("4.7", 5)), community="private")
    for value in (1, 2, 4, 5):
        refused(snmp, "inconsistentValue", "4.7", ("4.7", value))
    snmp.lines("set", *bindings(("4.8", 5), ("4.9", 5)), community="private")
    # 7 is destroyed, 10 made, 11 is one too many: all of it is undone
    refused(snmp, "resourceUnavailable", "4.11", ("4.7", 6), ("4.10", 5), ("4.11", 5), ("4.12", 5))
    assert walk(snmp) == ["4.7 = INTEGER: 3", "4.8 = INTEGER: 3", "4.9 = INTEGER: 3"]
