# Sensors that config.json names: what is served of each kind, and what they share. The board's
# buses, pins and converters are stand-ins.

import gc
import sys

from i2cbox import Bus, Commands, near, with_crcs
from usnmp_firmware import sensors as configured
from usnmp_firmware.config import check
from usnmp_mib import Mib
from usnmp_sensors import kinds, measured, sensirion

TYPES = "other unknown voltsAC voltsDC amperes watts hertz celsius percentRH rpm cmm truthvalue"
TYPES = TYPES.split()


class Machine:
    made = []
    bus = Bus()

    class Pin:
        IN = PULL_UP = 1

        def __init__(self, number, mode=0, pull=0):
            if number > 40:
                raise ValueError("invalid pin")
            self.number = number

        def value(self):
            return 1

    class ADC:
        ATTN_11DB = 3
        range = 0

        def __init__(self, pin):
            pass

        def atten(self, value):
            self.range = value

        def read_u16(self):
            return 32768 if self.range else 1000

    @staticmethod
    def SoftI2C(scl, sda, freq):
        Machine.made.append((scl.number, sda.number))
        return Machine.bus


class Driver:
    def __init__(self, pin):
        pass


Driver.DHT11 = Driver.DHT22 = Driver.OneWire = Driver.DS18X20 = Driver


class Board:
    """A Firmware that serves `sensors` of config.json. said: what it logged."""

    notify = link = None

    def __init__(self, *sensors):
        self.mib = Mib()
        self.said = []
        self.log = self.said.append
        modules = {"machine": Machine, "dht": Driver, "onewire": Driver, "ds18x20": Driver}
        before = {name: sys.modules.get(name) for name in modules}
        sys.modules.update(modules)
        try:
            self.forget = configured.add(self, check({"sensors": list(sensors)})["sensors"])
        finally:
            for name in modules:
                if before[name] is None:
                    del sys.modules[name]
                else:
                    sys.modules[name] = before[name]
        gc.collect()

    def rows(self):
        """[(name, type, precision, units)]"""
        found = []
        row = self.sensor._after(1)
        while row:
            cell = self.sensor._cell
            assert cell(row, 2) == 9  # units(9): no kind has another scale
            name = self.sensor._named(row)
            found.append((name, TYPES[cell(row, 1) - 1], cell(row, 3), cell(row, 6)))
            row = self.sensor._after(row)
        return found

    def values(self):
        """Of each its value, None if it is nonoperational."""
        cell = self.sensor._cell
        found = []
        for row in range(2, 2 + len(self.rows())):
            value = cell(row, 4)
            found.append(value if cell(row, 5) == 1 else None)
        return found


def sht3x(address=0x44):
    bus = Machine.bus = Bus()
    bus.time(measured, sensirion)
    Machine.made = []
    answer = with_crcs(0x6667, 0x5EB9)  # 25 degrees, 37 %
    return bus, bus.put(address, Commands({b"\x24\x00": (15, answer)}))


def test_each_kind_is_served_with_its_types_precisions_and_units():
    sht3x()
    for kind in kinds.names():
        if kind != "chip":
            rows = Board({"kind": kind}).rows()
            readings = kinds.find(kind)[2]
            assert len(rows) == len(readings)
            for row, reading in zip(rows, readings):
                what, type, precision, unit = reading
                assert row[1:3] == (type, precision), kind
                assert row[3] == (unit or type if type == "other" else type), kind
                assert row[0].replace("_", " ").endswith(what.replace("_", " ")), row
        gc.collect()


