# SNMPv3 for all four roles. Here: the keys of a user at an engine. Pure. Imports usnmp_codec; user,
# which has the rest of this folder's face, when it is asked for; auth and privacy once keys are
# wanted. The roles import message, engine, peer and remote themselves.

from usnmp_codec import tobytes_tv

if 0 & 1:  # for type checkers alone
    from typing import Any
    from .user import LEVELS, User, level_flags


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

    def __init__(
        self, user: "User", auth_key: "bytes | None" = None, priv_key: "bytes | None" = None
    ) -> None:
        self.user: "User | None" = user
        self.auth = user.auth
        self.priv = user.priv
        self.level = user.level
        self.mac: "Any" = None
        self.cipher: "Any" = None
        self.tlv = tobytes_tv(4, user.name)
        # As they stand in a message: user, MAC, the salt's header
        self.tails = [self.tlv + b"\x04\0\x04\0"]
        if user.auth:
            from usnmp_v3.auth import mac

            self.mac = mac(user.auth, auth_key)
            tail = self.tlv + tobytes_tv(4, bytes(self.mac.size))
            self.tails.append(tail + b"\x04\0")
        if user.priv:
            from usnmp_v3.privacy import cipher, key_length

            self.cipher = cipher(user.priv, priv_key[: key_length(user.priv)])
            self.tails += [b"", tail + b"\x04\x08"]
