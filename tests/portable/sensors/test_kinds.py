# The table of kinds: each is there, and has what the table says.

import gc
import sys

from i2cbox import Bus, Registers
from usnmp_sensors import kinds
from util import raises

# EntitySensorDataType of RFC 3433
TYPES = "other unknown voltsAC voltsDC amperes watts hertz celsius percentRH rpm cmm truthvalue"


class Adc:
    def read_u16(self):
        return 0


class Driver:
    # What is there of dht, onewire and ds18x20 before anything is read
    def __init__(self, pin):
        pass


Driver.DHT11 = Driver.DHT22 = Driver.OneWire = Driver.DS18X20 = Driver
for name in ("dht", "onewire", "ds18x20"):
    sys.modules[name] = Driver


def test_every_kind_has_its_driver_with_its_readings():
    for kind in kinds.names():
        module, name, readings = kinds.find(kind)
        assert module.startswith("usnmp_sensors.") and readings
        what, addresses = kinds.wiring(kind)
        assert what in ("i2c", "pin", "adc", "wire", "") and bool(addresses) == (what == "i2c")
        bus = Adc() if what == "adc" else Bus()
        made = kinds.make(kind, bus)
        assert [(n, t, p, u) for n, _, t, p, u in made] == readings
        for what, read, type, precision, unit in made:
            assert callable(read) and what
            assert type in TYPES.split() and 0 <= precision <= 8  # EntitySensorPrecision: to 9
        gc.collect()


def test_a_reading_reads():
    made = kinds.make("analogue", Adc(), scale=2, offset=1.5)
    assert [(name, read()) for name, read, _, _, _ in made] == [("value", 1.5)]
    bus = Bus()
    bus.put(0x41, Registers({0: b"\0\0", 1: b"\0\x0a", 2: b"\x5d\x98"}, 2))
    made = kinds.make("ina219", bus, address=0x41)
    assert [round(read() * 1000) for _, read, _, _, _ in made] == [11980, 1, 12]


def test_a_chip_that_is_not_there_is_no_error_until_it_is_read():
    for name, read, _, _, _ in kinds.make("bme280", Bus()):
        raises(OSError, read)


def test_the_addresses_of_a_chip_begin_with_the_usual_one():
    found = kinds.wiring("bh1750"), kinds.wiring("ina219"), kinds.wiring("scd4x")
    assert found == (("i2c", [0x23, 0x5C]), ("i2c", list(range(0x40, 0x50))), ("i2c", [0x62]))
    for kind in kinds.names():  # which the driver has, if it is not told another
        if kinds.wiring(kind)[0] == "i2c":
            assert kinds.driver(kind, Bus()).address == kinds.wiring(kind)[1][0], kind


def test_a_kind_that_there_is_not_is_refused():
    for kind in ("bme", "", "bme280 bme280", "-"):
        raises(ValueError, kinds.find, kind)
        raises(ValueError, kinds.make, kind)
        raises(ValueError, kinds.wiring, kind)
    assert "bh1750, ads1115" in str(raises(ValueError, kinds.find, "bme"))
