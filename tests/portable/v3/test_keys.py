# Keys from passwords, localised and extended: portable.

import hashlib

from util import raises
from usnmp_v3.keys import localize, password_to_key, privacy_key

ENGINE = bytes.fromhex("000000000000000000000002")
PASSWORD = "maplesyrup"
# Ku and Kul: of MD5 and SHA those of RFC 3414 A.3, the others as libnetsnmp 5.9.3 gives them
KEYS = {
    "MD5": ("9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b"),
    "SHA": (
        "9fb5cc0381497b3793528939ff788d5d79145211",
        "6695febc9288e36282235fc7151f128497b38f3f",
    ),
    "SHA-224": (
        "282a5867ee9aac639ad59df9572c7d3ac0fbc13a905b6df07dbbf00b",
        "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674",
    ),
    "SHA-256": (
        "ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac",
        "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b",
    ),
    "SHA-384": (
        "e06eccdf2c68a06ed034723c9c26e0db3b669e1e2efed49150b55377a2e98f38"
        "3c86fb836857444654b287c93f51ff64",
        "3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f045"
        "5a53689a3937eea07319a633d2ccba78",
    ),
    "SHA-512": (
        "7e4396de5aadc77be853819b98c9406265b3a9c37cc3176569847a4e4f6fba63"
        "dd3a73d04924d31a63f95a601f9385af6be4ed1b37f87d040f7c6ed6f8d38a91",
        "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099"
        "ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b",
    ),
}
# Of KEYS' Kul, as net-snmp 5.9.3 took them: by draft-blumenthal-aes-usm, by draft-reeder
EXTENDED = {
    "MD5": (
        "526f5eed9fcce26f8964c2930787d82bfa24a92467426c2f4b09192be10dfaec",
        "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12",
    ),
    "SHA": (
        "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe",
        "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c",
    ),
}


def test_a_password_gives_the_key_of_rfc_3414_a_3():
    for auth in KEYS:
        name = "sha1" if auth == "SHA" else auth.lower().replace("-", "")
        if hasattr(hashlib, name):  # a MiB through a hash in Python takes ten seconds
            assert password_to_key(auth, PASSWORD) == bytes.fromhex(KEYS[auth][0]), auth
    assert password_to_key("SHA", b"maplesyrup") == password_to_key("SHA", PASSWORD)


def test_the_new_password_of_rfc_3414_a_5_gives_its_keys():
    for auth, ku, kul in (
        ("MD5", "01add273107c4e596b4b00f82b1d42a7", "87021d7bd9d101ba05ea6e3bf9d9bd4a"),
        (
            "SHA",
            "3a51a6d736aa347b83dc4a87e3e55ee4d698ac71",
            "78e2dcce79d59403b58c1bbaa5bff46391f1cd25",
        ),
    ):
        if auth == "SHA" or hasattr(hashlib, "md5"):
            assert password_to_key(auth, "newsyrup") == bytes.fromhex(ku)
        assert localize(auth, bytes.fromhex(ku), ENGINE) == bytes.fromhex(kul)


def test_a_key_is_localised_as_rfc_3414_a_3_shows():
    for auth, (ku, kul) in KEYS.items():
        assert localize(auth, bytes.fromhex(ku), ENGINE) == bytes.fromhex(kul), auth


def test_a_password_is_text_in_utf_8_of_8_octets_or_more():
    assert password_to_key("SHA", "p\xe4ssw\xf6r") == password_to_key(
        "SHA", b"p\xc3\xa4ssw\xc3\xb6r"
    )
    for password in ("", "sevenup", b"sevenup"):
        e = raises(ValueError, password_to_key, "SHA", password)
        assert str(e) == "a password has 8 octets or more (RFC 3414 11.2)"


def test_a_password_longer_than_a_piece_is_repeated_as_a_whole():
    password = bytes([i & 255 for i in range(700)])
    h = hashlib.sha1()
    for _ in range(1048576 // 700):
        h.update(password)
    h.update(password[: 1048576 % 700])
    assert password_to_key("SHA", password) == h.digest()


def test_des_and_aes_take_the_beginning_of_the_localised_key():
    for auth, (_, kul) in KEYS.items():
        for priv in ("DES", "AES"):
            assert privacy_key(priv, auth, bytes.fromhex(kul), ENGINE).hex() == kul[:32]


def test_longer_keys_are_extended_as_blumenthal_and_reeder_do():
    for auth, (blumenthal, reeder) in EXTENDED.items():
        kul = memoryview(bytes.fromhex(KEYS[auth][1]))
        assert privacy_key("AES-192", auth, kul, ENGINE).hex() == blumenthal[:48]
        assert privacy_key("AES-256", auth, kul, ENGINE).hex() == blumenthal
        assert privacy_key("AES-192-C", auth, kul, ENGINE).hex() == reeder[:48]
        assert privacy_key("AES-256-C", auth, kul, ENGINE).hex() == reeder
        assert privacy_key("3DES", auth, kul, ENGINE).hex() == reeder


def test_a_hash_of_32_octets_or_more_extends_nothing():
    for auth in ("SHA-256", "SHA-384", "SHA-512"):
        kul = bytes.fromhex(KEYS[auth][1])
        for priv in ("3DES", "AES-256", "AES-256-C"):
            assert privacy_key(priv, auth, kul, ENGINE) == kul[:32]
        for priv in ("AES-192", "AES-192-C"):
            assert privacy_key(priv, auth, kul, ENGINE) == kul[:24]
