# The MAC of a message of SNMPv3, and what is encrypted: portable.

from messagebox import ENGINE, encrypted, message, pdu, private, scoped, signed, tlv
from usnmp_v3 import User
from usnmp_v3.message import Message

KEY = bytes(range(20))
KEYS = User("reader", "SHA", None, "AES", None, KEY, KEY, ENGINE).localized(ENGINE)


def check(d, keys=KEYS):
    m = Message(1472)
    m.buf = bytearray(1600)
    m.view = memoryview(m.buf)
    assert m.read(d) == len(d)
    return m, m.forged(d, keys)


def test_a_mac_is_of_all_octets():
    d = signed(KEYS)
    assert not check(d)[1]
    m = Message(1472)
    m.buf = bytearray(1600)
    m.view = memoryview(m.buf)
    for p in range(len(d)):
        # what is still a message
        wrong = d[:p] + bytes((d[p] ^ 1,)) + d[p + 1 :]
        try:
            whole = m.read(wrong)
        except ValueError:
            whole = 0
        if whole == len(d):
            assert m.forged(wrong, KEYS), p


def test_a_mac_has_its_length_exactly():
    # lextudio/pysnmp #249, CVE-2008-0960
    whole = KEYS.mac.digest(message(5, mac=bytes(12)))
    assert not check(signed(KEYS, mac=whole[:12]))[1]
    for n in (0, 1, 11, 13, 20):
        assert check(signed(KEYS, mac=whole[:n]))[1], n
    # ... whichever length it was computed with
    for n in (1, 11, 13, 16, 20):
        z = KEYS.mac.digest(message(5, mac=bytes(n)))
        assert check(signed(KEYS, mac=z[:n]))[1], n


def plain(d, keys=KEYS, boots=5):
    m, forged = check(d, keys)
    assert not forged
    m.time = 0
    return m.decrypt(keys, boots)


def test_what_is_encrypted_elsewhere():
    data = scoped(pdu())
    assert plain(private(KEYS)) == data
    assert plain(private(KEYS, salt=b"\0" * 8)) == data
    assert plain(private(KEYS, salt=b"\xff" * 8)) == data
    # octets behind it are padding, whatever they are
    for padding in (b"\0", b"\x07\x08\xff", bytes(20)):
        assert plain(private(KEYS, padding=padding)) == data


def test_what_cannot_be_decrypted():
    data = encrypted(KEYS)
    for salt in (b"", b"salt", b"saltsalts"):
        assert plain(signed(KEYS, 7, data=data, salt=salt)) is None
    # another salt, time or boots; nothing; no SEQUENCE, one that is cut off
    assert plain(signed(KEYS, 7, data=data, salt=b"tlastlas")) is None
    assert plain(private(KEYS), boots=6) is None
    assert plain(signed(KEYS, 7, data=tlv(4, b""), salt=b"saltsalt")) is None
    for wrong in (
        b"\x04\x02ab",
        b"\x30",
        b"\x30\x80",
        b"\x30\x89" + b"\xff" * 20,
        scoped(pdu())[:-1],
    ):
        assert plain(private(KEYS, wrong)) is None, wrong
