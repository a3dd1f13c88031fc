# A user of the User-based Security Model (RFC 3414), as it is configured. Pure. Imports auth, keys
# and privacy once keys are wanted; usnmp_v3 imports it when it is asked for what is here, and a
# firmware lets go of it.

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_v3 import Keys

LEVELS = (
    "noAuthNoPriv",
    "authNoPriv",
    "",
    "authPriv",
)  # by the flags of a message: auth 1, priv 2


def level_flags(level: str) -> int:
    """The flags of a message of that security level: 0, 1 or 3. Raises ValueError."""
    if not level or level not in LEVELS:
        raise ValueError("level: noAuthNoPriv, authNoPriv or authPriv, not %r" % (level,))
    return LEVELS.index(level)


class User:
    """A user of SNMPv3, for every role.

    name: 1 to 32 octets. auth: None, or "MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512";
    priv: None, or "DES", "3DES", "AES", "AES-192", "AES-256", or with the other key extension
    "AES-192-C", "AES-256-C", as net-snmp has them. Each has a password, of at least 8 octets, or a
    key, bytes or hex digits: the master key (Ku) of the password; or with engine_id, bytes or hex,
    the key localised for that engine alone (Kul), which is of no use elsewhere. Raises ValueError
    that says what is wrong, or what this port cannot do and what to use instead.
    """

    def __init__(
        self,
        name: "str | bytes",
        auth: "str | None" = None,
        auth_password: "str | bytes | None" = None,
        priv: "str | None" = None,
        priv_password: "str | bytes | None" = None,
        auth_key: "str | bytes | None" = None,
        priv_key: "str | bytes | None" = None,
        engine_id: "str | bytes | None" = None,
    ) -> None:
        if isinstance(name, str):
            name = name.encode()
        if not isinstance(name, bytes) or not 0 < len(name) < 33:
            raise ValueError("user %r: a name has 1 to 32 octets" % (name,))
        self.name = name
        self.auth = auth
        self.priv = priv
        self.level = (1 if auth else 0) | (2 if priv else 0)  # the highest, as flags
        self.engine_id = self._octets(engine_id)
        self._keys = []  # of auth, of priv: [password, key], one of them None
        for what, protocol, password, key in (
            ("auth", auth, auth_password, auth_key),
            ("priv", priv, priv_password, priv_key),
        ):
            if bool(protocol) != ((password is None) != (key is None)):
                self._fault("%s, and %s_password or %s_key: both or neither" % (what, what, what))
            if isinstance(password, str):
                password = password.encode()
            self._keys.append([password, self._octets(key)])
        if priv and not auth:
            self._fault("priv wants auth (RFC 3414 1.4.3)")
        if self.engine_id and (auth_password or priv_password):
            self._fault("engine_id is for keys")
        if auth:
            self._check()

    def _fault(self, text):
        raise ValueError("user %s: %s" % (repr(self.name)[2:-1], text))

    def _octets(self, key):
        try:
            return bytes.fromhex(key) if isinstance(key, str) else key
        except ValueError:
            self._fault("a key that is no hex digits")

    def _check(self):
        # Can this port do it? Now, not at the first message.
        from usnmp_v3.auth import hash_of

        try:
            n = len(hash_of(self.auth)().digest())
            for password, key in self._keys:
                if password is not None and len(password) < 8:
                    raise ValueError("a password has 8 octets or more (RFC 3414 11.2)")
            if self.priv:
                from usnmp_v3.privacy import cipher, key_length

                cipher(self.priv, bytes(key_length(self.priv)))
            for i in range(2):
                key = self._keys[i][1]
                if key is not None and len(key) != n:
                    # That of privacy, localised, may have its last length already
                    if not i or not self.engine_id or len(key) < key_length(self.priv):
                        raise ValueError("a key of %s has %d octets" % (self.auth, n))
        except ValueError as e:
            self._fault(e)

    def master_keys(
        self, on_hash: "Callable[[User, str, bytes | None], bytes | None] | None" = None
    ) -> "list[bytes | None]":
        """Ku of the authentication, and of privacy, made of the passwords the first time: a hash
        of 1 MiB each, seconds on a board, after which the passwords are forgotten. Raises
        ValueError if this user has localised keys.

        on_hash(user, which, key): called before one is made, with which "auth" or "priv" and
        key=None, and may return it; else it is made, and on_hash called again, with it.
        """
        if self.engine_id:
            self._fault("its keys are localised, for one engine")
        from usnmp_v3.keys import password_to_key

        for which, pair in zip(("auth", "priv"), self._keys):
            if pair[0] is not None:
                key = on_hash and on_hash(self, which, None)
                if not key:
                    key = password_to_key(self.auth, pair[0])
                    if on_hash:
                        on_hash(self, which, key)
                pair[1] = key
                pair[0] = None
        return [pair[1] for pair in self._keys]

    def localized(self, engine_id: bytes) -> "Keys":
        """The Keys of this user at the engine with that ID (RFC 3414 2.6). Raises ValueError if it
        has localised keys for another.
        """
        from usnmp_v3.keys import at_engine, localize, privacy_key

        keys = [pair[1] for pair in self._keys]
        if self.auth and not self.engine_id:
            keys = [key and localize(self.auth, key, engine_id) for key in self.master_keys()]
        elif self.auth and engine_id != self.engine_id:
            self._fault("its keys are for another engine")
        if self.priv:  # localised, it may have its last length already
            keys[1] = privacy_key(self.priv, self.auth, keys[1], engine_id)
        return at_engine(self, keys[0], keys[1])

    def __repr__(self) -> str:  # without what is secret
        return "<User %s %s %s>" % (repr(self.name)[2:-1], self.auth, self.priv)
