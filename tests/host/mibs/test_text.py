# The text of USNMP-MIB, mibs/USNMP-MIB.txt: what smilint, net-snmp and pysmi say of it, and that
# text and code are at one place in the tree of OIDs.

import os
import re

from compiled import compile_own, load
from conftest import ROOT, run, tool
from usnmp_mibs.arc import ARC

TEXT = ROOT / "mibs/USNMP-MIB.txt"


def smilint(path):
    # What it says, which ends with 0 whatever that is
    env = {**os.environ, "SMIPATH": tool("mib-texts")}
    done = run(tool("smilint"), "-s", "-l", "6", path, env=env)
    return done.stdout + done.stderr


def translate(*arguments, folder=TEXT.parent):
    texts = "%s:%s" % (tool("mib-texts"), folder)
    done = run(tool("snmptranslate"), "-M", texts, "-m", "USNMP-MIB", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_smilint_has_nothing_to_say():
    assert smilint(TEXT) == ""


def test_smilint_would_say_what_is_wrong(tmp_path):
    text = TEXT.read_text()
    for what, instead, said in (
        ("Gauge32\n    UNITS", "Gauge99\n    UNITS", "Gauge99"),  # no such type
        ("usnmpHeapFree, ", "", "usnmpHeapFree"),  # in no group
        ("Integer32 (-127..0)", "Integer32 (0..-127)", "range"),
    ):
        assert what in text
        path = tmp_path / TEXT.name
        path.write_text(text.replace(what, instead))
        assert said in smilint(path), what


def test_net_snmp_loads_it_and_finds_it_where_the_code_is():
    assert translate("-On", "USNMP-MIB::usnmpMIB") == ".%s\n" % ARC
    name = translate(ARC + ".1.3.3.1.2.5")
    assert name == "USNMP-MIB::usnmpDropCount.rateLimit\n"
    told = translate("-Td", "USNMP-MIB::usnmpRssiValue")
    for line in ("SYNTAX\tInteger32 (-127..0)", 'UNITS\t\t"dBm"', "MAX-ACCESS\tread-only"):
        assert line in told, told


def test_an_arc_of_ones_own_is_one_line_of_the_text(tmp_path):
    text, n = re.subn("{ netSnmpPlaypen 101 }", "{ enterprises 64999 }", TEXT.read_text())
    assert n == 1
    (tmp_path / TEXT.name).write_text(text)
    assert smilint(tmp_path / TEXT.name) == ""
    where = translate("-On", "USNMP-MIB::usnmpDropCount", folder=tmp_path)
    assert where == ".1.3.6.1.4.1.64999.1.3.3.1.2\n"


def test_the_code_has_the_arc_in_one_place_and_in_the_start_of_the_firmware():
    holders = {p.name: p.read_text() for p in ROOT.glob("usnmp*/**/*.py") if ARC in p.read_text()}
    assert sorted(holders) == ["arc.py", "assemble.py"]
    assert holders["assemble.py"].count(ARC) == 1
    assert '"%s.1.1.0"' % ARC in holders["assemble.py"]
    where = translate("-On", "USNMP-MIB::usnmpStoreFailures.0")
    assert where == ".%s.1.1.0\n" % ARC


def test_pysmi_compiles_it_and_pysnmp_loads_it(tmp_path):
    said = compile_own(tmp_path)
    assert said.pop("USNMP-MIB") == "compiled"
    assert set(said.values()) == {"untouched"}  # pysnmp has them
    builder = load(tmp_path)
    (module, compliance) = builder.import_symbols("USNMP-MIB", "usnmpMIB", "usnmpCompliance")
    assert ".".join(map(str, module.getName())) == ARC
    assert type(compliance).__name__ == "ModuleCompliance"
