# `usnmp lint`: what smilint says, or our own reading where there is none; errors make the exit
# status 1, warnings do not.

import os
import shutil

import pytest
from conftest import ROOT, package, tool
from usnmp_pc.cli import main

GOOD = ROOT / "mibs/USNMP-MIB.txt"


@pytest.fixture
def lint(capsys, tmp_path, monkeypatch):
    package("pysmi")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def run(*argv, smilint=True):
        if smilint:
            argv = ("-M", str(tool("mib-texts")), *argv)
            folder = os.path.dirname(tool("smilint"))
            monkeypatch.setenv("PATH", folder + os.pathsep + os.environ["PATH"])
        status = main(["lint", *map(str, argv)])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err

    return run


def changed(folder, old, new):
    """A copy of USNMP-MIB with a change, and the number of its first line."""
    text = GOOD.read_text()
    assert old in text
    path = folder / "USNMP-MIB.txt"
    path.write_text(text.replace(old, new, 1))
    return path, text[: text.index(old)].count("\n") + 1


def test_a_good_mib_has_no_line_and_status_0(lint):
    assert lint(GOOD) == (0, [], "")
    assert lint("--pysmi", GOOD, smilint=False) == (0, [], "")


def test_an_error_has_file_line_and_status_1(lint, tmp_path):
    path, line = changed(
        tmp_path, "SYNTAX      Gauge32\n    UNITS", "SYNTAX      Gauge99\n    UNITS"
    )
    for argv, smilint in (([path], True), (["--pysmi", path], False)):
        status, lines, _ = lint(*argv, smilint=smilint)
        assert status == 1
        found = [each for each in lines if "Gauge99" in each]
        assert found and found[0].startswith("%s:" % path)
        assert abs(int(found[0].split(":")[1]) - line) < 3


def test_a_warning_is_told_with_status_0(lint, tmp_path):
    path, _ = changed(tmp_path, "usnmpHeapFree, ", "")
    status, lines, _ = lint(path)
    assert status == 0 and any("usnmpHeapFree" in line for line in lines)
    assert lint("-L", "3", path) == (0, [], "")


def test_where_smilint_lacks_texts_that_we_know_it_is_read_by_pysmi(lint, tmp_path, monkeypatch):
    path, _ = changed(tmp_path, "FROM SNMPv2-TC", "FROM SNMPv2-TC\n    ifIndex FROM IF-MIB")
    status, lines, err = lint(path)
    assert (status, lines) == (0, [])
    assert "no text of IF-MIB" in err


def test_without_smilint_it_is_read_by_pysmi(lint, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert lint(GOOD, smilint=False) == (0, [], "")


def test_a_file_that_there_is_not_is_told(lint):
    status, lines, err = lint("/nonexistent.txt")
    assert status == 1 and lines == [] and "/nonexistent.txt: no such file" in err
