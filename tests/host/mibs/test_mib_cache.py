# Where MIB texts are found, and what their compiled form is kept for: stale as soon as the text or
# what it imports is another, of no harm where it is broken or cannot be written.

import builtins
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT, package
from usnmp_pc.mibs import cache, parse
from usnmp_pc.mibs import compile as mib_compile

KNOWN = json.loads((ROOT / "usnmp_pc/mibs/standard.json").read_text())
TEXT = """%s DEFINITIONS ::= BEGIN
IMPORTS enterprises, OBJECT-TYPE FROM SNMPv2-SMI %s;
top%d OBJECT IDENTIFIER ::= { %s %d }
leaf%d OBJECT-TYPE SYNTAX %s MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { top%d 1 }
END
"""


def text(name="AA-MIB", imports="", n=1, parent="enterprises", arc=9, syntax="INTEGER"):
    return TEXT % (name, imports, n, parent, arc, n, syntax, n)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    package("pysmi")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "mibs").mkdir()
    return tmp_path / "mibs"


@pytest.fixture
def compiled(monkeypatch):
    """The names of the modules that have been compiled, as they are."""
    names = []
    real = mib_compile.compile_text

    def counted(octets, finder, file="", name=None, correct=None):
        names.append(name)
        return real(octets, finder, file, name, correct)

    monkeypatch.setattr(mib_compile, "compile_text", counted)
    return names


def load(folder, name="AA-MIB"):
    return mib_compile.load(name, [str(folder)], dict(KNOWN))


def kept():
    there = cache.folder()
    return [os.path.join(there, name) for name in sorted(os.listdir(there))]


# --- finding ---


@pytest.mark.parametrize(
    "name", "AA-MIB AA-MIB.txt AA-MIB.mib AA-MIB.my aa-mib.mib aa-mib.txt other.doc".split()
)
def test_a_text_is_found_whatever_its_file_is_called(name, folder):
    (folder / "zz.txt").write_text("no MIB")
    (folder / name).write_text("-- BB-MIB DEFINITIONS ::= BEGIN\n" + text())
    assert mib_compile.find([str(folder)], "AA-MIB") == str(folder / name)
    assert mib_compile.find([str(folder)], "BB-MIB") is None


def test_the_first_folder_that_has_it_counts(folder, tmp_path):
    (folder / "AA-MIB.txt").write_text(text())
    (tmp_path / "AA-MIB").write_text(text())
    dirs = "%s:%s" % (folder, tmp_path)
    assert mib_compile.find(dirs, "AA-MIB") == str(folder / "AA-MIB.txt")
    assert mib_compile.find("+/nowhere:%s" % tmp_path, "AA-MIB") == str(tmp_path / "AA-MIB")


def test_a_file_with_several_modules_has_each_of_them(folder):
    (folder / "all.mib").write_text(text("AA-MIB", n=1) + text("BB-MIB", n=2, arc=8))
    for name, top in (("AA-MIB", "top1"), ("BB-MIB", "top2")):
        found, faults = load(folder, name)
        assert faults == []
        assert found["nodes"][0]["name"] == top


def test_a_module_that_nobody_has_is_told(folder):
    assert load(folder) == (None, ["no module AA-MIB is found in %s" % folder])


# --- staleness ---


def test_a_text_is_compiled_once(folder, compiled):
    (folder / "AA-MIB.txt").write_text(text())
    first = load(folder)
    assert load(folder) == first
    assert compiled == ["AA-MIB"]


def test_faults_are_kept_too(folder, compiled):
    (folder / "AA-MIB.txt").write_text(text(syntax="NoSuchType"))
    first = load(folder)
    assert first[1] == ["%s/AA-MIB.txt:4: leaf1: the type NoSuchType is not known" % folder]
    assert load(folder) == first
    assert compiled == ["AA-MIB"]


def test_a_text_that_has_changed_is_compiled_anew(folder, compiled):
    path = folder / "AA-MIB.txt"
    path.write_text(text(arc=8))
    was = os.stat(path)
    load(folder)
    path.write_text(text(arc=7))  # of the same size, and the same time
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert load(folder)[0]["nodes"][0]["oid"] == "1.3.6.1.4.1.7"
    assert compiled == ["AA-MIB", "AA-MIB"]


def test_what_an_import_has_changed_is_taken_up(folder, compiled):
    (folder / "AA-MIB.txt").write_text(text(imports="top2 FROM BB-MIB", parent="top2"))
    (folder / "BB-MIB.txt").write_text(text("BB-MIB", n=2, arc=8))
    assert load(folder)[0]["nodes"][0]["oid"] == "1.3.6.1.4.1.8.9"
    (folder / "BB-MIB.txt").write_text(text("BB-MIB", n=2, arc=7))
    assert load(folder)[0]["nodes"][0]["oid"] == "1.3.6.1.4.1.7.9"
    load(folder)
    assert sorted(compiled) == ["AA-MIB", "AA-MIB", "BB-MIB", "BB-MIB"]


