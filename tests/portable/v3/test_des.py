# DES and 3DES, in Python and whatever else the port has: portable.

import os

from usnmp_v3.des import Des
from usnmp_v3.privacy import cipher

ZERO = bytearray(16)
# NBS SP 500-20, substitution tables: each of their entries takes part. Key, plaintext, ciphertext
NBS = """7ca110454a1a6e57 01a1d6d039776742 690f5b0d9a26939b
0131d9619dc1376e 5cd54ca83def57da 7a389d10354bd271
07a1133e4a0b2686 0248d43806f67172 868ebb51cab4599a
3849674c2602319e 51454b582ddf440a 7178876e01f19b2a
04b915ba43feb5b6 42fd443059577fa2 af37fb421f8c4095
0113b970fd34f2ce 059b5e0851cf143a 86a560f10ec6d85b
0170f175468fb5e6 0756d8e0774761d2 0cd3da020021dc09
43297fad38e373fe 762514b829bf486a ea676b2cb7db2b7a
07a7137045da2a16 3bdd119049372802 dfd64a815caf1a0f
04689104c2fd3b2f 26955f6835af609a 5c513c9c4886c088
37d06bb516cb7546 164d5e404f275232 0a2aeeae3ff4ab77
1f08260d1ac2465e 6b056e18759f5cca ef1bf03e5dfa575a
584023641aba6176 004bd6ef09176062 88bf0db6d70dee56
025816164629b007 480d39006ee762f2 a1f9915541020b56
49793ebc79b3258f 437540c8698f3cfa 6fbf1cafcffd0556
4fb05e1515ab73a7 072d43a077075292 2f22e49bab7ca1ac
49e95d6d4ca229bf 02fe55778117f12a 5a6b612cc26cce4a
018310dc409b26d6 1d9d5c5018f728c2 5f4c038ed12b2e41
1c587f1c13924fef 305532286d6f295a 63fac0d034d9f793"""


def both_ways(des, iv, plain, encrypted):
    d = bytearray(b"#" + plain + b"#")
    des.encrypt(iv, memoryview(d)[1:-1])
    assert d == b"#" + encrypted + b"#"
    des.decrypt(iv, memoryview(d)[1:-1])
    assert d == b"#" + plain + b"#"


def test_des_gives_the_answers_of_nbs_sp_500_20():
    for line in NBS.split("\n"):
        key, plain, encrypted = [bytes.fromhex(text) for text in line.split()]
        both_ways(Des(key + bytes(8)), ZERO, plain, encrypted)


def test_every_bit_of_key_and_text_is_where_it_belongs():
    # SP 500-20 too: the first and the last of the variable plaintexts and keys
    for key, plain, encrypted in (
        ("0101010101010101", "8000000000000000", "95f8a5e5dd31d900"),
        ("0101010101010101", "0000000000000001", "166b40b44aba4bd6"),
        ("8001010101010101", "0000000000000000", "95a8d72813daa94d"),
        ("0101010101010102", "0000000000000000", "869efd7f9f265a09"),
    ):
        des = Des(bytes.fromhex(key) + bytes(8))
        both_ways(des, ZERO, bytes.fromhex(plain), bytes.fromhex(encrypted))


def test_cbc_gives_the_answer_of_fips_81():
    key = bytes.fromhex("0123456789abcdef")
    text = b"Now is the time for all "
    encrypted = bytes.fromhex("e5c7cdde872bf27c43e934008c389c0f683788499a7c05f6")
    salt = bytes.fromhex("1234567890abcdef")
    # RFC 3414 8.1.1.1: what CBC begins with is the salt and the pre-IV, the end of the key
    for pre in (bytes(8), bytes(range(8))):
        iv = bytearray(b"ignored." + bytes([salt[i] ^ pre[i] for i in range(8)]))
        before = bytes(iv)
        for des in (Des(key + pre), cipher("DES", key + pre)):
            both_ways(des, iv, text, encrypted)
            assert des.block == 8 and iv == before


def test_3des_gives_the_answer_of_nist_sp_800_67():
    key = bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123")
    text = b"The qufck brown fox jump"
    encrypted = bytes.fromhex("a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900")
    for des in (Des(key + bytes(8)), cipher("3DES", key + bytes(8))):
        for i in range(0, 24, 8):
            both_ways(des, ZERO, text[i : i + 8], encrypted[i : i + 8])


def test_3des_with_one_key_is_des():
    key = os.urandom(8)
    pre = os.urandom(8)
    d = bytearray(40)
    Des(key + pre).encrypt(ZERO, memoryview(d))
    both_ways(Des(3 * key + pre), ZERO, bytes(40), bytes(d))


def test_des_of_the_port_is_that_in_python():
    for priv, size, step in (("DES", 16, 8), ("3DES", 32, 56)):
        key = os.urandom(size)
        one = cipher(priv, key)
        other = Des(key)
        for n in range(0, 304, step):
            iv = bytearray(os.urandom(16))
            plain = os.urandom(n)
            d = bytearray(plain)
            one.encrypt(iv, memoryview(d))
            both_ways(other, iv, plain, d)
            both_ways(one, iv, plain, d)
