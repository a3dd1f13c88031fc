# The fields of the page and the keys of config.json: from one to the other, and which field a fault
# belongs to. Pure; imports nothing of ours. usnmp_portal.provision and usnmp_portal.page import it.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

# What is never shown again. A field that is left empty leaves what there is; "-" takes it away.
_SECRETS = "key read_community write_community auth_password priv_password"
NONE = "-"
_PLAIN = "name location contact"


def secret(name: str) -> bool:
    """Is the field `name` one whose value no page may have in it?"""
    return name in _SECRETS.split() or name.endswith(".community")


def shown(config: "dict[str, Any]") -> "dict[str, str]":
    """The fields' values of a configuration, without those that are secret."""
    found = {key: str(config.get(key, "")) for key in _PLAIN.split()}
    found["ssid"] = (config.get("wifi") or {}).get("ssid", "")
    user = (config.get("users") or [{}])[0]
    found["access"] = "3" if user else "2c"
    found["user"] = user.get("name", "")
    if user.get("write"):
        found["user_write"] = "1"
    targets = config.get("targets") or []
    for i in range(len(targets)):
        for key in "host", "port":
            found["t%d.%s" % (i, key)] = str(targets[i].get(key, ""))
        if targets[i].get("inform"):
            found["t%d.inform" % i] = "1"
    sensors = config.get("sensors") or []
    for i in range(len(sensors)):
        s = sensors[i]
        for key in "kind", "name", "above":
            found["s%d.%s" % (i, key)] = str(s.get(key, ""))
        pins = [s[key] for key in ("scl", "sda", "pin") if key in s]
        found["s%d.pin" % i] = " ".join([str(pin) for pin in pins])
    return found


def kept(config: "dict[str, Any]", name: str) -> bool:
    """Has `config` a value of the secret field `name`?"""
    if name == "key":
        return bool((config.get("wifi") or {}).get("key"))
    if name[0] == "t" and name[1].isdigit():
        targets = config.get("targets") or []
        at = int(name[1 : name.find(".")])
        return at < len(targets) and "community" in targets[at]
    if name in ("auth_password", "priv_password"):
        user = (config.get("users") or [{}])[0]
        return bool(user.get(name) or user.get(name.replace("password", "key")))
    return bool(config.get(name))


def build(old: "dict[str, Any]", fields: "dict[str, str]") -> "dict[str, Any]":
    """The configuration that `fields` make of `old`, which stays as it is, unchecked. Whatever the
    page has no field for is as it was.
    """
    config = dict(old)
    for key in _PLAIN.split():
        _put(config, key, fields.get(key, "").strip())
    config["wifi"] = _wifi(old.get("wifi") or {}, fields)
    _access(config, fields)
    user = config["users"][0]["name"] if config.get("users") else ""
    for key, letter, make in (("targets", "t", _target), ("sensors", "s", _sensor)):
        found = []
        before = old.get(key) or []
        for i in _rows(letter, fields, len(before)):
            was = before[i] if i < len(before) else {}
            prefix = "%s%d." % (letter, i)
            if prefix + ("host" if letter == "t" else "kind") not in fields:  # beyond the page
                found.append(was)
                continue
            made = make(was, fields, prefix, user)
            if made:
                found.append(made)
        _put(config, key, found)
    return config


def _rows(letter, fields, least):
    at = 0
    while at < least or [name for name in fields if name.startswith("%s%d." % (letter, at))]:
        yield at
        at += 1


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
    host = fields[prefix + "host"].strip()
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


def _sensor(old, fields, prefix, user):
    kind = fields[prefix + "kind"]
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
    return name if name in (_PLAIN + " " + _SECRETS).split() else ""
