# The message of SNMPv3, written: portable.

from messagebox import ENGINE, Read, message, num, pdu, scoped, signed, tlv
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from usnmp_v3.message import HEADERS, Message

KEY = bytes(range(20))
USER = User("reader", "SHA", None, "AES", None, KEY, KEY, ENGINE)
KEYS = USER.localized(ENGINE)


def write(flags, keys=KEYS, id=num(7), engine=None, time=0, body=None, name=b"", message=None):
    engine = engine or Engine(ENGINE, 5)
    body = body or pdu(0xA2)
    m = message or Message(1472)
    m.scope = tlv(4, ENGINE) + tlv(4, name)
    m.tail = b"\x04\x06nobody\x04\0\x04\0"
    m.d = id
    m.at[0] = 0
    m.at[1] = len(id)
    room = HEADERS + len(engine.head) + len(m.scope) + (len(keys.tails[-1]) if keys else 12)
    m.buf = bytearray(room + len(body) + 7)
    m.view = memoryview(m.buf)
    m.buf[room : room + len(body)] = body
    m.end = room + len(body)
    m.time = time
    p = m.write(room, keys, flags, engine)
    assert 0 <= p < room
    return bytes(m.view[p : m.end])


def test_each_level_as_it_is_read_elsewhere():
    for flags in (0, 1, 3):
        r = Read(write(flags, id=num(1234567), time=300, name=b"there"), KEYS)
        assert (r.flags, r.id, r.size) == (flags, num(1234567)[2:], 1472)
        assert (r.engine, r.boots, r.time, r.user) == (ENGINE, 5, 300, b"reader")
        assert (r.context, r.name, r.type, r.rid) == (ENGINE, b"there", 0xA2, b"\x12\x34")


def test_who_has_no_keys_is_named_all_the_same():
    r = Read(write(0, None))
    assert (r.user, r.flags) == (b"nobody", 0)


def test_octet_for_octet_what_is_put_together_elsewhere():
    data = scoped(pdu(0xA2))
    assert write(0) == message(0, data)
    assert write(4) == message(4, data)
    assert write(1) == signed(KEYS, 1, data=data)


def test_lengths_of_every_size():
    for n in (60, 100, 127, 128, 129, 140, 255, 256, 257):
        body = pdu(0xA2, value=tlv(4, bytes(n)))
        for flags in (0, 1, 3):
            r = Read(write(flags, body=body), KEYS)
            assert len(r.bindings[0][1]) == n


def test_times_of_every_length():
    m = Message(1472)
    for time in (0, 127, 128, 255, 32767, 32768, 8388607, 8388608, 2**31 - 1, 5):
        for flags in (0, 1, 3):
            assert Read(write(flags, time=time, message=m), KEYS).time == time


def test_the_engine_may_boot_anew_and_grow():
    m = Message(1472)
    for id in (b"12345", b"1" * 32):
        for boots in (1, 127, 128, 2**31 - 1):
            r = Read(write(1, engine=Engine(id, boots), message=m), KEYS)
            assert (r.engine, r.boots) == (id, boots)


def test_each_salt_is_another_and_the_first_is_random():
    m = Message(1472)
    first = last = int.from_bytes(Read(write(3, message=m), KEYS).salt, "big")
    for _ in range(300):
        last += 1
        salt = Read(write(3, message=m), KEYS).salt
        assert salt == (last & (1 << 64) - 1).to_bytes(8, "big")
    assert first.to_bytes(8, "big") != Read(write(3, message=Message(1472)), KEYS).salt


def test_the_sample_of_rfc_3414_a_4():
    # Its values, with the lengths that they have: it says 12 for the 9 octets of the engine ID,
    # and 55 and 57 for the whole
    id = bytes.fromhex("800000020109840301")
    keys = User("bert", "SHA", None, "AES", None, KEY, KEY, id).localized(id)
    d = write(3, keys, engine=Engine(id, 1), time=257)
    sample = bytes.fromhex(
        "0432 3030 0409800000020109840301 020101 02020101 040462657274"
        "040c0123456789abcdeffedcba98 04080123456789abcdef".replace(" ", "")
    )
    p = d.find(sample[:30])
    assert p > 0
    mac, salt = p + len(sample) - 22, p + len(sample) - 8
    d = d[:mac] + sample[-22:-10] + d[mac + 12 : salt] + sample[-8:] + d[salt + 8 :]
    assert d[p : p + len(sample)] == sample
    m = Message(1472)
    assert m.read(d) == len(d)
    assert [d[m.at[i] + 2 : m.at[i + 1]] for i in range(4, 10)] == [
        id,
        b"\x01",
        b"\x01\x01",
        b"bert",
        sample[-22:-10],
        sample[-8:],
    ]
