# What tools/deploy.py decides, without a board: the plan, the refusals, which port; and the bar.

import io
import os
import threading

import pytest
import usnmp_firmware.config as usnmp_config
from conftest import ROOT
from serial import Serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from usnmp_tools import board, plan
from usnmp_tools.board import Facts
from usnmp_tools.compiler import ARCHES, Built, compile_modules
from usnmp_tools.modules import chosen
from usnmp_tools.plan import Step, digest, parse_lock
from usnmp_tools.terminal import Fault, Progress

ESP8266 = Facts((1, 26, 1), 0x306 | 9 << 10, "esp8266", "ESP", True, 36000, 1 << 20, 1 << 20, 4096)
BUILT = [Built("usnmp.mpy", 1, b"M\6\0\x1f", False)]
CONFIG = usnmp_config.check({})
NOTIFY = usnmp_config.check({"targets": [{"host": "192.0.2.9"}]})
WANTED = {"usnmp.mpy": b"new", "main.py": b"main", "boot.py": b"boot", "config.json": b"{}"}


def board_of(files):
    return {name: (len(data), digest(data)) for name, data in files.items()}


def after(files, steps):
    """What a board with `files` has when `steps` are done."""
    files = dict(files)
    for step in steps:
        if step.kind == "copy":
            files[step.path] = step.data
        elif step.kind == "remove":
            del files[step.path]
        elif step.kind == "rmdir":
            assert not [name for name in files if name.startswith(step.path + "/")]
    return files


def kinds(made):
    return [(step.kind, step.path) for step in made.steps]


# --- the plan ---


def test_a_bare_board_gets_all_with_main_py_before_boot_py_last():
    made = plan.plan({}, WANTED, {})
    assert [path for _, path in kinds(made)] == [
        "usnmp.lock", "usnmp.mpy", "config.json", "main.py", "boot.py",
    ]  # fmt: skip
    assert made.unchanged == 0 and not made.notes


def test_done_once_there_is_nothing_left_to_do_wherever_it_was_cut_off():
    start = {"usnmp.py": b"old", "usnmp_agent.py": b"old", "usnmp.tmp": b"ha", "notes": b"mine"}
    made = plan.plan(board_of(start), WANTED, {})
    for n in range(len(made.steps) + 1):
        files = after(start, made.steps[:n])
        lock = parse_lock(files.get("usnmp.lock", b""))
        again = plan.plan(board_of(files), WANTED, lock)
        assert not again.notes, (n, again.notes)
        files = after(files, again.steps)
        assert not plan.plan(board_of(files), WANTED, parse_lock(files["usnmp.lock"])).steps
        assert sorted(files) == sorted([*WANTED, "usnmp.lock", "notes"])


def test_a_newer_file_is_ours_wherever_the_run_before_was_cut_off():
    old = after({}, plan.plan({}, WANTED, {}).steps)
    newer = {**WANTED, "main.py": b"main 2", "usnmp.mpy": b"new 2"}
    newest = {**WANTED, "main.py": b"main 3"}
    made = plan.plan(board_of(old), newer, parse_lock(old["usnmp.lock"]))
    for n in range(len(made.steps) + 1):
        files = after(old, made.steps[:n])
        again = plan.plan(board_of(files), newest, parse_lock(files["usnmp.lock"]))
        assert not again.notes and ("copy", "main.py") in kinds(again)


def test_folders_are_made_once():
    wanted = {"usnmp_mibs/snmp_group.mpy": b"x", "usnmp_mibs/__init__.mpy": b""}
    assert kinds(plan.plan({}, wanted, {})).count(("mkdir", "usnmp_mibs")) == 1
    there = {"usnmp_mibs/": (0, "")}
    assert ("mkdir", "usnmp_mibs") not in kinds(plan.plan(there, wanted, {}))


def test_our_folders_go_once_they_are_empty_and_no_others():
    # MicroPython would import an empty one, before a module that is frozen or in a ROMFS.
    there = dict.fromkeys(
        [
            "usnmp_notify/", "usnmp_notify/__init__.mpy", "usnmp_agent/", "usnmp_gone/",
            "usnmp_mib/", "usnmp_mib/house.py", "usnmp_mibs/", "usnmp_mibs/house/", "usnmp_house/",
            "usnmp_base/", "usnmp_base/udp.py",
        ],
        (5, "x"),
    )  # fmt: skip
    wanted = {"usnmp_base/udp.mpy": b"udp"}
    made = kinds(plan.plan(there, wanted, {"files": ["usnmp_gone/x.mpy"]}))
    assert [path for kind, path in made if kind == "rmdir"] == [
        "usnmp_agent", "usnmp_gone", "usnmp_notify",
    ]  # fmt: skip
    assert made.index(("remove", "usnmp_notify/__init__.mpy")) < made.index(
        ("rmdir", "usnmp_notify")
    )
    assert ("mkdir", "usnmp_base") not in made


