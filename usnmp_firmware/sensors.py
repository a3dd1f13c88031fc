# Sensors that config.json names. Imports usnmp_mib and, of the port, what a sensor needs;
# usnmp_firmware imports it if there are any. Tests give `time` and drivers of their own.

import gc
import time

from usnmp_mib import INT, OCTSTR

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware

# Sensor i has its name at .2.i and its value at .3.i: for a manager, a table.
ENTRY = "1.3.6.1.4.1.8072.9999.9999.100.1"


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


def _tenths(value):
    return int(value * 10 + (0.5 if value >= 0 else -0.5))


def _dht(kind, pin):
    # [(what, read)]: temperature and humidity in tenths; the chip measures every two seconds.
    import dht
    from machine import Pin

    sensor = (dht.DHT11 if kind == "dht11" else dht.DHT22)(Pin(pin))

    def measure():
        sensor.measure()
        return _tenths(sensor.temperature()), _tenths(sensor.humidity())

    slow = _Slow(2000, measure)
    return [("temperature", lambda: slow()[0]), ("humidity", lambda: slow()[1])]


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
        value = _tenths(bus.read_temp(rom))
        convert()
        return value

    return [("temperature", _Slow(750, measure))]


def _readers(kind, pin):
    # [(what, callable)] of a sensor.
    if kind[:3] == "dht":
        return _dht(kind, pin)
    if kind == "ds18b20":
        return _ds18b20(pin)
    if kind == "memory":
        return [("free octets", gc.mem_free)]
    from machine import ADC, Pin

    if kind == "adc":
        return [("level", ADC(pin).read_u16)]
    return [("level", Pin(pin, Pin.IN, Pin.PULL_UP).value)]


def add(firmware: "Firmware", sensors: "list[dict[str, Any]]") -> None:
    """Serve `sensors`, of config, in firmware.mib, and watch their thresholds. One that is
    not there is logged, and left out.
    """
    i = 0
    for s in sensors:
        try:
            readers = _readers(s["kind"], s["pin"])
        except Exception as e:
            firmware.log("sensor %s at pin %d: %r" % (s["kind"], s["pin"], e))
            continue
        for what, read in readers:
            i += 1
            oid = "%s.3.%d" % (ENTRY, i)
            firmware.mib.scalar(
                "%s.2.%d" % (ENTRY, i), OCTSTR, s["name"] or s["kind"] + " " + what
            )
            firmware.mib.scalar(oid, INT, read)
            limits = {k: s[k] for k in ("above", "clear_below", "below", "clear_above")}
            if firmware.notify and what != "humidity" and (s["above"], s["below"]) != (None, None):
                firmware.notify.watch(read, oid=oid, **limits)
