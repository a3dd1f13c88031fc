# The notifier: what a notification is, as each kind of target gets it. Portable.

from notifybox import HOST, KIND, OID, Box
from usnmp_notify import Notifier, Target
from util import raises

UPTIME = ("1.3.6.1.2.1.1.3.0", (0x43, 700))
TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
ENTERPRISE = "1.3.6.1.6.3.1.1.4.3.0"


def test_a_v2c_trap_begins_with_uptime_and_trap_oid_and_is_sent_at_once():
    box = Box(Target(HOST, community="secret"))
    told = []
    assert box.notify.send(KIND, [(OID, 2, -5)], result=lambda *a: told.append(a)) is True
    ((target, p),) = box.sent
    assert (p.type, p.ver, p.community, p.err_status, p.err_id) == (0xA7, 1, "secret", 0, 0)
    assert p.varbinds.items() == [UPTIME, (TRAP_OID, (6, KIND)), (OID, (2, -5))]
    assert told == [(target, True)] and box.results == [(KIND, target, True)]
    assert box.notify.sent == 1 and box.notify.pending == 0
    assert box.after(100000, 1000) == []


def test_generic_kinds_carry_the_enterprise():
    box = Box(Target(HOST), Target(HOST, version="1"), enterprise="1.3.6.1.4.1.99")
    for kind in range(6):
        box.notify.send(kind, [(OID, 4, "x")])
        v2, v1 = box.after(0) or [p for _, p in box.sent[-2:]]
        assert v2.varbinds.items() == [
            UPTIME,
            (TRAP_OID, (6, "1.3.6.1.6.3.1.1.5.%d" % (kind + 1))),
            (OID, (4, "x")),
            (ENTERPRISE, (6, "1.3.6.1.4.1.99")),
        ]
        assert (v1.type, v1.ver, v1.enterprise) == (0xA4, 0, "1.3.6.1.4.1.99")
        assert (v1.generic_trap, v1.specific_trap, v1.timestamp) == (kind, 0, 700)
        assert v1.varbinds.items() == [(OID, (4, "x"))] and v1.agent_addr == "0.0.0.0"


def test_generic_kinds_without_an_enterprise_are_snmp_traps():
    box = Box(Target(HOST), Target(HOST, version="1"))
    box.notify.send("1.3.6.1.6.3.1.1.5.4")
    assert len(box.sent[0][1].varbinds.items()) == 2
    assert box.sent[1][1].enterprise == "1.3.6.1.6.3.1.1.5" and box.sent[1][1].generic_trap == 3


def test_other_kinds_are_enterprise_specific_in_v1():
    address = ["192.0.2.7"]
    box = Box(Target(HOST, version="1"), agent_addr=lambda: address[0], enterprise="1.3.6.1.4.1.9")
    for kind, enterprise, specific in (
        ("1.3.6.1.4.1.8072.9999.0.7", "1.3.6.1.4.1.8072.9999", 7),
        (".1.3.6.1.4.1.8072.9999.7", "1.3.6.1.4.1.8072.9999", 7),
        ("1.3.6.1.6.3.1.1.5.7", "1.3.6.1.6.3.1.1.5", 7),
    ):
        box.notify.send(kind)
        p = box.sent.pop()[1]
        assert (p.enterprise, p.generic_trap, p.specific_trap) == (enterprise, 6, specific)
        assert p.agent_addr == address[0]
        address[0] = "198.51.100.3"  # Wi-Fi gave another


def test_what_v1_cannot_say_fails_for_that_target_only():
    old, new = Target(HOST, version="1"), Target(HOST)
    box = Box(old, new)
    box.notify.send(KIND, [(OID, 0x46, 1 << 40)])  # Counter64: RFC 3584 3.2
    box.notify.send("1.3.6.1.4.1.4294967295")  # specific-trap is signed
    assert [t for t, _ in box.sent] == [new, new]
    assert box.results == [
        (KIND, old, False),
        (KIND, new, True),
        ("1.3.6.1.4.1.4294967295", old, False),
        ("1.3.6.1.4.1.4294967295", new, True),
    ]
    assert box.notify.failed == 2 and box.notify.pending == 0


def test_bad_arguments_raise_and_nothing_is_queued():
    box = Box(Target(HOST, inform=True))
    for arguments in (
        (6,),
        (-1,),
        (None,),
        ("",),
        ("1.3.x",),
        (KIND, [("1.3.x", 2, 1)]),
        (KIND, [(OID, 2, 1 << 31)]),
        (KIND, [(OID, 2, "1")]),
        (KIND, [(OID, 0x41, -1)]),
        (KIND, [(OID, 99, 1)]),
        (KIND, [(OID, 2)]),
        (KIND, [(OID, 48, b"")]),
        (KIND, [(OID, 0x81, None)]),
        (KIND, [(OID, 4, "x" * 1400)]),
        (KIND, [(OID, 2, 1)], True),  # keep, and no store
    ):
        raises(ValueError, box.notify.send, *arguments)
    assert box.notify.pending == 0 and not box.sent and not box.results
    raises(ValueError, Target, HOST, version="1", inform=True)
    raises(ValueError, Target, HOST, version="4")
    raises(ValueError, Notifier, [], lambda: 0, enterprise="x")
    raises(ValueError, Notifier, [], lambda: 0, agent_addr="host")
    raises(AttributeError, lambda: box.notify.nonsense)


def test_a_limit_suppresses_and_counts():
    box = Box()
    box.notify.limit(4, 10000)
    assert [box.notify.send(4) for _ in range(4)] == [True, False, False, False]
    assert box.notify.send(KIND) is True
    box.after(9999, 500)
    assert box.notify.send("1.3.6.1.6.3.1.1.5.5") is False  # the same kind
    box.after(1)
    assert box.notify.send(4) is True
    assert box.notify.suppressed == 4 and len(box.sent) == 3
    box.notify.limit(4, 0)
    assert box.notify.send(4) and box.notify.send(4)


def test_a_result_may_send_again_and_one_that_raises_hides_no_other():
    box = Box(Target(HOST), Target("192.0.2.2"))

    def again(target, ok):
        if len(box.sent) < 8:
            box.notify.send(KIND, result=again)
        raise OSError

    box.notify.send(0, result=again)
    assert len(box.sent) == 8 and len(box.results) == 8 and all(box.oks())
    assert box.notify.errors == 8 and box.notify.pending == 0


def test_no_community_is_in_an_error():
    for community in (48151623, [48151623], "48151623\ud800", 4815.1623, None):
        try:
            Target(HOST, community)  # MicroPython encodes the third
        except ValueError as e:
            while e:
                assert "4815" not in repr(e) + repr(e.args)
                e = getattr(e, "__context__", None)
    assert "secret" not in repr(Target(HOST, "secret"))
