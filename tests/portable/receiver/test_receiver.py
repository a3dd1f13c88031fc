# What the receiver makes of notifications: portable, runs on CPython and MicroPython.

from usnmp import SnmpPacket
from usnmp_receiver import Receiver

SOURCE = "192.0.2.7", 40000
UPTIME = "1.3.6.1.2.1.1.3.0"
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
LINK_DOWN = "1.3.6.1.6.3.1.1.5.3"
INDEX = "1.3.6.1.2.1.2.2.1.1.4"


def v1(**kw):
    p = SnmpPacket(0xA4, enterprise="1.3.6.1.4.1.8072.3.2.10", agent_addr="198.51.100.1", **kw)
    p.timestamp = 123456
    p.varbinds[INDEX] = 4
    return p


def v2c(t=0xA7, varbinds=((UPTIME, 0x43, 99), (TRAP_OID, 6, LINK_DOWN), (INDEX, 2, 4)), **kw):
    p = SnmpPacket(t, ver=1, id=4711, **kw)
    for oid, t, value in varbinds:
        p.varbinds.append((oid, (t, value)))
    return p.tobytes()


def received(datagram, **kw):
    n, reply = Receiver(**kw).receive(datagram, SOURCE)
    return n


def test_a_generic_v1_trap_is_mapped_as_rfc_3584_says():
    for generic in range(6):
        n = received(v1(generic_trap=generic, community="x").tobytes())
        oid = "1.3.6.1.6.3.1.1.5.%d" % (generic + 1)
        assert (n.source, n.version, n.community, n.pdu_type) == (SOURCE, "1", "x", 0xA4)
        assert (n.trap_oid, n.uptime, n.request_id) == (oid, 123456, None)
        assert n.enterprise == "1.3.6.1.4.1.8072.3.2.10" and n.agent_addr == "198.51.100.1"
        assert (n.generic_trap, n.specific_trap) == (generic, 0)
        assert n.varbinds == [(INDEX, 2, 4)]
        assert n.raw_varbinds == [(UPTIME, 0x43, 123456), (TRAP_OID, 6, oid)] + n.varbinds


def test_an_enterprise_specific_v1_trap_is_the_enterprise_a_zero_and_the_specific_trap():
    n = received(v1(generic_trap=6, specific_trap=2147483647).tobytes())
    assert n.trap_oid == "1.3.6.1.4.1.8072.3.2.10.0.2147483647"
    assert (n.generic_trap, n.specific_trap) == (6, 2147483647)


def test_what_looks_like_a_header_among_the_varbinds_of_a_v1_trap_is_one_of_them():
    p = v1(generic_trap=0)
    p.varbinds.append((TRAP_OID, (6, "1.3.6.1.9")))
    n = received(p.tobytes())
    assert n.trap_oid == "1.3.6.1.6.3.1.1.5.1" and len(n.varbinds) == 2
    assert len(n.raw_varbinds) == 4


def test_a_v2c_trap_has_its_varbinds_with_and_without_the_leading_two():
    n = received(v2c())
    assert (n.source, n.version, n.community, n.pdu_type) == (SOURCE, "2c", "public", 0xA7)
    assert (n.trap_oid, n.uptime, n.request_id) == (LINK_DOWN, 99, 4711)
    assert n.varbinds == [(INDEX, 2, 4)]
    assert n.raw_varbinds == [(UPTIME, 0x43, 99), (TRAP_OID, 6, LINK_DOWN), (INDEX, 2, 4)]
    vb = n.varbinds[0]
    assert (vb.oid, vb.type, vb.value) == (INDEX, 2, 4)
    assert (n.enterprise, n.agent_addr) == (None, "192.0.2.7")
    assert n.generic_trap is n.specific_trap is None
    assert n.user is n.security_level is n.engine_id is None


def test_a_v2c_trap_may_say_the_enterprise_and_the_address_that_a_proxy_noted():
    more = (
        (UPTIME, 0x43, 99),
        (TRAP_OID, 6, LINK_DOWN),
        ("1.3.6.1.6.3.18.1.3.0", 0x40, "198.51.100.9"),
        ("1.3.6.1.6.3.1.1.4.3.0", 6, "1.3.6.1.4.1.9"),
    )
    n = received(v2c(varbinds=more))
    assert (n.enterprise, n.agent_addr) == ("1.3.6.1.4.1.9", "198.51.100.9")
    assert n.varbinds == list(more[2:])


def test_values_of_every_type_come_through():
    values = (
        (2, -2147483648), (4, "text"), (4, b"\x00\xff"), (4, ""), (5, None), (6, "1.3.4294967295"),
        (0x40, "192.0.2.1"), (0x41, 4294967295), (0x42, 3), (0x43, 4), (0x44, b"\x01"),
        (0x78, 1.5), (0x46, 18446744073709551615), (3, b"\x00\x80"),
    )  # fmt: skip
    head = (UPTIME, 0x43, 99), (TRAP_OID, 6, LINK_DOWN)
    vbs = tuple([(INDEX, t, v) for t, v in values])
    assert received(v2c(varbinds=head + vbs)).varbinds == list(vbs)


def test_a_trap_prints_legibly_and_without_its_community():
    n = received(v1(generic_trap=2, community="s3cret").tobytes())
    text = repr(n)
    for part in (
        "<trap 1.3.6.1.6.3.1.1.5.3 from 192.0.2.7 port 40000 version=1 uptime=123456",
        "agent_addr=198.51.100.1 enterprise=1.3.6.1.4.1.8072.3.2.10 generic_trap=2",
        "\n " + INDEX + " INT 4>",
    ):
        assert part in text, text
    assert "s3cret" not in text and str(n) == text
    text = repr(received(v2c(0xA6, community="s3cret")))
    assert text.startswith("<inform " + LINK_DOWN) and "version=2c request_id=4711" in text
    assert "s3cret" not in text


def test_traps_go_to_their_callback_and_are_counted():
    got = []
    r = Receiver(on_trap=got.append)
    for d in (v2c(), v2c(), v1().tobytes()):  # a trap has no reply, and may come twice
        n, reply = r.receive(d, SOURCE)
        assert got.pop() is n and reply is None
    assert (r.received, r.traps, r.informs, r.duplicates, r.bad) == (3, 3, 0, 0, 0)


def test_a_callback_that_raises_is_logged_and_ends_nothing():
    log = []
    r = Receiver(on_trap=lambda n: 1 // 0, on_bad=lambda *a: 1 // 0, log=log.append)
    assert r.receive(v2c(), SOURCE)[0].trap_oid == LINK_DOWN
    assert r.receive(b"", SOURCE) == (None, None)
    assert r.errors == 2 and len(log) == 2 and "ZeroDivision" in log[0]
    r.log = lambda text: 1 // 0
    assert r.receive(v2c(), SOURCE)[0] and r.errors == 3
