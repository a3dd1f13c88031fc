# SnmpPacket: portable, runs on CPython and MicroPython.

import usnmp
from usnmp import BerError, SnmpPacket
from util import raises

SYSDESCR = "1.3.6.1.2.1.1.1.0"
UPTIME = "1.3.6.1.2.1.1.3.0"
# From the original's README: a single-item GET, captured from a network.
GET = (
    b"0&\x02\x01\x00\x04\x03AFC\xa0\x1c\x02\x043x:\xc0\x02\x01\x00\x02\x01\x000\x0e0\x0c"
    b"\x06\x08+\x06\x01\x02\x01\x01\x01\x00\x05\x00"
)


def test_a_packet_starts_with_the_defaults_of_the_original():
    for p in (
        SnmpPacket(usnmp.SNMP_GETREQUEST),
        SnmpPacket(type=usnmp.SNMP_GETREQUEST),
    ):
        assert (p.ver, p.community, p.type, p.id) == (0, "public", 160, 0)
        assert (p.err_status, p.err_id, len(p.varbinds)) == (0, 0, 0)
        assert not hasattr(p, "enterprise")
    t = SnmpPacket(usnmp.SNMP_TRAP)
    assert (t.ver, t.community, t.enterprise, t.agent_addr) == (
        0,
        "public",
        "1.3.6.1.4.1",
        "127.0.0.1",
    )
    assert (t.generic_trap, t.specific_trap, t.timestamp) == (0, 0, 0)
    assert not hasattr(t, "id")


def test_keywords_set_attributes_and_unknown_ones_are_refused():
    p = SnmpPacket(type=usnmp.SNMP_SETREQUEST, community="x", id=7, varbinds={SYSDESCR: None})
    assert (p.type, p.community, p.id) == (163, "x", 7)
    assert p.varbinds[SYSDESCR] == (5, None)
    raises(TypeError, SnmpPacket, usnmp.SNMP_GETREQUEST, comunity="x")
    raises(TypeError, SnmpPacket, usnmp.SNMP_TRAP, id=1)
    raises(ValueError, SnmpPacket)
    assert SnmpPacket(GET, id=1).id == 1


def test_a_captured_get_decodes_and_encodes_to_the_same_octets():
    for kind in (bytes, bytearray, memoryview):
        p = SnmpPacket(kind(GET))
        assert (p.ver, p.community, p.type, p.id) == (0, "AFC", 160, 0x33783AC0)
        assert list(p.varbinds.items()) == [(SYSDESCR, (5, None))]
        assert p.tobytes() == GET


def test_a_trap_decodes_and_encodes_to_the_same_octets():
    p = SnmpPacket(usnmp.SNMP_TRAP, agent_addr="192.168.1.119", timestamp=0x6400)
    p.generic_trap = usnmp.SNMP_TRAP_LINKDOWN
    p.varbinds["1.3.6.1.2.1.2.2.1.1.3"] = usnmp.ASN1_INT, 3
    q = SnmpPacket(p.tobytes())
    assert q.tobytes() == p.tobytes()
    assert (q.enterprise, q.agent_addr, q.generic_trap) == ("1.3.6.1.4.1", "192.168.1.119", 2)
    assert (q.specific_trap, q.timestamp) == (0, 0x6400)
    assert q.varbinds["1.3.6.1.2.1.2.2.1.1.3"] == (2, 3)


def test_varbinds_is_a_dict_that_keeps_order():
    v = SnmpPacket(usnmp.SNMP_GETRESPONSE).varbinds
    v["1.3.2"] = usnmp.SNMP_COUNTER, 5
    v["1.3.1"] = None
    v["1.3.3"] = 1252341
    assert v["1.3.2"] == (65, 5)
    assert v["1.3.1"] == (5, None)
    assert v["1.3.3"] == (2, 1252341)
    assert list(v) == ["1.3.2", "1.3.1", "1.3.3"]
    v["1.3.2"] = usnmp.SNMP_COUNTER, 6
    assert list(v) == ["1.3.2", "1.3.1", "1.3.3"] and v["1.3.2"] == (65, 6)
    assert len(v) == 3 and "1.3.1" in v and "1.3" not in v
    del v["1.3.1"]
    assert "1.3.1" not in v and len(v) == 2
    raises(KeyError, lambda: v["1.3.1"])
    raises(KeyError, v.__delitem__, "1.3.1")
    assert repr(v) == str(v) == "{'1.3.2': (65, 6), '1.3.3': (2, 1252341)}"


