# The user whom options of SNMPv3 name, and a trap of his. Imports usnmp_codec, usnmp_v3; cli.v3
# imports it where there is one, and notify and users.

import time

from usnmp_codec import tobytes_tv
from usnmp_v3 import User, level_flags
from usnmp_v3.message import Message
from usnmp_v3.pack import message_id, pack, scope_of

_WHAT = {"auth": ("authentication", "a", "A", "m"), "priv": ("privacy", "x", "X", "M")}


class _Here(User):
    # One whose keys are localised to the agent, whose engine ID may not be known yet.
    def localized(self, engine_id):
        self.engine_id = engine_id
        return User.localized(self, engine_id)


def user(args, level):
    """The User of args, with what is needed for the level. Raises ValueError."""
    made = {}
    local = {"k", "K"} & set(args.keys)
    for name in [n for n, flag in (("auth", 1), ("priv", 2)) if level & flag]:
        what, option, password, master = _WHAT[name]
        token = name.capitalize()
        made[name] = getattr(args, name)
        if not made[name]:
            text = "%s needs -%s PROTOCOL, or def%sType in snmp.conf"
            raise ValueError(text % (what, option, token))
        key = args.keys.get(master) or args.keys.get("k" if master == "m" else "K")
        if key:
            made[name + "_key"] = key
        else:
            made[name + "_password"] = getattr(args, name + "_password")
            if made[name + "_password"] is None:
                text = (
                    "%s needs a password: USNMP_%s_PASSWORD, def%sPassphrase in snmp.conf, or -%s"
                )
                raise ValueError(text % (what, name.upper(), token, password))
    if not (local and level):
        return User(args.user, **made)
    if len([n for n in made if n.endswith("_key")]) * 2 < len(made) or {"m", "M"} & set(args.keys):
        raise ValueError("localised keys for authentication and privacy, or for neither")
    found = _Here(args.user, engine_id=args.engine_id or b"not yet", **made)
    found.engine_id = args.engine_id
    return found


class _Own:
    # The engine whose trap it is. Its time is that of day, so that it never goes back.
    def __init__(self, id, clock):
        self.id = id
        self.boots, self._time = clock or (1, int(time.time()) & 0x7FFFFFFF)
        self.head = tobytes_tv(4, id) + tobytes_tv(2, self.boots)

    def time(self):
        return self._time


def trap(args, pdu):
    """The datagram with the trap `pdu` of the engine args.engine_id. Raises ValueError."""
    if not args.engine_id:
        raise ValueError("a trap of SNMPv3 is of an engine: -e ENGINE-ID")
    who = args.session["user"]
    engine = _Own(args.engine_id, args.clock)
    scope = scope_of(args.context_engine_id or engine.id, args.session["context"])
    level = level_flags(args.session["level"])
    id = tobytes_tv(2, message_id())
    return pack(Message(65507), id, pdu, engine, who.localized(engine.id), level, scope)
