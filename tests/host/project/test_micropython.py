# The portable test modules on MicroPython, each in its own process: 64 bit, 32 bit in 38 KiB, and
# with the modules of usnmp in machine code. Those of sensors also with an ESP8266's floats, which
# have 22 bits, and those of SNMPv3 with its ciphers and hashes, in 38 KiB. Whole roles with SNMPv3
# have more from .mpy files, of which an agent alone would leave 2 of 38 to the test and its own
# keys and ciphers; in 38 they run frozen, at 32 bit and as an ESP8266 has them. From ROMFS, whose
# code is not in the heap, those run in 38 that leave room for the test and the other side, whose
# names and dicts are there: docs/development.md has what each wants.

import shutil

import pytest
from conftest import PORTABLE, interpreter, run, tool
from usnmp_tools.compiler import MAPPED

MODULES = {path.stem: path for path in PORTABLE if path.stem.startswith("test_")}
# More than an ESP8266 has, for what is there from .mpy files
HEAPS = {"test_peer": "44k"}  # a manager's side, and keys of three users
HEAPS["test_config_views"] = "48k"  # views bring the agent
# All drivers at once, and the tables, which an ESP8266 has frozen
HEAPS.update(test_sensors_of_config="76k", test_sensors_of_config_read="76k")
# An agent, modules of usnmp_mibs, and what asks them
HEAPS.update(
    test_own_mib="44k", test_own_board="44k", test_host_resources="44k", test_if_mib="52k"
)
# An agent, alone or with what asks it: a manager of SNMPv3 takes 44 kB.
HEAPS.update({name: "120k" for name in MODULES if "agent_v3" in name})
HEAPS.update({name: "128k" for name in MODULES if name.startswith("test_manager_v3")})
HEAPS.update({name: "96k" for name in MODULES if name.startswith("test_notify_v3")})
HEAPS.update({name: "80k" for name in MODULES if name.startswith("test_receiver_v3")})
WHOLE = [name for name in HEAPS if name != "test_peer"]
# What wants more than 37 KiB from ROMFS, with its test and what plays the other side there too
ROMFS = {name: "56k" for name in WHOLE if "_v3" in name}
ROMFS.update({name: "44k" for name in WHOLE if "_v3" not in name and "sensors" in name})
FITTING = "agent_v3_asked agent_v3 agent_v3_reports notify_v3_alone agent_v3_mibs manager_v3_alone"
FITTING += " agent_v3_size receiver_v3 receiver_v3_refused"
for name in FITTING.split():
    del ROMFS["test_" + name]
SENSORS = [name for name, path in MODULES.items() if path.parent.name == "sensors"]
SENSORS += ["test_sensors_of_config", "test_sensors_of_config_read"]
V3 = [name for name, path in MODULES.items() if path.parent.name == "v3" or "agent_v3" in name]


@pytest.mark.parametrize("name", ["micropython64", "micropython32"])
@pytest.mark.parametrize("module", MODULES)
def test_portable_module(name, module, build, tmp_path):
    portable(name, module, build, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("module", SENSORS)
def test_portable_module_of_sensors_on_an_esp8266(module, build, tmp_path):
    portable("micropython-esp", module, build, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("module", V3)
def test_portable_module_of_v3_on_an_esp8266(module, build, tmp_path):
    portable("micropython-esp", module, build, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("board", ["2M", "512K", "plain"])
@pytest.mark.parametrize("module", WHOLE)
def test_whole_role_of_v3_frozen_in_38_kib(board, module, frozen_chips, build, tmp_path):
    if board == "512K" and "async" in module:
        assert "from aiobox" in MODULES[module].read_text()  # asyncio, which that firmware lacks
        return
    command = [frozen_chips / board, "-X", "heapsize=38k"]
    portable(command, module, build, tmp_path, "['.frozen', '']")


@pytest.mark.slow
@pytest.mark.parametrize("module", WHOLE)
def test_whole_role_from_romfs(module, image, build, tmp_path):
    command = [tool("micropython32"), "-X", "heapsize=" + ROMFS.get(module, "38k")]
    begin = MAPPED % (str(image), image.stat().st_size)
    portable(command, module, build, tmp_path, "['/rom', '.frozen']", begin, "/rom")


@pytest.fixture(scope="session")
def image(shared, build):
    """A ROMFS image of all modules and portable tests."""

    def make(folder):
        shutil.copytree(build, folder / "all", ignore=shutil.ignore_patterns("*.py", "data"))
        command = tool("mpremote"), "romfs", "--no-mpy", "-o", folder / "image"
        done = run(*command, "build", folder / "all")
        assert done.returncode == 0, done.stderr

    return shared("r", make) / "image"


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_portable_module_in_machine_code(module, machine_code, tmp_path):
    portable("micropython64", module, machine_code, tmp_path)


def portable(name, module, build, folder, path="['', '.frozen']", begin="", where=""):
    # name: of the interpreter, or its command. run.mpy, not run.py: the compiler's memory is not
    # to count. All is in the working folder, as on a board: the path of each module is in the
    # heap. A folder of its own, for it writes files.
    for file in build.iterdir():
        (folder / file.name).symlink_to(file)
    command = name
    if isinstance(name, str):
        command = [
            "heapsize=" + HEAPS[module] if module in HEAPS and "heapsize" in word else word
            for word in interpreter(name)
        ]
    code = "import sys; sys.path[:] = %s; sys.argv[:] = ['run', %r, %r]; import run"
    done = run(*command, "-c", begin + code % (path, where, module), cwd=folder)
    print(done.stdout, done.stderr)
    # As many tests as pytest finds in it, all of them passed.
    tests = MODULES[module].read_text().count("\ndef test_")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "%d passed, 0 failed" % tests
