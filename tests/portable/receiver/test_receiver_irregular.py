# What devices send that is not as the RFCs want it: delivered as net-snmp's snmptrapd does, and
# counted (tests/host/receiver/test_receiver_peers.py gives the same to snmptrapd). Portable.

from usnmp import SnmpPacket
from usnmp_codec import tobytes_tv as tv
from usnmp_receiver import Receiver

SOURCE = "192.0.2.7", 40000
KIND = "1.3.6.1.4.1.8072.9999.0.17"
OID = "1.3.6.1.4.1.8072.9999.1.0"


def binding(oid, value):
    # Of whole TLVs
    return tv(48, oid + value)


UPTIME = binding(tv(6, "1.3.6.1.2.1.1.3.0"), tv(0x43, 55))
TRAP_OID = binding(tv(6, "1.3.6.1.6.3.1.1.4.1.0"), tv(6, KIND))


def message(pdu, ver=1, behind=b""):
    return tv(48, tv(2, ver) + tv(4, "public") + pdu + behind)


def v2(value=tv(2, 7), t=0xA7, rid=tv(2, 9), behind=b"", oid=tv(6, OID)):
    vbs = UPTIME + TRAP_OID + binding(oid, value)
    return tv(t, rid + b"\x02\x01\x00\x02\x01\x00" + tv(48, vbs) + behind)


def v1(generic=6, specific=tv(2, 17), enterprise=tv(6, "1.3.6.1.4.1.8072.9999")):
    head = enterprise + tv(0x40, "192.0.2.9") + tv(2, generic) + specific + tv(0x43, 55)
    return tv(0xA4, head + tv(48, binding(tv(6, OID), tv(2, 7))))


def received(datagram, irregular=1):
    r = Receiver()
    n, reply = r.receive(datagram, SOURCE)
    assert n and (r.irregular, r.bad) == (irregular, 0) and n.irregular == bool(irregular)
    assert r.traps + r.informs == 1
    return n, reply


def test_what_is_as_it_should_be_is_not_irregular():
    for datagram in (message(v2()), message(v1(), 0), message(v2(t=0xA6))):
        received(datagram, 0)
    long = b"\x30\x82\x00" + message(v2())[1:]  # lengths the long way are legal
    assert received(long, 0)[0].trap_oid == KIND


def test_a_pdu_of_the_other_version_is_delivered():
    n, reply = received(message(v1(), 1))
    assert (n.version, n.pdu_type, n.trap_oid, n.uptime) == ("2c", 0xA4, KIND, 55)
    assert (n.agent_addr, n.generic_trap, n.specific_trap) == ("192.0.2.9", 6, 17)
    assert n.varbinds == [(OID, 2, 7)] and len(n.raw_varbinds) == 3 and reply is None
    n, _ = received(message(v1(2), 1))
    assert n.trap_oid == "1.3.6.1.6.3.1.1.5.3"
    n, reply = received(message(v2(), 0))
    assert (n.version, n.pdu_type, n.trap_oid, n.uptime) == ("1", 0xA7, KIND, 55)
    assert n.varbinds == [(OID, 2, 7)] and reply is None


def test_an_inform_in_v1_is_acknowledged_in_v1():
    n, reply = received(message(v2(t=0xA6), 0))
    ack = SnmpPacket(reply)
    assert (n.pdu_type, ack.type, ack.ver, ack.id, ack.err_status) == (0xA6, 0xA2, 0, 9, 0)


def test_octets_behind_message_pdu_and_list_are_ignored_and_not_sent_back():
    whole = received(message(v2(t=0xA6)), 0)[1]
    for behind in (b"\x00" * 12, b"\xbe\xef", b"\x05\x00"):
        datagrams = [message(v2(t=0xA6)) + behind, message(v2(t=0xA6), 1, behind)]
        datagrams += [message(v2(t=0xA6, behind=behind))]
        for d in datagrams:
            n, reply = received(d)
            assert n.varbinds == [(OID, 2, 7)] and reply == whole
        received(message(v1(), 0) + behind)
        received(message(v1(), 0, behind))
    # Not behind a value: snmptrapd does not take that either
    for d in (v2(tv(2, 7) + b"\x05\x00"), v2(tv(2, 7) + b"\x00")):
        assert Receiver().receive(message(d), SOURCE) == (None, None)


def test_an_inform_comes_again_whatever_is_behind_it():
    r = Receiver()
    d = message(v2(t=0xA6))
    assert r.receive(d, SOURCE)[0] and r.receive(d + b"\x00\x00", SOURCE)[0] is None
    assert (r.informs, r.duplicates) == (1, 1)


def test_values_are_read_as_net_snmp_reads_them():
    for octets, value in (
        (b"\x06\x00", (6, "0.0")),
        (b"\x02\x05\x00\xff\xff\xfc\x19", (2, 4294966297)),
        (b"\x02\x02\x00\x07", (2, 7)),
        (b"\x42\x05\x01\x00\x00\x00\x05", (0x42, 5)),
        (b"\x43\x06\x00\x00\x00\x00\x00\x05", (0x43, 5)),
        (b"\x06\x05\x2b\x06\x80\x80\x05", (6, "1.3.6.5")),
    ):
        n, _ = received(message(v2(octets)))
        assert n.varbinds == [(OID,) + value]
    n, _ = received(message(v2(oid=b"\x06\x05\x2b\x06\x80\x80\x05")))
    assert n.varbinds == [("1.3.6.5", 2, 7)]
    n, _ = received(message(v1(specific=b"\x02\x05\x00\xff\xff\xff\xfe"), 0))
    assert n.trap_oid == KIND[:-2] + "4294967294"
    n, _ = received(message(v1(enterprise=b"\x06\x00"), 0))
    assert n.enterprise == "0.0" and n.trap_oid == "0.0.0.17"


def test_a_request_id_of_33_bits_is_answered_with_the_octets_that_came():
    rid = b"\x02\x05\x00\xff\xff\xff\xfe"
    n, reply = received(message(v2(t=0xA6, rid=rid)))
    assert n.request_id == 4294967294 and rid in reply and len(reply) < 100
