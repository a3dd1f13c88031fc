# Temperature and humidity of a DHT22, read over SNMP. For an ESP8266, or an ESP32.
# Wiring: + to 3V3, - to GND, data to GPIO4 (D2), with 10 kOhm from data to 3V3.
# Change: PIN; DHT22 to DHT11 if yours is blue.
# To the board: tools/configure.py, then tools/deploy.py --main examples/dht22.py
# On the PC: snmpwalk -v2c -c public ADDRESS 1.3.6.1.4.1.8072.9999.9999
# .1 is the temperature, .2 the humidity, in tenths; .3 is added to .1, and may be set:
# snmpset -v2c -c private ADDRESS 1.3.6.1.4.1.8072.9999.9999.3.0 i -12

import time

import dht
from machine import Pin

from usnmp_firmware import main
from usnmp_mib import GAUGE, INT, Value

PIN = 4
BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"  # get a number of your own for what you ship


class Sensor:
    """Measures when it is asked, at most every two seconds: a DHT is no faster."""

    def __init__(self, driver, offset):
        self.driver = driver
        self.at = time.ticks_ms() - 2000
        self.offset = offset  # tenths of a degree
        self.values = None

    def measure(self):
        if time.ticks_ms() - self.at & 0x3FFFFFFF >= 2000:  # ticks_ms wraps
            self.at = time.ticks_ms()
            try:
                self.driver.measure()
                self.values = self.driver.temperature(), self.driver.humidity()
            except OSError:  # it does not answer, or was misread
                self.values = None
        return self.values

    # None: there is no such object now, and a walk passes it by.

    def temperature(self):
        values = self.measure()
        return values and round(values[0] * 10) + self.offset()

    def humidity(self):
        values = self.measure()
        return values and round(values[1] * 10)


def sensors(firmware):
    store = firmware.store  # config.json has "persist": what is SET survives a reboot
    offset = store.scalar(BASE % 3, INT, 0) if store else Value(0)
    sensor = Sensor(dht.DHT22(Pin(PIN)), offset)
    add = firmware.mib.scalar
    add(BASE % 1, INT, sensor.temperature)
    add(BASE % 2, GAUGE, sensor.humidity)
    add(BASE % 3, INT, offset, write=offset.set, range=(-100, 100))


main(sensors)
