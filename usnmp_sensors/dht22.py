# DHT11 and DHT22: temperature and humidity on a pin, by the port's own driver, dht. Imports
# measured; the user imports it.

from .measured import Measured

if 0 & 1:  # for type checkers alone
    from typing import Any


class Dht22(Measured):
    """Aosong's DHT22, or AM2302, at `pin`, a machine.Pin, with 10 kOhm to 3.3 V. A measurement
    takes 5 ms; for two seconds, which the chip wants between two, its values are given again, and
    one that failed is not tried again.

    Each method raises OSError if the chip does not answer, or not with the right checksum.
    """

    # Data sheet: "collecting period should be > 2 seconds"
    _max_age_ms = _retry_ms = 2000
    _name = "DHT22"

    def __init__(self, pin: "Any") -> None:
        import dht

        self._dht = getattr(dht, self._name)(pin)

    def _measure(self):
        try:
            self._dht.measure()
        except OSError as e:
            raise e
        except Exception:  # dht's word for a wrong checksum
            raise OSError(5)  # EIO
        return self._dht.temperature(), self._dht.humidity()

    def temperature(self) -> float:
        """In degrees Celsius."""
        return self._value(0)

    def humidity(self) -> float:
        """Relative humidity in percent."""
        return self._value(1)


class Dht11(Dht22):
    """The same of a DHT11, which gives whole numbers."""

    _name = "DHT11"
