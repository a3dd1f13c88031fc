# Our agent and snmpd, asked the same in SNMPv3 (v3_conformance.py): the same answers and reports,
# but for the differences that are listed, each of which must occur; and V3's checklist in
# docs/conformance.md names tests that there are.

import re

import pytest
import v3_conformance
from conftest import ROOT, free_port, tool

PAGE = ROOT / "docs/conformance.md"
MEANT = {case: name for name, cases in v3_conformance.DIFFERENCES.items() for case in cases}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    snmpd = v3_conformance.Snmpd(tool("snmpd"), free_port(), tmp_path_factory.mktemp("snmpd"))
    try:
        return v3_conformance.run(snmpd)
    finally:
        snmpd.stop()


def test_answers_and_reports_are_those_of_snmpd(results):
    assert len(results) > 100
    assert [r for r in results if r[1] != r[2] and r[0] not in MEANT] == []


def test_most_of_them_are_answered(results):
    answered = [theirs for _, _, theirs in results if theirs]
    assert len(answered) > 60
    assert {theirs[0]["PDU"] for theirs in answered} == {0xA2, 0xA8}
    # each counter of usmStats is reported
    oids = {theirs[0]["binding"][0] for theirs in answered if theirs[0]["PDU"] == 0xA8}
    assert {oid[8] for oid in oids if oid[5] == 15} == {1, 2, 3, 4, 5, 6}


def test_every_difference_that_is_listed_occurs(results):
    assert {r[0] for r in results if r[1] != r[2]} >= set(MEANT)


def test_the_page_lists_them():
    listed = re.findall(r"^\| `(v3-[a-z-]+)` \|", PAGE.read_text(), re.M)
    assert sorted(listed) == sorted(v3_conformance.DIFFERENCES)


def test_the_checklist_names_tests_that_there_are():
    rows = re.findall(r"^\| (\d+) \| .+ \| (.+) \|$", PAGE.read_text(), re.M)
    assert [int(n) for n, _ in rows] == list(range(1, 24))
    source = "".join(p.read_text() for p in ROOT.glob("tests/**/test_*.py"))
    for n, cell in rows:
        tests = re.findall(r"`(test_\w+)`", cell)
        assert tests or "not" in cell, n
        for name in tests:
            assert re.search(r"\bdef %s\(" % name, source), (n, name)
