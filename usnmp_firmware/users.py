# "users" and "engine_id" of config.json: the users of SNMPv3, checked, and given to the agent.
# Imports usnmp_v3, its boots and engine, and usnmp_agent.view; config and assemble import it where
# there are users, and let go of it.

import json

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_firmware import Firmware

# As config has them. A key is hex; it is localised for "engine_id" (Kul) unless "localized" is
# false: then it is the master key (Ku), which informs want. level: the least that is answered, ""
# for the most that the user has. read, write: subtrees, none being everything, and nothing.
KEYS = json.loads(
    '{"name": null, "auth": "", "auth_password": "", "auth_key": "", "priv": "",'
    ' "priv_password": "", "priv_key": "", "localized": true, "level": "", "context": "",'
    ' "read": [], "write": []}'
)
LEVELS = ("", "noAuthNoPriv", "authNoPriv", "authPriv")
# Where boots are kept: two files, with a 0 and a 1 behind the name.
BOOTS = "engine"


def check(
    path: str, value: "list[Any]", section: "Callable[..., Any]", engine_id: "str | None"
) -> "list[Any]":
    """`value`, the list at `path` of a configuration, with the defaults filled in. section: of
    config. Raises ValueError.
    """
    found = []
    for i in range(len(value)):
        name = "%s[%d]" % (path, i)
        user = section(name, value[i], KEYS)
        for key in "read", "write":
            for oid in user[key]:
                if not isinstance(oid, str):
                    raise ValueError('"%s.%s" must be a list of OIDs' % (name, key))
        if user["level"] not in LEVELS:
            what = '"%s.level" must be one of %s, not %r'
            raise ValueError(what % (name, ", ".join(LEVELS[1:]), user["level"]))
        if user["name"] in [other["name"] for other in found]:
            raise ValueError('"%s": the name %s is taken' % (name, user["name"]))
        found.append(user)
        try:
            make(user, engine_id)
            _view(user)
        except ValueError as e:
            raise ValueError('"%s": %s' % (name, e))
    return found


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


def add(firmware: "Firmware", config: "dict[str, Any]") -> None:
    """Let the agent of `firmware` answer the users of `config`, of config.check(); counts this
    start before. Raises ValueError.
    """
    from usnmp_v3.boots import boot
    from usnmp_v3.engine import MOST, Engine

    agent = firmware.agent
    id = config["engine_id"]
    id, boots = boot(BOOTS, bytes.fromhex(id) if id else None)
    if boots == MOST:
        firmware.log("SNMPv3: engine boots lost: run tools/configure.py for a new engine ID")
    agent.engine = Engine(id, boots, firmware.uptime)
    for user in config["users"]:
        level = user["level"] or None
        agent.allow(
            make(user, config["engine_id"]), _view(user), level=level, context=user["context"]
        )