# The modules of version 0.1, all of them: it had no folders but these.
FLAT = """
agent async banner board config fast firmware host index limit linux manager manager_async
manager_table manager_unread message mib names notification notify notify_async notify_delivery
notify_hooks notify_kept notify_net object pdu persist receiver receiver_inform reply rows
rowstatus sensors session set setup shapes target target_v1 trap tree udp udp_host uptime v2c view
view_walk watch wifi workers mibs/__init__ mibs/snmp_group mibs/snmpv2_mib
"""


@pytest.mark.parametrize("suffix", ["py", "mpy"])
def test_the_flat_modules_of_an_older_deployment_go(suffix):
    old = ["usnmp_%s.%s" % (name, suffix) for name in FLAT.split()]
    wanted = {"usnmp.mpy": b"new", "usnmp_agent/__init__.mpy": b"agent"}
    there = dict.fromkeys([*old, "usnmp.mpy", "usnmp_mibs/", "usnmp_house." + suffix], (5, "x"))
    made = kinds(plan.plan(there, wanted, {}))
    assert [path for kind, path in made if kind == "remove"] == sorted(old)
    assert ("rmdir", "usnmp_mibs") in made and ("mkdir", "usnmp_agent") in made


def test_only_what_is_ours_is_removed():
    ours = "usnmp_agent.py", "usnmp_agent.mpy", "usnmp_mibs/snmp_group.py", "usnmp_workers.mpy"
    ours += "usnmp_agent/engine.py", "usnmp_agent/__init__.py"
    theirs = "usnmp_house.py", "usnmp_mibs/house.mpy", "usnmp.txt", "usnmp_mibs/", "usnmp_agent"
    there = dict.fromkeys(ours + theirs, (5, "x"))
    made = plan.plan(there, WANTED, {})
    assert [path for kind, path in kinds(made) if kind == "remove"] == sorted(ours)
    # A module that there is no more, known from the lock.
    made = plan.plan({"usnmp_gone.mpy": (5, "x")}, WANTED, {"files": ["usnmp_gone.mpy"]})
    assert ("remove", "usnmp_gone.mpy") in kinds(made)


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '"x"', "\0"])
def test_a_lock_that_is_none_is_no_lock(text):
    assert parse_lock(text) == {}


def test_a_boot_py_of_the_factory_is_told_from_one_that_was_edited():
    factory = "# This file is executed on every boot (including wake-boot from deepsleep)\n"
    factory += "#import esp\n#esp.osdebug(None)\n#import webrepl\n#webrepl.start()\n"
    assert plan.is_factory_boot(factory) and plan.is_factory_boot("")
    assert not plan.is_factory_boot(factory + "import network\n")
    there = board_of({"boot.py": factory.encode()})
    assert ("copy", "boot.py") in kinds(plan.plan(there, WANTED, {}, factory_boot=True))
    assert ("copy", "boot.py") not in kinds(plan.plan(there, WANTED, {}))
    assert ("copy", "boot.py") in kinds(plan.plan(there, WANTED, {}, force=True))


def test_space_is_counted_in_blocks_with_each_file_there_twice():
    there = {"a": (8192, "x"), "old": (4096, "x")}
    copy = [Step("copy", "a", bytes(8192))]

    def fits(blocks, steps):
        try:
            plan.check_space(steps, there, ESP8266._replace(free=blocks * 4096))
            return True
        except Fault as e:
            assert "too small" in str(e)
            return False

    assert fits(4, copy) and not fits(3, copy)
    assert fits(3, [Step("remove", "old", b""), *copy])
    assert fits(4, [*copy, *copy])  # the old one goes each time
    assert fits(5, [Step("copy", "b", b"x"), *copy]) and not fits(
        4, [Step("copy", "b", b"x"), *copy]
    )
    assert fits(2, [Step("rmdir", "d", b""), *copy])
    assert fits(6, [Step("mkdir", "d", b""), *copy]) and not fits(
        5, [Step("mkdir", "d", b""), *copy]
    )
    assert fits(0, [])


# --- the refusals ---


@pytest.mark.parametrize(
    "change, words",
    [
        ({"version": (1, 22, 2)}, ["1.22.2", "too old", "1.23"]),
        ({"version": (0, 99, 0)}, ["too old"]),
        ({"mpy": 0x107}, ["version 7"]),
        ({"network": False}, ["no network"]),
        ({"heap": 20000}, ["too small", "heap"]),
    ],
)
def test_a_board_that_cannot_run_it_is_refused_with_the_reason(change, words):
    with pytest.raises(Fault) as e:
        plan.check(ESP8266._replace(**change), "agent", BUILT, CONFIG)
    for word in words:
        assert word in str(e.value)


