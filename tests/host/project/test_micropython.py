# The portable test modules on MicroPython, each in its own process: 64 bit, 32 bit in 38 KiB, and
# with the modules of usnmp in machine code. Those of SNMPv3 also with an ESP8266's ciphers and
# hashes, in 38 KiB. A whole agent with SNMPv3 has 120 KiB: as .mpy files it would leave 2 of 38 to
# the test and its own keys and ciphers. An ESP8266 has it frozen, or in a ROMFS.

import pytest
from conftest import PORTABLE, interpreter, run

MODULES = {path.stem: path for path in PORTABLE if path.stem.startswith("test_")}
# More than an ESP8266 has: for what no board so small is to be, a receiver of SNMPv3 and a
# notifier beside it; and for an agent together with what asks it.
HEAPS = {
    "test_notify_v3": "96k",
    "test_notify_v3_inform": "96k",
    "test_notify_v3_kept": "96k",
    "test_receiver_v3": "80k",
    "test_receiver_v3_hooks": "80k",
    "test_receiver_v3_inform": "80k",
}
HEAPS["test_config_views"] = "48k"  # views bring the agent
HEAPS["test_peer"] = "44k"  # a manager's side, and keys of three users
HEAPS.update({name: "120k" for name in MODULES if "agent_v3" in name})
# From .mpy files a manager of SNMPv3 takes 44 kB, and an agent is to answer it.
HEAPS.update({name: "128k" for name in MODULES if name.startswith("test_manager_v3")})
V3 = [name for name, path in MODULES.items() if path.parent.name == "v3" or "agent_v3" in name]


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
    command = [
        "heapsize=" + HEAPS[module] if module in HEAPS and "heapsize" in word else word
        for word in interpreter(name)
    ]
    done = run(*command, "-c", code % module, cwd=folder)
    print(done.stdout, done.stderr)
    # As many tests as pytest finds in it, all of them passed.
    tests = MODULES[module].read_text().count("\ndef test_")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "%d passed, 0 failed" % tests
