# AES as a privacy protocol, whatever it comes from: portable.

import os

from util import raises
from usnmp_v3.aes import Aes
from usnmp_v3.privacy import cipher

# NIST SP 800-38A F.3.13 to F.3.18, CFB128
IV = bytearray(range(16))
PLAIN = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)
NIST = (
    (
        "AES",
        "2b7e151628aed2a6abf7158809cf4f3c",
        "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
        "26751f67a3cbb140b1808cf187a4f4dfc04b05357c5d1c0eeac4c66f9ff7f2e6",
    ),
    (
        "AES-192",
        "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
        "cdc80d6fddf18cab34c25909c99a417467ce7f7f81173621961a2b70171d3d7a"
        "2e1e8a1dd59b88b1c8e60fed1efac4c9c05f9f9ca9834fa042ae8fba584b09ff",
    ),
    (
        "AES-256",
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
        "dc7e84bfda79164b7ecd8486985d386039ffed143b28b1c832113c6331e5407b"
        "df10132415e54b92a13ed0a8267ae2f975a385741ab9cef82031623d55b1e471",
    ),
)


def test_cfb128_gives_the_answers_of_nist_sp_800_38a():
    for priv, key, encrypted in NIST:
        key = bytes.fromhex(key)
        encrypted = bytes.fromhex(encrypted)
        for aes in (cipher(priv, key), Aes(key)):
            for n in (64, 33, 16, 15, 1, 0):
                d = bytearray(PLAIN[:n])
                aes.encrypt(IV, memoryview(d))
                assert d == encrypted[:n], (priv, n)
                aes.decrypt(IV, memoryview(d))
                assert d == PLAIN[:n], (priv, n)
            assert aes.block == 1 and IV == bytearray(range(16))


def test_aes_of_the_port_is_that_in_python_for_all_lengths():
    # Messages of different lengths, one after the other, in the middle of a buffer, at any place
    for priv, n in (("AES", 16), ("AES-192", 24), ("AES-256", 32), ("AES-256-C", 32)):
        key = os.urandom(n)
        one = cipher(priv, key)
        other = Aes(key)
        # The one in Python takes long: those where something begins or ends
        for n in list(range(34)) + [111, 112, 113, 127, 128, 129, 143, 145, 255, 256, 257, 300]:
            at = n & 7
            iv = bytearray(os.urandom(16))
            plain = os.urandom(n)
            d = bytearray(b"#" * at + plain + b"#######")
            view = memoryview(d)[at : at + n]
            one.encrypt(iv, view)
            e = bytearray(plain)
            other.encrypt(iv, memoryview(e))
            assert d == b"#" * at + e + b"#######", (priv, n)
            if n & 1:
                one.decrypt(iv, view)
            else:
                other.decrypt(iv, view)
            assert bytes(view) == plain, (priv, n)


def test_what_is_encrypted_can_be_decrypted_for_every_length():
    one = cipher("AES", os.urandom(16))
    iv = bytearray(os.urandom(16))
    d = bytearray(301)
    for n in range(301):
        plain = os.urandom(n)
        view = memoryview(d)[1 : n + 1]
        view[:] = plain
        one.encrypt(iv, view)
        assert n < 16 or bytes(view) != plain
        one.decrypt(iv, view)
        assert bytes(view) == plain


def test_two_ciphers_do_not_disturb_each_other():
    keys = [os.urandom(16), os.urandom(16)]
    ciphers = [cipher("AES", key) for key in keys]
    for n in (40, 130, 7):
        for key, one in zip(keys, ciphers):
            d = bytearray(n)
            one.encrypt(IV, memoryview(d))
            e = bytearray(n)
            Aes(key).encrypt(IV, memoryview(e))
            assert d == e


def test_a_name_or_a_key_that_does_not_fit_is_refused():
    for name in ("aes", "AES-128", "AES-C", "DES-C", "AES-192, AES-256", ""):
        e = str(raises(ValueError, cipher, name, bytes(16)))
        assert e == name + (
            ": no privacy protocol; there are DES, 3DES, AES, AES-192, AES-256, "
            "AES-192-C, AES-256-C"
        )
    for name, n in (("AES", 24), ("AES-192", 16), ("AES-256-C", 20), ("DES", 8), ("3DES", 24)):
        e = str(raises(ValueError, cipher, name, bytes(n)))
        assert e.startswith("%s: a key of " % name) and e.endswith(" octets, not %d" % n), e
