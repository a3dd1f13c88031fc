# Our agent and snmpd, asked the same (conformance.py): a test per group of requests, and that
# the list of deliberate differences is exact and that the comparison compares.

import re

import conformance
import pytest
import usnmp
from conformance import EVERY, MAX_SIZE, V2C, decoded, exception, fields, short
from conftest import ROOT, free_port, tool

GROUPS = list(dict.fromkeys(case.group for case in conformance.cases()))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The whole run, once: it has an order, as SETs change what later requests read."""
    folder = tmp_path_factory.mktemp("snmpd")
    snmpd = conformance.Snmpd(tool("snmpd"), free_port(), folder)
    try:
        ours = conformance.Ours()
        found = conformance.run(snmpd, ours)
        assert not ours.logged  # no handler failed
        return found
    finally:
        snmpd.stop()


def lines(result):
    # What is not declared, for people.
    for d in result.differences:
        if not conformance.explanation(result.case, d):
            yield "%s: %s: ours %.80s, snmpd's %.80s" % (result.case.name, *d)


@pytest.mark.parametrize("group", GROUPS)
def test_answers_are_those_of_snmpd(results, group):
    wrong = []
    for r in results:
        if r.case.group == group:
            found = list(lines(r))
            if found:
                wrong += found[:4]
                wrong.append("  request " + r.case.datagram.hex())
                wrong += ["  ours    " + a.hex() for a in r.ours]
                wrong += ["  snmpd's " + a.hex() for a in r.theirs]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_number_of_pairs(results):
    assert len(results) >= (300 if V2C else 150)


def test_no_answer_is_longer_than_allowed(results):
    assert max(len(a) for r in results for a in r.ours) <= MAX_SIZE


def test_exceptions_are_those_of_the_rfc_whatever_snmpd_says(results):
    found = 0
    for r in results:
        if not r.case.name.startswith("v2c get ") or not r.ours:
            continue
        for oid, tv in decoded(r.ours[0]).varbinds.items():
            if tv[0] in (128, 129):
                assert conformance.TYPES[tv[0]] == exception(oid), short(oid)
                found += 1
    assert found > 50 or not V2C


def test_getnext_visits_every_object_in_order(results):
    by_name = {r.case.name: r for r in results}
    for ver in ("v1", "v2c")[: 1 + V2C]:
        visible = [oid for oid in EVERY if ver == "v2c" or oid not in conformance.CANNOT_READ_V1]
        for oid, then in zip(visible, visible[1:]):
            (answer,) = by_name["%s getnext %s" % (ver, short(oid))].ours
            assert list(usnmp.SnmpPacket(answer).varbinds) == [then]


def test_every_declared_difference_occurs(results):
    seen = {conformance.explanation(r.case, d) for r in results for d in r.differences}
    possible = [d for d in conformance.DIFFERENCES if V2C or not d.cases.startswith("v2c")]
    assert [d for d in possible if d not in seen] == []


def test_the_page_lists_the_declared_differences():
    page = (ROOT / "docs" / "conformance.md").read_text()
    page = page.partition("\n## SNMPv3\n")[0]  # the rest is test_v3_conformance's
    listed = re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.M)
    assert listed == list(dict.fromkeys(d.name for d in conformance.DIFFERENCES))


def test_a_difference_is_noticed():
    # That the comparison compares: one octet of an answer changed is a difference, wherever.
    case = conformance.Case("", "", b"")
    p = usnmp.SnmpPacket(conformance.RESPONSE, ver=1, id=5, err_status=2, err_id=1)
    p.varbinds.append((EVERY[0], (2, 1)))
    answer = p.tobytes()
    assert conformance.compare(case, [answer], [answer]).differences == []
    for kw in (dict(ver=0), dict(community="x"), dict(id=6), dict(err_status=3), dict(err_id=0)):
        q = usnmp.SnmpPacket(answer)
        for name, v in kw.items():
            setattr(q, name, v)
        assert len(conformance.compare(case, [answer], [q.tobytes()]).differences) == 1
    for vbs in ([], [(EVERY[1], (2, 1))], [(EVERY[0], (2, 2))], [(EVERY[0], (65, 1))]):
        q = usnmp.SnmpPacket(answer)
        q.varbinds.clear()
        q.varbinds.extend(vbs)
        assert len(conformance.compare(case, [answer], [q.tobytes()]).differences) == 1
    assert conformance.compare(case, [answer], []).differences == [("replies", "1", "0")]
    assert fields([answer])["error-status"] == "noSuchName"
