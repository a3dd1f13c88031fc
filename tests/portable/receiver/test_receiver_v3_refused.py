# SNMPv3's informs that are refused, and the reports. Portable.

from messagebox import message as plain, scoped, tlv
from senderbox import (
    OTHER, OWN, THIRD, Box, inform, message, pdu, report, trap, user,
)  # fmt: skip
from usnmp_v3 import User

USM = "1.3.6.1.6.3.15.1.1.%d.0"


def test_each_refusal_has_its_report_in_the_order_of_rfc_3414():
    box = Box(user(), User("weak", auth="SHA", auth_key=b"a" * 20), boots=2)
    wrong = user(auth_key=b"x" * 20)
    for d, reason, flags, arc, id in (
        (message(pdu(0xA6), user(), THIRD), "engine", 0, 4, 0),
        (inform(user("eve"), 2, 0), "user", 0, 3, 0),
        (inform(user("eve"), 2, 0, "noAuthNoPriv"), "user", 0, 3, 4711),
        (inform(user("weak"), 2, 0), "level", 0, 1, 0),
        (inform(wrong, 1, 0), "digest", 0, 5, 0),
        (inform(wrong, 1, 0, "authNoPriv"), "level", None, None, 4711),
        (inform(user(), 1, 0), "window", 1, 2, 0),
        (inform(user(), 2, 151), "window", 1, 2, 0),
        (inform(user(priv_key=b"x" * 20), 2, 0), "decryption", 0, 6, 0),
        (message(pdu(0xA0), user(), OWN, 2, 0), "pdu", 3, None, 4711),
    ):
        before = list(box.v3.stats)
        reply = box.take(d)
        assert box.bad == [reason] and not box.got, (box.bad, reason)
        box.bad.clear()
        if flags is None:
            assert reply is None
            continue
        i = arc or 7
        oid = USM % arc if arc else "1.3.6.1.6.3.11.2.1.3.0"
        assert report(reply, user()) == (flags, id, oid, before[i] + 1)
        assert box.v3.stats[i] == before[i] + 1 and sum(box.v3.stats) == sum(before) + 1
    assert box.take(inform(user(), 2, 150)) and len(box.got) == 1


def test_on_bad_may_keep_the_report_back():
    told = []

    def on_bad(datagram, source, reason):
        told.append(reason)
        return False

    box = Box(user(), on_bad=on_bad)
    assert box.take(inform(user("eve"), 1, 0)) is None
    assert told == ["user"] and box.v3.stats[3] == 1


def test_only_what_may_be_reported_is():
    box = Box(user())
    for tag in (0xA7, 0xA2, 0xA8):  # trap, response, report
        assert box.take(message(pdu(tag), user("eve"), OWN, level="noAuthNoPriv")) is None
        assert box.take(message(pdu(tag), None, b"", level="noAuthNoPriv")) is None
    # The class of the PDU counts, if it can be read (RFC 3412 6.4)
    d = message(pdu(0xA7), user("eve"), OWN, level="noAuthNoPriv")
    at = d.index(b"\x04\x01\0\x02\x01\x03") + 2
    assert box.take(d[:at] + b"\x04" + d[at + 1 :]) is None


def test_what_wants_an_answer_of_another_engine_gets_none_that_nobody_could_check():
    box = Box((user(), "authNoPriv"))
    box.take(trap(user()))
    box.got.clear()
    reply = box.take(message(pdu(0xA0), user(), OTHER, 1, 1000, "authNoPriv"))
    assert report(reply)[:3] == (0, 4711, USM % 4) and box.bad == ["engine"]


def test_numbers_that_are_none_do_not_come_back():
    box = Box((user(), "noAuthNoPriv"))
    for id in (b"\x02\xff", b"\x02\x7f", b"\x02\0", b"\x02\x09" + bytes(9), b"\x04\x01x"):
        d = plain(4, scoped(tlv(0xA6, id, b"\x02\x01\0"), OWN), engine=OWN, user=b"eve")
        assert report(box.take(d))[1] == 0, id
        d = plain(4, scoped(pdu(0xA6), OWN), id=id, engine=OWN, user=b"eve")
        box.bad.clear()
        assert box.refused(d) == "ber", id
