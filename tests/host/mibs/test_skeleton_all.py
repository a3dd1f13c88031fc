# `usnmp skeleton` of each module that comes with usnmp, in this process: what is served is what
# the MIB has, within its limits.

import importlib.util
import sys

import pytest
from conftest import ROOT, run, tool
from skeletonbox import LETTERS, REASONS, Facts, bad, good, writable
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_codec import name_of
from usnmp_mib import Mib
from usnmp_mib.once import serve
from usnmp_pc.mibs import Mibs, shipped
from usnmp_pc.skeleton import skeleton

SET, NEXT = 0xA3, 0xA1
TAGS = {"i": 2, "s": 4, "x": 4, "o": 6, "a": 64, "u": 66, "t": 67}
BASES = {"Counter32": 65, "Counter64": 70, "Opaque": 68}


@pytest.fixture(scope="module")
def mibs():
    return Mibs()


def module(source, name, folder, monkeypatch):
    """The Python module of a source."""
    path = folder / (name + ".py")
    path.write_text(source)
    spec = importlib.util.spec_from_file_location(name, path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.setitem(sys.modules, name, made)
    return made


class Served:
    def __init__(self, made):
        self.mib = Mib()
        serve(made.__name__, self.mib)
        self.agent = Agent(self.mib, "public", "private")

    def ask(self, pdu, *varbinds):
        request = SnmpPacket(pdu, ver=1, community="private")
        request.varbinds.extend((oid, tv) for oid, tv in varbinds)
        answer = SnmpPacket(self.agent.respond(request.tobytes(), None))
        return answer.err_status, list(answer.varbinds.items())

    def walk(self):
        found, oid = {}, "0.0"
        while True:
            status, ((oid, (t, value)),) = self.ask(NEXT, (oid, (5, None)))
            assert status == 0
            if t == 0x82:
                return found
            found[oid] = t, value

    def set(self, oid, letter, value):
        if letter == "x":
            value = bytes.fromhex(value)
        return self.ask(SET, (oid, (TAGS[letter], value)))[0]


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_skeleton_of_each_module_serves_what_it_has(name, mibs, tmp_path, monkeypatch):
    made = module(skeleton(mibs, name), "my_module", tmp_path, monkeypatch)
    served = Served(made)
    facts = Facts(name)
    walked = served.walk()
    objects = {}
    for oid in walked:
        node = mibs.node(oid)
        if node.kind not in ("scalar", "column"):  # an instance that has a name, sysUpTimeInstance
            node = node.parent
        objects.setdefault(node.dotted, []).append(oid)
    kept = [row for row in facts.rows if status_of(facts, row)]
    wanted = [node for row in facts.rows if row not in kept for node in facts.columns(row)]
    wanted = [n for n in wanted + facts.scalars if n.access.startswith("read")]
    assert sorted(objects) == sorted(node.dotted for node in wanted)
    for node in wanted:
        for oid in objects[node.dotted]:
            tag = BASES.get(node.base) or TAGS[LETTERS[node.base]]
            assert walked[oid][0] == tag, (node, name_of(walked[oid][0]))
        if writable(node):
            check(served, node, objects[node.dotted][0])


def status_of(facts, row):
    # The RowStatus that its rows come and go by, as far as the module has it.
    base = row.augments
    if base and base.module is row.module:
        row = base
    return facts.status(row)


def check(served, node, oid):
    reasons = {text: status for status, text in REASONS.items()}
    for letter, value in good(node):
        assert served.set(oid, letter, value) == 0, (node, value)
    for letter, value, reason in bad(node):
        assert served.set(oid, letter, value) == reasons[reason], (node, value)


def test_all_are_clean_to_ruff_and_compiled_by_mpy_cross(mibs, tmp_path):
    for name in shipped():
        path = tmp_path / ("my_%s.py" % name.lower().replace("-", "_"))
        path.write_text(skeleton(mibs, name))
        done = run(tool("mpy-cross"), "-O3", path)
        assert done.returncode == 0, done.stderr
    config = ["--config", ROOT / "pyproject.toml", "--no-cache"]
    for command in (["check"], ["format", "--check"]):
        done = run(tool("ruff"), *command, *config, tmp_path)
        assert done.returncode == 0, done.stdout


def test_a_skeleton_is_the_same_each_time(mibs):
    for name in ("IF-MIB", "IP-MIB"):
        assert skeleton(Mibs(), name) == skeleton(mibs, name)
