# Text files and pipes of what runs on a PC say how text becomes octets: unless told, it is that of
# the system, which on Windows is another in each country.

import ast

import pytest
from conftest import ROOT

FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("usnmp_pc/**/*.py", "tools/*.py", "tools/usnmp_tools/*.py", "usnmp_*/*pc.py")
    for path in ROOT.glob(pattern)
    if path.name != "interfaces_pc.py"  # of Linux alone, and of MicroPython there
)
# function: where its mode stands
OPENS = {"open": 1, "fdopen": 1, "NamedTemporaryFile": 0, "TemporaryFile": 0}
TEXTS = {"read_text", "write_text"}
PIPES = {"run", "Popen", "check_output"}


def faults(source):
    """The lines in which text is read or written without an encoding."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and not any(k.arg == "encoding" for k in call.keywords):
            name = getattr(call.func, "id", getattr(call.func, "attr", ""))
            owner = getattr(getattr(call.func, "value", None), "id", "")
            opens = name in OPENS and (owner != "os" or name == "fdopen")
            if opens and owner in ("", "os", "tempfile") and text(call, OPENS[name]):
                found.append(call.lineno)
            elif name in TEXTS:
                found.append(call.lineno)
            elif name in PIPES and owner == "subprocess":
                found += [call.lineno for k in call.keywords if k.arg == "text"]
    return found


def text(call, place):
    """Is the mode of text? Unless told otherwise it is, but for temporary files."""
    modes = call.args[place : place + 1] + [k.value for k in call.keywords if k.arg == "mode"]
    mode = getattr(modes[0], "value", "b") if modes else ("r" if place else "b")
    return "b" not in mode


@pytest.mark.parametrize("name", FILES)
def test_text_has_an_encoding(name):
    assert faults((ROOT / name).read_text(encoding="utf-8")) == []


def test_what_is_looked_for_is_found():
    wrong = "open(p)", "open(p, 'w')", "os.fdopen(n, 'w')", "path.read_text()", "p.write_text(x)"
    wrong += ("tempfile.NamedTemporaryFile('w')", "subprocess.run(c, text=True)")
    for source in wrong:
        assert faults(source) == [1], source
    right = "open(p, 'rb')", "open(p, encoding='utf-8')", "os.open(p, 0)", "subprocess.run(c)"
    for source in right:
        assert faults(source) == [], source
