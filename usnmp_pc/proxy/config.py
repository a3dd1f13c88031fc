# The configuration of a proxy: a JSON file, checked key by key; its defaults filled in. Imports
# users, usnmp_mib for OIDs and usnmp_v3.engine; the face of this folder and the command import it.

import json

from usnmp_mib import oid_octets
from usnmp_v3.engine import engine_id

from . import users

if 0 & 1:  # for type checkers alone
    from typing import Any

# What each key is if it is left out; None: it must be there. A number: (default, least, most).
_WAY = {
    "host": None,
    "version": "2c",
    "community": "public",
    "user": "",
    "level": "",
    "context": "",
    "timeout": (1.0, 0.01, 300),
    "retries": (1, 0, 20),
    "certificate": "",
}
TARGET = dict(
    _WAY, port=(161, 1, 65535), write_community="", context_engine_id="", in_flight=(0, 0, 65536)
)
MANAGER = dict(_WAY, port=(162, 1, 65535), inform=False)
_WHO = {
    "community": "",
    "user": "",
    "from": [],
    "context": "",
    "context_engine_id": "",
    "to": None,
}
ROUTE = dict(_WHO, write=False, subtree="", remote="")
NOTIFICATION = dict(_WHO, address=True)
TOP = {
    "listen": [],
    "engine_id": "",
    "tls": "",
    "users": [],
    "defaults": {},
    "targets": {},
    "routes": [],
    "managers": {},
    "notifications": [],
    "in_flight": (16384, 1, 1048576),
    "interval": (0.0, 0, 86400),
}
_VERSIONS = "1", "2c", "3"
_HEX = "engine_id", "context_engine_id"


def load(path: str) -> "dict[str, Any]":
    """What the file at `path` says, with defaults. Raises OSError, or ValueError that names the
    key and says what is wrong.
    """
    with open(path, encoding="utf-8") as f:
        text = f.read()
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("not JSON: nested too deep")
    except json.JSONDecodeError as e:
        raise ValueError("not JSON: %s" % e)
    return check(found)


def _once(items):
    found = dict(items)
    if len(found) < len(items):  # JSON takes the last: which one was meant?
        names = [name for name, _ in items]
        raise ValueError('"%s" stands twice' % [n for n in names if names.count(n) > 1][0])
    return found


def check(config: "Any") -> "dict[str, Any]":
    """`config`, a dict, with the defaults filled in. Raises ValueError."""
    top = _section("", config, TOP)
    _engine(top)
    top["users"] = _all("users", top["users"], users.KEYS)
    _users(top)
    defaults = _section("defaults", top["defaults"], dict(TARGET, host=""))
    if not defaults.pop("host") == "":
        raise ValueError('"defaults.host": each target has its own')
    given = {key: defaults[key] for key in top["defaults"]}
    top["targets"] = _named("targets", top["targets"], TARGET, given)
    top["managers"] = _named("managers", top["managers"], MANAGER, {})
    for kind in ("targets", "managers"):
        for name, way in top[kind].items():
            _way("%s.%s" % (kind, name), way, top)
    top["routes"] = _all("routes", top["routes"], ROUTE)
    top["notifications"] = _all("notifications", top["notifications"], NOTIFICATION)
    for i, route in enumerate(top["routes"]):
        _route("routes[%d]" % i, route, top)
    for i, notification in enumerate(top["notifications"]):
        _notification("notifications[%d]" % i, notification, top)
    if not top["routes"] and not top["notifications"]:
        raise ValueError('"routes" or "notifications": one of them must be there')
    listen = top["listen"]
    listen = [listen] if isinstance(listen, str) else listen
    if not all(isinstance(place, str) and place for place in listen):
        raise ValueError('"listen" must be a list of places as "udp:161", "tcp:[::1]:1161"')
    top["listen"] = listen or ["udp:161"] * bool(top["routes"]) + ["udp:162"] * bool(
        top["notifications"]
    )
    return top


def _section(name, values, keys):
    # `values`, and where there is none what `keys` has.
    if not isinstance(values, dict):
        what = '"%s" is' % name if name else "the configuration is"
        raise ValueError("%s no object with keys and values" % what)
    filled = {}
    for key, value in values.items():
        path = "%s.%s" % (name, key) if name else key
        if key not in keys:
            raise ValueError('unknown key "%s" (known: %s)' % (path, ", ".join(sorted(keys))))
        filled[key] = _value(path, key, value, keys[key])
    for key, default in keys.items():
        if key not in filled:
            if default is None:
                raise ValueError('"%s.%s" is missing' % (name, key))
            default = default[0] if isinstance(default, tuple) else default
            filled[key] = type(default)(default)
    return filled


def _value(path, key, value, default):
    if isinstance(default, tuple):
        default, least, most = default
        kinds = (int,) if isinstance(default, int) else (int, float)
        if type(value) not in kinds or not least <= value <= most:
            what = '"%s" must be a number from %s to %s, not %r'
            raise ValueError(what % (path, least, most, value))
    elif isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError('"%s" must be true or false, not %r' % (path, value))
    elif key == "from":
        value = [value] if isinstance(value, str) else value
        if not users.are_sources(value):
            raise ValueError('"%s" must be addresses as "192.0.2.0/24", not %r' % (path, value))
    elif key == "to":
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(text, str) and text for text in texts):
            raise ValueError('"%s" must be a name, or a list of names' % path)
    elif isinstance(default, dict):
        if not isinstance(value, dict):
            raise ValueError('"%s" is no object with keys and values' % path)
    elif isinstance(default, list):
        if not isinstance(value, list) and not (key == "listen" and isinstance(value, str)):
            raise ValueError('"%s" must be a list' % path)
    elif not isinstance(value, str):
        # It may be a password that lacks its quotes: not for the screen
        raise ValueError('"%s" must be text in quotes' % path)
    elif _size(value) > 255:
        raise ValueError('"%s" is no text, or longer than 255 octets' % path)
    elif key in _HEX and value:
        _hex(path, value)
    elif key == "version" and value not in _VERSIONS:
        raise ValueError('"%s" must be one of %s, not %r' % (path, ", ".join(_VERSIONS), value))
    return value


