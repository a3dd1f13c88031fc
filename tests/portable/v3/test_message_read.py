# The message of SNMPv3, read: portable. RFC 3412 6 and 7.2 (2), RFC 3414 2.4 and 3.2 (1).

from messagebox import DESCR, message, num, pdu, scoped, tlv
from usnmp_codec import BerError, tobytes_len
from usnmp_v3.message import Message, number

ID, SIZE, FLAGS, MODEL, ENGINE, BOOTS, TIME, USER, MAC, SALT, DATA = range(11)


def end(d):
    # What read() gives; 0 if it raises, as an agent has it.
    try:
        return reader.read(d)
    except BerError:
        return 0


reader = Message(1472)


def test_the_offsets_of_all_parts():
    d = message(id=num(300), mac=b"mac", salt=b"salt")
    assert reader.read(d) == len(d)
    at = reader.at
    assert reader.flags == 4
    assert [d[at[i]] for i in range(11)] == [2, 2, 4, 2, 4, 2, 2, 4, 4, 4, 48]
    assert number(d, at[ID]) == 300 and number(d, at[SIZE]) == 1472
    assert number(d, at[MODEL]) == 3 and number(d, at[BOOTS]) == 5 and number(d, at[TIME]) == 0
    assert d[at[USER] + 2 : at[MAC]] == b"reader"
    assert d[at[MAC] + 2 : at[SALT]] == b"mac"
    assert d[at[SALT] + 2 : at[DATA]] == b"salt"


def test_the_security_parameters_of_rfc_3414_a_4():
    # Its sample's fields: an engine ID of IBM and 9.132.3.1, boots 1, time 257, "bert". Lengths it
    # has do not fit what it shows: 12 for 9 octets of engine ID, 55 and 57 for the whole
    engine = bytes.fromhex("800000020109840301")
    mac = bytes.fromhex("0123456789abcdeffedcba98")
    salt = bytes.fromhex("0123456789abcdef")
    security = bytes.fromhex(
        "30300409800000020109840301020101020201010404626572740"
        "40c0123456789abcdeffedcba9804080123456789abcdef"
    )
    data = tlv(4, bytes(40))
    d = message(7, data, security=security)
    assert reader.read(d) == len(d)
    at = reader.at
    assert d[at[ENGINE] : at[BOOTS]] == tlv(4, engine) and number(d, at[BOOTS]) == 1
    assert number(d, at[TIME]) == 257 and d[at[USER] : at[MAC]] == b"\x04\x04bert"
    assert d[at[MAC] : at[DATA]] == tlv(4, mac) + tlv(4, salt) and d[at[DATA] :] == data
    fields = {"engine": engine, "boots": num(1), "time": num(257), "user": b"bert"}
    assert message(7, data, mac=mac, salt=salt, **fields) == d


def test_where_a_scopedpdu_has_its_parts():
    d = scoped(pdu(), name=b"there")
    p = reader.scoped(d, 0)
    assert d[p:] == pdu()
    assert d[reader.name : p] == tlv(4, b"there")
    assert d[reader.context : reader.name] == d[2:17]


def test_octets_behind_are_told():
    d = message()
    assert reader.read(d + b"\0\0") == len(d)


def test_cut_off_after_each_octet():
    whole = message(1, mac=bytes(12))
    for n in range(len(whole)):
        assert end(whole[:n]) == 0, n
    for n in range(len(whole)):  # the same, in a message whose own length is right
        if n > 5:
            assert end(tlv(48, whole[2:n])) == 0, n


def test_each_part_of_a_wrong_type():
    d = message(mac=b"mac", salt=b"salt")
    assert reader.read(d)
    for p in [0, 2, 5] + [reader.at[i] for i in range(11)]:
        for tag in (2, 4, 5, 48, 64):
            if tag != d[p]:
                assert end(d[:p] + bytes((tag,)) + d[p + 1 :]) == 0, (p, tag)
    # ... and the string around the security parameters, and the sequence in it
    for p in (reader.at[ENGINE] - 4, reader.at[ENGINE] - 2):
        assert end(d[:p] + b"\x05" + d[p + 1 :]) == 0


def test_each_length_too_long_or_too_short():
    d = message(mac=b"mac", salt=b"salt")
    assert reader.read(d)
    for p in [1, 6] + [reader.at[i] + 1 for i in range(11)]:
        for n in (d[p] - 1, d[p] + 1, 0, 127):
            if n != d[p] and n >= 0:
                wrong = d[:p] + bytes((n,)) + d[p + 1 :]
                assert end(wrong) == 0, (p, n)