def test_no_name_is_empty_and_none_is_there_twice():
    sht3x()
    rows = Board(
        {"kind": "sht3x"},
        {"kind": "sht3x", "address": 0x45},
        {"kind": "sht3x", "name": "Attic"},
        {"kind": "ina219", "name": "Attic"},
        {"kind": "pin", "pin": 2, "name": "  "},
        {"kind": "reset_cause"},
        {"kind": "reset_cause"},
    ).rows()
    assert [name for name, _, _, _ in rows] == [
        "sht3x temperature", "sht3x humidity", "sht3x temperature 2", "sht3x humidity 2",
        "Attic", "Attic humidity", "Attic 2", "Attic current", "Attic power", "pin level",
        "reset cause", "reset cause 2",
    ]  # fmt: skip


def test_what_one_chip_measures_is_measured_once():
    bus, chip = sht3x()
    board = Board(
        {"kind": "sht3x"},
        {"kind": "sht3x", "reading": "humidity", "name": "Damp"},
        {"kind": "sht3x", "scl": 12, "sda": 14},
    )
    assert Machine.made == [(5, 4), (12, 14)]  # a bus for each two pins
    n = len(chip.commands)
    bus.now += 1000
    assert board.values() == [2500, 3700, 3700, 2500, 3700]
    assert len(chip.commands) == n + 2  # for the two chips


def test_a_chip_that_is_not_there_is_said_once_and_comes_when_it_is():
    bus, chip = sht3x()
    del bus.chips[0x44]
    board = Board({"kind": "sht3x"}, {"kind": "pin", "pin": 2})
    assert board.values() == [None, None, 1]
    assert len(board.said) == 2 and board.said[0].startswith("sensor sht3x temperature: OSError")
    bus.chips[0x44] = chip
    assert board.values()[:2] == [2500, 3700]


def test_what_cannot_be_on_this_board_has_its_rows():
    sht3x()
    board = Board({"kind": "dht22", "pin": 77, "name": "Nowhere"}, {"kind": "pin", "pin": 2})
    assert [row[0] for row in board.rows()] == ["Nowhere", "Nowhere humidity", "pin level"]
    assert board.values() == [None, None, 1]
    assert len(board.said) == 1 and board.said[0].startswith("sensor Nowhere: ValueError")


def test_a_voltage_with_a_scale():
    sht3x()
    tmp36 = {"kind": "analogue", "scale": 100, "offset": -50, "type": "celsius", "precision": 1}
    board = Board(tmp36, {"kind": "analogue", "units": "bar", "reference": 1.0}, {"kind": "adc"})
    assert [row[1:] for row in board.rows()] == [
        ("celsius", 1, "celsius"), ("other", 3, "bar"), ("other", 0, "of 65535"),
    ]  # fmt: skip
    first, second, third = board.values()
    # An ESP32 measures up to 3.1 V for all but "adc", which is as it was.
    assert near(first, 1150, 1) and near(second, 500, 1) and third == 1000


def test_an_input_of_an_ads1115_with_a_scale():
    from test_registers import Adc
    from usnmp_sensors import ads1115

    bus, _ = sht3x()
    bus.time(ads1115)
    bus.put(0x48, Adc(2.0, 0.5, 0, 0))
    board = Board(
        {"kind": "ads1115"},
        {"kind": "ads1115", "channel": "0-1", "scale": 20, "offset": 1, "type": "amperes"},
    )
    types = [row[1] for row in board.rows()]
    assert types == ["voltsDC", "amperes"]
    volts, amperes = board.values()
    assert near(volts, 200000, 20) and near(amperes, 3100000, 400)


def test_a_chip_has_what_it_has():
    names = [row[0] for row in Board({"kind": "chip"}).rows()]
    known = "rssi,reset cause,lowest heap,supply voltage,chip temperature".split(",")
    assert set(names) <= set(known)
    assert ("lowest heap" in names) == hasattr(gc, "mem_free") and "rssi" not in names
    named = [row[0] for row in Board({"kind": "chip", "name": "Box"}).rows()]
    assert named == ["Box " + name for name in names]


def test_what_is_not_wanted_any_more_is_said():
    sht3x()
    for name in Board({"kind": "pin"}).forget.split():
        assert name in sys.modules
