# What SNMPv3 finds below it on each interpreter: hashes, and on MicroPython AES. An ESP8266's is
# stricter (tests/board_box/esp8266).

import hashlib
import sys
from binascii import unhexlify

from util import raises

ESP8266 = getattr(sys.implementation, "_build", "") == "esp8266"
MICROPYTHON = sys.implementation.name == "micropython"
try:
    from cryptolib import aes
except ImportError:
    aes = None

KEY = bytes(range(16))
BLOCK = unhexlify("00112233445566778899aabbccddeeff")
# FIPS 197 C.1 and C.3: BLOCK with keys of the octets 0, 1, 2 ...
ECB = (
    (16, "69c4e0d86a7b0430d8cdb78070b4c55a"),
    (32, "8ea2b7ca516745bfeafc49904b496089"),
)
# NIST SP 800-38A F.2.1 and F.2.5, the first two blocks: IV KEY
PLAIN = unhexlify("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
CBC = (
    ("2b7e151628aed2a6abf7158809cf4f3c",
     "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"),
    ("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
     "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"),
)  # fmt: skip


def views(size):
    """A view of `size` octets at each distance from an address that is a multiple of 16."""
    return [memoryview(bytearray(size + 16))[i : i + size] for i in range(16)]


def test_md5_is_on_all_but_an_esp8266():
    found = [name for name in ("md5", "sha1", "sha256") if hasattr(hashlib, name)]
    assert found == (["sha1", "sha256"] if ESP8266 else ["md5", "sha1", "sha256"])


def test_hashes_in_pieces():
    # FIPS 180-4's messages of 56 octets, then of each length to 200 in two pieces
    message = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    found = hashlib.sha1(message).digest()
    assert found == unhexlify("84983e441c3bd26ebaae4aa1f95129e5e54670f1")
    found = hashlib.sha256(message).digest()
    assert found == unhexlify("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    chain = bytes(32)
    for n in range(201):
        message = bytes([n]) * n
        first = hashlib.sha1(message[: n // 3])
        first.update(message[n // 3 :])
        second = hashlib.sha256(message[: n // 3])
        second.update(message[n // 3 :])
        second.update(first.digest() + chain)
        chain = second.digest()
    expected = "1e9cc1f9c7817536337c021819a8c9fbeb1ee900650673e446e2072474d50e09"
    assert chain == unhexlify(expected)


def test_aes():
    assert bool(aes) is MICROPYTHON
    for length, expected in ECB if aes else ():
        key = bytes(range(length))
        assert aes(key, 1).encrypt(BLOCK) == unhexlify(expected)
        assert aes(key, 1).decrypt(unhexlify(expected)) == BLOCK
    for key, expected in CBC if aes else ():
        key, expected = unhexlify(key), unhexlify(expected)
        assert aes(key, 2, KEY).encrypt(PLAIN) == expected
        backwards, data = aes(key, 2, KEY), bytearray(expected)
        for at in (0, 16):  # in pieces, and in place
            block = memoryview(data)[at : at + 16]
            assert backwards.decrypt(block, block) is block
        assert data == PLAIN


def test_what_aes_refuses():
    assert bool(aes) is MICROPYTHON
    if aes:
        for size in (0, 8, 15, 17, 24, 31, 33, 64):
            assert str(raises(ValueError, aes, bytes(size), 1)) == "key"
        for mode in (0, 3, 6):
            assert str(raises(ValueError, aes, KEY, mode, KEY)) == "mode"
        assert str(raises(ValueError, aes, KEY, 2)) == "IV"
        cipher = aes(KEY, 1)
        for size in (1, 15, 17):
            raises(ValueError, cipher.encrypt, bytes(size))
        raises(ValueError, cipher.encrypt, bytes(32), bytearray(31))
        cipher.encrypt(BLOCK)
        raises(ValueError, cipher.decrypt, BLOCK)


def test_ecb_writes_to_aligned_addresses_only_on_an_esp8266():
    assert bool(aes) is MICROPYTHON
    for at, out in enumerate(views(32) if aes else ()):
        aes(KEY, 2, KEY).encrypt(PLAIN, out)
        assert out == aes(KEY, 2, KEY).encrypt(PLAIN)  # CBC goes by copies
        aes(KEY, 1).encrypt(out)  # read at any address
        if ESP8266 and at % 4:
            for method in (aes(KEY, 1).encrypt, aes(KEY, 1).decrypt):
                error = raises(ValueError, method, PLAIN, out)
                assert str(error) == "unaligned output: an ESP8266 would trap"
        else:
            aes(KEY, 1).encrypt(PLAIN, out)
            assert out == aes(KEY, 1).encrypt(PLAIN)
