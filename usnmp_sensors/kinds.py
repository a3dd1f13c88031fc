# Which driver is of which kind, and what it reads, as ENTITY-SENSOR-MIB says it. Imports a driver
# when it is asked for; whoever reads a configuration imports this.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

# A line a kind: its name, its module, the class there, or - if the readings are functions of the
# module; then the readings: method, EntitySensorDataType, digits after the point, unit. One text:
# it takes less heap than a dict of it.
_KINDS = """\
bme280 bme280 Bme280 temperature:celsius:2:C humidity:percentRH:2:% pressure:other:2:hPa
bmp280 bme280 Bme280 temperature:celsius:2:C pressure:other:2:hPa
sht3x sht3x Sht3x temperature:celsius:2:C humidity:percentRH:2:%
sht4x sht4x Sht4x temperature:celsius:2:C humidity:percentRH:2:%
scd4x scd4x Scd4x co2:other:0:ppm temperature:celsius:2:C humidity:percentRH:2:%
ina219 ina219 Ina219 voltage:voltsDC:3:V current:amperes:4:A power:watts:3:W
bh1750 bh1750 Bh1750 lux:other:1:lx
ads1115 ads1115 Ads1115 voltage:voltsDC:5:V
analogue analogue Analogue value:other:3:-
rssi chip - rssi:other:0:dBm
reset_cause chip - reset_cause:other:0:-
lowest_heap chip - lowest_heap:other:0:octets
supply_voltage chip - supply_voltage:voltsDC:3:V
chip_temperature chip - chip_temperature:celsius:1:C
"""


def names() -> "list[str]":
    """The kinds that there are."""
    return [line.split(" ", 1)[0] for line in _KINDS.split("\n")[:-1]]


def find(kind: str) -> "tuple[str, str, list[tuple[str, str, int, str]]]":
    """(module, class, readings) of a kind. module: its full name; class: its name, "" if the
    readings are functions. A reading: (name of the method, EntitySensorDataType as RFC 3433 names
    it, entPhySensorPrecision, unit or ""). Raises ValueError for a kind that there is not.
    """
    for line in _KINDS.split("\n")[:-1]:
        found, module, name, *readings = line.split(" ")
        if found == kind:
            return "usnmp_sensors." + module, name.strip("-"), [_reading(r) for r in readings]
    raise ValueError("no such kind of sensor: %s" % kind)


def _reading(text):
    method, kind, precision, unit = text.split(":")
    return method, kind, int(precision), unit.strip("-")


def make(
    kind: str, bus: "Any" = None, **settings: "Any"
) -> "list[tuple[str, Callable[[], Any], str, int, str]]":
    """The readings of a sensor of this kind, each (name, read, EntitySensorDataType, precision,
    unit). read() gives a number in the natural unit, or None; it raises OSError if the chip does
    not answer.

    bus: an I2C bus; of "analogue" the converter; of what the board measures of itself None.
    settings: of the driver's class, such as address. To make one does not touch the bus. Raises
    ValueError for a kind that there is not.
    """
    module, name, readings = find(kind)
    source = __import__(module)  # which gives the package, and has the module in it
    source = getattr(source, module.split(".")[1])
    if name:
        source = getattr(source, name)(bus, **settings)
    return [(r[0], getattr(source, r[0]), r[1], r[2], r[3]) for r in readings]
