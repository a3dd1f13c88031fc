# What devices and managers send that BER does not allow, read as net-snmp reads it: portable.

from agentbox import BASE, GENERR, GET, NEXT, Box, error
from usnmp import SnmpPacket
from usnmp_mib import COUNTER, COUNTER64, GAUGE, TIMETICKS

IRREGULAR = 7  # of the counters


def get(box, old=b"", new=b"", more=b"", type=GET):
    d = SnmpPacket(type, id=1, varbinds={BASE % 2: None}).tobytes()
    assert old in d
    n = len(new) - len(old)
    before = old and d.find(old) < 25
    d = bytearray(d.replace(old, new, 1))
    for i in (1, 14) if before else (1, 14, 25, 27):  # lengths: message, PDU; list, binding
        d[i] += n
    answer = box.agent.respond(bytes(d) + more)
    return answer and SnmpPacket(answer)


def test_octets_behind_a_message_are_not_looked_at():
    box = Box()
    for more in (b"\0", b"\x12\x34", b"\0" * 300, b"\x30"):
        assert get(box, more=more).varbinds[BASE % 2] == (2, 21)
    assert box.agent.counters[IRREGULAR] == 4 and box.agent.counters[6] == 0


def test_an_oid_with_padding_is_the_oid_without():
    box = Box()
    r = get(box, b"\x06\x0d\x2b\x06", b"\x06\x0e\x2b\x80\x06")
    assert r.varbinds.items() == [(BASE % 2, (2, 21))]
    assert box.agent.counters[IRREGULAR] == 1


def test_an_oid_of_no_octets_is_0_0():
    box = Box()
    oid = SnmpPacket(GET, id=1, varbinds={BASE % 2: None}).tobytes()[28:43]
    assert oid[:2] == b"\x06\x0d"
    assert error(get(box, oid, b"\x06\x00")) == (2, 1)
    assert list(get(box, oid, b"\x06\x00", type=NEXT).varbinds) == [BASE % 1]
    assert box.agent.counters[IRREGULAR] == 2


def test_request_ids_of_33_bits_come_back_as_they_came():
    box = Box()
    r = get(box, b"\x02\x01\x01", b"\x02\x05\x00\xc2\x71\xe0\x30")
    assert r.id == 0xC271E030 and r.varbinds[BASE % 2] == (2, 21)


def test_a_total_past_its_type_goes_on_from_zero_and_a_gauge_stays_at_its_most():
    box = Box()
    n = 1 << 32
    rows = (COUNTER, n + 5, 5), (TIMETICKS, 2 * n + 6, 6), (GAUGE, n + 7, n - 1)
    for i, (t, total, seen) in enumerate(rows):
        box.mib.scalar(BASE % (20 + i), t, lambda total=total: total)
        assert box.ask(GET, BASE % (20 + i)).varbinds[BASE % (20 + i)] == (t, seen)
    box.mib.scalar(BASE % 30, COUNTER64, lambda: (1 << 64) + 8)
    p = SnmpPacket(GET, ver=1, id=1, varbinds={BASE % 30: None}).tobytes()
    assert SnmpPacket(box.agent.respond(p)).varbinds[BASE % 30] == (COUNTER64, 8)
    box.mib.scalar(BASE % 31, COUNTER, lambda: -1)
    assert error(box.ask(GET, BASE % 31)) == (GENERR, 1)


def test_an_exception_without_a_text_is_genErr_all_the_same():
    class Mute(Exception):
        def __repr__(self):
            raise ValueError

        __str__ = __repr__

    def read():
        raise Mute

    box = Box()
    box.mib.scalar(BASE % 20, GAUGE, read)
    assert error(box.ask(GET, BASE % 20)) == (GENERR, 1)
    assert len(box.logged) == 1
