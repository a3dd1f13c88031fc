# DS18B20 thermometers on one wire, with a trap when one gets too warm and when it is well again.
# For an ESP32. A table: .2.1.2.N is the number of thermometer N, .2.1.3.N its tenths of a degree.
# Wiring: all of them: red to 3V3, black to GND, data to GPIO4, one 4.7 kOhm from data to 3V3.
# Change: PIN, TOO_WARM, WELL_AGAIN; the PC has to be a target in config.json.
# To the board: tools/configure.py, then tools/deploy.py --main examples/ds18b20.py
# On the PC: sudo snmptrapd -f -Lo --disableAuthorization=yes
# snmpwalk -v2c -c public ADDRESS 1.3.6.1.4.1.8072.9999.9999.2

import time
from binascii import hexlify

import ds18x20
import onewire
from machine import Pin

from usnmp_firmware import main
from usnmp_mib import INT, OCTSTR

PIN = 4
TOO_WARM, WELL_AGAIN = 300, 280  # tenths of a degree
ENTRY = "1.3.6.1.4.1.8072.9999.9999.2.1"
ALARM, RECOVERY = "1.3.6.1.4.1.8072.9999.9999.0.1", "1.3.6.1.4.1.8072.9999.9999.0.2"


class Thermometers:
    """All that are on the wire. A conversion takes 750 ms: while somebody asks every second, as
    the alarms do, each look takes what the last one began, and waits for nothing.
    """

    def __init__(self, pin):
        self.bus = ds18x20.DS18X20(onewire.OneWire(pin))
        self.roms = self.bus.scan()
        self.begin()
        time.sleep_ms(750)
        self.take()

    def begin(self):
        try:
            self.bus.convert_temp()
        except onewire.OneWireError:  # none is there any more
            pass
        self.begun = time.ticks_ms()

    def take(self):
        self.tenths = [self.read(rom) for rom in self.roms]
        self.begin()

    def read(self, rom):
        # What cannot be read is no value, nor is 85 degrees: so much they say before they measure.
        try:
            celsius = self.bus.read_temp(rom)
        except Exception:  # the driver's word for a wrong checksum
            return None
        return None if celsius == 85 else round(celsius * 10)

    def tenth(self, i):
        """Tenths of a degree of thermometer `i`; None if it does not answer."""
        age = time.ticks_ms() - self.begun & 0x3FFFFFFF
        if age > 5000:  # nobody asked for long: that is no temperature of now
            self.begin()
            time.sleep_ms(750)
        if age > 750:
            self.take()
        return self.tenths[i]


def sensors(firmware):
    found = Thermometers(Pin(PIN))
    for i, rom in enumerate(found.roms):
        value = ENTRY + ".3.%d" % (i + 1)
        firmware.mib.scalar(ENTRY + ".2.%d" % (i + 1), OCTSTR, hexlify(rom))
        firmware.mib.scalar(value, INT, lambda i=i: found.tenth(i))
        if firmware.notify:  # config.json has "targets"
            firmware.notify.watch(
                lambda i=i: found.tenth(i),
                above=TOO_WARM, clear_below=WELL_AGAIN,
                oid=value, raised=ALARM, cleared=RECOVERY,
            )  # fmt: skip


main(sensors)
