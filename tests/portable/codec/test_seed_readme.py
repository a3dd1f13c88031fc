# What the README of the original usnmp shows at the REPL: the same names, the same results.
# Portable, runs on CPython and MicroPython.

import binascii

import usnmp

IF_IN_OCTETS = "1.3.6.1.2.1.2.2.1.10.4"
UPTIME = "1.3.6.1.2.1.1.3.0"
# "single item get-request, captured from nw"
GET = (
    b"0&\x02\x01\x00\x04\x03AFC\xa0\x1c\x02\x043x:\xc0\x02\x01\x00\x02\x01\x000\x0e0\x0c"
    b"\x06\x08+\x06\x01\x02\x01\x01\x01\x00\x05\x00"
)


def test_a_request_is_made_altered_and_filled():
    greq = usnmp.SnmpPacket(usnmp.SNMP_GETREQUEST)
    assert (greq.ver, greq.community, greq.id) == (0, "public", 0)
    greq.community = "somethingelse"
    greq.id = 5436235
    assert usnmp.SnmpPacket(greq.tobytes()).id == 5436235
    greq = usnmp.SnmpPacket(type=usnmp.GET_REQUEST, community="public", id=654235)
    assert greq.type == usnmp.SNMP_GETREQUEST == 160
    greq.varbinds[IF_IN_OCTETS] = usnmp.ASN1_NULL, None
    greq.varbinds[UPTIME] = usnmp.ASN1_NULL, None
    first = greq.tobytes()
    greq.varbinds[IF_IN_OCTETS] = None
    greq.varbinds[UPTIME] = None
    assert greq.tobytes() == first
    greq.varbinds[IF_IN_OCTETS] = usnmp.SNMP_COUNTER, 3523441234
    greq.varbinds[UPTIME] = usnmp.SNMP_TIMETICKS, 908452344
    found = usnmp.SnmpPacket(greq.tobytes()).varbinds
    assert [(oid, found[oid]) for oid in found] == [
        (IF_IN_OCTETS, (65, 3523441234)),
        (UPTIME, (67, 908452344)),
    ]
    greq.varbinds[IF_IN_OCTETS] = 1252341
    greq.varbinds["1.3.6.1.2.1.6.13.1.2.11"] = usnmp.SNMP_IPADDR, "172.26.1.1"
    assert usnmp.SnmpPacket(greq.tobytes()).varbinds["1.3.6.1.2.1.6.13.1.2.11"] == (
        64,
        "172.26.1.1",
    )


def test_a_trap_has_the_attributes_of_a_trap():
    p = usnmp.SnmpPacket(
        type=usnmp.SNMP_TRAP,
        enterprise="1.3.6.1.4.1.32513",
        generic_trap=usnmp.SNMP_TRAP_COLDSTART,
        specific_trap=0,
        timestamp=683436,
    )
    p = usnmp.SnmpPacket(p.tobytes())
    assert (p.enterprise, p.generic_trap, p.specific_trap, p.timestamp) == (
        "1.3.6.1.4.1.32513",
        0,
        0,
        683436,
    )


def test_the_utility_functions_give_what_is_shown():
    assert (
        usnmp.tobytes_tv(usnmp.ASN1_OID, "1.3.1.2.1.1.11.2")
        == b"\x06\x07+\x01\x02\x01\x01\x0b\x02"
    )
    assert usnmp.tobytes_tv(usnmp.SNMP_IPADDR, "172.26.23.1") == b"@\x04\xac\x1a\x17\x01"
    assert usnmp.tobytes_len(23) == b"\x17"
    assert usnmp.tobytes_len(2754) == b"\x82\n\xc2"
    t, v = usnmp.frombytes_tvat(usnmp.tobytes_tv(usnmp.SNMP_IPADDR, "172.26.23.1"), 0)
    assert (t, v) == (64, "172.26.23.1") == (usnmp.SNMP_IPADDR, v)
    assert usnmp.frombytes_tvat(GET, 5) == (4, "AFC")
    assert usnmp.frombytes_lenat(GET, 5) == (3, 1)
    assert 1 + sum(usnmp.frombytes_lenat(GET, 5)) == 5
    assert usnmp.tobytes_tv(usnmp.SNMP_OPAQUE, b"x") == b"D\x01x"
    assert usnmp.SNMP_GUAGE == usnmp.SNMP_GAUGE and usnmp.SNMP_TRAP_WARMSTART == 1


def test_the_packets_of_the_original_s_own_test_go_both_ways():
    for s, oid, tv in (
        (
            "302f0201000403414643a225020433783ac30201000201003017301506082b06010201010200"
            "06092b0601040109018404",
            "1.3.6.1.2.1.1.2.0",
            (6, "1.3.6.1.4.1.9.1.516"),
        ),
        (
            "302a0201000403414643a220020433783ac60201000201003012301006082b06010201010300"
            "430415f8605a",
            UPTIME,
            (67, 368599130),
        ),
        (
            "303202010004067075626c6963a4250601004004c0a8017702010202010043026400"
            "3010300e06092b0601020102020101020103",
            "1.3.6.1.2.1.2.2.1.1",
            (2, 3),
        ),
        (  # "problem packet, with long OID that doesn't seek"
            "303702010004067075626c6963a22a020100020100020100301f301d06152b06010201030101"
            "0182c5ea1c018140812801810902047fff6310",
            "1.3.6.1.2.1.3.1.1.1.5338396.1.192.168.1.137",
            (2, 2147443472),
        ),
    ):
        a = binascii.unhexlify(s)
        p = usnmp.SnmpPacket(a)
        assert p.tobytes() == a
        assert p.varbinds.items() == [(oid, tv)], p
