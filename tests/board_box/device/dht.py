# Stands for dht: a sensor whose values the box sets.

from _board import sh


class DHT22:
    def __init__(self, pin):
        self._values = 0, 0

    def measure(self):
        if sh.dht_humidity < 0:
            raise OSError(110)  # ETIMEDOUT: none there
        self._values = sh.dht_temperature, sh.dht_humidity

    def temperature(self):
        return self._values[0] / 10

    def humidity(self):
        return self._values[1] / 10


class DHT11(DHT22):
    def temperature(self):
        return self._values[0] // 10

    def humidity(self):
        return self._values[1] // 10
