# GET and GETNEXT of the SNMPv1 agent: portable, runs on CPython and
# MicroPython.

from agentbox import BASE, GENERR, GET, NEXT, NOSUCHNAME, TOOBIG, Box, error
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_codec import frombytes_tvat, tobytes_tv
from usnmp_mib import COUNTER, GAUGE, INT, IPADDR, OCTSTR, OID, TIMETICKS, Mib, Value, oid_octets


def walk(box, oid):
    seen = []
    while len(seen) < 50:
        r = box.ask(NEXT, oid)
        if r.err_status:
            assert error(r) == (NOSUCHNAME, 1)
            return seen
        oid = list(r.varbinds)[0]
        seen.append(oid)


def test_get_of_a_constant_and_of_a_callable():
    r = Box().ask(GET, BASE % 2, BASE % 1, id=77)
    assert error(r) == (0, 0)
    assert r.varbinds.items() == [(BASE % 2, (2, 21)), (BASE % 1, (4, "constant"))]


def test_values_of_every_type_arrive():
    values = (
        (INT, -2147483648, 2147483647, -1, 0, 127, 128, -128, -129, 65535),
        (COUNTER, 0, 127, 128, 2147483648, 4294967295),
        (GAUGE, 4294967295),
        (TIMETICKS, 1073741824),
        (0x47, 4294967295),
        (OCTSTR, "", "text", b"\x00\xff", "x" * 100, "x" * 101, "x" * 200, "x" * 300),
        (OID, "0.0", "1.3.6.1.4.1.4294967295"),
        (IPADDR, "192.0.2.1"),
        (5, None),
        (0x44, b"\x01"),
        (0x45, b"\x01"),
        (0x78, 1.5),
        (0x79, -2.5),
    )
    for t, *vs in values:
        for v in vs:
            for read in (v, Value(v)):
                if v is None and read is not None:
                    continue  # None from a callable: not there
                mib = Mib()
                mib.scalar("1.3.6.1.9.1.0", t, read)
                p = SnmpPacket(GET, varbinds={"1.3.6.1.9.1.0": None})
                r = SnmpPacket(Agent(mib, max_size=400).respond(p.tobytes()))
                assert r.varbinds.items() == [("1.3.6.1.9.1.0", (t, v))], (t, v)


def test_a_callable_s_text_is_encoded_as_the_codec_does_whatever_its_length_and_kind():
    text = [""]
    mib = Mib()
    mib.scalar("1.3.6.1.9.1.0", OCTSTR, lambda: text[0])
    agent = Agent(mib, max_size=400)
    d = SnmpPacket(GET, varbinds={"1.3.6.1.9.1.0": None}).tobytes()
    for n in (0, 1, 113, 114, 115, 116, 117, 126, 127, 128, 129, 255, 256):
        for v in ("x" * n, "\xe9" * (n // 2), b"\xff" * n, bytearray(n)):
            text[0] = v
            value = tobytes_tv(OCTSTR, v)
            assert agent.respond(d)[-len(value) :] == value, (n, v)
            packet = SnmpPacket(agent.respond(d))
            assert packet.varbinds["1.3.6.1.9.1.0"] == frombytes_tvat(value, 0)
    # What is too big is so as a constant is.
    text[0] = "x" * 127
    other = Mib()
    other.scalar("1.3.6.1.9.1.0", OCTSTR, text[0])
    constant = Agent(other, max_size=400)
    seen = set()
    for agent.max_size in range(160, 190):
        constant.max_size = agent.max_size
        assert agent.respond(d) == constant.respond(d), agent.max_size
        seen.add(error(SnmpPacket(agent.respond(d))))
    assert seen == {(0, 0), (TOOBIG, 0)}


def test_get_misses_give_nosuchname_and_the_index_of_the_first():
    box = Box()
    for oid in ("1.3", BASE % 99, BASE[:-2] % 1, BASE % 1 + ".0", "2.5", BASE % 3, BASE % 7):
        assert error(box.ask(GET, oid)) == (NOSUCHNAME, 1), oid
        assert error(box.ask(GET, BASE % 1, oid, BASE % 99)) == (NOSUCHNAME, 2), oid


def test_duplicates_come_back_in_number_and_order():
    oids = [BASE % i for i in (2, 1, 2, 2)]
    r = Box().ask(GET, *oids)
    assert list(r.varbinds) == oids


def test_an_empty_list_of_bindings_is_answered_with_one():
    r = Box().ask(GET)
    assert error(r) == (0, 0) and not len(r.varbinds)


def test_a_walk_from_anywhere_above_lists_every_object_once_in_order():
    box = Box()
    box.mib.scalar("1.3.6.1.4.1.8072.9999.9999.6.1", INT, 1)
    box.mib.nodes.pop(oid_octets(BASE % 6))  # the one that raises
    box.mib.keys.remove(oid_octets(BASE % 6))
    served = [BASE % i for i in (1, 2, 4, 5)] + ["1.3.6.1.4.1.8072.9999.9999.6.1"]
    served += [BASE % 8, BASE % 9, "1.3.6.1.4.1.99999.1.0"]  # not 3, a Counter64, nor 7, absent
    for start in ("0.0", "1.0", "1.3", "1.3.6.1.4.1.8072", BASE[:-5]):
        assert walk(box, start) == served, start


def test_getnext_from_absent_oid_returns_following():
    box = Box()
    for oid, following in (
        (BASE % 1, BASE % 2),
        (BASE % 1 + ".5", BASE % 2),
        (BASE[:-2] % 1, BASE % 1),
        (BASE % 2, BASE % 4),
        ("1.3.6.1.4.1.8072.9999.9999.4.4294967295", BASE % 5),
        ("1.3.6.1.4.1.16383", "1.3.6.1.4.1.99999.1.0"),
    ):
        assert list(box.ask(NEXT, oid).varbinds) == [following], oid
    for oid in ("1.3.6.1.4.1.99999.1.0", "1.3.6.1.4.1.99999.1.0.1", "2.0"):
        assert error(box.ask(NEXT, BASE % 1, oid)) == (NOSUCHNAME, 2), oid


def test_a_handler_that_raises_makes_generr_and_a_log_line():
    box = Box()
    assert error(box.ask(GET, BASE % 1, BASE % 6)) == (GENERR, 2)
    assert error(box.ask(NEXT, BASE % 5)) == (GENERR, 1)
    assert len(box.logged) == 2 and BASE % 6 in box.logged[0]
    for box.value in ("text", 2147483648, 1.5, b""):
        assert error(box.ask(GET, BASE % 2)) == (GENERR, 1), box.value
    box.value = 5
    assert error(box.ask(GET, BASE % 2)) == (0, 0)


def test_a_log_that_raises_does_no_harm():
    box = Box()
    box.agent.log = lambda text: 1 // 0
    assert error(box.ask(GET, BASE % 6)) == (GENERR, 1)
