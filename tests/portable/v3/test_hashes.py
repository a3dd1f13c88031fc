# The hashes in Python: portable.

import hashlib

from util import raises
from usnmp_v3.md5 import md5
from usnmp_v3.sha224 import sha224, sha256

ABC = b"abc"
LONG = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"


def data(n):
    return bytes([i * 7 & 255 for i in range(n)])


def all_lengths(new):
    """The SHA-256 of the hashes of data of 0 to 300 octets, each given in two parts."""
    h = hashlib.sha256()
    for n in range(301):
        d = memoryview(data(n))
        part = new()
        part.update(d[: n * 5 // 8])
        part.update(d[n * 5 // 8 :])
        h.update(part.digest())
    return h.digest()


def test_md5_gives_the_answers_of_rfc_1321():
    assert md5().digest() == bytes.fromhex("d41d8cd98f00b204e9800998ecf8427e")
    assert md5(ABC).digest() == bytes.fromhex("900150983cd24fb0d6963f7d28e17f72")
    assert md5(b"1234567890" * 8).digest() == bytes.fromhex("57edf4a22be3c955ac49da2e2107b67a")


def test_sha_224_and_256_give_the_answers_of_fips_180():
    assert sha224(ABC).digest() == bytes.fromhex(
        "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"
    )
    assert sha224(LONG).digest() == bytes.fromhex(
        "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525"
    )
    assert sha256(LONG).digest() == bytes.fromhex(
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    )


def test_md5_is_that_of_hashlib_for_all_lengths():
    if hasattr(hashlib, "md5"):
        assert all_lengths(md5) == all_lengths(hashlib.md5)
    assert all_lengths(md5) == bytes.fromhex(MD5_ALL)


def test_sha_256_is_that_of_hashlib_for_all_lengths():
    assert all_lengths(sha256) == all_lengths(hashlib.sha256)


def test_sha_224_is_that_of_hashlib_for_all_lengths():
    if hasattr(hashlib, "sha224"):
        assert all_lengths(sha224) == all_lengths(hashlib.sha224)
    assert all_lengths(sha224) == bytes.fromhex(SHA_224_ALL)


def test_a_copy_goes_its_own_way():
    for new in (md5, sha224):
        a = new(data(70))
        b = a.copy()
        a.update(ABC)
        b.update(LONG)
        assert a.digest() == new(data(70) + ABC).digest()
        assert b.digest() == new(data(70) + LONG).digest()


def test_nothing_is_added_after_the_digest():
    h = md5(ABC)
    h.digest()
    raises(TypeError, h.digest)
    raises(TypeError, h.update, ABC)


# Of hashlib on CPython
MD5_ALL = "8d58ab13d63369548c1ceb53509b5347416588920b4fbb8dbb86f55cdb2714b5"
SHA_224_ALL = "56c84471ff5a974db78a9073ce6edef3723957a86df3784efb8056ccc98649e8"
