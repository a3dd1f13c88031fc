# The ciphers of a PC: of the package `cryptography`, and the same without it; and the tables of
# usnmp_v3.des, made anew from those of the standard.

import importlib.util
import os
import sys
import threading

import pytest
from conftest import ROOT, run
from usnmp_v3 import aes, crypto_pc, des, privacy

SIZES = {"DES": 16, "3DES": 32, "AES": 16, "AES-192": 24, "AES-256": 32}
FAR = "cryptography.hazmat.decrepit.ciphers.algorithms"
NEAR = "cryptography.hazmat.primitives.ciphers"


def again(monkeypatch, *missing):
    """crypto_pc as it is where the modules `missing` are not to be had."""
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    path = ROOT / "usnmp_v3/crypto_pc.py"
    spec = importlib.util.spec_from_file_location("usnmp_v3.crypto_again", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_cryptography_is_used_where_it_is_installed():
    assert crypto_pc.BACKEND == "cryptography"
    for priv, n in SIZES.items():
        assert type(privacy.cipher(priv, bytes(n))).__module__ == "usnmp_v3.crypto_pc"


def test_without_it_those_in_python_are(monkeypatch):
    module = again(monkeypatch, NEAR)
    assert module.BACKEND == "pure Python"
    assert (module.Aes, module.Des) == (aes.Aes, des.Des)


def test_usnmp_runs_where_cryptography_is_not_installed():
    code = """
import sys
sys.modules["cryptography"] = None
from usnmp_v3 import privacy
assert privacy.crypto_pc.BACKEND == "pure Python"
d = bytearray(b"12345678")
for priv, n in %r.items():
    one = privacy.cipher(priv, bytes(range(n)))
    one.encrypt(bytearray(16), memoryview(d))
print(d.hex())
"""
    done = run(sys.executable, "-c", code % SIZES)
    assert done.returncode == 0, done.stderr
    d = bytearray(b"12345678")
    for priv, n in SIZES.items():
        privacy.cipher(priv, bytes(range(n))).encrypt(bytearray(16), memoryview(d))
    assert done.stdout.strip() == d.hex()


@pytest.mark.parametrize("priv", SIZES)
def test_both_make_the_same_of_all_lengths(priv):
    key = os.urandom(SIZES[priv])
    one = privacy.cipher(priv, key)
    other = (des.Des if "DES" in priv else aes.Aes)(key)
    for n in range(0, 301, one.block):
        iv = bytearray(os.urandom(16))
        before = bytes(iv)
        plain = os.urandom(n)
        d, e = bytearray(b"#" + plain + b"#"), bytearray(plain)
        one.encrypt(iv, memoryview(d)[1:-1])
        other.encrypt(iv, memoryview(e))
        assert d == b"#" + e + b"#", n
        other.decrypt(iv, memoryview(d)[1:-1])
        one.decrypt(iv, memoryview(e))
        assert d == b"#" + plain + b"#" and e == plain, n
        assert iv == before


def test_3des_is_found_where_older_versions_have_it(monkeypatch):
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import algorithms

    monkeypatch.setitem(vars(algorithms), "TripleDES", TripleDES)
    old = again(monkeypatch, FAR)
    key = os.urandom(32)
    d = bytearray(range(64))
    e = bytearray(d)
    old.Des(key).encrypt(bytearray(16), memoryview(d))
    des.Des(key).encrypt(bytearray(16), memoryview(e))
    assert d == e


def test_half_a_block_of_des_is_refused_and_leaves_nothing_behind():
    key = os.urandom(16)
    one = privacy.cipher("DES", key)
    for way in (one.encrypt, one.decrypt):
        with pytest.raises(ValueError, match="^12 octets are no multiple of 8$"):
            way(bytearray(16), memoryview(bytearray(12)))
    d = bytearray(range(24))
    one.encrypt(bytearray(16), memoryview(d))
    one.decrypt(bytearray(16), memoryview(d))
    assert d == bytes(range(24))


@pytest.mark.parametrize("priv", ["AES", "DES"])
def test_threads_may_share_a_cipher(priv):
    key = os.urandom(16)
    one = privacy.cipher(priv, key)
    other = (des.Des if priv == "DES" else aes.Aes)(key)
    made = []

    def many(first):
        for i in range(300):
            iv = bytearray(bytes(15) + bytes([first]))
            d = bytearray(40)
            one.encrypt(iv, memoryview(d))
            made.append((iv, d))
            e = bytearray(d)
            one.decrypt(iv, memoryview(e))
            made.append((iv, e))

    threads = [threading.Thread(target=many, args=(i,)) for i in range(8)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert len(made) == 8 * 600
    expected = {}
    for i in range(8):
        e = bytearray(40)
        other.encrypt(bytearray(bytes(15) + bytes([i])), memoryview(e))
        expected[i] = {bytes(e), bytes(40)}
    assert all(bytes(d) in expected[iv[15]] for iv, d in made)


# --- the tables of DES, from FIPS 46-3 ---

S = """
14 4 13 1 2 15 11 8 3 10 6 12 5 9 0 7 0 15 7 4 14 2 13 1 10 6 12 11 9 5 3 8
4 1 14 8 13 6 2 11 15 12 9 7 3 10 5 0 15 12 8 2 4 9 1 7 5 11 3 14 10 0 6 13
15 1 8 14 6 11 3 4 9 7 2 13 12 0 5 10 3 13 4 7 15 2 8 14 12 0 1 10 6 9 11 5
0 14 7 11 10 4 13 1 5 8 12 6 9 3 2 15 13 8 10 1 3 15 4 2 11 6 7 12 0 5 14 9
10 0 9 14 6 3 15 5 1 13 12 7 11 4 2 8 13 7 0 9 3 4 6 10 2 8 5 14 12 11 15 1
13 6 4 9 8 15 3 0 11 1 2 12 5 10 14 7 1 10 13 0 6 9 8 7 4 15 14 3 11 5 2 12
7 13 14 3 0 6 9 10 1 2 8 5 11 12 4 15 13 8 11 5 6 15 0 3 4 7 2 12 1 10 14 9
10 6 9 0 12 11 7 13 15 1 3 14 5 2 8 4 3 15 0 6 10 1 13 8 9 4 5 11 12 7 2 14
2 12 4 1 7 10 11 6 8 5 3 15 13 0 14 9 14 11 2 12 4 7 13 1 5 0 15 10 3 9 8 6
4 2 1 11 10 13 7 8 15 9 12 5 6 3 0 14 11 8 12 7 1 14 2 13 6 15 0 9 10 4 5 3
12 1 10 15 9 2 6 8 0 13 3 4 14 7 5 11 10 15 4 2 7 12 9 5 6 1 13 14 0 11 3 8
9 14 15 5 2 8 12 3 7 0 4 10 1 13 11 6 4 3 2 12 9 5 15 10 11 14 1 7 6 0 8 13
4 11 2 14 15 0 8 13 3 12 9 7 5 10 6 1 13 0 11 7 4 9 1 10 14 3 5 12 2 15 8 6
1 4 11 13 12 3 7 14 10 15 6 8 0 5 9 2 6 11 13 8 1 4 10 7 9 5 0 15 14 2 3 12
13 2 8 4 6 15 11 1 10 9 3 14 5 0 12 7 1 15 13 8 10 3 7 4 12 5 6 11 0 14 9 2
7 11 4 1 9 12 14 2 0 6 10 13 15 3 5 8 2 1 14 7 4 10 8 13 15 12 9 0 3 5 6 11
"""
P = "16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25"
PC1 = (
    "57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36 "
    "63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4"
)
PC2 = (
    "14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 "
    "41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32"
)


def numbers(text):
    return [int(word) for word in text.split()]


def test_the_tables_of_des_are_those_of_the_standard():
    boxes = numbers(S)
    for six in range(64):
        row, column = six >> 4 & 2 | six & 1, six >> 1 & 15
        word = 0
        for box in range(8):
            word = word << 4 | boxes[box * 64 + row * 16 + column]
        bits = [word >> 32 - p & 1 for p in numbers(P)]
        bits = bits[-1:] + bits[:-1]  # right by 1
        word = int("".join(map(str, bits)), 2)
        assert (des._HI[six], des._LO[six]) == (word >> 16, word & 0xFFFF), six
    assert [p + 1 for p in des._PC1] == numbers(PC1)
    assert [p + 1 for p in des._PC2] == numbers(PC2)
