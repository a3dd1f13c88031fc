# SHT30, SHT31, SHT35: temperature and humidity. Imports sensirion; the user imports it.

from .sensirion import Sensirion

if 0 & 1:  # for type checkers alone
    from typing import Any


class Sht3x(Sensirion):
    """Sensirion's SHT3x on `i2c`, a machine.I2C or SoftI2C; `address` 0x44, or 0x45 with ADDR
    high. A measurement takes 16 ms; for a second its values are given again.

    Each method raises OSError if the chip does not answer, or not with the right CRC.
    """

    def __init__(self, i2c: "Any", address: int = 0x44) -> None:
        super().__init__(i2c, address)

    def _measure(self):
        # High repeatability, no clock stretching: at most 15.5 ms.
        t, rh = self._ask(b"\x24\x00", 16, 2)
        return 175 * t / 65535 - 45, 100 * rh / 65535

    def temperature(self) -> float:
        """In degrees Celsius."""
        return self._value(0)

    def humidity(self) -> float:
        """Relative humidity in percent."""
        return self._value(1)
