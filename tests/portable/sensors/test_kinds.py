# The table of kinds: each is there, and has what the table says.

import gc

from i2cbox import Bus, Registers
from usnmp_sensors import kinds
from util import raises

# EntitySensorDataType of RFC 3433
TYPES = "other unknown voltsAC voltsDC amperes watts hertz celsius percentRH rpm cmm truthvalue"


class Adc:
    def read_u16(self):
        return 0


def test_every_kind_has_its_driver_with_its_readings():
    for kind in kinds.names():
        module, name, readings = kinds.find(kind)
        assert module.startswith("usnmp_sensors.") and readings
        bus = Adc() if kind == "analogue" else Bus()
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


def test_a_kind_that_there_is_not_is_refused():
    for kind in ("bme", "", "bme280 bme280", "-"):
        raises(ValueError, kinds.find, kind)
        raises(ValueError, kinds.make, kind)
