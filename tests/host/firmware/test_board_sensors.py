# A board's sensors as managers find them: 20 of main.py and those of config.json, in the board in
# a box from ROMFS, walked as LibreNMS does (its entity-sensor discovery), one of them broken.

import shutil

import pytest
from board_box.bench import Sink, firmware
from conftest import ROOT, run, tool
from usnmp_tools import librenms

pytestmark = pytest.mark.slow

MAIN = """
import gc
gc.threshold(2048)
from machine import Pin
from usnmp_firmware import main

broken = Pin(5, Pin.IN, Pin.PULL_UP)


def read():
    if broken.value() == 0:
        raise OSError(19)
    return 21.5


def sensors(firmware):
    types = "celsius percentRH voltsDC amperes watts hertz rpm".split()
    for i in range(20):
        type = types[i % len(types)]
        firmware.sensor("Room %d" % i, type, read if i == 7 else lambda i=i: i + 0.5, precision=1)

main(sensors)
"""
NONE = """
import sys
from usnmp_firmware import main

of = []


def turn():
    print(hasattr(of[0], "sensor"), [n for n in sys.modules if "entity" in n or "comput" in n])


def sensors(firmware):
    of.append(firmware)
    firmware.turn = turn
    firmware.turn_ms = 100

main(sensors)
"""
NAME = "1.3.6.1.2.1.47.1.1.1.1.7"
SENSOR = "1.3.6.1.2.1.99.1.1.1.%d"


class Manager(librenms.NetSnmp):
    def __init__(self, box):
        super().__init__(box.udp(), tool)

    def column(self, oid):
        """{index: text} of a column, walked as LibreNMS does."""
        return {int(index): text for index, text in self.walk(oid).items()}

    def discover(self):
        """{index: (name, kind, value)} by the rules of LibreNMS's discovery."""
        found = librenms.sensors(self.walk)
        assert all(sensor.name for sensor in found.values())
        return {int(i): sensor[:3] for i, sensor in found.items()}


@pytest.fixture
def board(build, tmp_path):
    """board(config, main) -> a Box that serves."""
    made = []

    def start(config, main=MAIN):
        config = {"wifi": {"ssid": "box", "key": "secret"}, "name": "cellar", **config}
        box = firmware(build, tmp_path, main, config)
        made.append(box)
        box.__enter__()
        box.power_on()
        box.pin(5, 1)
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        return box

    yield start
    for box in made:
        box.__exit__(None, None, None)


def test_librenms_finds_20_of_20_and_a_broken_one_spoils_no_other(board):
    box = board({})
    manager = Manager(box)
    found = manager.discover()
    assert len(found) == 20
    kinds = "temperature humidity voltage current power frequency fanspeed".split()
    for i in range(20):
        value = 21.5 if i == 7 else i + 0.5
        assert found[i + 2] == ("Room %d" % i, kinds[i % 7], value)
    names = manager.column(NAME)
    assert names[1] == "cellar" and all(names.values())
    ten = [SENSOR % 4 + ".%d" % i for i in range(4, 14)]
    before = manager.get(*ten)
    assert before == [str(21.5 * 10)[:3] if i == 7 else str(i * 10 + 5) for i in range(2, 12)]
    box.pin(5, 0)
    assert manager.get(*ten) == before  # of the broken one the last; the others are read
    both = manager.get(SENSOR % 5 + ".8", SENSOR % 5 + ".9", SENSOR % 4 + ".10")
    assert both == ["1", "3", "85"]
    assert set(found) - set(manager.discover()) == {9}
    box.pin(5, 1)
    assert len(manager.discover()) == 20
    print("free, largest block: %s" % (box.census(),))


def test_snmptable_of_both_tables(board, tmp_path):
    shutil.copy(ROOT / "tests/data/USNMP-TEST-MIB.txt", tmp_path)
    box = board({})
    tables = {}
    for name in ("entPhysicalTable", "entPhySensorTable"):
        done = run(
            tool("snmptable"), "-v2c", "-c", "public", "-Ci", "-CB", "-Cf", "|", "-M",
            "+%s" % tmp_path, "-m", "USNMP-TEST-MIB", box.udp(), "USNMP-TEST-MIB::" + name,
        )  # fmt: skip
        assert done.returncode == 0, done
        lines = done.stdout.strip().splitlines()
        head = next(n for n, line in enumerate(lines) if line.startswith("index|"))
        tables[name] = [line.replace('"', "").split("|") for line in lines[head + 1 :]]
    physical, sensors = tables.values()
    assert len(physical) == 21 and len(sensors) == 20
    assert physical[0][3:7] == ["0", "chassis", "-1", "cellar"]
    assert physical[8][1] == physical[8][6] == "Room 7" and physical[8][3:6] == [
        "1",
        "sensor",
        "8",
    ]
    assert sensors[7] == ["9", "celsius", "units", "1", "215", "ok", "celsius"]


def test_sensors_of_config_json_go_the_same_way_and_raise_alarms(board):
    main = "from usnmp_firmware import main\nmain(lambda firmware: None)\n"
    sensors = [
        {"kind": "dht22", "pin": 4, "name": "cellar", "above": 30, "clear_below": 28.5},
        {"kind": "memory"},
        {"kind": "adc", "pin": 0, "name": "light"},
        {"kind": "pin", "pin": 5},
    ]
    with Sink() as sink:
        to = {"host": "127.0.0.1", "port": sink.port}
        box = board({"sensors": sensors, "targets": [to]}, main)
        box.dht(21.4, 55)
        box.advance(3000)
        manager = Manager(box)
        assert list(manager.column(NAME).values()) == [
            "cellar", "cellar", "cellar humidity", "memory free", "light", "pin level",
        ]  # fmt: skip
        assert list(manager.column(SENSOR % 1).values()) == ["8", "9", "1", "1", "1"]
        box.wait(lambda: manager.get(SENSOR % 4 + ".2") == ["214"])
        assert manager.get(*[SENSOR % 4 + ".%d" % i for i in (3, 6)]) == ["550", "1"]
        assert set(manager.discover()) == {2, 3}
        for celsius, kind, said in ((30.1, ".0.1", 301), (28.4, ".0.2", 284)):
            n = len(sink.seen)
            box.dht(celsius, 55)
            for _ in range(4):
                box.advance(1000)
            box.wait(lambda n=n: len(sink.seen) > n)
            alarm = sink.seen[-1]
            assert alarm.trap_oid.endswith("16" + kind)
            values = [value for _, _, value in alarm.varbinds]
            assert SENSOR % 4 + ".2" in values and said in values
        box.dht(0, None)
        box.advance(3000)
        statuses = [SENSOR % 5 + ".%d" % i for i in (2, 3, 4)]
        box.wait(lambda: manager.get(*statuses) == ["3", "3", "1"])
        assert manager.get(SENSOR % 4 + ".2", SENSOR % 4 + ".6") == ["284", "1"]


def test_a_board_without_sensors_has_none_of_their_modules(board):
    box = board({}, NONE)
    box.advance(200)
    box.wait_for_text("False []")
    assert Manager(box).column(NAME) == {}