def test_boards_that_can_are_not_refused():
    for version in ((1, 23, 0), (1, 29, 0), (2, 0, 0)):
        plan.check(ESP8266._replace(version=version), "agent", BUILT, CONFIG)
    plan.check(ESP8266._replace(network=False, heap=15000), "codec", BUILT, CONFIG)
    plan.check(ESP8266._replace(heap=20000), "agent", [], CONFIG)  # modules frozen, or in a ROMFS


def test_targets_take_more_heap():
    with pytest.raises(Fault, match="targets"):
        plan.check(ESP8266, "agent+notify", BUILT, NOTIFY)
    plan.check(ESP8266._replace(heap=60000), "agent+notify", BUILT, NOTIFY)


def test_targets_of_tcp_bring_their_modules_and_take_heap():
    tcp = usnmp_config.check({"targets": [{"host": "tcp:192.0.2.1:162"}]})
    assert plan.tcp_modules(tcp) == ["usnmp_base.tcp"] and plan.tcp_modules(NOTIFY) == []
    files = {"usnmp_base.tcp", "usnmp_base.stream"}
    assert not files & set(chosen("agent+notify"))
    modules = chosen("agent+notify", extras=plan.tcp_modules(tcp))
    assert files <= set(modules)
    assert plan.heap("agent+notify", tcp) == plan.heap("agent+notify", NOTIFY) + 8 * 1024
    plan.check_config(tcp, "agent+notify", modules)
    with pytest.raises(Fault, match="--with usnmp_base.tcp"):
        plan.check_config(tcp, "agent+notify", chosen("agent+notify"))
    with pytest.raises(Fault, match="tcp:HOST:PORT"):
        plan.tcp_modules(usnmp_config.check({"targets": [{"host": "tcp:192.0.2.1:0"}]}))


def test_users_that_are_changed_by_set_take_modules_and_heap():
    user = {"name": "u"}
    config = usnmp_config.check({"users": [user]})
    both = usnmp_config.check({"users": [user], "persist": "x.dat", "users_writable": True})
    table = "usnmp_mibs.usm_user_table"
    assert table in plan.v3_modules(both) and table not in plan.v3_modules(config)
    for found, asked in ((False, config), (True, both)):
        modules = chosen("agent", extras=plan.v3_modules(asked))
        assert (table in modules) == ("usnmp_mibs.usm_user_store" in modules) == found
    enough = ESP8266._replace(heap=50 * 1024)
    plan.check(enough, "agent", BUILT, config)
    with pytest.raises(Fault, match="users_writable"):
        plan.check(enough, "agent", BUILT, both)


def test_sensors_of_the_configuration_bring_their_drivers_and_take_heap():
    sensors = [{"kind": "sht3x"}, {"kind": "sht3x", "address": "0x45"}, {"kind": "chip"}]
    config = usnmp_config.check({"sensors": sensors})
    assert plan.sensor_modules(config) == ["usnmp_sensors.sht3x", "usnmp_sensors.chip"]
    assert plan.sensor_modules(CONFIG) == []
    program = [ROOT / "boot.py", ROOT / "main.py"]
    assert not [n for n in chosen("agent", program) if "usnmp_sensors" in n or "sensor_keys" in n]
    modules = chosen("agent", program, plan.sensor_modules(config))
    drivers = {name for name in modules if name.startswith("usnmp_sensors")}
    assert drivers == {
        "usnmp_sensors." + n for n in ("sht3x", "sensirion", "measured", "kinds", "chip")
    }
    assert {"usnmp_firmware.sensors", "usnmp_firmware.sensor_keys"} <= set(modules)
    scaled = usnmp_config.check({"sensors": [{"kind": "ads1115", "scale": 10}]})
    wanted = plan.sensor_modules(scaled)
    assert wanted == ["usnmp_sensors.ads1115", "usnmp_sensors.analogue"]
    # A board that has them not among its modules cannot do it.
    plan.check_config(config, "agent", modules)
    with pytest.raises(Fault, match="--with usnmp_sensors.ads1115 --with usnmp_sensors.analogue"):
        plan.check_config(scaled, "agent", modules)
    plan.check_config(scaled, "agent", {})  # frozen, or in a ROMFS


def test_sensors_take_more_heap_than_an_esp8266_has_for_mpy_files():
    one = usnmp_config.check({"sensors": [{"kind": "memory"}]})
    assert plan.heap("agent", CONFIG) < ESP8266.heap < plan.heap("agent", one)
    with pytest.raises(Fault, match='"sensors"; modules in a ROMFS or frozen'):
        plan.check(ESP8266, "agent", BUILT, one)
    plan.check(ESP8266, "agent", [], one)
    esp32 = ESP8266._replace(heap=60 << 10)
    plan.check(esp32, "agent", BUILT, one)
    many = usnmp_config.check({"sensors": [{"kind": "bme280"} for _ in range(30)]})
    with pytest.raises(Fault, match="sensors"):
        plan.check(esp32, "agent", BUILT, many)


