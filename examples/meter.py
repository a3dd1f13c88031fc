# How busy is a port of a switch or router? A bar on a strip of NeoPixels. ESP8266 or ESP32.
# Wiring: the strip's 5V to 5V (VIN), GND to GND, DIN to GPIO13 (D7).
# Change: WIFI, AGENT, COMMUNITY, PIN, PIXELS; SPEED, if a slower line is behind that port.
# INTERFACE, the ifIndex; on the PC: snmpwalk -v2c -c public AGENT 1.3.6.1.2.1.2.2.1.2
# To the board: tools/deploy.py codec --main examples/meter.py
# What it shows: a bar, green to red; blue, nobody answers; all dark, no traffic at all.

import time

from machine import Pin
from neopixel import NeoPixel

from usnmp_manager import Manager, SnmpError
from usnmp_firmware.wifi import Link, connect

WIFI = {"ssid": "NETWORK", "key": "PASSWORD"}
AGENT = "192.0.2.1"
COMMUNITY = "public"
VERSION = "2c"  # or "1", which has no 64-bit counters
PORT = 161
INTERFACE = 1
SPEED = None  # bits per second, such as 50000000; None: the port's own
PIN = 13
PIXELS = 8
EVERY_MS = 2000  # more than 30 s is too long for 32-bit counters of a fast port

UPTIME = "1.3.6.1.2.1.1.3.0"
IF_SPEED = "1.3.6.1.2.1.2.2.1.5.%d"  # bits per second
IF_OCTETS = "1.3.6.1.2.1.2.2.1.10.%d", "1.3.6.1.2.1.2.2.1.16.%d"  # in and out, 32 bits
HIGH_SPEED = "1.3.6.1.2.1.31.1.1.1.15.%d"  # millions of bits per second
HC_OCTETS = "1.3.6.1.2.1.31.1.1.1.6.%d", "1.3.6.1.2.1.31.1.1.1.10.%d"  # in and out, 64 bits


def sample(manager):
    """[sysUpTime, octets in, octets out, bits per second, bits of the counters] of the interface.
    Raises SnmpError.
    """
    wide = [oid % INTERFACE for oid in HC_OCTETS + (HIGH_SPEED,)]
    plain = [oid % INTERFACE for oid in IF_OCTETS + (IF_SPEED,)]
    if manager.ver:  # 2c
        values = [varbind.value for varbind in manager.get(UPTIME, *wide)]
        if None not in values:
            return values[:3] + [SPEED or values[3] * 1000000, 64]
    values = [varbind.value for varbind in manager.get(UPTIME, *plain)]
    if None in values:
        raise SnmpError("there is no interface %d" % INTERFACE)
    return values[:3] + [SPEED or values[3], 32]


def percent(old, new):
    """How busy it was between two samples, the busier direction; None if that cannot be told."""
    # Time is the agent's own: how long an answer took does not matter. Where it goes back the
    # agent has restarted, and its counters with it.
    ticks = new[0] - old[0]
    if ticks <= 0 or not new[3] or new[4] != old[4]:
        return None
    mask = (1 << new[4]) - 1  # right across the wrap of a counter
    octets = max(new[1] - old[1] & mask, new[2] - old[2] & mask)
    return min(100, octets * 8 * 100 * 100 // (ticks * new[3]))


def colour(i):
    """Of pixel `i`: green, yellow from half of the strip on, red from four fifths on."""
    if 5 * i >= 4 * PIXELS:
        return 40, 0, 0
    return (30, 20, 0) if 2 * i >= PIXELS else (0, 30, 0)


def show(strip, busy):
    """A bar of `busy` per cent, rounded up. None: one blue pixel."""
    lit = 0 if busy is None else -(-busy * PIXELS // 100)
    for i in range(PIXELS):
        strip[i] = colour(i) if i < lit else (0, 0, 0)
    if busy is None:
        strip[0] = 0, 0, 40
    strip.write()


def run():
    strip = NeoPixel(Pin(PIN, Pin.OUT), PIXELS)
    show(strip, None)
    connect(WIFI)
    link = Link(WIFI)
    manager = Manager(AGENT, COMMUNITY, VERSION, PORT, timeout_ms=1000, retries=1)
    old = None
    while True:
        link.up()  # if Wi-Fi is gone for long: connects again
        try:
            new = sample(manager)
            busy = percent(old, new) if old else None
            print("no figure" if busy is None else "%d %%" % busy)
            if busy is not None:
                show(strip, busy)
            old = new
        except SnmpError as e:
            print(e)
            show(strip, None)
            old = None  # who knows how often it restarted, or a counter wrapped
        time.sleep_ms(EVERY_MS)


run()
