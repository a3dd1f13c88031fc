# Budgets: what the crypto layer of SNMPv3 costs a board, heap and garbage at 32 bit, instructions
# at 64 bit. docs/v3.md has the figures.

import pytest
from conftest import instructions
from test_footprint import on_board

IMPORTS = """
import gc, hashlib, cryptolib, struct, array
import usnmp_agent, usnmp_base.uptime, usnmp_mibs.snmpv2_mib, usnmp_v3
import usnmp_v3.auth%s
gc.collect()
before = gc.mem_alloc()
import usnmp_v3.%s
gc.collect()
print(gc.mem_alloc() - before)
"""
MAC = """
from usnmp_v3.auth import mac
d = memoryview(bytes(120))
class agent:
    respond = mac("%s", bytes(%d)).digest
"""
CIPHER = """
from usnmp_v3.privacy import cipher
one = cipher("%s", bytes(range(%d)))
iv = bytearray(16)
class agent:
    def respond(d):
        one.%scrypt(iv, d)
d = memoryview(bytearray(66))[1:65]
"""
GARBAGE = """
import gc
agent.respond(d)
agent.respond(d)
gc.collect()
gc.disable()
before = gc.mem_alloc()
agent.respond(d)
print(gc.mem_alloc() - before)
"""


@pytest.mark.parametrize(
    "module, most",
    [
        ("privacy", 2880),
        ("keys", 1216),
        ("aes", 1920),
        ("des", 3200),
        ("md5", 2560),
        ("sha224", 3072),
        ("sha512", 4352),
    ],
)
def test_heap_of_a_module_beside_an_agent(module, most, build):
    (heap,) = on_board(IMPORTS % ("", module), build)
    assert heap <= most, heap


@pytest.mark.parametrize(
    "name, size, octets, most",
    [
        ("MD5", 16, 128, 12000),
        ("SHA", 20, 128, 16000),
        ("SHA-256", 32, 160, 27000),
        ("SHA-224", 28, 2816, 5500000),
        ("SHA-512", 64, 4096, 10700000),
    ],
)
def test_a_mac_of_120_octets(name, size, octets, most, build):
    code = MAC % (name, size)
    (garbage,) = on_board(code + GARBAGE, build)
    assert garbage <= octets, garbage
    assert instructions(code, build, 2, 4) <= most


@pytest.mark.parametrize(
    "name, size, octets, most",
    [
        ("AES", 16, 160, 29000),
        ("AES-256", 32, 160, 29500),
        ("AES-192", 24, 96, 1500000),
        ("DES", 16, 416, 2200000),
        ("3DES", 32, 416, 5200000),
    ],
)
@pytest.mark.parametrize("way", ["en", "de"])
def test_64_octets_encrypted_and_decrypted(way, name, size, octets, most, build):
    code = CIPHER % (name, size, way)
    (garbage,) = on_board(code + GARBAGE, build)
    assert garbage <= octets, garbage
    assert instructions(code, build, 2, 4) <= most


KEPT = """
import gc
def kept(f):
    gc.collect()
    before = gc.mem_alloc()
    f(iv, d)
    gc.collect()
    print(gc.mem_alloc() - before)
kept(one.encrypt)
kept(one.decrypt)
gc.collect()
before = gc.mem_alloc()
two = cipher("AES", bytes(16))
gc.collect()
print(gc.mem_alloc() - before)
"""


def test_a_cipher_is_two_objects_of_cryptolib_and_nothing_more_is_kept(build):
    out, back, all = on_board(CIPHER % ("AES", 16, "en") + KEPT, build)
    assert out == back == 0
    assert 608 <= all <= 704, all  # of 304 octets each with mbedTLS
