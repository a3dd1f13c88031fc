# Keys of USM: from passwords, localised to an engine, extended for ciphers that want longer ones,
# and what is made of them. Imports usnmp_codec, usnmp_v3, auth, and privacy for a user of it; user
# imports it when keys are wanted, and a firmware lets go of it.

from usnmp_codec import tobytes_tv
from usnmp_v3 import Keys

from .auth import hash_of, mac

if 0 & 1:  # for type checkers alone
    from typing import Any, Union

    Octets = Union[bytes, bytearray, memoryview]

_MEBI = 1048576
_LENGTHS = {"AES-192": 24, "AES-256": 32, "AES-192-C": 24, "AES-256-C": 32, "3DES": 32}


def password_to_key(auth: str, password: "Union[str, Octets]") -> bytes:
    """Ku, the key of a password (RFC 3414 A.2): the hash of 1 MiB of it, over and over. An ESP8266
    needs seconds for that.

    password: text, taken as UTF-8, or octets; ValueError if they are fewer than 8.
    """
    password = password.encode() if isinstance(password, str) else bytes(password)
    if len(password) < 8:
        raise ValueError("a password has 8 octets or more (RFC 3414 11.2)")
    h = hash_of(auth)()
    piece = password * (512 // len(password) + 1)
    for _ in range(_MEBI // len(piece)):
        h.update(piece)
    h.update(piece[: _MEBI % len(piece)])
    return h.digest()


def localize(auth: str, ku: "Octets", engine_id: "Octets") -> bytes:
    """Kul, the key `ku` localised to an engine (RFC 3414 2.6)."""
    h = hash_of(auth)(ku)
    h.update(engine_id)
    h.update(ku)
    return h.digest()


def privacy_key(priv: str, auth: str, kul: "Octets", engine_id: "Octets") -> bytes:
    """The key that the cipher of `priv` takes, of its length. 3DES and those with -C extend `kul`
    as draft-reeder-snmpv3-usm-3desede 2.1 does, which hashes 1 MiB once more if it is too short;
    AES-192 and AES-256 as draft-blumenthal-aes-usm 3.1.2.1.

    kul: of the privacy password, localised with the hash of `auth` to the engine `engine_id`.
    """
    n = _LENGTHS.get(priv, 16)
    key = bytes(kul)
    while len(key) < n:
        if priv == "3DES" or priv[-2:] == "-C":
            kul = localize(auth, password_to_key(auth, kul), engine_id)
        else:
            kul = hash_of(auth)(key).digest()
        key += kul
    return key[:n]


def at_engine(user: "Any", auth_key: "Octets | None", priv_key: "Octets | None") -> "Keys":
    """The Keys of `user`, which has the attributes name, auth, priv and level of a User. auth_key:
    localised; priv_key: of privacy_key(); None without a protocol. Raises ValueError as mac() and
    privacy.cipher() do.
    """
    keys = Keys()
    keys.user = user
    keys.auth = user.auth
    keys.priv = user.priv
    keys.level = user.level
    keys.tlv = tobytes_tv(4, user.name)
    tail = keys.tlv + b"\x04\0\x04\0"
    keys.tails = (tail,)
    if user.auth:
        keys.mac = mac(user.auth, auth_key)
        keys.tails = tail, keys.tlv + tobytes_tv(4, keys.mac.zeros) + b"\x04\0"
    if user.priv:
        from usnmp_v3.privacy import cipher

        keys.cipher = cipher(user.priv, priv_key)
    return keys
