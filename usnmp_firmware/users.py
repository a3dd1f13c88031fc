# "users" and "engine_id" of config.json: the users of SNMPv3, checked, and given to the agent.
# Imports usnmp_v3, its boots and engine, usnmp_agent.view, and usnmp_mibs.usm_user_table if users
# may be changed by SET; config and assemble import it where there are users, and let go of it.

import json

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware

# As config has them. A key is hex; it is localised for "engine_id" (Kul) unless "localized" is
# false: then it is the master key (Ku), which informs want. level: the least that is answered, ""
# for the most that the user has. read, write: subtrees, none being everything, and nothing; a
# read of null is for a user of targets alone, whom the agent does not know.
KEYS = json.loads(
    '{"name": null, "auth": "", "auth_password": "", "auth_key": "", "priv": "",'
    ' "priv_password": "", "priv_key": "", "localized": true, "level": "", "context": "",'
    ' "read": [], "write": []}'
)
LEVELS = ("", "noAuthNoPriv", "authNoPriv", "authPriv")
# Where boots are kept: two files, with a 0 and a 1 behind the name.
BOOTS = "engine"


def check(config: "dict[str, Any]", section: "Callable[..., Any]") -> None:
    """Check the users of a configuration, whose defaults are filled in here, and of whom its
    targets speak. section: of config. Raises ValueError.
    """
    engine_id = config["engine_id"]
    if engine_id:
        try:
            if not 5 <= len(bytes.fromhex(engine_id)) <= 32:
                raise ValueError
        except ValueError:
            raise ValueError('"engine_id" must be 10 to 64 hex digits')
    found = []
    for i in range(len(config["users"])):
        name = "users[%d]" % i
        user = section(name, config["users"][i], KEYS)
        for key in "read", "write":
            for oid in user[key] or ():
                if not isinstance(oid, str):
                    raise ValueError('"%s.%s" must be a list of OIDs' % (name, key))
        if user["read"] is None and user["write"]:
            raise ValueError('"%s.write": who may not read may not write' % name)
        if user["name"] in [other["name"] for other in found]:
            raise ValueError('"%s": the name %s is taken' % (name, user["name"]))
        found.append(user)
        try:
            _check_level(name, user["level"], make(user, engine_id))
            _view(user)
        except ValueError as e:
            raise ValueError('"%s": %s' % (name, e))
    config["users"] = found
    for i in range(len(config["targets"])):
        _check_target("targets[%d]" % i, config["targets"][i], found, engine_id)


def _check_level(name, level, user):
    if level not in LEVELS:
        what = '"%s.level" must be one of %s, not %r'
        raise ValueError(what % (name, ", ".join(LEVELS[1:]), level))
    from usnmp_v3 import level_flags

    if level and level_flags(level) & ~user.level:
        raise ValueError('"%s.level": %s has no keys for that' % (name, user))


def _check_target(name, target, users, engine_id):
    if not target["user"]:
        return
    for user in users:
        if user["name"] == target["user"]:
            break
    else:
        raise ValueError('"%s.user": "users" has none of that name' % name)
    made = make(user, engine_id)
    _check_level(name, target["level"], made)
    if target["inform"] and made.engine_id:
        what = '"%s.inform": the keys of %s are localised, for this engine; informs want others'
        raise ValueError(what % (name, target["user"]))


def make(user: "dict[str, Any]", engine_id: "str | None") -> "Any":
    """The usnmp_v3.User of a section. Raises ValueError."""
    from usnmp_v3 import User

    localized = user["localized"] and (user["auth_key"] or user["priv_key"])
    if localized and not engine_id:
        raise ValueError('a localised key wants "engine_id"')
    return User(
        user["name"],
        user["auth"] or None,
        user["auth_password"] or None,
        user["priv"] or None,
        user["priv_password"] or None,
        user["auth_key"] or None,
        user["priv_key"] or None,
        engine_id if localized else None,
    )


def _view(user):
    if not user["read"] and not user["write"]:
        return None
    from usnmp_agent.view import View

    return View(user["read"] or None, user["write"] or False)


# What is loaded to make keys alone.
names = "usnmp_v3.user usnmp_v3.auth usnmp_v3.privacy usnmp_v3.keys usnmp_v3.boots usnmp_v3.asleep"
names += " usnmp_agent.v3_users"


def add(
    firmware: "Firmware", config: "dict[str, Any]", forget: "Callable[..., object] | None"
) -> "list[dict[str, Any]]":
    """Let the agent of `firmware` answer the users of `config`, of config.check(); counts this
    start before. Its targets, with Users in place of their names. forget: of start. Raises
    ValueError.
    """
    from usnmp_v3.engine import MOST, Engine

    agent = firmware.agent
    id = config["engine_id"]
    id, boots, time = _booted(bytes.fromhex(id) if id else None)
    if boots == MOST:
        firmware.log("SNMPv3: engine boots lost: run tools/configure.py for a new engine ID")
    agent.engine = Engine(id, boots, firmware.uptime, time)
    users = {}
    for user in config["users"]:
        users[user["name"]] = made = make(user, config["engine_id"])
        if user["read"] is not None:
            agent.allow(made, _view(user), level=user["level"] or None, context=user["context"])
    if config["users_writable"]:
        from usnmp_mibs.usm_user_table import usm_user_table

        usm_user_table(firmware.mib, agent, firmware.store)
    targets = [_target(dict(target), users) for target in config["targets"]]
    made = users = None
    if forget and not [target for target in targets if target["user"]]:
        close(firmware)  # before the notifier comes, which wants heap
        forget(names, True)
    return targets


def _target(target, users):
    if target["user"]:
        target["user"] = users[target["user"]]
        target["level"] = target["level"] or None
    return target


def close(firmware: "Firmware") -> None:
    """Let go of the Users that have their keys: they would keep a kilobyte of code."""
    if firmware.agent.v3:
        for keys in firmware.agent.v3.users.values():
            keys.user = None
    for target in firmware.notify.targets if firmware.notify else ():
        if getattr(target.v3, "keys", None):
            target.v3.user = None


def _booted(id):
    # The engine ID, boots and time of this start, which deep sleep makes no other.
    try:
        import machine
        from time import time

        if machine.reset_cause() == machine.DEEPSLEEP_RESET:
            from usnmp_v3.asleep import woken

            found = woken(BOOTS, id, machine.RTC(), int(time()))
            if found:
                return found
    except (ImportError, AttributeError):  # a PC; or asleep is left out
        pass
    from usnmp_v3.boots import boot

    id, boots = boot(BOOTS, id)
    return id, boots, 0
