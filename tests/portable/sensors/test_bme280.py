# BME280 and BMP280 against a stand-in of registers.

import struct

from i2cbox import Bus, Registers, near
from usnmp_sensors import bme280, measured
from usnmp_sensors.bme280 import Bme280
from util import raises

# Bosch's example of the calculation, data sheet of the BMP280, 3.12: 25.08 degrees, 100653.27 Pa
TRIM = (
    27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000,
)  # fmt: skip
RAW_T, RAW_P = 519888, 415148
# H1 to H6, of chips in use; the last has each of the signs
HUMIDITY = (
    (75, 362, 0, 313, 50, 30),
    (75, 370, 0, 298, 50, 30),
    (130, -400, 255, -1900, -1000, -100),
    (75, 362, 0, 2047, -2048, 127),
)


class Chip(Registers):
    # Measures when it is told to, which takes 9.3 ms. What was not measured is 0x80000, 0x8000.
    def __init__(self, trim, humidity, raw, chip=0x60):
        Registers.__init__(self, {})
        self.raw = raw
        self.busy_until = 0
        self.set(0xD0, bytes((chip,)))
        self.set(0x88, struct.pack("<HhhHhhhhhhhh", *trim) + b"\0" + bytes((humidity[0],)))
        _, h2, h3, h4, h5, h6 = humidity
        h4, h5 = h4 & 0xFFF, h5 & 0xFFF
        middle = bytes((h4 >> 4, h4 & 15 | (h5 & 15) << 4, h5 >> 4))
        self.set(0xE1, struct.pack("<hB", h2, h3) + middle + struct.pack("b", h6))
        self.set(0xF2, b"\0\0\0\0\0")
        self.set(0xF7, b"\x80\0\0\x80\0\0\x80\0")

    def write(self, data):
        Registers.write(self, data)
        if len(data) > 1 and data[0] == 0xF4:
            assert data[1] & 3 in (1, 2), "not forced mode"
            assert data[1] >> 5 and data[1] >> 2 & 7 and self.contents[0xF2] != b"\0"
            t, p, h = self.raw
            self.busy_until = self.bus.now + 9.3
            self.set(0xF7, bytes((p >> 12, p >> 4 & 255, (p & 15) << 4)))
            self.set(0xFA, bytes((t >> 12, t >> 4 & 255, (t & 15) << 4)))
            self.set(0xFD, bytes((h >> 8, h & 255)))

    def read(self, n):
        self.contents[0xF3] = b"\x08" if self.bus.now < self.busy_until else b"\0"
        return Registers.read(self, n)


def sensor(humidity=HUMIDITY[0], raw=(RAW_T, RAW_P, 30000), chip=0x60, address=0x76, trim=TRIM):
    bus = Bus()
    bus.time(measured, bme280)
    bus.put(address, Chip(trim, humidity, raw, chip))
    return bus, Bme280(bus, address)


def by_integers(raw, trim, h):
    # Temperature, pressure, humidity by the data sheet's other formulas, those of 4.2.3, for
    # integers of 32 and 64 bits.
    t1, t2, t3, p1, p2, p3, p4, p5, p6, p7, p8, p9 = trim
    raw_t, raw_p, raw_h = raw
    fine = ((raw_t >> 3) - (t1 << 1)) * t2 >> 11
    fine += (((raw_t >> 4) - t1) * ((raw_t >> 4) - t1) >> 12) * t3 >> 14
    a = fine - 128000
    b = a * a * p6 + (a * p5 << 17) + (p4 << 35)
    a = (a * a * p3 >> 8) + (a * p2 << 12)
    a = ((1 << 47) + a) * p1 >> 33
    p = ((1048576 - raw_p << 31) - b) * 3125 // a
    p = (p + (p9 * (p >> 13) * (p >> 13) >> 25) + (p8 * p >> 19) >> 8) + (p7 << 4)
    c = fine - 76800
    r = (raw_h << 14) - (h[3] << 20) - h[4] * c + 16384 >> 15
    c = (c * h[5] >> 10) * ((c * h[2] >> 11) + 32768) >> 10
    r *= (c + 2097152) * h[1] + 8192 >> 14
    r -= ((r >> 15) * (r >> 15) >> 7) * h[0] >> 4
    return (fine * 5 + 128 >> 8) / 100, p / 25600, (min(max(r, 0), 419430400) >> 12) / 1024


def test_the_example_of_the_data_sheet():
    bus, s = sensor()
    assert near(s.temperature(), 25.0825, 0.00005)  # t_fine is 128422
    assert near(s.pressure(), 1006.5327, 0.00005)
    assert bus.waited == 10


def test_all_three_agree_with_the_formulas_for_integers():
    for humidity in HUMIDITY[:2]:
        for t in range(380000, 700000, 64000):  # some -20 to 80 degrees
            for p, h in ((300000, 20000), (415148, 28000), (500000, 45000)):
                _, s = sensor(humidity, (t, p, h))
                expected = by_integers((t, p, h), TRIM, humidity)
                assert near(s.temperature(), expected[0], 0.01)
                assert near(s.pressure(), expected[1], 0.02)
                assert near(s.humidity(), expected[2], 0.05)


def test_the_trimming_of_humidity_has_its_signs():
    for humidity in HUMIDITY:
        _, s = sensor(humidity)
        s.temperature()
        assert s._trim[12:] == humidity and s._trim[:12] == TRIM


def test_humidity_ends_at_0_and_100():
    for raw, expected in ((0, 0), (65535, 100)):
        _, s = sensor(raw=(RAW_T, RAW_P, raw))
        assert s.humidity() == expected


def test_bmp280_has_no_humidity():
    bus, s = sensor(chip=0x58)
    assert near(s.temperature(), 25.08) and near(s.pressure(), 1006.53)
    assert s.humidity() is None


def test_one_measurement_for_the_three_and_another_after_a_second():
    bus, s = sensor(address=0x77)
    s.temperature(), s.pressure(), s.humidity()
    chip = bus.chips[0x77]
    assert [at for at, _ in chip.written] == [0xF2, 0xF4]
    bus.now += 1000
    chip.raw = RAW_T - 3000, RAW_P, 30000
    assert s.temperature() < 25
    assert len(chip.written) == 4


def test_another_chip_and_none_raise():
    bus, s = sensor(chip=0x61)  # a BME680
    assert raises(OSError, s.temperature).args[0] == 19
    bus, s = sensor()
    chip = bus.chips.pop(0x76)
    assert raises(OSError, s.pressure).args[0] == 19
    bus.chips[0x76] = chip
    assert near(s.temperature(), 25.08)


def test_a_chip_that_does_not_get_ready_raises():
    bus, s = sensor()
    bus.time(measured)
    bme280.sleep_ms = lambda ms: None  # the clock stands
    assert raises(OSError, s.temperature).args[0] == 5
    bus.time(bme280)
    assert near(s.temperature(), 25.08)


def test_trimming_of_zeros_raises():
    # What a chip has that is no BMP280 although it says so
    _, s = sensor(trim=(0,) * 12, chip=0x58)
    assert raises(OSError, s.pressure).args[0] == 5
