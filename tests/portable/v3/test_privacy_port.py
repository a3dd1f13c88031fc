# AES out of the ECB and CBC of a cryptolib, and what is said where it is missing: portable. On
# CPython the cryptolib is made of usnmp_v3.aes.

import os

from cryptobox import Cryptolib
from usnmp_v3 import privacy
from usnmp_v3.aes import Aes
from util import raises

IV = bytearray(b"bootstimesalt123")


class Port:
    """privacy on a port with `aes` of its cryptolib, and the module `own` for what it lacks."""

    def __init__(self, aes, own=None):
        self.new = aes, None, lambda name: own

    def _exchange(self):
        self.new, (privacy.aes, privacy.crypto_pc, privacy.opt_in) = (
            (privacy.aes, privacy.crypto_pc, privacy.opt_in),
            self.new,
        )

    def __enter__(self):
        self._exchange()

    def __exit__(self, *exception):
        self._exchange()


def same(one, key, n):
    """Does `one` make of n octets what Aes does, and the octets of that again?"""
    iv = bytearray(os.urandom(16))
    plain = os.urandom(n)
    d = bytearray(b"#" + plain)
    e = bytearray(plain)
    one.encrypt(iv, memoryview(d)[1:])
    Aes(key).encrypt(iv, memoryview(e))
    assert d[1:] == e
    one.decrypt(iv, memoryview(d)[1:])
    return d[1:] == plain


def test_aes_by_a_cryptolib_is_that_in_python():
    with Port(Cryptolib):
        for priv, n in (("AES", 16), ("AES-256", 32)):
            key = os.urandom(n)
            one = privacy.cipher(priv, key)
            for n in (0, 1, 15, 16, 17, 64, 112, 127, 128, 129, 256, 300):
                assert same(one, key, n), (priv, n)


def test_two_objects_serve_both_ways():
    with Port(Cryptolib):
        Cryptolib.made = 0
        one = privacy.cipher("AES", bytes(16))
        d = memoryview(bytearray(20))
        for _ in range(3):
            one.encrypt(IV, d)
            one.decrypt(IV, d)
        assert Cryptolib.made == 2


def test_encryption_that_an_exception_cut_short_begins_anew():
    key = os.urandom(16)
    with Port(Cryptolib):
        one = privacy.cipher("AES", key)
        assert same(one, key, 40)
        for calls in range(1, 9):
            Cryptolib.fail_at = calls
            raises(MemoryError, one.encrypt, IV, memoryview(bytearray(140)))
            Cryptolib.fail_at = 0
            assert same(one, key, 40)


def test_what_a_port_cannot_do_is_refused_with_what_to_do():
    def said(priv, n):
        return str(raises(ValueError, privacy.cipher, priv, bytes(n)))

    with Port(Cryptolib):
        for priv in ("AES-192", "AES-192-C"):
            assert said(priv, 24) == (
                "%s: this chip's cryptolib has keys of 16 and 32 octets only; "
                "use AES or AES-256, or install usnmp_v3.aes" % priv
            )
        for priv, n in (("DES", 16), ("3DES", 32)):
            assert said(priv, n) == (
                "%s: this port has none; use AES, or install usnmp_v3.des" % priv
            )
    with Port(None):
        assert said("AES", 16) == (
            "AES: this firmware has no cryptolib (ESP8266 512K); use another, "
            "or install usnmp_v3.aes"
        )


def test_what_a_port_lacks_is_done_by_a_module_in_python():
    from usnmp_v3 import aes

    with Port(None, aes):
        assert type(privacy.cipher("AES", bytes(16))) is Aes
    with Port(Cryptolib, aes):
        assert type(privacy.cipher("AES", bytes(16))) is privacy.chip.Aes
        assert type(privacy.cipher("AES-192-C", bytes(24))) is Aes
