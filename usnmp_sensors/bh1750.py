# BH1750: light. Imports measured; the user imports it.

from .measured import Measured, sleep_ms

if 0 & 1:  # for type checkers alone
    from typing import Any


class Bh1750(Measured):
    """Rohm's BH1750 on `i2c`, a machine.I2C or SoftI2C; `address` 0x23, or 0x5C with ADDR high. It
    measures all the time from when it is read first, which takes 180 ms.
    """

    def __init__(self, i2c: "Any", address: int = 0x23) -> None:
        super().__init__(i2c, address)
        self._is_on = False

    def _start(self):
        self.i2c.writeto(self.address, b"\x10")  # all the time, in steps of 1 lx

    def _measure(self):
        was_on, self._is_on = self._is_on, False  # it is off, if this fails
        if not was_on:
            self._start()
            sleep_ms(180)
        data = self.i2c.readfrom(self.address, 2)
        raw = data[0] << 8 | data[1]
        if was_on and raw == 0:
            self._start()  # in the dark, or without power for a while, which turns it off
        self._is_on = True
        return (raw / 1.2,)

    def lux(self) -> float:
        """Illuminance in lux. Raises OSError if the chip does not answer."""
        return self._value(0)
