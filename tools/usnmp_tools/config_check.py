# All that is wrong with a configuration, in a person's words: what would stop an agent, and what
# would leave it without effect. Imports pins and usnmp_firmware.config; configure.py and deploy.py
# import it.

import ipaddress
import re

from usnmp_firmware.config import check

from . import pins

_LISTS = "users", "targets", "sensors"
_PINS = "scl", "sda", "pin"
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")


def faults(config, chip=""):
    """What is wrong with `config`, of JSON: a list of lines, empty if a board can serve as it
    says. chip: one of pins.CHIPS; "" if it is not known, then a pin is one if any chip has it.
    """
    found = stops(config, chip)
    return found + (_network(config) if isinstance(config, dict) else [])


def stops(config, chip=""):
    """Those of faults() that keep an agent from starting, or from sending."""
    if not isinstance(config, dict):
        return _told(config)
    found = []
    whole = {}
    for key, value in config.items():
        if key in _LISTS:
            told = _members(config, key, chip)
        else:  # "users_writable" depends on others
            told = _told({key: value}) if key != "users_writable" else []
        found += told
        if not told:
            whole[key] = value
    return found or _told(whole)


def _told(config):
    try:
        check(config)
    except ValueError as e:
        return [str(e)]
    return []


def _network(config):
    found = []
    wifi = config.get("wifi")
    if isinstance(wifi, dict) and wifi:
        ssid, key = wifi.get("ssid"), wifi.get("key", "")
        if isinstance(ssid, str) and len(ssid.encode("utf-8", "replace")) > 32:
            found.append('"wifi.ssid" has more than 32 octets: no network has such a name')
        if isinstance(key, str) and key and not 8 <= len(key.encode("utf-8", "replace")) <= 64:
            found.append('"wifi.key" has 8 to 63 characters, or is "" for an open network')
    name = config.get("hostname")
    if isinstance(name, str) and name and (len(name) > 32 or not _LABEL.fullmatch(name)):
        found.append('"hostname" has letters, digits and hyphens only, 32 at most')
    host = config.get("host")
    if isinstance(host, str) and host and not all(_is_place(p) for p in host.split(",")):
        found.append('"host" is no address to listen at: "%s"' % host)
    return found


def _members(config, key, chip):
    # What is wrong with the members of a list, each by itself; if nothing is, with all of them.
    given = config.get(key)
    if not isinstance(given, list):
        return _told({key: given}) if key in config and given is not None else []
    base = {}
    if key != "sensors":
        base["engine_id"] = config.get("engine_id")
    if key == "targets" and isinstance(config.get("users"), list):
        base["users"] = config["users"]
    if _told({k: v for k, v in base.items() if v}):
        base = {}  # that is told already
    found = []
    for i, member in enumerate(given):
        told = _OWN.get(key, lambda *_: [])("%s[%d]" % (key, i), member, chip)
        if not told:
            told = _told({**base, key: [member]})
            told = [re.sub(r"\b%s\[0\]" % key, "%s[%d]" % (key, i), line) for line in told]
        found += told
    return found or _told({**base, key: given})


def _sensor(name, sensor, chip):
    if not isinstance(sensor, dict) or _odd(sensor):
        return []
    return _limits(name, sensor) + _pins(name, sensor, chip)


def _odd(sensor):
    # Are there values that are of no use for what follows? check() tells.
    numbers = ("above", "clear_below", "below", "clear_above", "pin", "scl", "sda")
    return any(
        key in sensor
        and (isinstance(sensor[key], bool) or not isinstance(sensor[key], (int, float)))
        for key in numbers
    )


def _limits(name, sensor):
    found = []
    for at, over, least in (("above", "clear_below", False), ("below", "clear_above", True)):
        if over not in sensor:
            continue
        if at not in sensor:
            found.append(
                '"%s.%s" without "%s": there is no alarm for it to end' % (name, over, at)
            )
            continue
        limit, end = sensor[at], sensor[over]
        if end < limit if least else end > limit:
            what = '"%s": the alarm %s %g would end at once %s %g; "%s" is to be %g or %s'
            more = "more" if least else "less"
            found.append(what % (name, at, limit, over[6:], end, over, limit, more))
    if not found and "above" in sensor and "below" in sensor:
        high, low = sensor["above"], sensor["below"]
        if low >= sensor.get("clear_below", high) or sensor.get("clear_above", low) >= high:
            what = '"%s": below %g and above %g overlap, so that one alarm would never end'
            found.append(what % (name, low, high))
    return found


def _pins(name, sensor, chip):
    found = []
    kind = sensor.get("kind")
    for key in _PINS:
        pin = sensor.get(key)
        if not isinstance(pin, int):
            continue
        told = {other: pins.fault(other, kind, pin) for other in ([chip] if chip else pins.CHIPS)}
        if all(told.values()):
            why = told[chip] if chip else "no chip has pin %d for it" % pin
            found.append('"%s.%s": %s' % (name, key, why))
    return found


def _target(name, target, chip):
    host = target.get("host") if isinstance(target, dict) else None
    if not isinstance(host, str) or not host or is_host(re.sub(r"^tcp:", "", host)):
        return []
    return ['"%s.host" is no address and no name of a host: "%s"' % (name, host)]


_OWN = {"sensors": _sensor, "targets": _target}


def is_host(text):
    """Can `text` be an address, or a name of a host (RFC 1123 2.1)? It is not looked up."""
    try:
        ipaddress.ip_address(text.strip("[]").split("%")[0])
        return True
    except ValueError:
        labels = text.rstrip(".").split(".")
        # a name whose last part is a number would be an address, and is none
        return len(text) < 254 and not labels[-1].isdigit() and all(map(_LABEL.fullmatch, labels))


def _is_place(text):
    # As usnmp_base.doors_pc.parse() has it, without a look at the port.
    text = re.sub(r"^(udp|tcp)(6|v6|ipv6)?:", "", text.strip(), flags=re.I)
    if text.isdigit():
        return True
    if text.startswith("["):
        return is_host(text[1:].partition("]")[0])
    return is_host(text.partition(":")[0] if text.count(":") == 1 else text)


def notes(config, chip):
    """Of a configuration that is in order, what is to be known of its pins: lines."""
    found = []
    for i, sensor in enumerate(config.get("sensors") or []):
        for key in [key for key in _PINS if key in sensor]:
            told = pins.notes(chip, sensor["kind"], sensor[key])
            found += ['"sensors[%d].%s": %s' % (i, key, line) for line in told]
    return found


def elsewhere(config):
    """Of a configuration that is in order, {key of a pin: chips that lack it}."""
    found = {}
    for i, sensor in enumerate(config.get("sensors") or []):
        for key in _PINS:
            for chip in pins.CHIPS:
                if key in sensor and pins.fault(chip, sensor["kind"], sensor[key]):
                    found.setdefault("sensors[%d].%s" % (i, key), []).append(chip)
    return found
