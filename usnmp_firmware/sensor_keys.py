# "sensors" of config.json: the keys that each kind has, checked. Imports usnmp_sensors.kinds;
# config imports it where there are sensors, and it is let go of with that.

import json

from usnmp_sensors import kinds

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

# What all kinds have, and what some have besides; values as in config, numbers with a point for
# those that may have one. What is not given is as the driver has it.
ALL = json.loads(
    '{"kind": null, "name": "", "reading": "", "above": 0.0, "clear_below": 0.0, "below": 0.0,'
    ' "clear_above": 0.0}'
)
WIRING = json.loads('{"i2c": {"scl": 5, "sda": 4, "address": 0}, "": {}}')
# A line a kind, as text: read when one is wanted, all of them as objects would be 2 kB more.
SETTINGS = """
ina219 {"shunt": 0.1}
ds18b20 {"rom": ""}
ads1115 {"channel": 0, "full_scale": 4.096, "scale": 1.0, "offset": 0.0, "type": "voltsDC", \
"units": "", "precision": 5}
analogue {"scale": 1.0, "offset": 0.0, "reference": 3.3, "type": "other", "units": "", \
"precision": 3}
"""
# What else than numbers may have few values only; a line a key.
CHOICES = """
channel [0, 1, 2, 3, "0-1", "0-3", "1-3", "2-3"]
full_scale [6.144, 4.096, 2.048, 1.024, 0.512, 0.256]
type ["other", "voltsAC", "voltsDC", "amperes", "watts", "hertz", "celsius", "percentRH", "rpm", \
"cmm"]
"""


def _of(lines, name):
    # What the line of this name says; {} if there is none.
    at = lines.find("\n%s " % name) + 1
    return json.loads(lines[at + len(name) : lines.find("\n", at)]) if at else {}


def keys(kind: str) -> "dict[str, Any]":
    """The keys that a kind has, and what they are where they are not given. Raises ValueError for
    a kind that there is not.
    """
    bus, addresses = kinds.wiring(kind)
    if kind == "chip":  # several things, none of them the first
        return {"kind": None, "name": ""}
    found = dict(ALL)
    found.update(WIRING.get(bus, {"pin": 0}))
    if addresses:
        found["address"] = addresses[0]
    found.update(_of(SETTINGS, kind))
    return found


def check(
    sensors: "list[Any]", section: "Callable[[str, Any, dict[str, Any]], dict[str, Any]]"
) -> "list[dict[str, Any]]":
    """`sensors`, what config.json has, with names, thresholds and pins filled in; of other keys
    what is given. section: of config. Raises ValueError that says which key is wrong.
    """
    found = []
    pins = {}
    for i in range(len(sensors)):
        name = "sensors[%d]" % i
        sensor = _sensor(name, sensors[i], section)
        found.append(sensor)
        if kinds.wiring(sensor["kind"])[0] == "adc":  # converters have numbers of their own
            continue
        for key in "scl sda pin".split():
            if key in sensor:
                use = sensor["kind"] if key == "pin" else key
                if pins.setdefault(sensor[key], use) != use:
                    what = '"%s.%s": pin %d is used as %s already'
                    raise ValueError(what % (name, key, sensor[key], pins[sensor[key]]))
    return found


def _sensor(name, given, section):
    if not isinstance(given, dict) or "kind" not in given:
        section(name, given, ALL)  # which says so
    kind = given["kind"]
    try:
        kinds.wiring(kind)
    except (ValueError, TypeError):
        _one_of(name, "kind", kind, kinds.names())  # which says so
    known = keys(kind)
    rest = dict(given)
    few = {}
    for key in "address channel full_scale type reading".split():
        if key in known and key in given:
            few[key] = rest.pop(key)
    found = section(name, rest, known)
    settings = _of(SETTINGS, kind)
    for key in known:
        if key in ALL and isinstance(known[key], float):  # a threshold need not be there
            found[key] = given.get(key)
            if kind == "pin" and (found[key] or 0) % 1:  # rounded, it would be another limit
                what = '"%s.%s" of a pin must be a whole number, as it reads 0 or 1, not %r'
                raise ValueError(what % (name, key, found[key]))
        elif key in settings and key not in given:
            del found[key]
    for key, value in few.items():
        if key == "address":
            found[key] = _address(name, kind, value)
        else:
            choices = _of(CHOICES, key) or [r[0] for r in kinds.find(kind)[2]]
            found[key] = _one_of(name, key, value, choices)
    _limits(name, found)
    for c in found.get("rom", ""):
        if c not in "0123456789abcdef" or len(found["rom"]) != 16:
            raise ValueError('"%s.rom" must be 16 hex digits, not %r' % (name, found["rom"]))
    return found


def _limits(name, s):
    # What usnmp_notify.watch wants of them, which would keep the board from starting.
    above, below = s.get("above"), s.get("below")
    over, under = s.get("clear_below"), s.get("clear_above")
    wrong = (over is not None and above is None) or (under is not None and below is None)
    over = above if over is None else over
    under = below if under is None else under
    if not wrong and above is not None:
        wrong = over > above
        if below is not None:
            wrong = wrong or below >= over or under >= above
    if wrong or (below is not None and under < below):
        what = '"%s": limits go "below" <= "clear_above", "clear_below" <= "above"'
        raise ValueError(what % name)


def _one_of(name, key, value, choices):
    if isinstance(value, bool) or value not in choices:
        what = '"%s.%s" must be one of %s, not %r'
        raise ValueError(what % (name, key, ", ".join([str(c) for c in choices]), value))
    return value


def _address(name, kind, value):
    # A number, or text such as "0x76": JSON has no hex.
    address = value
    if isinstance(value, str) and value[:2] == "0x":
        try:
            address = int(value[2:], 16)
        except ValueError:
            pass
    choices = kinds.wiring(kind)[1]
    if type(address) is not int or address not in choices:
        what = '"%s.address" of a %s must be one of %s, not %r'
        known = ", ".join(['"0x%02x"' % c for c in choices])
        raise ValueError(what % (name, kind, known, value))
    return address
