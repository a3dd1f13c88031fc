# SHT40, SHT41, SHT45: temperature and humidity. Imports sensirion; the user imports it.

from .sensirion import Sensirion

if 0 & 1:  # for type checkers alone
    from typing import Any


class Sht4x(Sensirion):
    """Sensirion's SHT4x on `i2c`, a machine.I2C or SoftI2C; `address` 0x44, of some 0x45 or 0x46.
    A measurement takes 9 ms; for a second its values are given again.

    Each method raises OSError if the chip does not answer, or not with the right CRC.
    """

    def __init__(self, i2c: "Any", address: int = 0x44) -> None:
        super().__init__(i2c, address)

    def _measure(self):
        t, rh = self._ask(b"\xfd", 9, 2)  # high precision: at most 8.3 ms
        # The data sheet has what is outside of 0 to 100 % cut off.
        return 175 * t / 65535 - 45, min(max(125 * rh / 65535 - 6, 0), 100)

    def temperature(self) -> float:
        """In degrees Celsius."""
        return self._value(0)

    def humidity(self) -> float:
        """Relative humidity in percent."""
        return self._value(1)
