# net-snmp's snmpset of several bindings whose handlers have phases, on each interpreter.

import pytest
import test_netsnmp_v2c
from conftest import INTERPRETERS, ROOT
from test_netsnmp_v2c import Tools, serving

BASE = "1.3.6.1.4.1.8072.9999.9999"
TOLD, RELAY, PAGE, CELL, FAILS = (
    BASE + end for end in (".1.0", ".2.0", ".3.0", ".4.1.2.2", ".5.0")
)
SETS = RELAY, "i", "1", PAGE, "s", "second", CELL, "i", "1"
FIRST = ["0", '"first"', "0"]
SECOND = ["1", '"second"', "1"]


@pytest.fixture(params=INTERPRETERS)
def snmp(request, build, monkeypatch, tmp_path):
    monkeypatch.setattr(test_netsnmp_v2c, "SERVER", ROOT / "tests/host/agent/phases_agent.py")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving(request.param, build) as running:
        yield Tools(running.target)


def values(snmp):
    return [line.split(": ")[1] for line in snmp.lines("get", RELAY, PAGE, CELL)]


def asked(snmp):
    (line,) = snmp.lines("get", TOLD)
    return line.split('"')[1]


def test_all_is_committed_after_all_was_tested(snmp):
    snmp.lines("set", *SETS, FAILS, "i", "0", community="private")
    assert values(snmp) == SECOND
    assert asked(snmp) == "rt ht ft rc hc fc fC hC rC"


@pytest.mark.parametrize(
    "version, phase, reason, failed",
    [
        ("2c", 1, "wrongValue", FAILS),
        ("2c", 2, "commitFailed", FAILS),
        ("2c", 3, "undoFailed", None),
        ("1", 1, "badValue", FAILS),
        ("1", 2, "genError", FAILS),
    ],
)
def test_what_fails_leaves_all_as_it_was(snmp, version, phase, reason, failed):
    done = snmp("set", *SETS, FAILS, "i", str(phase), version=version, community="private")
    assert done.returncode == 2 and reason in done.stderr, done
    assert (
        "Failed object: ." + failed if failed else "Failed object"
    ) in done.stderr or not failed
    assert values(snmp) == FIRST
    said = asked(snmp).split()
    assert said[:3] == ["rt", "ht", "ft"] and said[-3:] == ["fC", "hC", "rC"]
    assert said[3:-3] == ([] if phase == 1 else ["rc", "hc", "fc", "fu", "hu", "ru"])
    snmp.lines("set", *SETS, community="private")  # and nothing is left armed, or of the file
    assert values(snmp) == SECOND


def test_cleanup_that_fails_changes_nothing_and_one_object_is_written_once(snmp):
    snmp.lines("set", FAILS, "i", "4", RELAY, "i", "1", RELAY, "i", "1", community="private")
    assert asked(snmp) == "ft rt fc rc rC fC"
    done = snmp("set", RELAY, "i", "1", RELAY, "i", "0", community="private")
    assert done.returncode == 2 and "inconsistentValue" in done.stderr
    assert asked(snmp) == "rt rC"