def test_an_import_that_was_missing_is_taken_up_when_it_is_there(folder):
    (folder / "AA-MIB.txt").write_text(text(imports="top2 FROM BB-MIB", parent="top2"))
    found, faults = load(folder)
    assert found["nodes"] == []
    assert faults == [
        "%s/AA-MIB.txt:2: no module BB-MIB is found" % folder,
        "%s/AA-MIB.txt:3: top2 is not known, so top1 is left out" % folder,
    ]
    (folder / "BB-MIB.txt").write_text(text("BB-MIB", n=2, arc=8))
    found, faults = load(folder)
    assert faults == []
    assert found["nodes"][0]["oid"] == "1.3.6.1.4.1.8.9"


def test_an_import_of_an_import_counts_as_well(folder):
    (folder / "AA-MIB.txt").write_text(text(imports="top2 FROM BB-MIB", parent="top2"))
    (folder / "BB-MIB.txt").write_text(
        text("BB-MIB", n=2, imports="top3 FROM CC-MIB", parent="top3")
    )
    (folder / "CC-MIB.txt").write_text(text("CC-MIB", n=3, arc=8))
    assert load(folder)[0]["nodes"][0]["oid"] == "1.3.6.1.4.1.8.9.9"
    (folder / "CC-MIB.txt").write_text(text("CC-MIB", n=3, arc=7))
    assert load(folder)[0]["nodes"][0]["oid"] == "1.3.6.1.4.1.7.9.9"


def test_modules_that_import_each_other_come_to_an_end(folder):
    (folder / "AA-MIB.txt").write_text(text(imports="top2 FROM BB-MIB", parent="top2"))
    (folder / "BB-MIB.txt").write_text(text("BB-MIB", n=2, imports="leaf1 FROM AA-MIB", arc=8))
    found, faults = load(folder)
    assert faults == []
    assert found["nodes"][0]["oid"] == "1.3.6.1.4.1.8.9"


def test_one_broken_import_costs_what_needs_it_alone(folder):
    imports = "Colour FROM BB-MIB top3 FROM CC-MIB"
    (folder / "AA-MIB.txt").write_text(text(imports=imports, syntax="Colour"))
    (folder / "BB-MIB.txt").write_text("BB-MIB DEFINITIONS ::= BEGIN\nColour ::= ( END")
    found, faults = load(folder)
    assert [node["name"] for node in found["nodes"]] == ["top1", "leaf1"]
    assert found["nodes"][1]["syntax"] == "Colour"
    assert found["nodes"][1]["base"] is None
    assert faults == [
        "%s/BB-MIB.txt:2: Colour: '(' is not closed" % folder,
        "%s/AA-MIB.txt:2: no module CC-MIB is found" % folder,
        "%s/AA-MIB.txt:4: leaf1: the type Colour is not known" % folder,
    ]


# --- the folder ---


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b'{"format": 1}', b"\xff\x00", b"null"])
def test_a_broken_file_in_the_cache_is_as_none(rubbish, folder, compiled):
    (folder / "AA-MIB.txt").write_text(text())
    first = load(folder)
    (path,) = kept()
    with open(path, "wb") as file:
        file.write(rubbish)
    assert load(folder) == first
    assert load(folder) == first
    assert compiled == ["AA-MIB", "AA-MIB"]


def test_what_another_release_kept_is_not_used(folder, compiled, monkeypatch):
    (folder / "AA-MIB.txt").write_text(text())
    load(folder)
    monkeypatch.setattr(cache, "FORMAT", cache.FORMAT + 1)
    load(folder)
    assert compiled == ["AA-MIB", "AA-MIB"]


def test_a_cache_that_cannot_be_written_is_no_error(folder, tmp_path, monkeypatch):
    (folder / "AA-MIB.txt").write_text(text())
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    found, faults = load(folder)
    assert faults == []
    assert found["nodes"]


def test_nothing_half_is_left(folder):
    (folder / "AA-MIB.txt").write_text(text())
    load(folder)
    assert [path.rsplit(".", 1)[1] for path in kept()] == ["json"]


CODE = """
import json, sys
sys.path.insert(0, sys.argv[1])
from usnmp_pc.mibs import compile
known = json.load(open(sys.argv[1] + "/usnmp_pc/mibs/standard.json"))
for _ in range(20):
    for name in ("AA-MIB", "BB-MIB"):
        found, faults = compile.load(name, sys.argv[2], dict(known))
        assert not faults and len(found["nodes"]) == 2, faults
"""


def test_two_processes_at_once_do_no_harm_to_each_other(folder):
    (folder / "AA-MIB.txt").write_text(text(imports="top2 FROM BB-MIB", parent="top2"))
    (folder / "BB-MIB.txt").write_text(text("BB-MIB", n=2, arc=8))
    command = [sys.executable, "-c", CODE, str(ROOT), str(folder)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
    assert len(kept()) == 2


# --- without pysmi ---


def test_without_pysmi_it_is_said_what_to_install(folder, monkeypatch):
    (folder / "AA-MIB.txt").write_text(text())
    real = builtins.__import__

    def without(name, *rest):
        if name.startswith("pysmi"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(parse, "_parser", None)
    found, (fault,) = load(folder)
    assert found is None
    assert "pip install usnmp[mibs]" in fault


def test_what_is_kept_needs_no_pysmi(folder, monkeypatch):
    (folder / "AA-MIB.txt").write_text(text())
    first = load(folder)
    monkeypatch.setattr(parse, "parser", None)
    assert load(folder) == first
