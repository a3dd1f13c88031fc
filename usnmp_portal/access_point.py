# The access point of a board without a configuration: its name, its key, and portal.json, in which
# the key is kept. Imports nothing of ours; usnmp_portal imports it.

import json
import os

SETTINGS = "portal.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_WPA2 = 3  # as all ports have it


def ssid(unique: bytes) -> str:
    """The access point's name on a chip whose machine.unique_id() is `unique`: the last two octets
    tell boards on one table apart.
    """
    return "usnmp-%02X%02X" % (unique[-2], unique[-1])


def settings(path: str = SETTINGS) -> "dict[str, str | int]":
    """What `path` says, {"key", "minutes"}, with what it does not say: a key at random, which is
    kept there from then on, and 10. A "key" of "" is for an access point that everybody may join.

    Raises ValueError, without the key in its text, for a key that WPA2 cannot have.
    """
    found = {}
    try:
        with open(path) as f:
            found = json.load(f)
    except (OSError, ValueError):  # there is none, or none of use: a new one
        pass
    if not isinstance(found, dict):
        found = {}
    minutes = found.get("minutes")
    if type(minutes) is not int or not 1 <= minutes <= 1440:
        found["minutes"] = 10
    key = found.get("key")
    if key is None:
        found["key"] = "".join([LETTERS[o % len(LETTERS)] for o in os.urandom(10)])
        try:
            with open(path, "w") as f:
                json.dump(found, f)
        except OSError:  # a full flash: another key the next time
            pass
    elif not isinstance(key, str) or (key and not 8 <= len(key) <= 63):
        raise ValueError('portal.json: "key" must be 8 to 63 characters of ASCII, or ""')
    elif [c for c in key if not " " <= c <= "~"]:
        raise ValueError('portal.json: "key" must be 8 to 63 characters of ASCII, or ""')
    return found


def opened(name: str, key: str) -> "tuple[object, str]":
    """Open the access point: (its network.WLAN, the board's address in it)."""
    import network

    ap = network.WLAN(network.AP_IF)
    ap.active(True)
    if key:
        ap.config(ssid=name, key=key, security=_WPA2)
    else:
        ap.config(ssid=name, security=0)
    return ap, ap.ifconfig()[0]
