# What was typed, as a configuration. Pure. Imports values; usnmp_portal.saving imports it when
# something is to be saved.

from .values import NONE, PLAIN

if 0 & 1:  # for type checkers alone
    from typing import Any


def build(
    old: "dict[str, Any]", fields: "dict[str, str]", targets: int, sensors: int
) -> "dict[str, Any]":
    """The configuration that `fields` make of `old`, which stays as it is, unchecked. targets,
    sensors: how many rows of them the page has. Whatever it has no field for is as it was.
    """
    config = dict(old)
    for key in PLAIN.split():
        _put(config, key, fields.get(key, "").strip())
    config["wifi"] = _wifi(old.get("wifi") or {}, fields)
    _access(config, fields)
    user = config["users"][0]["name"] if config.get("users") else ""
    _put(config, "targets", _rows(old.get("targets") or [], targets, "t", fields, user))
    _put(config, "sensors", _rows(old.get("sensors") or [], sensors, "s", fields, user))
    return config


def _rows(old, count, letter, fields, user):
    found = []
    for i in range(count):
        was = old[i] if i < len(old) else {}
        prefix = "%s%d." % (letter, i)
        if letter == "t":
            made = _target(was, fields, prefix, user)
        else:
            made = _sensor(was, fields, prefix)
        if made:
            found.append(made)
    return found + old[count:]


def _put(section, key, value):
    if value is None or value is False or value == "" or value == []:  # 0 is a value
        section.pop(key, None)
    else:
        section[key] = value


def _secret(section, key, given):
    if given:
        _put(section, key, given if given != NONE else None)


def _wifi(old, fields):
    name = fields.get("network") or fields.get("ssid", "")
    found = dict(old) if name == old.get("ssid") else {}  # another network has another key
    found["ssid"] = name
    _secret(found, "key", fields.get("key"))
    return found


def _access(config, fields):
    if fields.get("access") != "3":
        config.pop("users", None)
        config.pop("users_writable", None)
        if config.get("read_community", "") is None:  # of a configuration with users
            del config["read_community"]
        for key in "read_community", "write_community":
            _secret(config, key, fields.get(key))
        return
    config["read_community"] = None
    config.pop("write_community", None)
    users = list(config.get("users") or [])
    name = fields.get("user", "").strip()
    user = dict(users[0]) if users and users[0].get("name") == name else {"name": name}
    for what, protocol in ("auth", "SHA-256"), ("priv", "AES"):
        user.setdefault(what, protocol)
        given = fields.get(what + "_password")
        if given:
            user[what + "_password"] = given
            user.pop(what + "_key", None)
    if not fields.get("user_write"):
        user.pop("write", None)
    elif not user.get("write"):
        user["write"] = ["1.3"]
    config["users"] = [user] + users[1:]


def _number(text):
    # A number if it is one; else check() says that it is none.
    text = text.strip()
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _target(old, fields, prefix, user):
    host = fields.get(prefix + "host", "").strip()
    if not host:
        return None
    found = dict(old) if host == old.get("host") else {}
    found["host"] = host
    port = fields.get(prefix + "port", "").strip()
    _put(found, "port", _number(port) if port else None)
    _put(found, "inform", bool(fields.get(prefix + "inform")))
    _secret(found, "community", fields.get(prefix + "community"))
    if user:
        found["user"] = user
        found.pop("version", None)
    else:
        found.pop("user", None)
        found.pop("level", None)
    return found


def _sensor(old, fields, prefix):
    kind = fields.get(prefix + "kind")
    if not kind:
        return None
    found = dict(old) if kind == old.get("kind") else {}
    found["kind"] = kind
    _put(found, "name", fields.get(prefix + "name", "").strip())
    above = fields.get(prefix + "above", "").strip()
    _put(found, "above", _number(above) if above else None)
    if not above:
        found.pop("clear_below", None)
    pins = fields.get(prefix + "pin", "").replace(",", " ").split()
    for key in "scl", "sda", "pin":
        found.pop(key, None)
    for key, pin in zip(("pin",) if len(pins) == 1 else ("scl", "sda", "pins"), pins):
        found[key] = _number(pin)
    return found
