# A DHT22 where managers find sensors by themselves, with an offset that may be set. For an ESP32,
# or an ESP8266 whose modules are in a ROMFS or frozen (docs/deploy.md).
# Wiring: + to 3V3, - to GND, data to GPIO4 (D2), with 10 kOhm from data to 3V3.
# Change: PIN; Dht22 to Dht11 if yours is blue.
# To the board: tools/configure.py, then tools/deploy.py --main examples/dht22.py
# On the PC: snmpwalk -v2c -c public ADDRESS 1.3.6.1.2.1.99
# snmpset -v2c -c private ADDRESS 1.3.6.1.4.1.8072.9999.9999.3.0 i -12   (tenths of a degree)

from machine import Pin

from usnmp_firmware import main
from usnmp_mib import INT, Value
from usnmp_sensors.dht22 import Dht22

PIN = 4
OFFSET = "1.3.6.1.4.1.8072.9999.9999.3.0"  # get a number of your own for what you ship


def sensors(firmware):
    dht = Dht22(Pin(PIN))  # measures when it is asked, at most every two seconds
    store = firmware.store  # config.json has "persist": what is SET survives a reboot
    offset = store.scalar(OFFSET, INT, 0) if store else Value(0)
    firmware.mib.scalar(OFFSET, INT, offset, write=offset.set, range=(-100, 100))

    def temperature():
        return dht.temperature() + offset() / 10

    # With "targets" in config.json: a notification above 30 degrees, and one below 28 again
    firmware.sensor("Room", "celsius", temperature, precision=1, above=30, clear_below=28)
    firmware.sensor("Room humidity", "percentRH", dht.humidity, precision=1)


main(sensors)
