# A user and its keys: portable. RFC 3414 2.6, 11.2; A.3 is in test_keys.

from messagebox import ENGINE
from usnmp_v3 import LEVELS, User, level_flags
from util import raises

KEY = "9fb5cc0381497b3793528939ff788d5d79145211"  # Ku of maplesyrup, SHA
LOCAL = "6695febc9288e36282235fc7151f128497b38f3f"  # at 00 .. 02
RFC = bytes.fromhex("000000000000000000000002")


def says(*args, **kw):
    return str(raises(ValueError, User, *args, **kw))


def test_levels():
    assert [level_flags(level) for level in LEVELS if level] == [0, 1, 3]
    for level in ("", None, "auth", "privOnly", 3):
        raises(ValueError, level_flags, level)
    assert User("u").level == 0
    assert User("u", "SHA", "maplesyrup").level == 1
    assert User("u", "SHA", "maplesyrup", "AES", "maplesyrup").level == 3


def test_a_name_has_1_to_32_octets():
    assert User("\xe4").name == b"\xc3\xa4"
    assert User(b"\xff").name == b"\xff"
    assert User("n" * 32).name == b"n" * 32
    for name in ("", "n" * 33, b"", 5, None, "\xe4" * 17):
        assert says(name).endswith(": a name has 1 to 32 octets")


def test_a_protocol_and_its_password_or_key_go_together():
    both = "user u: auth, and auth_password or auth_key: both or neither"
    assert says("u", "SHA") == both
    assert says("u", None, "maplesyrup") == both
    assert says("u", auth_key=KEY) == both
    assert says("u", "SHA", "maplesyrup", auth_key=KEY) == both
    both = both.replace("auth", "priv")
    assert says("u", "SHA", "maplesyrup", "AES") == both
    assert says("u", "SHA", "maplesyrup", None, "maplesyrup") == both
    assert says("u", "SHA", "maplesyrup", "AES", "maplesyrup", None, KEY) == both
    assert says("u", None, None, "AES", "maplesyrup") == "user u: priv wants auth (RFC 3414 1.4.3)"


def test_protocols_that_are_none():
    assert says("u", "sha", "maplesyrup").startswith("user u: sha: no authentication protocol")
    assert says("u", "SHA", "maplesyrup", "aes", "maplesyrup").startswith(
        "user u: aes: no privacy protocol"
    )


def test_a_password_has_8_octets_not_characters():
    short = "user u: a password has 8 octets or more (RFC 3414 11.2)"
    assert says("u", "SHA", "sevenup") == short
    assert says("u", "SHA", "") == short
    assert says("u", "SHA", "maplesyrup", "AES", b"sevenup") == short
    assert User("u", "SHA", "p\xe4ssw\xf6r")  # 7 characters, 9 octets


def test_a_key_has_the_length_of_the_hash():
    assert User("u", "SHA", auth_key=KEY)
    for key in (KEY[:-2], KEY + "00", b"", bytes(32)):
        assert says("u", "SHA", auth_key=key) == "user u: a key of SHA has 20 octets"
    for key in (KEY[:-2], bytes(32)):
        assert (
            says("u", "SHA", None, "AES", None, KEY, key) == "user u: a key of SHA has 20 octets"
        )
    assert says("u", "SHA", auth_key="no digits") == "user u: a key that is no hex digits"


def test_a_localised_key_of_privacy_may_have_its_last_length():
    for priv, good, bad in (("AES", (16, 20, 32), (15,)), ("AES-256", (20, 32), (16, 24, 31))):
        for n in good:
            assert User("u", "SHA", None, priv, None, LOCAL, bytes(n), RFC).localized(RFC).cipher
        for n in bad:
            says("u", "SHA", None, priv, None, LOCAL, bytes(n), RFC)
    says("u", "SHA", None, "AES", None, bytes(32), LOCAL, RFC)


def test_localised_keys_are_for_one_engine():
    user = User("u", "SHA", auth_key=LOCAL, engine_id=RFC)
    assert user.localized(RFC).mac
    assert (
        str(raises(ValueError, user.localized, ENGINE))
        == "user u: its keys are for another engine"
    )
    raises(ValueError, user.master_keys)
    assert says("u", "SHA", "maplesyrup", engine_id=RFC) == "user u: engine_id is for keys"
    assert User("u", "SHA", auth_key=LOCAL, engine_id=RFC.hex()).localized(RFC)


def mac(user):
    return user.localized(RFC).mac.digest(b"x")


def test_password_master_key_and_localised_key_are_the_same():
    user = User("u", "SHA", "maplesyrup")
    assert mac(user) == mac(User("u", "SHA", auth_key=KEY))
    assert mac(user) == mac(User("u", "SHA", auth_key=LOCAL, engine_id=RFC))
    assert [k and k.hex() for k in user.master_keys()] == [KEY, None]


def cipher(priv, key, engine_id=None):
    user = User("u", "SHA", None, priv, None, LOCAL if engine_id else KEY, key, engine_id)
    d = bytearray(16)
    user.localized(RFC).cipher.encrypt(bytearray(16), memoryview(d))
    return d


def test_a_localised_key_is_extended_where_it_is_short():
    long = "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe"
    assert cipher("AES-256", KEY) == cipher("AES-256", LOCAL, RFC) == cipher("AES-256", long, RFC)
    assert cipher("AES", KEY) == cipher("AES", LOCAL, RFC) == cipher("AES", LOCAL[:32], RFC)


def test_nothing_that_is_shown_has_a_secret():
    secrets = "maplesyrup", KEY, LOCAL, repr(bytes.fromhex(KEY))[2:-1]
    for user in (
        User("u", "SHA", "maplesyrup", "AES", "maplesyrup"),
        User("u", "SHA", None, "AES", None, KEY, KEY),
        User("u", "SHA", None, "AES", None, LOCAL, LOCAL, RFC),
    ):
        keys = user.localized(RFC)
        for o in (user, keys, keys.mac, keys.cipher):
            for secret in secrets:
                assert secret not in repr(o) and secret not in str(o)
    assert repr(user) == "<User u SHA AES>"
    for e in (says("u", "SHA", "sevenup"), says("u", "SHA", auth_key=LOCAL + "00")):
        assert "sevenup" not in e and LOCAL not in e


def test_what_of_a_user_stands_in_a_message():
    keys = User("u", "SHA", None, "AES", None, KEY, KEY).localized(RFC)
    assert keys.tails[0] == b"\x04\x01u\x04\0\x04\0"
    assert keys.tails[1] == b"\x04\x01u\x04\x0c" + bytes(12) + b"\x04\0"
    assert len(keys.tails) == 2
