# What check() of the firmware's configuration says of what was typed, field by field. Imports
# nothing of ours; usnmp_portal.saving imports it when something is to be saved.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

# Those that are called as their keys are.
_SAME = "name location contact read_community write_community"


def find(
    config: "dict[str, Any]",
    check: "Callable[[dict[str, Any]], object]",
) -> "dict[str, str]":
    """{field: what is wrong with it}, empty if `config` may be written; "" is the field of what
    belongs to none. check: of usnmp_firmware.config.
    """
    found = {}
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
            if not _told(part, check, found):
                break
    if not found:  # what hangs on one another; sensors take most, and hang on nothing else
        _told({key: config[key] for key in config if key != "sensors"}, check, found)
    return found


def _told(config, check, found):
    # Is it in order? What is not, goes into `found`, once a field.
    try:
        check(config)
        return True
    except ValueError as e:
        text = str(e)
    except ImportError:  # usnmp_firmware.users, or what it wants
        text = '"users": the modules for SNMPv3 are not on this board'
    field = ""
    if text[:1] == '"':
        path, rest = text[1:].split('"', 1)
        field = field_of(path)
        if field:
            text = rest.lstrip(": ")
    if field not in found:
        found[field] = text
    return False


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
    return name if name in _SAME.split() else ""