def _size(text):
    # In octets; 256 for half of a surrogate pair.
    try:
        return len(text.encode())
    except ValueError:
        return 256


def _hex(path, value):
    try:
        if not 5 <= len(bytes.fromhex(value)) <= 32:
            raise ValueError
    except ValueError:
        raise ValueError('"%s" must be 10 to 64 hex digits' % path) from None


def _all(name, values, keys):
    return [_section("%s[%d]" % (name, i), value, keys) for i, value in enumerate(values)]


def _named(name, values, keys, defaults):
    # {name: section} of targets or managers; a text alone is a host.
    found = {}
    for key, value in values.items():
        if not key or _size(key) > 32 or key in ("*", "self"):
            raise ValueError('"%s": a name has 1 to 32 octets, and is not %r' % (name, key))
        value = {"host": value} if isinstance(value, str) else value
        path = "%s.%s" % (name, key)
        _section(path, value, keys)
        found[key] = _section(path, {**defaults, **value}, keys)
        if not found[key]["host"]:
            raise ValueError('"%s.host" is empty' % path)
    return found


def _engine(top):
    used = [t for k in ("targets", "managers") for t in top[k].values() if isinstance(t, dict)]
    if not top["engine_id"] and (top["tls"] or top["users"] or [t for t in used if t.get("user")]):
        what = '"engine_id" is missing: SNMPv3 wants one of this proxy\'s own, such as "%s"'
        raise ValueError(what % engine_id().hex())


def _users(top):
    names = set()
    for i, user in enumerate(top["users"]):
        path = "users[%d]" % i
        if user["name"] in names:
            raise ValueError('"%s": the name %s is taken' % (path, user["name"]))
        names.add(user["name"])
        try:
            made = users.make(user, top["engine_id"])
        except ValueError as e:
            raise ValueError('"%s": %s' % (path, e)) from None
        users.check_level(path, user["level"], made)


def _way(path, way, top):
    # A target or a manager.
    if way["host"].lower().startswith("tlstcp"):
        if not top["tls"]:
            raise ValueError('"tls" is missing: "%s" wants a file that says who we are' % path)
        if way["user"]:
            raise ValueError('"%s.user": by TLS we are whom the file of "tls" says' % path)
        way["version"] = "3"
    elif way["certificate"]:
        raise ValueError('"%s.certificate" is of a host by TLS, as "tlstcp:192.0.2.7"' % path)
    elif way["user"]:
        way["version"] = "3"
        made = _user(path, way["user"], top)
        users.check_level(path, way["level"], made)
        ours = made.engine_id and not ("inform" in way and not way["inform"])
        if ours:
            what = '"%s.user": the keys of %s are localised, for this proxy\'s engine'
            raise ValueError(what % (path, way["user"]))
    elif way["version"] == "3":
        raise ValueError('"%s.user" is missing: version 3 wants one' % path)
    if way.get("inform") and way["version"] == "1":
        raise ValueError('"%s.inform": SNMPv1 has no informs' % path)


def _user(path, name, top):
    for user in top["users"]:
        if user["name"] == name:
            return users.make(user, top["engine_id"])
    raise ValueError('"%s.user": "users" has none of the name %r' % (path, name))


def _who(path, entry, top):
    if bool(entry["community"]) == bool(entry["user"]):
        raise ValueError('"%s" wants "community" or "user", and not both' % path)
    if entry["user"]:
        known = entry["user"] in [user["name"] for user in top["users"]]
        if known or not top["tls"]:  # else it is a certificate's
            _user(path, entry["user"], top)
    elif entry["context"] or entry["context_engine_id"]:
        raise ValueError('"%s": a context is of SNMPv3: it wants "user"' % path)


def _route(path, route, top):
    _who(path, route, top)
    if isinstance(route["to"], list) or route["to"] not in ("*", "self", *top["targets"]):
        known = ", ".join(sorted(top["targets"])[:10]) or "none"
        raise ValueError('"%s.to" must be a target (%s), "*" or "self"' % (path, known))
    if route["to"] == "*" and route["context"]:
        raise ValueError('"%s.context": with "to": "*" it names the target' % path)
    if route["remote"] and not route["subtree"]:
        raise ValueError('"%s.remote" wants "subtree"' % path)
    for key in ("subtree", "remote"):
        route[key] = _oid("%s.%s" % (path, key), route[key])


def _oid(path, text):
    try:
        if text:
            oid_octets(text)
    except ValueError:
        raise ValueError('"%s" must be an OID as "1.3.6.1.2.1.1"' % path) from None
    return text.strip(".")


def _notification(path, entry, top):
    _who(path, entry, top)
    entry["to"] = [entry["to"]] if isinstance(entry["to"], str) else entry["to"]
    for name in entry["to"]:
        if name not in top["managers"]:
            known = ", ".join(sorted(top["managers"])[:10]) or "none"
            raise ValueError('"%s.to" must be managers (%s), not %r' % (path, known, name))