def test_mibs_take_modules_and_heap():
    config = usnmp_config.check({"mibs": ["if_mib", "ip_mib"]})
    modules = chosen("agent", extras=plan.mib_modules(config))
    assert {"usnmp_firmware.mibs", "usnmp_mibs.if_mib", "usnmp_mibs.group"} <= set(modules)
    assert "usnmp_mibs.host_resources_mib" not in modules
    none = chosen("agent", extras=plan.mib_modules(usnmp_config.check({})))
    assert not {"usnmp_firmware.mibs", "usnmp_mibs.if_mib"} & set(none)
    assert set(plan.MIB_HEAP) == set(usnmp_config.CHOICES["mibs"])
    for name in plan.MIB_HEAP:  # each that may be named can be brought
        one = usnmp_config.check({"mibs": [name]})
        assert "usnmp_mibs." + name in chosen("agent", extras=plan.mib_modules(one))
    plan.check(ESP8266, "agent", [], config)  # in a ROMFS or frozen
    with pytest.raises(Fault, match='"mibs"'):
        plan.check(ESP8266, "agent", BUILT, config)
    plan.check(ESP8266._replace(heap=50 * 1024), "agent", BUILT, config)


@pytest.mark.parametrize("march", ["xtensa", "xtensawin", "rv32imc"])
def test_machine_code_has_to_be_the_board_s(march):
    names = {n: p for n, p in chosen("codec").items() if n == "usnmp_codec"}
    built = compile_modules(names, march)
    assert built[0].native
    own = 0x306 | ARCHES.index(march) + 1 << 10
    plan.check(ESP8266._replace(mpy=own), "codec", built, CONFIG)
    with pytest.raises(Fault, match="--march %s" % march):
        plan.check(ESP8266._replace(mpy=0x306 | 5 << 10), "codec", built, CONFIG)


# --- the port ---


def ports(monkeypatch, *devices):
    found = [ListPortInfo(device) for device, _ in devices]
    for port, (_, vid) in zip(found, devices):
        port.vid, port.description = vid, "CP2102"
    monkeypatch.setattr(list_ports, "comports", lambda: found)


def test_the_only_board_is_found_and_other_serial_ports_are_none(monkeypatch):
    ports(monkeypatch, ("/dev/ttyS0", None), ("/dev/ttyUSB0", 0x10C4))
    assert board.find() == "/dev/ttyUSB0"


def test_without_a_board_and_with_two_it_is_said_what_to_do(monkeypatch):
    ports(monkeypatch, ("/dev/ttyS0", None))
    with pytest.raises(Fault, match="no board found.*--port"):
        board.find()
    ports(monkeypatch, ("/dev/ttyUSB0", 0x10C4), ("/dev/ttyACM0", 0x303A))
    with pytest.raises(Fault) as e:
        board.find()
    for word in ("choose with --port", "/dev/ttyUSB0", "/dev/ttyACM0", "CP2102"):
        assert word in str(e.value)


def test_what_a_port_brings_is_waited_for_and_read_in_any_pieces():
    master, slave = os.openpty()
    line = board.Line(Serial(os.ttyname(slave), timeout=20))
    try:
        assert line.inWaiting() == 0
        asked = threading.Timer(0.02, os.write, (master, b"abc"))
        asked.start()
        line.waits = True
        counts = [line.inWaiting()]
        while not counts[-1]:  # 0.1 s each; without the wait it would be thousands
            counts.append(line.inWaiting())
        assert counts[-1] == 3 and len(counts) < 100
        assert line.read() == b"a" and line.inWaiting() == 2
        os.write(master, b"defg")
        assert line.read(4) == b"bcde" and line.read(2) == b"fg"
        line.waits = False
        assert line.inWaiting() == 0 and line.timeout == 20
    finally:
        line.close()
        os.close(master)
        os.close(slave)


# --- the bar ---


class Screen(io.StringIO):
    def __init__(self, terminal):
        super().__init__()
        self.isatty = lambda: terminal


def test_the_bar_is_drawn_on_a_terminal_only():
    for terminal in (True, False):
        screen = Screen(terminal)
        now = [0]
        bar = Progress(1000, screen, lambda now=now: now[0])
        bar.show(0, "a.mpy")
        now[0] = 5
        bar.show(500, "b.mpy")
        bar.show(1000, "c.mpy")
        bar.clear()
        text = screen.getvalue()
        assert bool(text) == terminal
        if terminal:
            first, half, whole, gone = text.split("\r")[1:]
            assert "[....." in first and " 0 %" in first and "a.mpy" in first
            assert "#." in half and " 50 %" in half and "5 s left" in half
            assert "#]" in whole and "100 %" in whole
            assert gone == "\033[K"
