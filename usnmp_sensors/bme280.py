# BME280: temperature, pressure, humidity; BMP280: the first two. Imports measured; the user
# imports it.

import struct

from .measured import Measured, sleep_ms

if 0 & 1:  # for type checkers alone
    from typing import Any


class Bme280(Measured):
    """Bosch's BME280, or a BMP280, on `i2c`, a machine.I2C or SoftI2C; `address` 0x76, or 0x77
    with SDO high. A measurement takes 10 ms; for a second its values are given again, and between
    two of them the chip sleeps.

    Each method raises OSError if no such chip answers.
    """

    def __init__(self, i2c: "Any", address: int = 0x76) -> None:
        super().__init__(i2c, address)
        self._trim = None  # T1 to T3, P1 to P9, and of a BME280 H1 to H6, as the data sheet says

    def _read_trim(self):
        i2c, address = self.i2c, self.address
        chip = i2c.readfrom_mem(address, 0xD0, 1)[0]
        if chip != 0x60 and chip != 0x58:
            raise OSError(19)  # ENODEV
        data = i2c.readfrom_mem(address, 0x88, 26)
        trim = struct.unpack("<HhhHhhhhhhhh", data[:24])
        if chip == 0x60:
            h2, h3, e4, e5, e6, h6 = struct.unpack("<hBbBbb", i2c.readfrom_mem(address, 0xE1, 7))
            trim += data[25], h2, h3, e4 << 4 | e5 & 15, e6 << 4 | e5 >> 4, h6
        return trim

    def _measure(self):
        i2c, address = self.i2c, self.address
        if self._trim is None:
            self._trim = self._read_trim()
        # Each of the three once, in forced mode: at most 9.3 ms (data sheet, 9.1).
        i2c.writeto_mem(address, 0xF2, b"\x01")
        i2c.writeto_mem(address, 0xF4, b"\x25")
        sleep_ms(10)
        if i2c.readfrom_mem(address, 0xF3, 1)[0] & 8:  # measuring
            raise OSError(5)  # EIO
        p1, p2, p3, t1, t2, t3, h1, h2 = i2c.readfrom_mem(address, 0xF7, 8)
        fine = self._fine(t1 << 12 | t2 << 4 | t3 >> 4)
        pressure = self._pressure(p1 << 12 | p2 << 4 | p3 >> 4, fine)
        return fine / 5120, pressure, self._humidity(h1 << 8 | h2, fine)

    # The formulas of the data sheet, 8.1, for floats: those of an ESP8266, of 22 bits, are a tenth
    # of a pascal off at most, and make no garbage; those for integers, 4.2.3, make 1.2 kB.

    def _fine(self, raw):
        t1, t2, t3 = self._trim[:3]
        a = raw / 131072 - t1 / 8192
        return (raw / 16384 - t1 / 1024) * t2 + a * a * t3

    def _pressure(self, raw, fine):
        p1, p2, p3, p4, p5, p6, p7, p8, p9 = self._trim[3:12]
        a = fine / 2 - 64000
        b = (a * a * p6 / 32768 + a * p5 * 2) / 4 + p4 * 65536.0
        a = (1 + (p3 * a * a / 524288 + p2 * a) / 524288 / 32768) * p1
        if a == 0:
            raise OSError(5)  # EIO: there is no such trimming
        p = (1048576 - raw - b / 4096) * 6250 / a
        return (p + (p9 * p * p / 2147483648 + p * p8 / 32768 + p7) / 16) / 100

    def _humidity(self, raw, fine):
        if len(self._trim) == 12:
            return None
        h1, h2, h3, h4, h5, h6 = self._trim[12:]
        a = fine - 76800
        b = h2 / 65536 * (1 + h6 / 67108864 * a * (1 + h3 / 67108864 * a))
        b *= raw - (h4 * 64 + h5 / 16384 * a)
        return min(max(b * (1 - h1 * b / 524288), 0), 100)

    def temperature(self) -> float:
        """In degrees Celsius."""
        return self._value(0)

    def pressure(self) -> float:
        """In hPa, at the place of the sensor; not that at sea level."""
        return self._value(1)

    def humidity(self) -> "float | None":
        """Relative humidity in percent; None of a BMP280, which does not measure it."""
        return self._value(2)