def test_a_part_that_is_missing_or_one_more():
    security = b"\x04\0\x02\1\0\x02\1\0\x04\0\x04\0\x04\0"
    assert end(message(security=tlv(48, security)))
    for p in (2, 5, 8, 10, 12):
        assert end(message(security=tlv(48, security[:p]))) == 0
    assert end(message(security=tlv(48, security + b"\x04\0"))) == 0
    assert end(message(security=tlv(48, security) + b"\x05\0")) == 0
    assert end(message(model=b"")) == 0
    assert end(message(model=num(3) + num(3))) == 0
    assert end(message(data=b"")) == 0
    assert end(message(data=scoped(pdu()) + b"\x05\0")) == 0


def test_flags_have_one_octet_and_say_what_the_data_are():
    d = message(0)
    assert end(d)
    p = reader.at[FLAGS]
    for flags in (b"\x04\0", b"\x04\x02\0\0"):
        head = b"\x02\x01\x07\x02\x02\x05\xc0" + flags + b"\x02\x01\x03"
        assert end(tlv(48, b"\x02\x01\x03", tlv(48, head), d[p + 6 :])) == 0
    assert end(message(3, data=scoped(pdu()))) == 0  # encrypted, it is an OCTET STRING
    assert end(message(3, data=tlv(4, b"?")))
    assert end(message(1, data=tlv(4, b"?"))) == 0


def test_another_security_model_is_told_whatever_its_parameters():
    for security in (b"", b"secret", tlv(48, num(1))):
        assert end(message(model=num(2), security=security)) == 0
        assert number(message(model=num(2)), reader.at[MODEL]) == 2
    assert end(b"\x30\x06" + message()[2:8]) == 0
    assert reader.at[MODEL] == 0


def test_what_is_no_integer_is_no_number_however_long_it_is():
    for tlv_ in (
        tlv(4, b"text of some length"),
        tlv(48, num(1) + num(2)),
        tlv(6, b"+\x06\x01\x04\x01"),
    ):
        assert number(tlv_, 0) == -1


def padded(content, tag, k):
    n = len(content)
    return bytes((tag, 128 + k)) + n.to_bytes(k, "big") + content


def test_lengths_in_more_octets_than_it_takes():
    fields = {"id": b"\x07", "size": b"\x05\xc0", "model": b"\x03", "boots": b"\x05"}
    for k in (1, 2, 4):
        for name, content in fields.items():
            d = message(**{name: padded(content, 2, k)})
            assert reader.read(d) == len(d), (name, k)
        d = message()
        plain = d[2:]
        assert reader.read(padded(plain, 48, k)) == len(d) + k
        # the header, the security parameters
        head = plain[5 : 5 + plain[4]]
        rest = plain[5 + plain[4] :]
        for more in (
            padded(head, 48, k) + rest,
            tlv(48, head) + padded(rest[2 : 2 + rest[1]], 4, k) + rest[2 + rest[1] :],
            tlv(48, head) + tlv(4, padded(rest[4 : 2 + rest[1]], 48, k)) + rest[2 + rest[1] :],
        ):
            d = tlv(48, num(3), more)
            assert reader.read(d) == len(d), (k, d)
            assert number(d, reader.at[BOOTS]) == 5


def test_long_parts():
    for n in (110, 128, 200, 300):
        d = message(engine=bytes(n))
        assert reader.read(d) == len(d), n
        d = message(data=scoped(pdu(oid=DESCR + bytes(n))))
        assert reader.read(d) == len(d), n


def test_a_length_that_only_looks_short_is_none():
    # 30 81 02 ..: 2 octets, not a sequence of 129 that begins with an INTEGER
    d = b"\x02\x01\x03\x30\x81\x02\x04" + bytes(200)
    assert end(b"\x30" + tobytes_len(len(d)) + d) == 0


def test_numbers():
    for v in (0, 1, 127, 128, 255, 256, 32767, 32768, 8388608, 2**31 - 1):
        assert number(num(v), 0) == v
    for v in (-1, -128, -129):
        assert number(num(v), 0) == -1, v
    for d, v in (
        (b"\x02\x02\x00\x05", 5),
        (b"\x02\x04\x00\x00\x00\x05", 5),
        (b"\x02\x06\x00\x00\x00\x00\x00\x05", 5),
        (b"\x02\x81\x01\x05", 5),
        (b"\x02\x82\x00\x01\x05", 5),
        (b"\x02\x05\x00\x80\x00\x00\x00", -1),
        (b"\x02\x05\x01\x00\x00\x00\x00", -1),
        (b"\x02\x00\x05", -1),
    ):
        assert number(d, 0) == v, d
