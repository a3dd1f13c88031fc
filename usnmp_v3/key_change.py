# Keys that are changed over the network: KeyChange of RFC 3414 5. Imports auth and keys when they
# are wanted; usnmp_mibs.usm_user_table and what belongs to it import it, and who sends such
# changes may.

if 0 & 1:  # for type checkers alone
    from typing import Union
    from . import User

    Octets = Union[bytes, bytearray, memoryview]


def new_key(auth: str, key: "Octets", change: "Octets") -> bytes:
    """The key that takes the place of `key`, by `change`, a KeyChange: random octets and a delta,
    each as many as the key has. auth: the user's authentication protocol, whose hash is used for
    keys of authentication and of privacy alike. Raises ValueError for another length.
    """
    from usnmp_v3.auth import hash_of

    n = len(key)
    if len(change) != 2 * n:
        raise ValueError("a KeyChange of %d octets, not %d" % (2 * n, len(change)))
    random = bytes(change[:n])
    new = hash_of(auth)
    found = bytearray()
    while len(found) < n:  # as often as the hash is shorter than the key
        h = new(key)
        h.update(random)
        key = h.digest()
        found.extend(key)
    return bytes([found[i] ^ change[n + i] for i in range(n)])


def key_change(auth: str, old: "Octets", new: "Octets", random: "bytes | None" = None) -> bytes:
    """The KeyChange that makes `new` of `old`, localised keys of the same length: what is SET to
    usmUserAuthKeyChange and so on. random: as many octets, never used before; by default the
    port's. Raises ValueError for another length.
    """
    if random is None:
        import os

        random = os.urandom(len(old))
    # The delta is the new key, XORed with what it will be XORed with again.
    return random + new_key(auth, old, random + bytes(new))


def localized_keys(user: "User", engine_id: bytes) -> "list[bytes | None]":
    """The keys of `user` at an engine as KeyChange has them: of authentication, and of privacy, of
    the length that its protocol takes; None without. Raises ValueError if they are for another
    engine. Makes the keys of passwords as User.localized() does.
    """
    keys = [pair[1] for pair in user._keys]
    if user.auth and not user.engine_id:
        from usnmp_v3.keys import localize

        keys = [key and localize(user.auth, key, engine_id) for key in user.master_keys()]
    elif user.auth and user.engine_id != engine_id:
        raise ValueError("%r: keys for another engine" % user)
    if user.priv:
        from usnmp_v3.keys import privacy_key

        # AES and DES take the first 16 octets of a longer hash
        keys[1] = privacy_key(user.priv, user.auth, keys[1], engine_id)
    return keys
