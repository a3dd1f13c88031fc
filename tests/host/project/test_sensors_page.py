# docs/sensors.md has each kind of sensor, and its programs run: against stand-ins of the chips.

import json
import re
import sys
import types

import pytest
import test_on_a_pin
from conftest import ROOT
from i2cbox import Bus, Commands, Registers, with_crcs
from test_bme280 import HUMIDITY, RAW_P, RAW_T, TRIM, Chip
from test_registers import Adc, Light
from test_on_a_pin import OTHER, ROM, Dht, Ds18x20, OneWire
from usnmp_firmware.config import check
from usnmp_firmware.sensor_keys import ALL, SETTINGS, WIRING
from usnmp_mib import Mib
from usnmp_mibs.entity_sensor_mib import Sensors
from usnmp_sensors import (
    ads1115,
    bh1750,
    bme280,
    chip,
    ds18b20,
    ina219,
    kinds,
    measured,
    scd4x,
    sensirion,
)

PAGE = (ROOT / "docs" / "sensors.md").read_text()
BLOCKS = re.findall(r"^```py\n(.*?)^```", PAGE, re.M | re.S)


def test_the_page_has_each_kind_with_its_readings_and_units():
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)", PAGE, re.M))
    for kind in kinds.names():
        _, name, readings = kinds.find(kind)
        if kind != "analogue":
            for method, _, _, unit in readings:
                assert "`%s()`" % method in rows[kind], kind
                assert not name or "`%s()` %s" % (method, unit) in rows[kind], kind
    assert set(rows) == set(kinds.names()) - {"analogue"}


def test_the_page_has_each_key_and_what_it_shows_of_config_json_is_in_order():
    said = {key for row in re.findall(r'^\| (`".*?) \|', PAGE, re.M) for key in row.split(", ")}
    wiring = {key for keys in WIRING.values() for key in keys}
    settings = set(re.findall(r'[{ \n]"(\w+)":', SETTINGS))
    known = {"pin", *ALL, *wiring, *settings} - {"kind"}
    assert said == {'`"%s"`' % key for key in known}
    blocks = re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S)
    shown = [sensor for block in blocks for sensor in check(json.loads(block))["sensors"]]
    assert len(blocks) == 2 and len(shown) == 7


def test_the_page_has_the_causes_of_a_reset_in_their_order():
    said = re.search(r"0 other, .*?: the place", PAGE).group()
    said = re.sub(r" \(.*?\)", "", said)
    assert re.findall(r"\d (\w+)", said) == chip.CAUSES.split()
    assert re.findall(r"(\d) ", said) == [str(i) for i in range(len(chip.CAUSES.split()))]


class Converter:
    def __init__(self, pin):
        assert pin == 26

    def read_u16(self):
        return 14895  # 0.75 V


@pytest.fixture
def machine(monkeypatch):
    """The module of a board, whose bus has each of the chips."""
    bus = Bus()
    bus.time(ads1115, bh1750, bme280, ina219, measured, scd4x, sensirion, ds18b20)
    monkeypatch.setattr(test_on_a_pin, "clock", bus)
    for name, module in (("dht", Dht), ("onewire", OneWire), ("ds18x20", Ds18x20)):
        monkeypatch.setitem(sys.modules, name, module)
    answer = with_crcs(0x6667, 0x5EB9)  # 25 degrees, 37 %
    bus.put(0x76, Chip(TRIM, HUMIDITY[0], (RAW_T, RAW_P, 30000)))
    bus.put(0x44, Commands({b"\x24\x00": (15, answer), b"\xfd": (8, answer)}))
    ready, read = with_crcs(0x8006), with_crcs(500) + answer
    bus.put(0x62, Commands({b"\xe4\xb8": (1, ready), b"\xec\x05": (1, read)}))
    bus.put(0x40, Registers({0: b"\0\0", 1: b"\x07\xd0", 2: b"\x5d\x98"}, 2))
    bus.put(0x23, Light(b"\x83\x90"))
    bus.put(0x48, Adc(2.048, 0, 0, 0))
    made = types.ModuleType("machine")
    made.Pin = int
    made.SoftI2C = lambda scl, sda, freq: bus
    made.ADC = Converter
    made.reset_cause = lambda: 1
    made.PWRON_RESET = 1
    monkeypatch.setitem(sys.modules, "machine", made)


def test_the_programs_of_the_page_run(machine, capsys):
    names = {}
    for block in BLOCKS:
        exec(compile(block, "sensors.md", "exec"), names)
    sensor = Sensors(Mib())
    names["sensors"](types.SimpleNamespace(sensor=sensor))
    assert [sensor._cell(row, 4) for row in (2, 3)] == [2508, 5500]
    said = capsys.readouterr().out.splitlines()
    at = said.index(str([ROM.hex(), OTHER.hex()]))
    del said[at]
    found = [float(text) for line in said[:-2] for text in line.split()]
    assert found == pytest.approx([
        25.08, 1006.5327, 55,  # BME280
        25, 37,
        25, 40.25,  # SHT4x makes of the same word another humidity
        500,
        11.98, 0.2, 2.396,
        28067,
        2.048,
        21.4, 55.5, 21.5,
        25, 0.75,
    ], rel=2e-4)  # fmt: skip
    assert said[-2:] == ["None None None", "power"]
