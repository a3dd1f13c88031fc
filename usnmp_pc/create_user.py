# The users of SNMPv3 in a snmptrapd.conf: its createUser, authUser and disableAuthorization lines
# (snmptrapd.conf(5), snmpd.conf(5)). Imports usnmp_v3; the command imports it.

import shlex

from usnmp_v3 import User

_LEVELS = {"noauth": "noAuthNoPriv", "auth": "authNoPriv", "priv": "authPriv"}
# Other spellings that net-snmp takes
_NAMES = {
    "SHA1": "SHA", "SHA-1": "SHA", "AES128": "AES", "AES-128": "AES", "DES": "DES",
    "SHA224": "SHA-224", "SHA256": "SHA-256", "SHA384": "SHA-384", "SHA512": "SHA-512",
    "AES192": "AES-192", "AES256": "AES-256", "AES192C": "AES-192-C", "AES256C": "AES-256-C",
}  # fmt: skip


def read(text: str) -> "list[tuple[User, str | None, bytes | None]]":
    """(User, least level, engine ID) of each user in `text`, for a receiver's v3.add(). With
    authUser lines, those named there, at the level there, as snmptrapd has it. Raises ValueError,
    with the number of the line, and no secret.
    """
    users = []
    levels = {}
    everybody = False
    for number, line in enumerate(text.splitlines(), 1):
        try:
            words = shlex.split(line, comments=True)
            name = words[0].lower() if words else ""
            if name == "createuser":
                users.append(_user(words[1:]))
            elif name == "authuser":
                user, level = _authorised(words[1:])
                levels[user] = level
            elif name == "disableauthorization" and words[1:2] in (["yes"], ["true"], ["1"]):
                everybody = True
        except (ValueError, IndexError) as e:
            why = "it ends too soon" if isinstance(e, IndexError) else e
            raise ValueError("line %d: %s" % (number, why)) from None
    found = []
    for user, engine_id in users:
        name = user.name.decode()
        if everybody:
            found.append((user, "noAuthNoPriv", engine_id))
        elif name in levels or not levels:
            found.append((user, levels.get(name), engine_id))
    return found


def _user(words):
    # (User, engine ID) of createUser [-e ENGINEID] NAME [AUTH KEY [PRIV [KEY]]], where a KEY is a
    # password, -m 0x..., a master key, or -l 0x..., a localised one.
    engine_id = None
    if words[0] == "-e":
        engine_id = _hex(words[1])
        words = words[2:]
    given = {}
    name = words.pop(0)
    localised = set()
    key = None
    for what in ("auth", "priv"):
        if not words:
            break
        protocol = words.pop(0)
        given[what] = _NAMES.get(protocol.upper(), protocol.upper())
        if words or what == "auth":  # without one, privacy has that of authentication
            kind = words.pop(0)
            key = ("key", _hex(words.pop(0))) if kind in ("-m", "-l") else ("password", kind)
            localised.add(kind == "-l")
        given["%s_%s" % (what, key[0])] = key[1]
    if words:
        raise ValueError("createUser: too many words")
    if len(localised) > 1:
        raise ValueError("createUser: both keys are to be localised, or none")
    if True in localised:
        if engine_id is None:
            raise ValueError("createUser: -l wants -e")
        return User(name, engine_id=engine_id, **given), engine_id
    return User(name, **given), engine_id


def _authorised(words):
    # (name, level) of authUser TYPES [-s MODEL] NAME [LEVEL ...].
    words = words[1:]
    if words[0] == "-s":
        words = words[2:]
    level = words[1].lower() if len(words) > 1 else "auth"
    if level not in _LEVELS:
        raise ValueError("authUser: noauth, auth or priv, not %r" % level)
    return words[0], _LEVELS[level]


def _hex(text):
    try:
        return bytes.fromhex(text[2:] if text[:2].lower() == "0x" else text)
    except ValueError:
        raise ValueError("createUser: what should be hex digits is not") from None
