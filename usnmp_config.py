# config.json: what is configured, checked. Imports nothing of usnmp; main.py imports it.

import json

# What each key must be, and what it is if it is not there. No write community by default.
DEFAULTS = {
    "host": "0.0.0.0",
    "port": 161,
    "max_size": 1472,
    "read_community": "public",
    "write_community": None,
    "contact": "",
    "name": "usnmp",
    "location": "",
    "persist": None,
}

_OPTIONAL = ("read_community", "write_community", "persist")


def check(config):
    """Return `config`, a dict, with the defaults filled in.

    Raises ValueError naming the key that is unknown or has a value it cannot have.
    """
    if not isinstance(config, dict):
        raise ValueError("not an object with keys and values")
    for key, value in config.items():
        if key not in DEFAULTS:
            raise ValueError('unknown key "%s" (known: %s)' % (key, ", ".join(sorted(DEFAULTS))))
        if key == "port":
            if type(value) is not int or not 0 < value < 65536:
                raise ValueError('"port" must be a number from 1 to 65535, not %r' % (value,))
        elif key == "max_size":  # RFC 3417 3.2; the most that UDP carries
            if type(value) is not int or not 484 <= value <= 65507:
                raise ValueError('"max_size" must be from 484 to 65507, not %r' % (value,))
        elif not isinstance(value, str) and not (value is None and key in _OPTIONAL):
            raise ValueError('"%s" must be text in quotes, not %r' % (key, value))
        elif key in _OPTIONAL and value == "":
            raise ValueError('"%s" is empty; null means none' % key)
        elif len(value or "") > 255:
            raise ValueError('"%s" is longer than 255' % key)
    filled = DEFAULTS.copy()
    filled.update(config)
    if filled["write_community"] and filled["write_community"] == filled["read_community"]:
        raise ValueError('"write_community" must differ from "read_community"')
    return filled


def load(path):
    """Read the JSON file at `path` and check it; return what it says, without the defaults.

    Raises OSError, or ValueError that says what is wrong.
    """
    with open(path) as f:
        text = f.read().strip()
    try:
        config = json.loads(text)
    except ValueError as e:
        raise ValueError("not JSON: %s" % e)
    check(config)
    if not text.endswith("}"):  # MicroPython's json takes a file that was cut off
        raise ValueError("not JSON: it does not end with }")
    return config
