# SCD40, SCD41: carbon dioxide, temperature and humidity. Imports sensirion and measured; the user
# imports it.

from .measured import ticks_ms
from .sensirion import Sensirion

if 0 & 1:  # for type checkers alone
    from typing import Any


class Scd4x(Sensirion):
    """Sensirion's SCD4x on `i2c`, a machine.I2C or SoftI2C. It measures every five seconds by
    itself, from when it is read first; a read gives what it measured last, and takes 2 ms.

    Each method gives None as long as there is no measurement: five seconds from the first read
    on, and when the chip has lost its power. It raises OSError if the chip does not answer, or not
    with the right CRC.
    """

    def __init__(self, i2c: "Any", address: int = 0x62) -> None:
        super().__init__(i2c, address)
        self._since = None  # ticks_ms() of the last measurement or start
        self._last = None, None, None

    def _measure(self):
        now = ticks_ms()
        if self._ask(b"\xe4\xb8", 1, 1)[0] & 0x7FF:  # get_data_ready_status
            co2, t, rh = self._ask(b"\xec\x05", 1, 3)  # read_measurement
            self._since = now
            self._last = co2, 175 * t / 65535 - 45, 100 * rh / 65535
        elif self._since is None or now - self._since & 0x3FFFFFFF >= 15000:
            # It has been silent for three of its intervals: it does not measure.
            self._since = now
            self._last = None, None, None
            try:
                self.i2c.writeto(self.address, b"\x21\xb1")  # start_periodic_measurement
            except OSError:
                pass  # it measures already, and takes no other command: the board was reset
        return self._last

    def co2(self) -> "int | None":
        """Carbon dioxide in ppm."""
        return self._value(0)

    def temperature(self) -> "float | None":
        """In degrees Celsius."""
        return self._value(1)

    def humidity(self) -> "float | None":
        """Relative humidity in percent."""
        return self._value(2)
