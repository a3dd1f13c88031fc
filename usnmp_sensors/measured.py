# What the drivers share: one measurement, whose values are read one by one. Imports nothing, on
# CPython usnmp_base.pc; the drivers import it, and the clock from here.

if 0 & 1:  # for type checkers alone
    from typing import Any

try:
    from time import sleep_ms, ticks_ms
except ImportError:  # CPython
    from usnmp_base.pc import sleep_ms, ticks_ms  # noqa: F401 - sleep_ms for the drivers


class Measured:
    """A chip on `i2c`, a machine.I2C or SoftI2C, at `address`. A class of its own for each chip
    has _measure(), which gives its values; they are then good for a second, so that temperature
    and humidity in one request are of one measurement.

    To make one does not touch the bus. A chip that is not there raises OSError when it is read,
    each time, until it is there again.
    """

    # For how long what was measured is good; how long to leave in peace what could not be.
    _max_age_ms = 1000
    _retry_ms = 0
    _at = _values = None

    def __init__(self, i2c: "Any", address: int) -> None:
        self.i2c = i2c
        self.address = address

    def _value(self, i):
        # The i-th value. OSError: of the bus, or EIO where the chip answers what is not right.
        now = ticks_ms()
        wait_ms = self._max_age_ms if self._values else self._retry_ms
        if self._at is None or now - self._at & 0x3FFFFFFF >= wait_ms:
            self._at = now
            self._values = None  # if measuring fails there is no value
            self._values = self._measure()
        if not self._values:
            raise OSError(5)  # EIO
        return self._values[i]
