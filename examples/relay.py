# A relay switched over SNMP, whose second contact tells if it followed: if not, the answer is
# commitFailed, and all is as it was. .2 = 1 locks it. ESP8266 or ESP32.
# Wiring: the driver of its coil at GPIO5 (D1), what enables that at GPIO4 (D2); the second contact
# between GPIO14 (D5) and GND, open while the relay is on.
# Change: COIL, ENABLE, CONTACT; FOLLOWS_MS, how long the relay takes.
# To the board: tools/configure.py, then tools/deploy.py --main examples/relay.py
# On the PC: snmpset -v2c -c private ADDRESS 1.3.6.1.4.1.8072.9999.9999.1.0 i 1

import time

from machine import Pin

from usnmp_firmware import main
from usnmp_mib import INT, Value

COIL = 5
ENABLE = 4
CONTACT = 14
FOLLOWS_MS = 50
BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"  # get a number of your own for what you ship


class Locked(ValueError):
    status = 12  # inconsistentValue: right, but not now


class Relay:
    """The phases of a SET: armed, switched, switched back if that or another write fails; and
    whatever happens released."""

    def __init__(self, locked):
        self.coil = Pin(COIL, Pin.OUT, value=0)
        self.enable = Pin(ENABLE, Pin.OUT, value=0)
        self.contact = Pin(CONTACT, Pin.IN, Pin.PULL_UP)
        self.locked = locked

    def test(self, value):
        if self.locked():
            raise Locked
        self.enable(1)

    def commit(self, value):
        self.coil(value)
        time.sleep_ms(FOLLOWS_MS)
        if self.contact() != value:
            raise OSError("does not follow")

    def undo(self, before):
        self.coil(before)

    def cleanup(self):
        self.enable(0)


def objects(firmware):
    locked = Value(0)
    relay = Relay(locked)
    add = firmware.mib.scalar
    add(BASE % 1, INT, relay.coil.value, write=relay, range=(0, 1))
    add(BASE % 2, INT, locked, write=locked.set, range=(0, 1))


main(objects)
