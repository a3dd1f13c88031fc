# Is somebody at home? A lamp, lit while the router knows one of these phones. ESP8266 or ESP32.
# Wiring: the LED of a NodeMCU or D1 mini, GPIO2, which is lit by 0; or a relay: LIT = 1.
# Change: WIFI, ROUTER, COMMUNITY, DEVICES; PIN, LIT.
# To the board: tools/deploy.py codec --main examples/presence.py
# On the PC: snmpwalk -v2c -c public ROUTER 1.3.6.1.2.1.4.22.1.2 shows what the board will see.

import time
from binascii import hexlify

from machine import Pin

from usnmp_manager import Manager, SnmpError
from usnmp_firmware.wifi import Link, connect

WIFI = {"ssid": "NETWORK", "key": "PASSWORD"}
ROUTER = "192.0.2.1"
COMMUNITY = "public"
VERSION = "2c"
PORT = 161
DEVICES = {"020000c0ffee": "Ann's phone", "020000decade": "Ben's phone"}  # by MAC, from the walk
# Any table with a column of MACs: this is ipNetToMediaPhysAddress, the ARP cache. A switch has
# 1.3.6.1.2.1.17.4.3.1.1, an access point a table of its own, which forgets sooner who has left.
MACS = "1.3.6.1.2.1.4.22.1.2"
PIN, LIT = 2, 0
EVERY_MS = 10000
PATIENCE = 3  # looks without success until somebody has left: phones sleep


def mac(value):
    """The MAC address in `value`, in hexadecimal; one that is all printable comes as a str."""
    return hexlify(value if isinstance(value, bytes) else value.encode()).decode()


def present(manager):
    """The name of one that is there, or None. Raises SnmpError."""
    for varbind in manager.walk(MACS):
        name = DEVICES.get(mac(varbind.value))
        if name:
            return name
    return None


def run():
    lamp = Pin(PIN, Pin.OUT, value=not LIT)
    connect(WIFI)
    link = Link(WIFI)
    manager = Manager(ROUTER, COMMUNITY, VERSION, PORT, timeout_ms=1000, retries=1)
    missed = PATIENCE
    while True:
        link.up()  # if Wi-Fi is gone for long: connects again
        try:
            name = present(manager)
            missed = 0 if name else missed + 1
            print(name or "nobody")
            lamp(LIT if missed < PATIENCE else not LIT)
        except SnmpError as e:  # that nobody answers says nothing of who is there: the lamp stays
            print(e)
        time.sleep_ms(EVERY_MS)


run()
