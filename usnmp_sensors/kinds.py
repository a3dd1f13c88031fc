# Which driver is of which kind, and what it reads, as ENTITY-SENSOR-MIB says it. Imports a driver
# when it is asked for; whoever reads a configuration imports this.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

# A line a kind: its name, its module, the class there, or - if the readings are functions of the
# module; what that is made with, an I2C bus with the addresses that the chip can have, in hex and
# the usual one first, a pin, a converter, a wire of ds18b20 or nothing; then the readings: method,
# EntitySensorDataType, digits after the point, unit. One text: it takes less heap than a dict.
_KINDS = """
bme280 bme280 Bme280 i2c:76-77 temperature:celsius:2:C humidity:percentRH:2:% pressure:other:2:hPa
bmp280 bme280 Bme280 i2c:76-77 temperature:celsius:2:C pressure:other:2:hPa
sht3x sht3x Sht3x i2c:44-45 temperature:celsius:2:C humidity:percentRH:2:%
sht4x sht4x Sht4x i2c:44-46 temperature:celsius:2:C humidity:percentRH:2:%
scd4x scd4x Scd4x i2c:62 co2:other:0:ppm temperature:celsius:2:C humidity:percentRH:2:%
ina219 ina219 Ina219 i2c:40-4f voltage:voltsDC:3:V current:amperes:4:A power:watts:3:W
bh1750 bh1750 Bh1750 i2c:23,5c lux:other:1:lx
ads1115 ads1115 Ads1115 i2c:48-4b voltage:voltsDC:5:V
dht11 dht22 Dht11 pin temperature:celsius:1:C humidity:percentRH:1:%
dht22 dht22 Dht22 pin temperature:celsius:1:C humidity:percentRH:1:%
ds18b20 ds18b20 Ds18b20 wire temperature:celsius:1:C
analogue analogue Analogue adc value:other:3:-
adc analogue Analogue adc level:other:0:of_65535
pin digital Digital pin level:other:0:of_1
chip chip - - rssi:other:0:dBm reset_cause:other:0:- lowest_heap:other:0:octets \
supply_voltage:voltsDC:3:V chip_temperature:celsius:1:C
rssi chip - - rssi:other:0:dBm
reset_cause chip - - reset_cause:other:0:-
lowest_heap chip - - lowest_heap:other:0:octets
supply_voltage chip - - supply_voltage:voltsDC:3:V
chip_temperature chip - - chip_temperature:celsius:1:C
memory chip - - free:other:0:octets
"""


def names() -> "list[str]":
    """The kinds that there are."""
    return [line.split(" ", 1)[0] for line in _KINDS.split("\n")[1:-1]]


def _line(kind):
    at = _KINDS.find("\n%s " % kind) + 1
    if not at or " " in kind:
        raise ValueError("no such kind of sensor: %s (there are: %s)" % (kind, ", ".join(names())))
    return _KINDS[at : _KINDS.find("\n", at)].split(" ")


def find(kind: str) -> "tuple[str, str, list[tuple[str, str, int, str]]]":
    """(module, class, readings) of a kind. module: its full name; class: its name, "" if the
    readings are functions. A reading: (name of the method, EntitySensorDataType as RFC 3433 names
    it, entPhySensorPrecision, unit or ""). Raises ValueError for a kind that there is not.
    """
    _, module, name, _, *readings = _line(kind)
    return "usnmp_sensors." + module, name.strip("-"), [_reading(r) for r in readings]


def wiring(kind: str) -> "tuple[str, list[int]]":
    """(what a kind is made with, its addresses). The first is "i2c", "pin", "adc", "wire" or "",
    the second those that it can have on I2C, the usual one first, else empty. Raises ValueError
    for a kind that there is not.
    """
    bus, *hexes = _line(kind)[3].split(":")
    found = []
    for text in hexes[0].split(",") if hexes else ():
        ends = [int(end, 16) for end in text.split("-")]
        found += range(ends[0], ends[-1] + 1)
    return bus.strip("-"), found


def _reading(text):
    method, kind, precision, unit = text.split(":")
    return method, kind, int(precision), unit.strip("-").replace("_", " ")


def driver(kind: str, bus: "Any" = None, **settings: "Any") -> "Any":
    """What has the readings of this kind: an object of its class, or the module. The arguments
    are those of make().
    """
    module, name, _ = find(kind)
    source = __import__(module)  # which gives the package, and has the module in it
    source = getattr(source, module.split(".")[1])
    return getattr(source, name)(bus, **settings) if name else source


def make(
    kind: str, bus: "Any" = None, **settings: "Any"
) -> "list[tuple[str, Callable[[], Any], str, int, str]]":
    """The readings of a sensor of this kind, each (name, read, EntitySensorDataType, precision,
    unit). read() gives a number in the natural unit, or None; it raises OSError if the chip does
    not answer.

    bus: what wiring() says: an I2C bus, a machine.Pin, a converter, a ds18b20.Wire; of what the
    board measures of itself None. settings: of the driver's class, such as address. To make one
    does not touch the bus. Raises ValueError for a kind that there is not.
    """
    source = driver(kind, bus, **settings)
    return [(r[0], getattr(source, r[0]), r[1], r[2], r[3]) for r in find(kind)[2]]
