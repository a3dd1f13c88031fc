# Privacy protocols of USM: AES (RFC 3826) by the port's cryptolib, and which class has the others.
# Imports auth. A PC's ciphers are crypto_pc's; those of aes and des, in Python, are opt-in.

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
# All ciphers work in here: axTLS writes words, so its output begins at a multiple of 4
# (extmod/modcryptolib.c), which part of a message need not.
_WORK = bytearray(128)
_VIEW = memoryview(_WORK)


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
        return Aes(key)
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


class Aes:
    """AES in CFB128 out of cryptolib's ECB and CBC, without a loop over octets:

    decrypting: CBC^-1(ECB(IV C1 .. Cn)) = .. P1 .. Pn, for D(E(Ci)) ^ E(Ci-1) = Pi
    encrypting: ECB^-1(CBC(IV P1 .. Pn)) = .. C1 .. Cn, for D(E(Pi ^ E(Ci-1))) = Ci

    A cipher object of cryptolib is 512 octets with axTLS, 304 with mbedTLS. Two are made when
    something is first encrypted, two when it is decrypted, and kept.
    """

    block = 1

    def __init__(self, key):
        self._key = key
        self._out = self._in = None

    def encrypt(self, iv, view):
        # CBC adds the block before, which is of the last message: it is taken off the IV.
        t = self._out or _objects(self._key)
        self._out = None  # of no use if an exception interrupts it
        last = t[2]
        i = 16
        while i:
            i -= 1
            last[i] ^= iv[i]
        t[1].encrypt(last, last)
        _both(t[1], t[0], view)
        t[1].encrypt(last, last)
        self._out = t

    def decrypt(self, iv, view):
        # Only the first block that CBC gives depends on what was before, and that is thrown away.
        t = self._in
        if not t:
            self._in = t = _objects(self._key)
        t[0].encrypt(iv, t[2])
        t[1].decrypt(t[2], t[2])
        _both(t[0], t[1], view)


def _objects(key):
    # ECB, CBC, and a block. The first use of each makes it one for encryption or decryption.
    return aes(key, 1), aes(key, 2, bytes(16)), bytearray(16)


def _both(a, b, view):
    # `view` through a.encrypt() and b.decrypt(). The last block is filled with anything.
    i = 0
    while i < len(view):
        part = view if len(view) <= 128 else view[i : i + 128]
        n = len(part)
        _WORK[:n] = part
        work = _VIEW[: n + 15 & -16]
        a.encrypt(work, work)
        b.decrypt(work, work)
        part[:] = _VIEW[:n]
        i += 128
