# Whom a receiver takes notifications of SNMPv3 from: users, by name or by engine and name; and
# what it has found out, the keys of users at engines and the engines' clocks. Imports usnmp_v3
# and its remote; v3 imports it.

import sys

from usnmp_v3 import LEVELS, User, level_flags
from usnmp_v3.remote import RemoteEngine

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_v3 import Keys

    Entry = tuple[User, int]

_BOARD = sys.implementation.name == "micropython"


def _octets(name):
    return name.encode() if isinstance(name, str) else bytes(name)


class Senders:
    """The users and engines of a receiver; its V3 is one.

    engines: the RemoteEngines that an authenticated message came from, by ID, at most `size`, of
    which then one is forgotten.
    """

    on_user: "Callable[[bytes, str | bytes], User | tuple[User, str] | None] | None" = None
    on_hash: "Callable[[User, str, bytes | None], bytes | None] | None" = None
    engine: "Any"

    def __init__(self) -> None:
        self._users: "dict[tuple[bytes | None, bytes], Entry]" = {}
        self._keys: "dict[tuple[bytes, bytes], Keys]" = {}
        self.engines: "dict[bytes, RemoteEngine]" = {}
        self.size = 8 if _BOARD else 4096

    def add(
        self, user: "User", level: "str | None" = None, engine_id: "bytes | None" = None
    ) -> None:
        """Take notifications of a user, in place of one of that name.

        level: the least that a message must have, by default the highest that the user has keys
        for; engine_id: at that engine alone, as is one with localised keys. Raises ValueError.
        """
        entry = _entry(user, level)
        self.remove(user.name, engine_id or user.engine_id)
        self._users[engine_id or user.engine_id, user.name] = entry

    def remove(self, name: "str | bytes", engine_id: "bytes | None" = None) -> None:
        """Take no more of the user of that name, and at that engine if it was added so."""
        name = _octets(name)
        self._users.pop((engine_id, name), None)
        for key in list(self._keys):
            if key[1] == name and engine_id in (None, key[0]):
                del self._keys[key]

    def add_engine(self, id: bytes, boots: int, time: int) -> None:
        """Note the clock of an engine, as it was when it was written down: what is older by more
        than the time window is a replay.
        """
        remote = RemoteEngine(id, self.engine.uptime)
        remote.timely(boots, time)
        self._note(remote)

    def remove_engine(self, id: bytes) -> None:
        """Forget an engine, and the keys of users there: what comes next sets its clock anew."""
        self.engines.pop(id, None)
        for key in list(self._keys):
            if key[0] == id:
                del self._keys[key]

    def clear(self, users: bool = False) -> None:
        """Forget what was found out: engines and keys; users=True: the users, too."""
        self.engines.clear()
        self._keys.clear()
        if users:
            self._users.clear()

    def users(self) -> "list[tuple[bytes | None, User, str]]":
        """(engine ID, user, least level) of each that was added; None: at any engine."""
        return [(at[0], e[0], LEVELS[e[1]]) for at, e in self._users.items()]

    def cache(self) -> "list[tuple[bytes, int, int, list[bytes]]]":
        """(engine ID, boots, time, names of users) of each engine that is known."""
        return [
            (e.id, e.boots, e.time(), sorted([k[1] for k in self._keys if k[0] == e.id]))
            for e in self.engines.values()
        ]

    def hash_passwords(self) -> None:
        """Make the keys of all passwords now, and not when the first message comes."""
        for user, _ in self._users.values():
            self._hash(user)

    def _hash(self, user):
        if user.auth and not user.engine_id:
            user.master_keys(self.on_hash and self._hashed)

    def _hashed(self, user, which, key):
        return self._call(self.on_hash, user, which, key)

    def _find(self, id, name, text):
        # (user, least level) of those at the engine `id`; None.
        found = self._users.get((id, name)) or self._users.get((None, name))
        known = self._keys.get((id, name))
        if not found and known:  # on_user has given it
            found = known.user, known.least
        elif not found and self.on_user:
            found = self._call(self.on_user, id, text)
            if found:
                user, level = found if isinstance(found, tuple) else (found, None)
                found = _entry(user, level)
        if found and found[0].engine_id in (None, id):
            return found

    def _at(self, user, id):
        # What has the user's MAC at an engine, for a message that may be anybody's. Where the key
        # of the cipher takes another hash of 1 MiB, that is left until it is authentic.
        self._hash(user)
        if user.priv and not user.engine_id and (user.priv == "3DES" or user.priv[-2:] == "-C"):
            user = User(user.name, user.auth, auth_key=user.master_keys()[0])
        return user.localized(id)

    def _note(self, remote):
        if remote.id not in self.engines:
            while len(self.engines) >= self.size:
                self.remove_engine(next(iter(self.engines)))
        self.engines[remote.id] = remote


def _entry(user, level):
    flags = user.level if level is None else level_flags(level)
    if flags & ~user.level:
        raise ValueError("%r has no keys for level %s" % (user, level))
    return user, flags
