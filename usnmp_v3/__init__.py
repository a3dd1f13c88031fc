# SNMPv3 for all four roles. Here: the keys of a user at an engine. Pure. Imports user, which has
# the rest of this folder's face, when it is asked for. The roles import message, engine, peer and
# remote themselves.

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .user import LEVELS as LEVELS
    from .user import User as User
    from .user import level_flags as level_flags


def __getattr__(name: str) -> "Any":
    # A board lets go of user, a kilobyte of code, when it has started. MicroPython asks here for
    # modules too.
    if name in ("User", "LEVELS", "level_flags"):
        import usnmp_v3.user as module

        return getattr(module, name)
    try:
        return __import__("usnmp_v3." + name, None, None, (name,))
    except ImportError:
        raise AttributeError(name)


class Keys:
    """What a user has at one engine. auth, priv: the protocols; `mac` and `cipher`, of auth.mac()
    and privacy.cipher(); None without. level: the highest, as flags. tlv: the user's name. user:
    the User, which may be let go of.
    """

    user: "User | None"
    auth: "str | None"
    priv: "str | None"
    level: int
    tlv: bytes
    mac: "Any" = None
    cipher: "Any" = None
    # As they stand in a message without and with authentication: user, MAC, the salt's header
    tails: "tuple[bytes, ...]"
