# config.json: what is configured, checked. Imports usnmp_agent.view if sources are given, users
# and sensor_keys if there are some; boot.py and the firmware import it and, when it has the
# configuration, let go of it again.

import json

if 0 & 1:  # for type checkers alone
    from typing import Any

# What each key is if it is not there, which also tells its type; null: text or null. wifi: none,
# it is up already, or there is none. sources: addresses and prefixes; none: any. No write
# community by default. (As JSON: in a dict of Python's each key is a name on the heap, for ever.)
DEFAULTS = json.loads(
    '{"wifi": {}, "hostname": null, "host": "0.0.0.0", "port": 161, "max_size": 1472,'
    ' "read_community": "public", "write_community": null, "engine_id": null, "users": [],'
    ' "users_writable": false,'
    ' "sources": [], "targets": [],'
    ' "contact": "", "name": "usnmp", "location": "", "persist": null, "watchdog": true,'
    ' "sensors": [], "mibs": [], "descr": null, "object_id": null}'
)
# The same of the keys within one; null: it must be there. Those of sensors: sensor_keys.
SECTIONS = json.loads(
    '{"wifi": {"ssid": null, "key": "", "timeout": 20},'
    ' "targets": {"host": null, "port": 162, "community": "public", "version": "2c",'
    ' "inform": false, "user": "", "level": ""}}'
)
CHOICES = json.loads(
    '{"version": ["1", "2c"],'
    ' "mibs": ["if_mib", "ip_mib", "host_resources_mib", "snmp_framework_mib", "usnmp_mib",'
    ' "snmp_group"]}'
)


def _section(name, values, keys):
    # `values`, and where there is none what `keys` has; `name` is where it stands, for messages.
    if not isinstance(values, dict):
        if name:
            raise ValueError('"%s" is not an object with keys and values' % name)
        raise ValueError("not an object with keys and values")
    filled = dict(keys)
    for key, value in values.items():
        path = name + "." + key if name else key
        if key not in keys:
            known = ", ".join(sorted(keys))
            raise ValueError('unknown key "%s" (known: %s)' % (path, known))
        filled[key] = _value(path, key, value, keys[key])
    for key in keys:
        if name and keys[key] is None and filled[key] is None:
            raise ValueError('"%s.%s" is missing' % (name, key))
    return filled


def _value(path, key, value, default):
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError('"%s" must be true or false, not %r' % (path, value))
    elif isinstance(default, float):  # of sensors
        if type(value) not in (int, float) or not -1000000000 <= value <= 1000000000:
            raise ValueError('"%s" must be a number, not %r' % (path, value))
    elif isinstance(default, int):
        # max_size: RFC 3417 3.2, and what UDP carries; timeout: seconds; precision: RFC 3433
        bounds = (
            '{"port": [1, 65535], "max_size": [484, 65507], "timeout": [1, 300], "pin": [0, 99],'
            ' "scl": [0, 99], "sda": [0, 99], "precision": [0, 9]}'
        )
        least, most = json.loads(bounds).get(key, (-(1 << 31), (1 << 31) - 1))
        if type(value) is not int or not least <= value <= most:
            what = '"%s" must be a number from %d to %d, not %r'
            raise ValueError(what % (path, least, most, value))
    elif isinstance(default, list):
        return _list(path, key, value)
    elif isinstance(default, dict):
        return _section(path, value, SECTIONS[key]) if value else {}
    elif value is None and (default is None and path == key or key == "read_community"):
        pass
    elif not isinstance(value, str):
        # It may be a password that lacks its quotes: not for the screen
        raise ValueError('"%s" must be text in quotes' % path)
    elif value == "" and (default is None or key == "read_community"):
        raise ValueError('"%s" is empty%s' % (path, "; null means none" if path == key else ""))
    elif size(value) > 255:
        raise ValueError('"%s" is no text, or longer than 255 octets' % path)
    return value


def size(text: str) -> int:
    # How many it takes; 256 for what cannot be encoded, half of a surrogate pair. (An error that
    # is raised while that one is handled would have the text in it, which may be a password.)
    try:
        return len(text.encode())
    except ValueError:
        return 256


