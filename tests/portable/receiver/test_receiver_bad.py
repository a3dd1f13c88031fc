# What is no notification: portable, runs on CPython and MicroPython.

from usnmp import SnmpPacket
from usnmp_receiver import Receiver

SOURCE = "192.0.2.7", 40000
UPTIME = "1.3.6.1.2.1.1.3.0", (0x43, 99)
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0", (6, "1.3.6.1.6.3.1.1.5.3")
OTHER = "1.3.6.1.9.1", (2, 1)


def message(t=0xA7, varbinds=(UPTIME, TRAP_OID, OTHER), ver=1, **kw):
    p = SnmpPacket(t, ver=ver, **kw)
    for vb in varbinds:
        p.varbinds.append(vb)
    return p.tobytes()


def reason(datagram, **kw):
    # The reason for which it is bad; None if it is not.
    bad = []
    r = Receiver(on_bad=lambda *a: bad.append(a), **kw)
    n, reply = r.receive(datagram, SOURCE)
    assert r.received == 1 and r.bad == len(bad) == (not n)
    if n:
        return None
    assert reply is None and bad[0][:2] == (datagram, SOURCE)
    return bad[0][2]


def test_what_is_no_snmp_message():
    good = message()
    for d in (b"", b"0", b"\x30\x00", b"x" * 50, good[:-1], b"\x31" + good[1:]):
        assert reason(d) == "ber", d
    assert reason(good.replace(b"\x04\x06public", b"\x05\x06public")) == "ber"
    assert reason(message(varbinds=(UPTIME, TRAP_OID, ("1.3.6.1", (48, b""))))) == "ber"
    assert reason(message(varbinds=(UPTIME, TRAP_OID, ("1.3.6.1", (0xA7, b""))))) == "ber"
    assert reason(good) is None


def test_versions_that_are_not_known():
    for ver in (2, 3, -1, 2147483647):
        assert reason(message(ver=ver)) == "version", ver
    v3 = b"0\x3e\x02\x01\x030\x11\x02\x04\x00\x00\x00\x01\x02\x03\x00\xff\xe3\x04\x01\x04\x02"
    v3 += (
        b"\x01\x03" + b"\x04\x10" + b"x" * 16 + b"0\x14" + b"\x04\x00\x04\x00\xa0\x0e" + b"x" * 14
    )
    assert reason(v3) == "version"


def test_communities_that_are_not_accepted():
    for communities in ("private", ("a", b"publi"), (), b"\xff"):
        assert reason(message(), communities=communities) == "community"
        inform = message(0xA6)
        assert reason(inform, communities=communities) == "community"  # and no reply
    for communities in (None, "public", b"public", ("a", "public"), {"public"}):
        assert reason(message(), communities=communities) is None
    binary = message(community=b"\xff\x00")
    assert reason(binary, communities=[b"\xff\x00"]) is None
    assert reason(message(community=""), communities=("",)) is None


def test_pdus_that_are_no_notification():
    for t in range(0xA0, 0xA9):
        for ver in (0, 1):
            d = SnmpPacket(0xA4, ver=ver).tobytes() if t == 0xA4 else message(t, ver=ver)
            assert reason(d) == (None if t in (0xA4, 0xA6, 0xA7) else "pdu"), t


def test_snmp_trap_oid_may_stand_anywhere_and_uptime_may_miss_as_with_snmptrapd():
    for varbinds in (
        (TRAP_OID,),
        (OTHER, TRAP_OID),
        (TRAP_OID, UPTIME),
        (UPTIME, OTHER, TRAP_OID),
    ):
        n, _ = Receiver().receive(message(varbinds=varbinds), SOURCE)
        assert n.trap_oid == TRAP_OID[1][1]
        assert n.uptime == (99 if UPTIME in varbinds else None)
        assert [vb.oid for vb in n.varbinds] == (["1.3.6.1.9.1"] if OTHER in varbinds else [])
        assert len(n.raw_varbinds) == len(varbinds)


def test_without_snmp_trap_oid_it_is_bad():
    of_int = TRAP_OID[0], (2, 3)
    for varbinds in ((), (UPTIME,), (UPTIME, OTHER), (UPTIME, of_int)):
        assert reason(message(varbinds=varbinds)) == "trap"
        assert reason(message(0xA6, varbinds=varbinds)) == "trap"


def test_v1_traps_of_no_kind():
    for generic, specific in ((7, 0), (-1, 0), (6, -1), (2147483647, 0)):
        d = SnmpPacket(0xA4, generic_trap=generic, specific_trap=specific).tobytes()
        assert reason(d) == "trap", (generic, specific)
    for n, expected in ((126, None), (127, "ber"), (128, "ber")):
        enterprise = "1.3" + ".1" * (n - 2)  # with .0 and the number no more than 128
        d = SnmpPacket(0xA4, generic_trap=6, enterprise=enterprise).tobytes()
        assert reason(d) == expected, n


def test_whatever_one_octet_is_nothing_is_raised_and_everything_is_counted():
    r = Receiver(max_size=80)
    for good in (message(), message(0xA6), SnmpPacket(0xA4).tobytes()):
        assert len(good) <= 80
        for i in range(len(good)):
            for c in (0, 1, 5, 48, 127, 128, 129, 132, 255):
                r.receive(good[:i] + bytes((c,)) + good[i + 1 :], SOURCE)
            r.receive(good[:i], SOURCE)
            r.receive(good[:i] + b"\x00" * 81, SOURCE)
            r.receive(memoryview(good)[i:])
    counted = r.traps + r.informs + r.duplicates + r.bad
    assert r.received == counted and r.bad and r.traps and r.informs and not r.errors
