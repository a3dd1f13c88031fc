# KeyChange of RFC 3414 5: its samples of A.5, and lengths that are not those of the hash.

from messagebox import ENGINE
from usnmp_v3 import User
from usnmp_v3.key_change import key_change, localized_keys, new_key
from util import raises

# "maplesyrup" and "newsyrup", localised to the engine 00..02 with SHA (RFC 3414 A.3.2, A.5.2)
OLD = bytes.fromhex("6695febc9288e36282235fc7151f128497b38f3f")
NEW = bytes.fromhex("78e2dcce79d59403b58c1bbaa5bff46391f1cd25")


def test_the_samples_of_rfc_3414_a5():
    change = bytes(20) + bytes.fromhex("9c1017f4fd483d2de8d5fadbf84392cb06457051")
    assert key_change("SHA", OLD, NEW, bytes(20)) == change
    assert new_key("SHA", OLD, change) == NEW
    # of privacy, with keys of 16 octets
    change = bytes(16) + bytes.fromhex("7ef8d8a4c9cdb26b47591cd852ff88b5")
    assert key_change("SHA", OLD[:16], NEW[:16], bytes(16)) == change
    assert new_key("SHA", OLD[:16], change) == NEW[:16]


def test_the_sample_of_md5():
    try:
        User("x", "MD5", auth_key=bytes(16))
    except ValueError:  # such a port
        return
    change = bytes(16) + bytes.fromhex("8805615141676cc9196174e742a32551")
    old = bytes.fromhex("526f5eed9fcce26f8964c2930787d82b")
    new = bytes.fromhex("87021d7bd9d101ba05ea6e3bf9d9bd4a")
    assert new_key("MD5", old, change) == new
    assert key_change("MD5", old, new, bytes(16)) == change


def test_a_key_longer_than_the_hash_takes_several_of_them():
    # AES-256 with SHA: 32 octets of keys, 20 of hash
    import hashlib

    old = bytes(range(32))
    random = bytes(range(100, 132))
    first = hashlib.sha1(old + random).digest()
    second = hashlib.sha1(first + random).digest()
    assert new_key("SHA", old, random + bytes(32)) == (first + second)[:32]
    new = bytes(range(50, 82))
    assert new_key("SHA", old, key_change("SHA", old, new)) == new
    assert key_change("SHA", old, new) != key_change("SHA", old, new)


def test_another_length_is_refused():
    for n in (0, 19, 39, 41, 60):
        raises(ValueError, new_key, "SHA", OLD, bytes(n))
    raises(ValueError, key_change, "SHA", OLD, NEW[:16])


def test_keys_of_users_as_they_are_changed():
    ku = bytes.fromhex("9fb5cc0381497b3793528939ff788d5d79145211")  # RFC 3414 A.3.2
    engine = bytes(11) + b"\x02"
    user = User("u", "SHA", None, "AES", None, ku, ku)
    assert localized_keys(user, engine) == [OLD, OLD[:16]]
    assert localized_keys(User("u", "SHA", auth_key=ku), engine) == [OLD, None]
    assert localized_keys(User("u"), engine) == [None, None]
    user = User("u", "SHA", None, "AES", None, OLD, OLD, engine)
    assert localized_keys(user, engine) == [OLD, OLD[:16]]
    raises(ValueError, localized_keys, user, ENGINE)
