# Types: what a user's checker and editor know of the API, and that a board does not pay for it.

import ast
import importlib.util
import os
import sys

import pytest
import usnmp
import usnmp_codec
from conftest import DEVICE_MODULES, ROOT, missing, run, tool
from usnmp_base.packet_pc import constants
from usnmp_tools import stubs

pytestmark = pytest.mark.slow

# The files that docs/ name, and what is in them that is no user's.
API = {
    "usnmp": [],
    "usnmp_codec": [],
    "usnmp_agent.rate_limit": [],
    "usnmp_agent.request_cache": [],
    "usnmp_agent.view": [],
    "usnmp_base.store": [],
    "usnmp_base.trap": [],
    "usnmp_base.udp": [],
    "usnmp_base.uptime": [],
    "usnmp_base.varbind": [],
    "usnmp_firmware": [],
    "usnmp_firmware.config": [],
    "usnmp_firmware.wifi": [],
    "usnmp_manager": [],
    "usnmp_manager.aio": [],
    "usnmp_manager.blocking": [],
    "usnmp_manager.response": [],
    "usnmp_mib": [],
    "usnmp_mib.index": [],
    "usnmp_mib.metadata": [],
    "usnmp_mib.rows": [],
    "usnmp_mib.rowstatus": ["RowTable.stage_set"],
    "usnmp_mib.subtree": [],
    "usnmp_mib.table": [],
    "usnmp_mibs.entity_sensor_mib": [],
    "usnmp_mibs.host_resources_mib": [],
    "usnmp_mibs.snmp_group": [],
    "usnmp_mibs.snmpv2_mib": [],
    "usnmp_mibs.usnmp_alarm": [],
    "usnmp_mibs.usnmp_mib": [],
    "usnmp_notify": [],
    "usnmp_notify.target": [],
    "usnmp_notify.watch": [],
    "usnmp_receiver": [],
    "usnmp_receiver.notification": [],
    "usnmp_sensors.ads1115": [],
    "usnmp_sensors.analogue": [],
    "usnmp_sensors.bh1750": [],
    "usnmp_sensors.bme280": [],
    "usnmp_sensors.chip": [],
    "usnmp_sensors.dht22": [],
    "usnmp_sensors.digital": [],
    "usnmp_sensors.ds18b20": [],
    "usnmp_sensors.ina219": [],
    "usnmp_sensors.kinds": [],
    "usnmp_sensors.scd4x": [],
    "usnmp_sensors.sht3x": [],
    "usnmp_sensors.sht4x": [],
}
SIMPLE = "int str bytes bool float object None tuple list dict".split()


def mypy(cwd, *arguments, **environment):
    """What mypy --strict says of a user's files in the folder `cwd`: a list of lines."""
    if importlib.util.find_spec("mypy") is None:
        missing("mypy is missing: tools/setup installs it", sys.version_info >= (3, 10))
    done = run(
        sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--no-error-summary",
        "--hide-error-context", "--cache-dir", cwd / "cache", *arguments,
        cwd=cwd, env={**os.environ, **environment}, timeout=240,
    )  # fmt: skip
    assert not done.stderr, done.stderr
    return done.stdout.splitlines()


def source(name):
    """The file that a type checker reads of a module: a stub, if there is one."""
    path = ROOT / name.replace(".", "/")
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return path.with_suffix(".pyi") if path.with_suffix(".pyi").exists() else path


