# The rules of tools/configure.py that a configuration need not keep, and what this chip has.
# Imports nothing of ours; usnmp_portal.saving imports it when something is to be saved.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

_HOST = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]"


def find(
    config: "dict[str, Any]", chip: "Callable[[int], object] | None" = None
) -> "dict[str, str]":
    """{field: what is wrong with it}. chip: called with the number of a pin, raises ValueError if
    this chip has none such.
    """
    found = {}
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
        words = "auth_password" in user or "priv_password" in user  # both, or the keys there are
        for what in "auth", "priv":
            password = user.get(what + "_password", "")
            if len(password.encode()) < 8 and (words or not user.get(what + "_key")):
                found[what + "_password"] = "a password has 8 characters or more"
    targets = config.get("targets") or []
    for i in range(len(targets)):
        host = targets[i]["host"]
        if host[:4] == "tcp:":
            host = host[4:]
        if not host or [c for c in host if c not in _HOST]:
            found["t%d.host" % i] = "is no address and no name of a host"
    sensors = config.get("sensors") or []
    for i in range(len(sensors) if chip else 0):
        for key in "scl", "sda", "pin":
            pin = sensors[i].get(key)
            if type(pin) is int:
                try:
                    chip(pin)
                except ValueError:
                    found["s%d.pin" % i] = "this chip has no pin %d" % pin
    return found
