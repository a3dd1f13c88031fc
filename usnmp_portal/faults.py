# What is wrong with what was typed, field by field: what check() of the firmware's configuration
# says, and what tools/configure.py would say besides. Imports values; usnmp_portal.provision
# imports it when something is to be saved.

from .values import PLAIN, SECRETS

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

_HOST = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]"


def find(
    config: "dict[str, Any]",
    check: "Callable[[dict[str, Any]], object]",
    chip: "Callable[[int], object] | None" = None,
) -> "dict[str, str]":
    """{field: what is wrong with it}, empty if `config` may be written; "" is the field of what
    belongs to none. check: of usnmp_firmware.config. chip: called with the number of a pin, raises
    ValueError if this chip has none such.
    """
    found = {}
    _own(config, found)
    lists = "users", "targets", "sensors"
    for key in config:
        if key not in lists and key != "users_writable":
            _told({key: config[key]}, check, found)
    base = {key: config[key] for key in ("engine_id", "users") if key in config}
    for key in lists:
        members = config.get(key) or []
        for i in range(len(members)):
            part = dict(base)
            part[key] = members[: i + 1]
            if not _told(part, check, found) or (chip and not _pins(members[i], i, chip, found)):
                break
    if not found:
        _told(config, check, found)
    return found


def _told(config, check, found):
    # Is it in order? What is not, goes into `found`, once a field.
    try:
        check(config)
        return True
    except ValueError as e:
        text = str(e)
    field = ""
    if text[:1] == '"':
        path, rest = text[1:].split('"', 1)
        field = field_of(path)
        if field:
            text = rest.lstrip(": ")
    if field not in found:
        found[field] = text
    return False


def _own(config, found):
    # The rules of tools/configure.py that a configuration need not keep.
    wifi = config["wifi"]
    if not wifi["ssid"]:
        found["ssid"] = "choose a network, or type its name"
    elif len(wifi["ssid"].encode()) > 32:
        found["ssid"] = "has more than 32 octets: no network has such a name"
    key = wifi.get("key", "")
    if key and not 8 <= len(key.encode()) <= 64:
        found["key"] = "a key has 8 to 63 characters"
    user = (config.get("users") or [None])[0]
    if user:
        if not 0 < len(user["name"].encode()) < 33:
            found["user"] = "a name has 1 to 32 octets"
        for what in "auth", "priv":
            password = user.get(what + "_password", "")
            if len(password.encode()) < 8 and not user.get(what + "_key"):
                found[what + "_password"] = "a password has 8 characters or more"
    targets = config.get("targets") or []
    for i in range(len(targets)):
        host = targets[i]["host"]
        if host[:4] == "tcp:":
            host = host[4:]
        if not host or [c for c in host if c not in _HOST]:
            found["t%d.host" % i] = "is no address and no name of a host"


def _pins(sensor, i, chip, found):
    for key in "scl", "sda", "pin":
        if key in sensor:
            try:
                chip(sensor[key])
            except ValueError:
                found["s%d.pin" % i] = "this chip has no pin %d" % sensor[key]
                return False
    return True


def field_of(path: str) -> str:
    """The field that shows what is wrong with the key `path` of a configuration, as messages of
    check() name it; "" if there is none.
    """
    at = path.find("[")
    name = path[:at] if at > 0 else path
    rest = path[path.find("]") + 1 :].strip(".") if at > 0 else ""
    if name == "targets":
        leaf = rest if rest in ("port", "inform", "community") else "host"
        return "t%s.%s" % (path[at + 1 : path.find("]")], leaf)
    if name == "sensors":
        leaf = rest if rest in ("kind", "name", "above") else "pin"
        return "s%s.%s" % (path[at + 1 : path.find("]")], leaf)
    if name == "users":
        return "user"
    if name[:4] == "wifi":
        return "key" if name == "wifi.key" else "ssid"
    return name if name in (PLAIN + " " + SECRETS).split() else ""
