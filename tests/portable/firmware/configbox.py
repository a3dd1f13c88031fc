# What the tests of sensors of config.json share: a board that serves them, whose buses, pins and
# converters are stand-ins.

import gc
import sys

from i2cbox import Bus, Commands, with_crcs
from usnmp_firmware import sensors as configured
from usnmp_firmware.config import check
from usnmp_mib import Mib
from usnmp_sensors import measured, sensirion

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