def _list(path, key, value):
    if value is None:
        return None if key == "read" else []
    if not isinstance(value, list):
        raise ValueError('"%s" must be a list' % path)
    if key in ("read", "write", "users", "sensors"):  # users, sensor_keys check them
        return value
    if key == "sources":
        if not sources(value):
            raise ValueError('"sources" must be addresses as "192.0.2.0/24", not %r' % value)
        return value
    if key in CHOICES:
        known = ", ".join(CHOICES[key])
        for name in value:
            if name not in CHOICES[key]:
                raise ValueError('"%s": one of %s, not %r' % (key, known, name))
        return value
    found = []
    for i in range(len(value)):
        name = "%s[%d]" % (path, i)
        section = _section(name, value[i], SECTIONS[key])
        for choice, choices in CHOICES.items():
            if choice in section and section[choice] not in choices:
                what = '"%s.%s" must be one of %s, not %r'
                raise ValueError(what % (name, choice, ", ".join(choices), section[choice]))
        if section.get("inform") and section["version"] == "1":
            raise ValueError('"%s.inform": SNMPv1 has no informs' % name)
        found.append(section)
    return found


def sources(sources: "list[Any]") -> bool:
    # Are they addresses or prefixes, and of a kind that this port knows?
    from usnmp_agent import view

    for text in sources:
        if not isinstance(text, str) or text.count("/") > 1:
            return False
        for c in text:  # int() takes more than digits: signs, blanks, underscores
            if c not in "0123456789abcdefABCDEF.:/":
                return False
    try:
        view.View(sources=sources)
    except (ValueError, TypeError, AttributeError, OSError):  # inet_pton's; a port has none
        return False
    return True


def check(config: "dict[str, Any]") -> "dict[str, Any]":
    """A dict: `config`, a dict of the keys in docs/firmware.md, with the defaults filled in.

    Raises ValueError naming the key that is unknown or has a value it cannot have.
    """
    filled = _section("", config, DEFAULTS)
    id, named, user = "engine_id users user".split()  # one text: each would be a name in the heap
    if filled[id] or filled[named] or [t for t in filled["targets"] if t[user]]:
        from usnmp_firmware import users

        users.check(filled, _section)
    if filled["sensors"]:
        try:  # (an import statement would have the name in the heap of all boards, for ever)
            keys = __import__("usnmp_firmware.sensor_keys", None, None, ("check",))
        except ImportError:
            raise ValueError('"sensors": the modules for them, usnmp_sensors, are not here')
        filled["sensors"] = keys.check(filled["sensors"], _section)
    oid = filled["object_id"]
    if oid:
        from usnmp_mib import oid_octets

        try:
            if len(oid_octets(oid)) < 3:
                raise ValueError
        except ValueError:
            raise ValueError('"object_id" must be an OID as "1.3.6.1.4.1.8072.9999.9999"')
    if filled["users_writable"] and not (filled["users"] and filled["persist"]):
        raise ValueError('"users_writable" wants "users" and "persist"')
    if filled["write_community"] in ("public", filled["read_community"] or ""):
        raise ValueError('"write_community" must differ from "read_community" and "public"')
    return filled


def load(path: str) -> "dict[str, Any]":
    """Read the JSON file at `path` and check it; return what it says, without the defaults.

    A dict. Raises OSError, or ValueError that says what is wrong.
    """
    with open(path) as f:
        text = f.read().strip()
    try:
        config = json.loads(text)
    except (ValueError, RuntimeError) as e:  # or nested too deep
        raise ValueError("not JSON: %s" % e)
    check(config)
    if not text.endswith("}"):  # MicroPython's json takes a file that was cut off
        raise ValueError("not JSON: it does not end with }")
    return config


config = None  # what configuration() gave


def configuration(path: str = "config.json") -> "dict[str, Any]":
    """What the file at `path` says, with the defaults filled in: read once a boot, for boot.py and
    main.py. A dict. Raises OSError, or ValueError that says what is wrong.
    """
    global config
    config = config or check(load(path))
    return config
