# Privacy protocols of USM, and which class has them: for AES (RFC 3826) by the port's cryptolib it
# is chip's. Imports auth and chip. A PC's are crypto_pc's; aes and des, in Python, are opt-in.

from . import chip
from .auth import opt_in

if 0 & 1:  # for type checkers alone
    from typing import Any, Union

    Octets = Union[bytes, bytearray, memoryview]

try:
    from cryptolib import aes

    crypto_pc = None
except ImportError:  # CPython; an ESP8266's firmware for 512 KiB
    aes = None
    crypto_pc = opt_in("crypto_pc")

_NAMES = "DES, 3DES, AES, AES-192, AES-256, AES-192-C, AES-256-C"


def key_length(priv: str) -> int:
    """The octets of a key for a privacy protocol. Raises ValueError for a name that is none."""
    if priv not in _NAMES.split(", "):
        raise ValueError("%s: no privacy protocol; there are %s" % (priv, _NAMES))
    # 3DES: 24 octets, and 8 that make the IV, as DES has them
    return 24 if "192" in priv else 32 if priv == "3DES" or "256" in priv else 16


def cipher(priv: str, key: "Octets") -> "Any":
    """What encrypts and decrypts by a privacy protocol with one key: an object with

    block: the octets of a message that are encrypted are a multiple of it, 1 or 8
    encrypt(iv, view), decrypt(iv, view): in place, a writable memoryview. iv: a bytearray of 16
        octets, engineBoots, engineTime and the salt of the message; it stays as it is

    priv: "DES", "3DES", "AES", "AES-192", "AES-256", "AES-192-C" or "AES-256-C" (-C: their keys
    are extended in Cisco's way, all else is the same). key: as keys.privacy_key() gives it.
    Raises ValueError for another name or length, and for what this port cannot do.
    """
    n = key_length(priv)
    if len(key) != n:
        raise ValueError("%s: a key of %d octets, not %d" % (priv, n, len(key)))
    key = bytes(key)
    if aes and n != 24 and priv[0] == "A":
        return chip.Aes(aes(key, 1), aes(key, 2, bytes(16)))
    name = "Aes" if priv[0] == "A" else "Des"
    own = crypto_pc or opt_in(name.lower())
    if own:
        return getattr(own, name)(key)
    if name == "Des":
        why = "this port has none; use AES"
    elif aes:
        why = "this chip's cryptolib has keys of 16 and 32 octets only; use AES or AES-256"
    else:
        why = "this firmware has no cryptolib (ESP8266 512K); use another"
    raise ValueError("%s: %s, or install usnmp_v3.%s" % (priv, why, name.lower()))
