# BER, RFC and X.690 examples: portable, runs on CPython and MicroPython.

import usnmp
import usnmp_codec as codec
from usnmp_codec import BerError, frombytes_lenat, frombytes_tvat, tobytes_len, tobytes_tv
from util import raises

# (type, value, encoding): each is encoded and decoded.
PAIRS = (
    (2, 0, b"\x02\x01\x00"),
    (2, 127, b"\x02\x01\x7f"),
    (2, 128, b"\x02\x02\x00\x80"),
    (2, -1, b"\x02\x01\xff"),
    (2, -128, b"\x02\x01\x80"),
    (2, -129, b"\x02\x02\xff\x7f"),
    (2, 2147483647, b"\x02\x04\x7f\xff\xff\xff"),
    (2, -2147483648, b"\x02\x04\x80\x00\x00\x00"),
    (3, b"\x00\x80", b"\x03\x02\x00\x80"),
    (4, "", b"\x04\x00"),
    (4, "AFC", b"\x04\x03AFC"),
    (4, "two\r\n\tlines", b"\x04\x0btwo\r\n\tlines"),
    (4, b"\x00\x1b\x8f\xf4\xd1\xc0", b"\x04\x06\x00\x1b\x8f\xf4\xd1\xc0"),
    (4, b"\x7f", b"\x04\x01\x7f"),
    (4, b"B\xc3\xbcro", b"\x04\x05B\xc3\xbcro"),
    (5, None, b"\x05\x00"),
    (6, "1.3.1.2.1.1.11.2", b"\x06\x07+\x01\x02\x01\x01\x0b\x02"),
    (6, "0.0", b"\x06\x01\x00"),
    (6, "1.39", b"\x06\x01\x4f"),
    (6, "2.0", b"\x06\x01\x50"),
    (6, "2.5.4.3", b"\x06\x03\x55\x04\x03"),
    (6, "2.999.3", b"\x06\x03\x88\x37\x03"),
    (6, "1.3.127.128.16383.16384", b"\x06\x09\x2b\x7f\x81\x00\xff\x7f\x81\x80\x00"),
    (6, "1.3.4294967295", b"\x06\x06\x2b\x8f\xff\xff\xff\x7f"),
    (0x40, "172.26.23.1", b"@\x04\xac\x1a\x17\x01"),
    (0x41, 4294967295, b"A\x05\x00\xff\xff\xff\xff"),
    (0x42, 2147483648, b"B\x05\x00\x80\x00\x00\x00"),
    (0x43, 65783634, b"C\x04\x03\xeb\xc7\x52"),
    (0x44, b"\x04\x01a", b"D\x03\x04\x01a"),
    (0x45, b"\x00\x01", b"E\x02\x00\x01"),
    (0x46, 18446744073709551615, b"F\x09\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
    (0x47, 1, b"G\x01\x01"),
    (0x78, 1.5, b"D\x07\x9fx\x04\x3f\xc0\x00\x00"),
    (0x79, -2.0, b"D\x0b\x9fy\x08\xc0\x00\x00\x00\x00\x00\x00\x00"),
    (0x80, None, b"\x80\x00"),
    (0x82, None, b"\x82\x00"),
    (0x30, b"\x05\x00", b"0\x02\x05\x00"),
    (0xA0, b"", b"\xa0\x00"),
)


def test_every_type_is_encoded_as_the_standards_say():
    for t, v, octets in PAIRS:
        assert tobytes_tv(t, v) == octets, (t, v)


def test_every_type_is_decoded_anywhere_in_any_buffer():
    for t, v, octets in PAIRS:
        assert frombytes_tvat(octets, 0) == (t, v), octets
        for kind in (bytes, bytearray, memoryview):
            buf = kind(b"\xff" * 300 + octets + b"\xff")
            t2, v2 = frombytes_tvat(buf, 300)
            assert (t2, v2) == (t, v), octets
            assert type(v2) is type(v)


def test_lengths_of_one_two_and_three_octets():
    for n, octets in (
        (0, b"\x00"),
        (23, b"\x17"),
        (127, b"\x7f"),
        (128, b"\x81\x80"),
        (255, b"\x81\xff"),
        (256, b"\x82\x01\x00"),
        (2754, b"\x82\n\xc2"),
        (65536, b"\x83\x01\x00\x00"),
    ):
        assert tobytes_len(n) == octets
        # The content need not be there; and the buffer may be longer than 127 octets.
        buf = b"\x00" * 200 + b"\x04" + octets
        assert frombytes_lenat(buf, 200) == (n, len(octets))


def test_padded_lengths_are_taken():
    assert frombytes_lenat(b"\x04\x84\x00\x00\x00\x03", 0) == (3, 5)
    assert frombytes_tvat(b"\x04\x84\x00\x00\x00\x03abc", 0) == (4, "abc")
    assert frombytes_tvat(b"\x04\x89" + b"\x00" * 8 + b"\x01a", 0) == (4, "a")


def test_padded_integers_are_taken():
    assert frombytes_tvat(b"\x02\x05\x00\x00\x00\x00\x05", 0) == (2, 5)
    assert frombytes_tvat(b"\x02\x06\xff\xff\xff\xff\xff\xfe", 0) == (2, -2)
    assert frombytes_tvat(b"\x43\x04\x00\x00\x00\x00", 0) == (0x43, 0)
    # Without the leading zero, as some agents send it: an unsigned type has no other reading.
    assert frombytes_tvat(b"\x41\x04\xff\xff\xff\xff", 0) == (0x41, 4294967295)


def test_what_devices_send_means_what_net_snmp_makes_of_it():
    for octets, t, v in (
        ("0600", 6, "0.0"),
        ("0602802b", 6, "1.3"),
        ("06072b800601040101", 6, "1.3.6.1.4.1.1"),
        ("06062b8080060104", 6, "1.3.6.1.4"),
        ("020500fffffc19", 2, 4294966297),
        ("02050080000000", 2, 2147483648),
        ("020700000000ffffff", 2, 16777215),
        ("42050100000005", 0x42, 5),
        ("4205ff00000005", 0x42, 5),
        ("41060001fffffffe", 0x41, 4294967294),
        ("43080000000100000005", 0x43, 5),
        ("4709000000000100000005", 0x47, 5),
    ):
        assert frombytes_tvat(bytes.fromhex(octets), 0) == (t, v), octets


def test_an_error_says_what_arrived_or_of_octets_only_that():
    assert str(raises(BerError, frombytes_tvat, b"\x02\x00", 0)) == "2: 0 octets"
    assert str(raises(BerError, tobytes_tv, 0x42, -1)) == "GAUGE cannot hold -1"
    for t in (3, 4, 0x44, 0x45, 0x30):
        for v in (48151623, [48151623], 48151623.5):
            e = raises(BerError, tobytes_tv, t, v)
            assert "48151623" not in repr(e) and type(v).__name__ in str(e)
    assert "48151623" not in repr(raises(BerError, frombytes_tvat, b"\x24\x0848151623", 0))


def test_octets_that_are_no_ber_raise_the_one_error():
    for octets in (
        b"",
        b"\x04",
        b"\x04\x01",
        b"\x04\x80",
        b"\x04\xff" + b"\x00" * 200,
        b"\x04\x81",
        b"\x04\x82\x01",
        b"\x04\x84\x7f\xff\xff\xff",
        b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xffa",
        b"\x02\x00",
        b"\x02\x05\x01\x00\x00\x00\x00",
        b"\x02\x04\x80\x00\x00",
        b"\x42\x09\x01\x00\x00\x00\x00\x00\x00\x00\x05",
        b"\x02\x05\xff\x00\x00\x00\x00",
        b"\x42\x00",
        b"\x46\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00",
        b"\x40\x03\x01\x02\x03",
        b"\x40\x05\x01\x02\x03\x04\x05",
        b"\x05\x01\x00",
        b"\x80\x01\x00",
        b"\x06\x02\x2b\x80",
        b"\x06\x06\x2b\x90\x80\x80\x80\x00",
        b"\x06\x81\x80" + b"\x01" * 128,
        b"\x01\x01\x00",
        b"\x1f\x01\x00",
        b"\xa9\x00",
        b"\xff\x00",
    ):
        assert isinstance(raises(BerError, frombytes_tvat, octets, 0), ValueError), octets
    raises(BerError, frombytes_tvat, b"\x05\x00", 2)
    raises(BerError, frombytes_lenat, b"\x05", 0)
    raises(BerError, frombytes_lenat, b"\x05\x80\x00", 0)


def test_the_longest_oid_has_128_sub_identifiers():
    oid = "1.3" + ".1" * 126
    assert frombytes_tvat(tobytes_tv(6, oid), 0) == (6, oid)
    raises(BerError, tobytes_tv, 6, oid + ".1")


def test_values_that_a_type_cannot_hold_raise_at_once():
    for t, v in (
        (2, 2147483648),
        (2, -2147483649),
        (2, None),
        (2, "5"),
        (2, 1.5),
        (0x41, -1),
        (0x41, 4294967296),
        (0x46, 18446744073709551616),
        (4, 5),
        (4, None),
        (4, [1, 2]),
        (5, 0),
        (6, ""),
        (6, "1.40"),
        (6, "3.1"),
        (6, "1.3.-1"),
        (6, "1.3.4294967296"),
        (6, "2.4294967216"),  # with 80 added, past 2**32 - 1
        (6, "1..3"),
        (6, "sysDescr.0"),
        (6, b"1.3"),
        (6, None),
        (0x40, "1.2.3"),
        (0x40, "1.2.3.256"),
        (0x40, 5),
        (0x78, "x"),
        (0x80, 1),
        (1, 1),
        (999, 1),
        (None, 1),
        ("INTEGER", 1),
    ):
        raises(BerError, tobytes_tv, t, v)


def test_oids_may_begin_with_a_dot_and_have_one_arc():
    assert tobytes_tv(6, ".1.3.6") == tobytes_tv(6, "1.3.6")
    assert tobytes_tv(6, "1") == b"\x06\x01\x28"


def test_octet_strings_take_any_buffer():
    for v in (b"\x00\xff", bytearray(b"\x00\xff"), memoryview(b"\x00\xff")):
        assert tobytes_tv(4, v) == b"\x04\x02\x00\xff"
    assert tobytes_tv(4, "\u00fc") == b"\x04\x02\xc3\xbc"


def test_the_constants_of_the_original_have_their_values():
    for names, first in (
        ("ASN1_INT ASN1_BITSTR ASN1_OCTSTR ASN1_NULL ASN1_OID", 2),
        ("ASN1_SEQ", 0x30),
        ("SNMP_IPADDR SNMP_COUNTER SNMP_GUAGE SNMP_TIMETICKS SNMP_OPAQUE SNMP_NSAPADDR", 0x40),
        ("SNMP_COUNTER64 SNMP_UINTEGER32", 0x46),
        ("SNMP_GAUGE", 0x42),
        ("SNMP_VER1", 0),
        ("SNMP_GETREQUEST SNMP_GETNEXTREQUEST SNMP_GETRESPONSE SNMP_SETREQUEST SNMP_TRAP", 0xA0),
        ("SNMP_ERR_NOERROR SNMP_ERR_TOOBIG SNMP_ERR_NOSUCHNAME SNMP_ERR_BADVALUE", 0),
        ("SNMP_ERR_READONLY SNMP_ERR_GENERR", 4),
        ("SNMP_TRAP_COLDSTART SNMP_TRAP_WARMSTART SNMP_TRAP_LINKDOWN SNMP_TRAP_LINKUP", 0),
        ("SNMP_TRAP_AUTHFAIL SNMP_TRAP_EGPNEIGHLOSS", 4),
    ):
        for i, name in enumerate(names.split()):
            assert getattr(codec, name) == first + i, name
            assert getattr(usnmp, name) == first + i, name
    for name in ("SNMP_NONE", "ASN1_", "SNMP_66", "ERR_TOOBIG", "nothing"):
        assert not hasattr(usnmp, name), name