def functions(body, prefix=""):
    """(name, node) of the functions, and of the methods of classes, in `body`."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node.body, prefix + node.name + ".")


def parameters(node):
    """The arguments of a function as nodes, all kinds of them."""
    a = node.args
    found = a.posonlyargs + a.args + a.kwonlyargs + [x for x in (a.vararg, a.kwarg) if x]
    return [x for x in found if x.arg != "self"]


def test_a_program_that_uses_the_whole_api_is_right_by_mypy_strict(tmp_path):
    text = (ROOT / "tests/host/project/typed_user.py").read_text()
    (tmp_path / "user.py").write_text(text)
    assert mypy(tmp_path, "user.py", MYPYPATH=str(ROOT)) == []


def test_a_program_that_uses_every_module_of_the_api_is_the_one_tried():
    tree = ast.parse((ROOT / "tests/host/project/typed_user.py").read_text())
    used = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    used |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    # shown by others: those that a user gets his objects from
    shown = "manager.aio manager.blocking manager.response mib.index mib.subtree notify.target"
    shown += " notify.watch firmware.wifi"
    assert {n for n in API if n not in used} == {"usnmp_" + name for name in shown.split()}


@pytest.mark.parametrize(
    "line",
    [
        "usnmp.SNMP_COUNTR",
        "usnmp_codec.ASN1_INTEGER",
        'usnmp.SnmpPacket(160, id="7")',
        "usnmp.SnmpPacket(160, identity=7)",
        "usnmp_manager.Managr",
        'usnmp_manager.Manager("host", port="161")',
        'usnmp_manager.Manager("host").get("1.3", "1.4").value',
        'usnmp_manager.Manager("host").get("1.3").oids',
        'Mib().scalar(1.3, 2, "")',
        'Mib().subtree("1.3", object())',
        'Agent(Mib(), community="public")',
        "Agent(Mib()).poll(None)",
        'Target("host", inform="yes")',
        "Receiver(on_inform=lambda n: n.trap_oids)",
        'Store("x").value("key", 1.5)',
        "main(print, 2)",
    ],
)
def test_what_is_wrong_is_told(line, wrong):
    assert any("%s: error: " % line in said for said in wrong), wrong


@pytest.fixture(scope="module")
def wrong(shared):
    # All lines of that test at once: a run of mypy takes seconds.
    lines = test_what_is_wrong_is_told.pytestmark[0].args[1]
    head = """import usnmp, usnmp_codec, usnmp_manager
