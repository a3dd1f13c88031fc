# Authentication protocols and their MACs: portable.

import hashlib
import sys

from usnmp_v3 import auth
from usnmp_v3.auth import hash_of, mac
from util import raises

# RFC 2202 2: key, data, HMAC-MD5
MD5 = (
    (b"\x0b" * 16, b"Hi There", "9294727a3638bb1c13f48ef8158bfc9d"),
    (b"Jefe", b"what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
    (b"\xaa" * 16, b"\xdd" * 50, "56be34521d144c88dbb8c733f0e8b3f6"),
    (bytes(range(1, 26)), b"\xcd" * 50, "697eaf0aca3a3aea3a75164746ffaa79"),
    (b"\x0c" * 16, b"Test With Truncation", "56461ef2342edc00f9bab995690efd4c"),
    (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
    ),
    (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
        "6f630fad67cda0ee1fb1f562db3aa53e",
    ),
)
# RFC 2202 3, HMAC-SHA-1
SHA = (
    (b"\x0b" * 20, b"Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
    (b"Jefe", b"what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    (b"\xaa" * 20, b"\xdd" * 50, "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
    (bytes(range(1, 26)), b"\xcd" * 50, "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
    (b"\x0c" * 20, b"Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
    (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "aa4ae5e15272d00e95705637ce8a3b55ed402112",
    ),
    (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
        "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
    ),
)


def known(name, cases):
    for key, data, digest in cases:
        one = mac(name, key)
        for _ in range(2):  # one after the other
            assert one.digest(data) == bytes.fromhex(digest), digest


def test_hmac_md5_gives_the_answers_of_rfc_2202():
    known("MD5", MD5)


def test_hmac_sha_gives_the_answers_of_rfc_2202():
    known("SHA", SHA)


def test_hmacs_are_the_same_with_and_without_a_kept_state():
    # usnmp_v3.chip.Midstate, which is for some ports; test_hmac_... go through it there
    ports = auth.PORTS
    auth.PORTS = ()
    try:
        known("MD5", MD5)
        known("SHA", SHA)
    finally:
        auth.PORTS = ports


def test_macs_of_two_keys_do_not_disturb_each_other():
    macs = [mac("SHA", key) for key, _, _ in SHA]
    for _ in range(2):
        for one, (_, data, digest) in zip(macs, SHA):
            assert one.digest(data) == bytes.fromhex(digest)


def test_a_mac_is_of_any_octets():
    d = bytes(range(200))
    for name in ("MD5", "SHA", "SHA-256"):
        one = mac(name, b"k" * 16)
        for n in (0, 1, 55, 56, 64, 120, 200):
            digest = one.digest(d[:n])
            assert one.digest(memoryview(d)[:n]) == digest, (name, n)
            assert one.digest(bytearray(d[:n])) == digest, (name, n)


def test_a_message_carries_as_much_of_a_mac_as_its_rfc_says():
    names = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
    macs = [mac(name, bytes(16)) for name in names]
    assert [mac.size for mac in macs] == [12, 12, 16, 24, 32, 48]
    assert [mac.zeros for mac in macs] == [bytes(mac.size) for mac in macs]


def test_a_protocol_that_does_not_exist_is_refused_with_those_that_do():
    for name in ("sha", "SHA1", "SHA-", "MD5, SHA", ""):
        e = str(raises(ValueError, hash_of, name))
        assert e == name + (
            ": no authentication protocol; there are MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512"
        )


class without:
    """On a port whose hashlib has none of the hashes `names`."""

    def __init__(self, names):
        self.names = names

    def __enter__(self):
        self.own = own = sys.modules.get("hashlib") or hashlib
        names = self.names

        class Fake:
            pass

        for name in ("md5", "sha1", "sha256"):
            if name not in names:
                setattr(Fake, name, getattr(own, name))
        sys.modules["hashlib"] = Fake

    def __exit__(self, *exception):
        sys.modules["hashlib"] = self.own


def test_what_hashlib_lacks_the_modules_in_python_have():
    with without("md5 sha256"):
        md5 = hash_of("MD5")
        assert md5.__name__ == "md5" and hash_of("SHA-256").__name__ == "sha256"
        known("MD5", MD5)
    assert md5 is not hash_of("MD5") or not hasattr(hashlib, "md5")


def test_what_neither_has_is_refused_with_what_to_do():
    opt_in = auth.opt_in
    auth.opt_in = lambda name: None
    try:
        with without("md5 sha1 sha256"):
            for name, own in (
                ("MD5", "md5"),
                ("SHA-224", "sha224"),
                ("SHA-256", "sha224"),
                ("SHA-384", "sha512"),
                ("SHA-512", "sha512"),
            ):
                assert str(raises(ValueError, hash_of, name)) == (
                    "%s: this port has none; use SHA-256, or install usnmp_v3.%s" % (name, own)
                )
            e = raises(ValueError, hash_of, "SHA")
            assert str(e) == "SHA: this port has none; use SHA-256"
    finally:
        auth.opt_in = opt_in


def test_a_module_that_is_not_installed_is_none():
    assert auth.opt_in("no_such_module") is None
