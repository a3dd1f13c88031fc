# Sensors that config.json names. Imports usnmp_mibs.entity_sensor_mib and, of the port, what a
# sensor needs; assemble imports it if there are any. Tests give `time` and drivers of their own.

import gc
import time

from usnmp_mibs.entity_sensor_mib import Sensors

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware


class _Slow:
    # A sensor that wants time between two measurements: what it gave last, until that is over.
    def __init__(self, wait_ms, measure):
        self.wait_ms = wait_ms
        self.measure = measure
        self.at = None
        self.last = None

    def __call__(self):
        now = time.ticks_ms()
        if self.at is None or now - self.at & 0x3FFFFFFF >= self.wait_ms:
            self.at = now
            self.last = None  # if measuring fails there is no value
            self.last = self.measure()
        return self.last


def _dht(kind, pin):
    # Temperature and humidity, as _readers(); the chip measures every two seconds.
    import dht
    from machine import Pin

    sensor = (dht.DHT11 if kind == "dht11" else dht.DHT22)(Pin(pin))

    def measure():
        sensor.measure()
        return sensor.temperature(), sensor.humidity()

    slow = _Slow(2000, measure)
    # Without a measurement a TypeError, which says as much
    return [
        ("temperature", "celsius", "", lambda: slow()[0]),
        ("humidity", "percentRH", "", lambda: slow()[1]),
    ]


def _ds18b20(pin):
    # The conversion takes 750 ms: a read gives the one before, and starts the next; but one that
    # is old it makes anew, and waits.
    import ds18x20
    import onewire
    from machine import Pin

    bus = ds18x20.DS18X20(onewire.OneWire(Pin(pin)))
    rom = bus.scan()[0]  # IndexError: none is there
    begun = [None]

    def convert():
        bus.convert_temp()
        begun[0] = time.ticks_ms()

    def measure():
        if begun[0] is None or time.ticks_ms() - begun[0] & 0x3FFFFFFF > 5000:
            convert()
            time.sleep_ms(750)
        value = bus.read_temp(rom)
        convert()
        return value

    return [("temperature", "celsius", "", _Slow(750, measure))]


def _readers(kind, pin):
    # [(what, type, units, read)] of a sensor; units: of what counts in whole numbers.
    if kind[:3] == "dht":
        return _dht(kind, pin)
    if kind == "ds18b20":
        return _ds18b20(pin)
    if kind == "memory":
        return [("free", "other", "octets", gc.mem_free)]
    from machine import ADC, Pin

    if kind == "adc":
        return [("level", "other", "of 65535", ADC(pin).read_u16)]
    return [("level", "other", "of 1", Pin(pin, Pin.IN, Pin.PULL_UP).value)]


def add(firmware: "Firmware", sensors: "list[dict[str, Any]]", name: str = "board") -> None:
    """Serve `sensors`, of config, in firmware.mib, and watch their thresholds: firmware.sensor is
    the Sensors, of a board called `name`. One that is not there is logged, and left out.
    """
    firmware.sensor = Sensors(firmware.mib, firmware.notify, name, firmware.log)
    for s in sensors:
        try:
            readers = _readers(s["kind"], s["pin"])
        except Exception as e:
            firmware.log("sensor %s at pin %d: %r" % (s["kind"], s["pin"], e))
            continue
        for what, type, units, read in readers:
            limits = {}
            for key in "above clear_below below clear_above".split():
                if what != "humidity" and s[key] is not None:
                    limits[key] = s[key]
            named = s["name"] or s["kind"] + " " + what
            if s["name"] and what == "humidity":  # two of one name would be hard to tell apart
                named += " " + what
            precision = 0 if units else 1
            firmware.sensor(named, type, read, precision, units=units, **limits)
