# SHA-384 and SHA-512 in Python: portable.

import hashlib

from test_hashes import ABC, all_lengths, data
from usnmp_v3.sha512 import sha384, sha512

LONG = (
    b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
    b"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"
)


def test_sha_384_and_512_give_the_answers_of_fips_180():
    assert sha384(ABC).digest() == bytes.fromhex(
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        "8086072ba1e7cc2358baeca134c825a7"
    )
    assert sha384(LONG).digest() == bytes.fromhex(
        "09330c33f71147e83d192fc782cd1b4753111b173b3b05d22fa08086e3b0f712"
        "fcc7c71a557e2db966c3e9fa91746039"
    )
    assert sha512(LONG).digest() == bytes.fromhex(
        "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
        "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"
    )


def test_sha_384_is_that_of_hashlib_for_all_lengths():
    if hasattr(hashlib, "sha384"):
        assert all_lengths(sha384) == all_lengths(hashlib.sha384)
    assert all_lengths(sha384) == bytes.fromhex(SHA_384_ALL)


def test_sha_512_is_that_of_hashlib_for_all_lengths():
    if hasattr(hashlib, "sha512"):
        assert all_lengths(sha512) == all_lengths(hashlib.sha512)
    assert all_lengths(sha512) == bytes.fromhex(SHA_512_ALL)


def test_a_copy_goes_its_own_way_at_128_octets_a_block():
    a = sha512(data(130))
    b = a.copy()
    a.update(ABC)
    b.update(LONG)
    assert a.digest() == sha512(data(130) + ABC).digest()
    assert b.digest() == sha512(data(130) + LONG).digest()


# Of hashlib on CPython
SHA_384_ALL = "dbeba84165cdb61effa35b2b82df9b716d2c8a8d02f8494f721b59f472d8bf04"
SHA_512_ALL = "51f1c9c2cc0ebc52276a2377dea97cbb7fc58f2eb571e7e0d93e849a4e5c4c6e"
