# MIB texts of the wild: what is made by chance is read as it was made, fact by fact; what is
# broken is told with file and line, and costs what needs it alone.

import json
import random

import pytest
from broken_mib import KINDS, Broken
from conftest import ROOT, package
from usnmp_pc.mibs import compile as mib_compile
from wild_mib import Wild
from wild_text import WildText

KNOWN = json.loads((ROOT / "usnmp_pc/mibs/standard.json").read_text())


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    package("pysmi")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def made(seed):
    wild = Wild(random.Random(seed), seed)
    return wild, WildText(wild)


def expected(wild, text):
    """The dict that the module is to be read as."""
    nodes = [dict(node, line=text.lines[node["name"]]) for node in wild.nodes]
    for node in nodes:
        if node["name"] in text.texts:
            node["description"] = text.texts[node["name"]]
    nodes.sort(key=lambda node: [int(n) for n in node["oid"].split(".")])
    return nodes


@pytest.mark.parametrize("first", range(0, 240, 10))
def test_a_readable_text_is_read_as_it_was_made(first, tmp_path):
    for seed in range(first, first + 10):
        wild, text = made(seed)
        path = tmp_path / (wild.name + ".txt")
        path.write_bytes(text.octets)
        found, faults = mib_compile.load(wild.name, [str(tmp_path)], dict(KNOWN))
        assert faults == []
        assert found["identity"] == wild.identity
        assert found["types"] == wild.types
        assert found["nodes"] == expected(wild, text), path


@pytest.mark.parametrize("number", range(60))
def test_a_broken_text_is_told_with_its_line_and_costs_what_needs_it(number, tmp_path):
    kind = KINDS[number % len(KINDS)]
    broken = Broken(random.Random(1000 + number), 1000 + number, kind)
    wild = broken.wild
    path = tmp_path / (wild.name + ".txt")
    path.write_bytes(broken.octets)
    found, faults = mib_compile.load(wild.name, [str(tmp_path)], dict(KNOWN))
    assert any(fault.startswith("%s:%d: " % (path, broken.line)) for fault in faults), kind
    assert {node["name"] for node in found["nodes"]} == {
        node["name"] for node in wild.nodes if node["name"] not in broken.lost
    }, kind


def test_each_way_to_break_a_text_is_tried():
    assert len(KINDS) <= 60