from usnmp_agent import Agent
from usnmp_base.store import Store
from usnmp_firmware import main
from usnmp_mib import Mib
from usnmp_notify import Target
from usnmp_receiver import Receiver
""".splitlines()

    def make(folder):
        (folder / "user.py").write_text("\n".join(head + lines) + "\n")
        (folder / "said").write_text("\n".join(mypy(folder, "user.py", MYPYPATH=str(ROOT))))

    found = []
    for line in (shared("types", make) / "said").read_text().splitlines():
        parts = line.split(":", 2)
        found.append("%s:%s" % ((head + lines)[int(parts[1]) - 1], parts[2]))
    return found


@pytest.mark.parametrize("name", API)
def test_every_public_function_has_types(name):
    for function, node in functions(ast.parse(source(name).read_text()).body):
        parts = function.split(".")
        public = all(p[0] != "_" or p[-2:] == "__" for p in parts) and parts[-1] != "__getattr__"
        if public and function not in API[name]:
            assert node.returns is not None, function
            for argument in parameters(node):
                assert argument.annotation is not None, (function, argument.arg)


@pytest.mark.parametrize("name", DEVICE_MODULES)
def test_no_annotation_wants_a_name_at_run_time(name):
    # Nothing to be imported, and nothing that Python 3.9 could not evaluate.
    tree = ast.parse((ROOT / name).read_text(), feature_version=(3, 9))
    said = [n.annotation for n in ast.walk(tree) if getattr(n, "annotation", None)]
    said += [n.returns for n in ast.walk(tree) if getattr(n, "returns", None)]
    for node in said:
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        assert text or ast.unparse(node) in SIMPLE, ast.unparse(node)


def untyped(text):
    """The text of a file without annotations, and without what is for type checkers alone."""
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    text = b"".join(lines)

    def end(node):
        return starts[node.end_lineno - 1] + node.end_col_offset

    def start(node):
        return starts[node.lineno - 1] + node.col_offset

    spans = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "0 & 1":
            spans.append((start(node), end(node)))
        elif isinstance(node, ast.AnnAssign) and not node.value:
            spans.append((start(node), end(node)))
        elif isinstance(node, ast.AnnAssign):
            spans.append((end(node.target), end(node.annotation)))
        elif isinstance(node, ast.arg) and node.annotation:
            spans.append((start(node) + len(node.arg), end(node.annotation)))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            spans.append((text.rindex(b"->", 0, start(node.returns)), end(node.returns)))
    outer = 0
    made = b""
    for begin, stop in sorted(spans):
        if begin >= outer:  # else it is within one that is left out
            made += text[outer:begin]
            outer = stop
    return (made + text[outer:]).decode()


@pytest.mark.parametrize("options", [["-O3"], ["-O3", "-march=x64", "-X", "emit=native"]])
def test_types_cost_a_board_nothing(options, tmp_path):
    typed = 0
    for name in DEVICE_MODULES:
        text = (ROOT / name).read_text()
        bare = untyped(text)
        typed += text != bare
        made = []
        for kind, source in (("typed", text), ("bare", bare)):
            (tmp_path / kind).write_text(source)
            out = tmp_path / (kind + ".mpy")
            done = run(tool("mpy-cross"), *options, "-s", name, "-o", out, tmp_path / kind)
            assert done.returncode == 0, done.stderr
            made.append(out.read_bytes())
        assert made[0] == made[1], name
    assert typed > 20


@pytest.mark.parametrize("path", stubs.STUBS, ids=lambda p: p.name)
def test_a_stub_is_that_of_its_module(path):
    # If not: tools/usnmp_tools/stubs.py
    made = ast.parse(stubs.stub(path.with_suffix(".py")))
    assert ast.dump(ast.parse(path.read_text())) == ast.dump(made)


def test_stubs_say_what_there_is_at_run_time(tmp_path):
    if importlib.util.find_spec("mypy") is None:
        missing("mypy is missing: tools/setup installs it", sys.version_info >= (3, 10))
    (tmp_path / "mypy.ini").write_text("[mypy]\nignore_errors = True\n")
    packages = "usnmp usnmp_codec usnmp_manager usnmp_agent usnmp_base".split()
    done = run(
        sys.executable, "-m", "mypy.stubtest", "--concise", "--ignore-disjoint-bases",
        "--mypy-config-file", tmp_path / "mypy.ini", *packages,
        env={**os.environ, "MYPY_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)},
        timeout=240,
    )  # fmt: skip
    # Lists that packet_pc makes, of what is in the stub; what udp has on CPython alone; and a GET
    # of asked_pc, which is a SnmpPacket that nobody writes to.
    expected = ["%s.__all__ is not present in stub" % name for name in packages[:2]]
    alone = "usnmp_base.udp.bind ", "usnmp_base.udp.Udp.__new__ ", "usnmp_manager.asked_pc.Get."
    found = [s for s in done.stdout.splitlines() if not s.startswith(alone)]
    assert found == expected, done.stderr


def test_types_are_installed(wheel, tmp_path):
    done = run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    assert done.returncode == 0, done.stderr
    (packages,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    done = run(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", packages, wheel,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    user = tmp_path / "user"
    user.mkdir()
    text = (ROOT / "tests/host/project/typed_user.py").read_text()
    (user / "user.py").write_text(text + "\nusnmp.SNMP_COUNTR\n")
    python = tmp_path / "venv" / "bin" / "python"
    said = mypy(user, "--python-executable", python, "user.py", MYPYPATH="")
    assert len(said) == 1 and 'has no attribute "SNMP_COUNTR"' in said[0], said


@pytest.mark.parametrize("module", [usnmp, usnmp_codec], ids=lambda m: m.__name__)
def test_dir_names_the_constants_and_nothing_private(module):
    names = dir(module)
    assert set(constants()) < set(names)
    assert {"SNMP_COUNTER64", "SNMP_ERR_GENERR", "GET_REQUEST", "tobytes_tv"} < set(names)
    for name in names:
        getattr(module, name)
        assert name[0] != "_" or name[:2] == "__"
    assert not {"install", "struct"} & set(names)
    got = {}
    exec("from %s import *" % module.__name__, got)
    assert got["SNMP_COUNTER"] == 65 and got["BerError"] is usnmp_codec.BerError


def test_help_shows_the_constants():
    import pydoc

    text = pydoc.plain(pydoc.render_doc(usnmp))
    assert "SNMP_GETREQUEST = 160\n" in text and "class SnmpPacket" in text
    assert "tobytes_tv(t: int, v: 'Any' = None) -> bytes" in text
