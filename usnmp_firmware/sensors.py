# Sensors: the table of them, and those that config.json names, by the drivers of usnmp_sensors.
# Imports usnmp_mibs.entity_sensor_mib; where config.json names some usnmp_sensors.kinds and, of
# the port, the buses; start imports it when there is a first sensor, and lets go of it.

from usnmp_mibs.entity_sensor_mib import Sensors

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware

_LIMITS = "above clear_below below clear_above"


def _bus(what, s):
    # What a driver is made with.
    from machine import Pin

    if what == "i2c":
        from machine import SoftI2C  # any pins, on all ports

        return SoftI2C(scl=Pin(s["scl"]), sda=Pin(s["sda"]), freq=100000)
    pin = s["pin"]
    if what == "adc":
        from machine import ADC

        adc = ADC(pin)
        if s["kind"] == "analogue" and hasattr(adc, "atten"):  # an ESP32: to 3.1 V, not 1.1
            adc.atten(ADC.ATTN_11DB)
        return adc
    if what == "wire":
        from usnmp_sensors.ds18b20 import Wire

        return Wire(Pin(pin))
    return Pin(pin, Pin.IN, Pin.PULL_UP) if s["kind"] == "pin" else Pin(pin)


def _once(made, key, make):
    # Of a bus, a wire and a chip there is one each, however many sensors are of it.
    if key not in made:
        made[key] = make()
    return made[key]


def _is_scaled(s):
    # Is it a voltage of which something else is made? One of kind "analogue" does so itself.
    return s["kind"] == "ads1115" and ("scale" in s or "offset" in s)


def _source(kinds, made, s):
    # The driver of a sensor of config.
    kind = s["kind"]
    what = kinds.wiring(kind)[0]
    names = "scale offset reference" if kind == "analogue" else "address channel full_scale shunt"
    settings = {}
    for key in (names + " rom").split():
        if key in s:
            settings[key] = s[key]
    pins = what, s.get("pin"), s.get("scl"), s.get("sda"), kind if what == "adc" else ""
    bus = _once(made, pins, lambda: _bus(what, s)) if what else None
    wired = kind, pins, str(sorted(settings.items()))
    source = _once(made, wired, lambda: kinds.driver(kind, bus, **settings))
    if _is_scaled(s):
        from usnmp_sensors.analogue import Analogue

        return Analogue(source, s.get("scale", 1), s.get("offset", 0))
    return source


def _name(s, what, first):
    # As managers are to show it: what is named has that name for the first that it measures.
    what = what.replace("_", " ")
    kind, name = s["kind"].replace("_", " "), s["name"].strip()
    if name:
        return name if first and kind != "chip" else name + " " + what
    return what if kind in (what, "chip") else kind + " " + what


def _add(firmware, kinds, made, s):
    # Serve what a sensor of config measures.
    readings = kinds.find(s["kind"])[2]
    if s.get("reading"):
        readings = [r for r in readings if r[0] == s["reading"]]
    source = None
    try:
        source = _source(kinds, made, s)
    except Exception as e:  # a pin that this board has not, a driver that is not there
        firmware.log("sensor %s: %r" % (_name(s, readings[0][0], True), e))
    for r in readings:
        what, type, precision, unit = r
        # None is nonoperational; and this keeps nothing of this module.
        read = getattr(source, "value" if _is_scaled(s) else what) if source else [].clear
        if s["kind"] == "chip" and not _has(read, what == "rssi" and firmware.link):
            continue
        limits = {}
        for key in _LIMITS.split():
            if r is readings[0] and s.get(key) is not None:
                limits[key] = s[key]
        type = s.get("type", type)
        units = s.get("units", unit if type == "other" else "")
        # One object of the same text, not one a sensor
        type, units = made.setdefault(type, type), made.setdefault(units, units)
        row = firmware.sensor(
            _name(s, what, r is readings[0]),
            type,
            read,
            s.get("precision", precision),
            units=units,
            **limits,
        )
        if source:  # read it, so that one that is not there is logged now
            firmware.sensor._cell(row, 5)
        else:
            firmware.sensor._flat[-1] = -1  # that is logged already


def _has(read, may_come):
    # Does this chip have it? Of Wi-Fi that is not up there is no signal yet.
    try:
        return may_come or read() is not None
    except Exception:
        return False


def add(firmware: "Firmware", sensors: "list[dict[str, Any]]", name: str = "board") -> str:
    """Serve `sensors`, of config, in firmware.mib, and watch their thresholds: firmware.sensor is
    the Sensors, of a board called `name`. One that is not there is logged, is nonoperational, and
    comes when it is there; one that cannot be on this board stays so, that those behind it keep
    their places. `sensors` is empty then; returned are the names of modules that are not wanted
    any more.
    """
    firmware.sensor = Sensors(firmware.mib, firmware.notify, name, firmware.log)
    if sensors:
        from usnmp_sensors import kinds

        made = {}
        while sensors:  # each takes its heap with it: the configuration may be kept for ever
            _add(firmware, kinds, made, sensors.pop(0))
    return "usnmp_firmware.sensors usnmp_sensors.kinds"
