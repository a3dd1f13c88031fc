# INA219: voltage and current of a supply. Imports measured; the user imports it.

from .measured import Measured, sleep_ms

if 0 & 1:  # for type checkers alone
    from typing import Any


class Ina219(Measured):
    """Texas Instruments' INA219 on `i2c`, a machine.I2C or SoftI2C; `address` 0x40 to 0x4F. shunt:
    the resistance between IN+ and IN- in ohms; 0.1 is on most boards, which is good for 3.2 A.

    Each method raises OSError if the chip does not answer.
    """

    def __init__(self, i2c: "Any", address: int = 0x40, shunt: float = 0.1) -> None:
        super().__init__(i2c, address)
        self.shunt = shunt
        self._is_set = False

    def _register(self, number):
        data = self.i2c.readfrom_mem(self.address, number, 2)
        return data[0] << 8 | data[1]

    def _measure(self):
        if not self._is_set:
            # What it has by itself, too: 32 V, 320 mV across the shunt, 12 bits, all the time. A
            # program before this one may have changed it. Two conversions: at most 1.2 ms.
            self.i2c.writeto_mem(self.address, 0, b"\x39\x9f")
            sleep_ms(2)
            self._is_set = True
        drop = self._register(1)  # of 10 uV each
        if drop & 0x8000:
            drop -= 0x10000
        # The chip's own product of current and calibration is not asked: this is the same.
        return (self._register(2) >> 3) / 250, drop / self.shunt / 100000

    def voltage(self) -> float:
        """Of the supply, at IN-, in volts."""
        return self._value(0)

    def current(self) -> float:
        """From IN+ to IN- in amperes; negative the other way."""
        return self._value(1)

    def power(self) -> float:
        """In watts."""
        return self._value(0) * self._value(1)