def test_varbinds_keeps_duplicates():
    p = SnmpPacket(usnmp.SNMP_GETREQUEST)
    for oid in (UPTIME, SYSDESCR, UPTIME):
        p.varbinds.append((oid, (5, None)))
    q = SnmpPacket(p.tobytes())
    assert list(q.varbinds) == [UPTIME, SYSDESCR, UPTIME]
    assert q.tobytes() == p.tobytes()
    copy = SnmpPacket(usnmp.SNMP_GETREQUEST, varbinds=q.varbinds)
    assert copy.tobytes() == p.tobytes()


def test_negative_numbers_survive():
    p = SnmpPacket(usnmp.SNMP_GETRESPONSE, id=-2147483648)
    p.varbinds["1.3.6.1"] = usnmp.ASN1_INT, -40
    q = SnmpPacket(p.tobytes())
    assert q.id == -2147483648 and q.varbinds["1.3.6.1"] == (2, -40)


def test_a_binary_community_survives():
    p = SnmpPacket(usnmp.SNMP_GETREQUEST, community=b"\x00\xff")
    assert SnmpPacket(p.tobytes()).community == b"\x00\xff"


def test_a_packet_prints_legibly():
    p = SnmpPacket(usnmp.SNMP_GETRESPONSE, id=5, err_status=2, err_id=1)
    p.varbinds[SYSDESCR] = usnmp.ASN1_OCTSTR, "descr"
    p.varbinds[UPTIME] = usnmp.SNMP_TIMETICKS, 908452344
    assert repr(p) == (
        "<SnmpPacket GETRESPONSE ver=0 id=5 err_status=2 err_id=1 NOSUCHNAME\n"
        " 1.3.6.1.2.1.1.1.0 OCTSTR 'descr'\n"
        " 1.3.6.1.2.1.1.3.0 TIMETICKS 908452344>"
    )
    assert "TRAP ver=0 enterprise='1.3.6.1.4.1'" in repr(SnmpPacket(usnmp.SNMP_TRAP))


def test_a_value_that_does_not_fit_raises_when_it_is_encoded():
    p = SnmpPacket(usnmp.SNMP_GETRESPONSE)
    p.varbinds[SYSDESCR] = usnmp.SNMP_COUNTER, -1
    raises(BerError, p.tobytes)


def test_every_cut_and_every_changed_octet_gives_a_packet_or_the_one_error():
    for n in range(len(GET)):
        raises(BerError, SnmpPacket, GET[:n])
    good = bad = 0
    for n in range(len(GET)):
        for c in (0, 1, 4, 0x30, 0x7F, 0x80, 0xA4, 0xFF):
            buf = bytearray(GET)
            buf[n] = c
            try:
                SnmpPacket(buf)
                good += 1
            except BerError:
                bad += 1
    assert good > 50 and bad > 100


def test_octets_behind_a_message_are_ignored():
    for more in (b"\x00", bytes(12), b"\x8c\x1f", GET, b"\x05"):
        assert SnmpPacket(GET + more).tobytes() == GET
        assert SnmpPacket(memoryview(GET + more)).id == 0x33783AC0
    # Within it they are not: after the bindings, in the PDU and in the message.
    pdu = usnmp.tobytes_tv(0xA0, GET[12:] + b"\x05\x00")
    raises(BerError, SnmpPacket, usnmp.tobytes_tv(48, GET[2:10] + pdu))
    raises(BerError, SnmpPacket, usnmp.tobytes_tv(48, GET[2:] + b"\x05\x00"))


def test_request_ids_may_be_unsigned():
    for id in (2147483648, 3000000000, 3262242864, 4294967295):
        b = SnmpPacket(type=usnmp.SNMP_GETREQUEST, id=id).tobytes()
        assert SnmpPacket(b).id == id and SnmpPacket(b).tobytes() == b
    assert b"\x02\x05\x00\xc2\x71\xe0\x30" in SnmpPacket(0xA0, id=3262242864).tobytes()
    for id in (4294967296, -2147483649, None, "5"):
        raises(BerError, SnmpPacket(0xA0, id=id).tobytes)


def test_no_community_is_in_an_error_or_a_repr():
    for community in (48151623, [48151623], {"48151623": 1}, 48151623.5):
        p = SnmpPacket(usnmp.SNMP_GETREQUEST, community=community)
        e = raises(BerError, p.tobytes)
        assert "48151623" not in repr(e) + repr(p)
        while getattr(e, "__context__", None):  # CPython
            e = e.__context__
            assert "48151623" not in repr(e)
