# DS18B20 thermometers on one wire, where managers find sensors by themselves, with a trap when one
# gets too warm and when it is well again. For an ESP32, or an ESP8266 with its modules in a ROMFS.
# Wiring: all of them: red to 3V3, black to GND, data to GPIO4, one 4.7 kOhm from data to 3V3.
# Change: PIN, limits, NAMES; the PC has to be a target in config.json.
# To the board: tools/configure.py, then tools/deploy.py --main examples/ds18b20.py
# On the PC: sudo snmptrapd -f -Lo --disableAuthorization=yes
# snmpwalk -v2c -c public ADDRESS 1.3.6.1.2.1.47   has their names, 1.3.6.1.2.1.99 their values

from binascii import hexlify

from machine import Pin

from usnmp_firmware import main
from usnmp_sensors.ds18b20 import Ds18b20, Wire

PIN = 4
TOO_WARM, WELL_AGAIN = 30, 28  # degrees
NAMES = {"28ff641e8216c3a1": "Boiler"}  # by their codes, which they have as names at first


def sensors(firmware):
    wire = Wire(Pin(PIN))  # they measure together
    for rom in wire.scan():
        code = hexlify(rom).decode()
        firmware.sensor(
            NAMES.get(code, code), "celsius", Ds18b20(wire, code).temperature, precision=1,
            above=TOO_WARM, clear_below=WELL_AGAIN,
        )  # fmt: skip


main(sensors)
