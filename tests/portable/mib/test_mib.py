# The OID tree: portable, runs on CPython and MicroPython.

from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR, Mib, key_oid, oid_octets, oid_str, sort_key
from util import raises

# In the order of the numbers, which is not the order of the octets from 16383 on.
ORDERED = (
    "0.0",
    "0.39.1",
    "1.0",
    "1.3",
    "1.3.6.1",
    "1.3.6.1.0",
    "1.3.6.1.0.4294967295",
    "1.3.6.1.127",
    "1.3.6.1.127.1",
    "1.3.6.1.128",
    "1.3.6.1.129.5",
    "1.3.6.1.16255",
    "1.3.6.1.16256.127",
    "1.3.6.1.16383",
    "1.3.6.1.16383.200.2097151",
    "1.3.6.1.16384",
    "1.3.6.1.16384.0",
    "1.3.6.1.2097151.1",
    "1.3.6.1.2097152",
    "1.3.6.1.268435455",
    "1.3.6.1.268435456",
    "1.3.6.1.4294967295",
    "1.3.6.1.4294967295.4294967295.3",
    "1.3.6.2",
    "1.39",
    "2.5",
    "2.47",
    "2.48",
    "2.999",
    "2.16304",
    "2.4294967215",
)


def test_sort_keys_order_as_oids_do():
    keys = [sort_key(oid_octets(oid)) for oid in ORDERED]

    assert keys == sorted(keys)


def test_sort_keys_and_octets_convert_both_ways():
    for oid in ORDERED:
        octets = oid_octets(oid)
        assert key_oid(sort_key(octets)) == octets, oid
        assert oid_str(octets) == oid


def test_an_oid_of_short_sub_identifiers_is_its_own_sort_key():
    octets = oid_octets("1.3.6.1.4.1.8072.9999.9999.1.0")
    assert sort_key(octets) is octets and key_oid(octets) is octets


def test_octets_that_are_no_oid_have_no_sort_key():
    for octets in (
        b"",
        b"\x80",
        b"\x2b\x80",
        b"\x2b\x80\x01",
        b"\x2b\x81\x80",
        b"\x2b\x90\x80\x80\x80\x00",
        b"\x2b\x81\x80\x80\x80\x80\x00",
        b"\x2b\xff\xff\xff",
        b"\x01" * 128,
        b"\x01" * 126 + b"\x81\x80\x01" + b"\x01",
    ):
        assert sort_key(octets) is None, octets
    assert sort_key(b"\x01" * 127) == b"\x01" * 127


def test_registration_in_any_order_is_served_in_order():
    mib = Mib()
    for i in (5, 1, 4, 2, 3, 300, 20000, 128):
        mib.scalar("1.3.6.1.%d.0" % i, INT, i)
    found = [oid_str(key_oid(k)) for k in mib.keys]
    assert found == ["1.3.6.1.%d.0" % i for i in (1, 2, 3, 4, 5, 128, 300, 20000)]
    for oid, i in (("1.3", 0), ("1.3.6.1.1", 0), ("1.3.6.1.1.0", 1), ("1.3.6.1.9", 5), ("2.5", 8)):
        assert mib.after(oid_octets(oid)) == i, oid


def test_misuse_raises_at_once_and_names_the_oid():
    mib = Mib()
    mib.scalar("1.3.6.1.1.0", INT, 1)
    for oid, t, value in (
        ("1.3.6.1.1.0", INT, 2),
        ("1.3.6.1.2.0", INT, "text"),
        ("1.3.6.1.2.0", COUNTER, -1),
        ("1.3.6.1.2.0", OCTSTR, 5),
        ("1.3.6.1.2.0", 99, 5),
        ("1.3.6.1.2.0", 99, lambda: 5),
        ("1.3.6.1.2.0", "GAUGE", lambda: 5),
        ("sysDescr.0", INT, 5),
        ("1.3.6.1.x", INT, 5),
        ("", INT, 5),
    ):
        e = raises(ValueError, mib.scalar, oid, t, value)
        assert "scalar %s:" % oid in str(e), e
    raises(ValueError, mib.scalar, "1.3.6.1.2.0", GAUGE, lambda: 5, write=True)
    assert len(mib.keys) == len(mib.nodes) == 1


def test_a_written_constant_is_kept():
    mib = Mib()
    mib.scalar("1.3.6.1.1.0", INT, 1, write=True)
    t, read, write = mib.nodes[oid_octets("1.3.6.1.1.0")]
    write(5)
    assert (t, read()) == (INT, 5)
