# The users of SNMPv3 in a proxy's configuration, as config.json has them. Imports usnmp_v3, and
# usnmp_agent.view to check addresses; config and the face of this folder import it.

from usnmp_agent.view import View
from usnmp_v3 import LEVELS, User, level_flags

if 0 & 1:  # for type checkers alone
    from typing import Any

# A key is hex; localized: is it of this proxy's engine alone (Kul), or the master key (Ku)? level:
# the least that is taken of whom asks, "" being the most that there are keys for.
KEYS = {
    "name": None,
    "auth": "",
    "auth_password": "",
    "auth_key": "",
    "priv": "",
    "priv_password": "",
    "priv_key": "",
    "localized": True,
    "level": "",
}


def make(user: "dict[str, Any]", engine_id: "str") -> "User":
    """The usnmp_v3.User of a section. engine_id: ours, hex. Raises ValueError."""
    localized = user["localized"] and (user["auth_key"] or user["priv_key"])
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


def check_level(path: str, level: str, user: "User") -> None:
    """Raises ValueError if `user` cannot have that level; `path`: where it stands."""
    known = [text for text in LEVELS if text]
    if level and level not in known:
        what = '"%s.level" must be one of %s, not %r'
        raise ValueError(what % (path, ", ".join(known), level))
    if level and level_flags(level) & ~user.level:
        raise ValueError('"%s.level": %s has no keys for that' % (path, user))


def are_sources(texts: "Any") -> bool:
    """Are they addresses or prefixes, in a list?"""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return False
    if not all(c in "0123456789abcdefABCDEF.:/" for text in texts for c in text):
        return False
    try:
        View(sources=texts)
    except (ValueError, OSError):
        return False
    return all(text.count("/") < 2 for text in texts)
