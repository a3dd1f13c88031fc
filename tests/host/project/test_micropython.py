# The portable test modules on MicroPython, each in its own process: 64 bit, 32 bit in 38 KiB, and
# with the modules of usnmp in machine code. Those of SNMPv3 also with an ESP8266's ciphers and
# hashes, in 38 KiB.

import pytest
from conftest import PORTABLE, interpreter, run

MODULES = {path.stem: path for path in PORTABLE if path.stem.startswith("test_")}
# A manager of SNMPv3 takes 44 kB of heap from .mpy files, and an agent is to answer it: that is
# for an ESP32, or for modules frozen into the firmware. What is of SNMPv3 in it is in V3.
LARGE = [name for name in MODULES if name.startswith("test_manager_v3")]
V3 = [name for name, path in MODULES.items() if path.parent.name == "v3"]


@pytest.mark.parametrize("name", ["micropython64", "micropython32"])
@pytest.mark.parametrize("module", MODULES)
def test_portable_module(name, module, build, tmp_path):
    portable(name, module, build, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("module", V3)
def test_portable_module_of_v3_on_an_esp8266(module, build, tmp_path):
    portable("micropython-esp", module, build, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_portable_module_in_machine_code(module, machine_code, tmp_path):
    portable("micropython64", module, machine_code, tmp_path)


def portable(name, module, build, folder):
    # run.mpy, not run.py: the compiler's memory is not to count. All is in the working folder, as
    # on a board: the path of each module is in the heap. A folder of its own, for it writes files.
    for path in build.iterdir():
        (folder / path.name).symlink_to(path)
    code = "import sys; sys.path[:] = ['', '.frozen']; sys.argv[:] = ['run', '', %r]; import run"
    command = interpreter(name)
    if module in LARGE and "heapsize=38k" in command:
        command[command.index("heapsize=38k")] = "heapsize=128k"
    done = run(*command, "-c", code % module, cwd=folder)
    print(done.stdout, done.stderr)
    # As many tests as pytest finds in it, all of them passed.
    tests = MODULES[module].read_text().count("\ndef test_")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "%d passed, 0 failed" % tests
