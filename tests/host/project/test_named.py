# What pages, comments and docstrings name is there: files, modules and what is in them, tests. No
# interpreter runs a comment, and so the name of what is gone would stay.

import ast
import io
import re
import tokenize

import pytest
from conftest import ROOT
from usnmp_tools import modules

PATH = re.compile(
    r"(?<![\w./-])(?:(?:tools|tests|docs|examples|integrations|usnmp_\w+)/(?:[\w./*-]*[\w*])?|\w+\.m?py\b)"
)
DOTTED = re.compile(r"(?<![\w./-])usnmp_\w+(?:\.\w+)*(?![\w/(])")
TEST = re.compile(r"\btest_\w+\b(?![.*])")
# Not in this tree: what tools/build.py makes, MicroPython's own, Espressif's, a user's.
OTHERS = {
    "_boot.py",
    "mpy-tool.py",
    "manifest.py",
    "usnmp_names.py",
    "manifestfile.py",
    "esptool.py",
    "acme_mib.py",
}
FOLDERS = ("docs", "examples", "integrations", "tests", "tools", "usnmp*")
SOURCES = sorted([*ROOT.glob("*.py"), *(p for f in FOLDERS for p in ROOT.glob(f + "/**/*.py"))])
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("integrations/**/*.md")]
)
SCRIPTS = [ROOT / name for name in ("tools/check", "tools/setup", "tests/board_box/freeze")]
MODULES = modules.modules()
MODULES |= {"usnmp_tools." + p.stem: p for p in ROOT.glob("tools/usnmp_tools/*.py")}
HEADS = {name.split(".")[0] for name in MODULES}
FILES = {path.name for path in SOURCES}
# Metrics of the exporter, and what some of them begin with
METRICS = {
    name
    for path in ROOT.glob("usnmp_pc/exporter/*.py")
    for name in re.findall(r'"(usnmp_\w+)"', path.read_text())
}


def words(path):
    """What a file says to its reader: all of a page; of a program comments, docstrings and, except
    in tests, which name on purpose what is not there, other texts of more than a word.
    """
    text = path.read_text()
    if path.name == "CHANGELOG.md":  # its table of moves begins with what is gone
        return re.sub(r"^\|.*\|(.*)\|$", r"\1", text, flags=re.M)
    if path.suffix != ".py":
        return re.sub(r"[\w./-]*\$[\w./-]*", "", text)  # a script's names of what varies
    in_tests = "tests" in path.relative_to(ROOT).parts
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = [t.string for t in tokens if t.type == tokenize.COMMENT]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented):
            found.append(ast.get_docstring(node) or "")
        elif isinstance(node, ast.Constant) and not in_tests and " " in str(node.value):
            found.append(str(node.value))
    return "\n".join(found)


def there(name):
    """Is there such a module, or such a name in one? Of `module.Class.method` both are looked for
    in the module.
    """
    if name in HEADS or name in MODULES or name.replace("_total", "") in METRICS:
        return True
    if any(metric.endswith("_") and name.startswith(metric) for metric in METRICS):
        return True
    module, _, leaf = name.rpartition(".")
    while module and module not in MODULES:
        module, _, leaf = module.rpartition(".")
    leaves = name[len(module) + 1 :].split(".")
    text = MODULES[module].read_text() if module else ""
    return all(re.search(r"\b%s\b" % leaf, text) for leaf in leaves)


def defined():
    """The names of all tests."""
    tests = [path.read_text() for path in SOURCES if path.name.startswith("test_")]
    return set(re.findall(r"^ *(?:async )?def (test_\w+)", "\n".join(tests), re.M))


def missing(text, tests=frozenset()):
    """What a text names that is not there; tests: the names of those that are."""
    found = []
    for path in PATH.findall(text):
        source = path.replace(".mpy", ".py")
        here = any(ROOT.glob(source)) if "/" in source else source in FILES | OTHERS
        if not here:
            found.append(path)
    for name in DOTTED.findall(text):
        module = re.sub(r"\.(m?py|pyi|json)$", "", name)
        if module + ".py" not in OTHERS and not there(module):
            found.append(name)
    return found + [n for n in TEST.findall(text) if n not in tests and n + ".py" not in FILES]


def test_what_a_text_names_is_there():
    tests = defined()
    found = {}
    for path in PAGES + SOURCES + SCRIPTS:
        names = missing(words(path), tests)
        if names:
            found[path.relative_to(ROOT).as_posix()] = names
    assert not found


@pytest.mark.parametrize(
    "text, names",
    [
        ("see usnmp_agent.gone, usnmp_agent.engine", ["usnmp_agent.gone"]),
        ("`usnmp_persist` and usnmp_base.store", ["usnmp_persist"]),
        ("usnmp_receiver.Receiver.poll, usnmp_receiver.Receiver.pool",
         ["usnmp_receiver.Receiver.pool"]),
        ("tests/host/gone.py, tests/host/*/test_n*.py, tests/host/", ["tests/host/gone.py"]),
        ("usnmp_agent/gone.mpy and usnmp_agent/engine.mpy", ["usnmp_agent/gone.mpy"]),
        ("gone.py, deploy.py", ["gone.py"]),
        ("test_that_is_gone of test_named", ["test_that_is_gone"]),
    ],
)  # fmt: skip
def test_what_is_gone_would_be_found(text, names):
    assert missing(text) == names
