# SNMPv3's informs: discovery, acknowledgements, reports, and what is no message. Portable.

from senderbox import (
    INDEX, OTHER, OWN, SOURCE, Box, inform, message, parsed, pdu, report, trap, user,
)  # fmt: skip
from usnmp_codec import frombytes_tvat
from usnmp_receiver.notification import tlv_content, tlv_end

USM = "1.3.6.1.6.3.15.1.1.%d.0"
PROBE = b"\xa0\x0b\x02\x01\0\x02\x01\0\x02\x01\0\x30\0"


def probe(id=b"", scope=b"\x04\0\x04\0"):
    return message(PROBE, None, id, 0, 0, "noAuthNoPriv", scope=scope)


def test_discovery_is_answered():
    box = Box(user(), boots=7)
    box.now = 42000
    reply = box.take(probe())
    assert report(reply) == (0, 0, USM % 4, 1)
    assert parsed(reply)[:5] == (0, OWN, 7, 42, b"")
    assert box.v3.discoveries == 1 and not box.bad
    asked = []
    box.v3.on_discovery = lambda *a: asked.append(a)
    assert box.take(probe()) and asked == [(SOURCE, "")]
    box.v3.on_discovery = lambda *a: False
    assert box.take(probe()) is None and box.v3.discoveries == 3


def test_an_inform_is_acknowledged_at_its_level():
    for level, flags in (("noAuthNoPriv", 0), ("authNoPriv", 1), ("authPriv", 3)):
        shown = []
        box = Box((user(), "noAuthNoPriv"), boots=7, on_plain=lambda *a: shown.append(a[:2]))
        reply = box.take(inform(user(), 7, 0, level, "here"))
        (n,) = box.got
        assert (n.pdu_type, n.security_level, n.context) == (0xA6, level, "here")
        assert n.engine_id == n.context_engine_id == OWN
        found = parsed(reply, user())
        assert found[:6] == (flags, OWN, 7, 0, b"ops", 7)
        assert found[6] == pdu(0xA2)
        assert [way for way, _ in shown] == (["in", "out"] if flags == 3 else [])
        assert all(b"secret" in plain for _, plain in shown)
        assert box.receiver.informs == 1 and not box.bad


def test_a_context_engine_of_the_senders_is_echoed():
    box = Box(user())
    scope = b"\x04\x08" + OTHER + b"\x04\x01c"
    reply = box.take(inform(user(), 1, 0, scope=scope))
    assert box.got[0].context_engine_id == OTHER and box.got[0].context == "c"
    assert parsed(reply, user())[6] == pdu(0xA2)


def test_a_refusal_is_answered_with_its_error_status():
    box = Box(user())
    box.receiver.on_inform = lambda n: (13, 3)
    for _ in range(2):
        found = parsed(box.take(inform(user(), 1, 0)), user())[6]
        assert found[:6] == pdu(0xA2)[:6] and found[6:12] == b"\x02\x01\x0d\x02\x01\x03"
    assert (box.receiver.refused, box.receiver.duplicates) == (1, 1)


def test_an_inform_for_another_engine_is_not_for_us():
    box = Box((user(), "authNoPriv"))
    box.take(trap(user()))  # now that engine is known
    box.got.clear()
    reply = box.take(message(pdu(0xA6), user(), OTHER, 1, 1000, "authNoPriv"))
    assert report(reply)[:3] == (0, 4711, USM % 4) and box.bad == ["engine"] and not box.got


def test_an_engine_that_has_lost_its_boots_takes_nothing_authenticated():
    box = Box((user(), "noAuthNoPriv"), boots=0x7FFFFFFF)
    reply = box.take(inform(user(), 0x7FFFFFFF, 0))
    assert report(reply, user())[:3] == (1, 0, USM % 2) and not box.got
    box.take(inform(user(), 0x7FFFFFFF, 0, "noAuthNoPriv"))
    assert len(box.got) == 1


def test_what_is_no_message_of_usm_is_dropped():
    box = Box((user(), "noAuthNoPriv"))
    d = inform(user(), 1, 0, "noAuthNoPriv")
    at = d.index(b"\x04\x01\x04\x02\x01\x03")
    assert box.refused(d[: at + 5] + b"\x02" + d[at + 6 :]) == "model"
    assert box.refused(d[: at + 2] + b"\x02" + d[at + 3 :]) == "ber"  # no OCTET STRING
    e = inform(user(), 1, 0)
    assert (
        box.refused(
            e[: e.index(b"\x04\x01\x07") + 2] + b"\x06" + e[e.index(b"\x04\x01\x07") + 3 :]
        )
        == "flags"
    )
    assert box.refused(d.replace(b"\x02\x02\x05\xc0", b"\x02\x02\x01\xe3")) == "flags"  # 483
    assert box.refused(d[:-1]) == "ber"
    box.receiver.max_size = 100
    assert box.refused(d + b"\0" * 100) == "too big"


def test_a_notification_without_its_oid_is_none():
    box = Box(user())
    d = pdu(0xA6)
    p = tlv_content(d, 0)
    for _ in range(3):
        p = tlv_end(d, p)
    assert frombytes_tvat(d, tlv_end(d, tlv_content(d, tlv_content(d, p))))[0] == 0x43
    empty = b"\xa6" + bytes((p,)) + d[2:p] + b"\x30\0"
    assert box.refused(message(empty, user(), OWN, 1, 0)) == "trap"
    assert INDEX not in repr(box.got)
