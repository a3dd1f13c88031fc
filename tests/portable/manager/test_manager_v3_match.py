# Which datagrams a manager of SNMPv3 takes for the response.

from usnmp import SnmpPacket
from usnmp_manager import BadResponse, NoResponse
from usnmp_manager.v3 import Refused
from usnmp_v3 import User
from util import raises
from v3box import PRIV, A, At, V3Box, msg_id, pdu_of, report, user


def known(tamper=None, who=None, **kw):
    """(box, manager) that has asked once; then answers are tampered with."""
    box = V3Box()
    m = box.manager(who, **kw)
    assert m.get(A).value == "agent"
    box.asked.clear()
    box.tamper = tamper
    return box, m


def ids(box):
    return [msg_id(d) for d in box.asked]


def test_each_try_has_a_msgid_of_its_own():
    box, m = known(lambda n, answer: [], retries=5)
    raises(NoResponse, m.get, A)
    found = ids(box)
    assert len(found) == len(set(found)) == 6 and min(found) > 0 and max(found) < 1 << 30


def test_the_answer_to_an_earlier_try_counts_and_its_duplicates_do_not():
    kept = []

    def tamper(n, answer):
        kept.append((answer, box.address))
        return [] if n == 1 else [kept[0], kept[1], kept[0]]

    box, m = known(tamper)
    assert m.get(A).value == "agent" and len(box.asked) == 2 and m.strays == 0
    box.tamper = None
    assert m.get(A).value == "agent" and m.strays == 2


def test_an_answer_that_was_kept_is_none_to_another_request():
    kept = []
    box, m = known(lambda n, answer: kept.append(answer) or [(answer, box.address)])
    m.get(A)
    box.tamper = lambda n, answer: [(kept[0], box.address)]
    raises(NoResponse, m.get, A)
    assert m.strays == 4


def bad(change, text, who=None, **kw):
    """A request whose answers are all changed so that they are refused for that reason."""
    box, m = known(None, who, **kw)
    box.tamper = lambda n, answer: [(change(box, answer), box.address)]
    e = raises(BadResponse, m.get, A)
    assert text in str(e), e
    assert m.strays == len(box.asked) == 4
    box.tamper = lambda n, answer: [(change(box, answer), box.address), (answer, box.address)]
    assert m.get(A).value == "agent"


def test_an_answer_that_is_not_encrypted_is_refused():
    for level, name in ((1, "authNoPriv"), (0, "noAuthNoPriv")):
        bad(
            lambda box, d: box.forge(box.asked[-1], pdu_of(box, d), level),  # noqa: B023
            "level %s, not authPriv" % name,
        )


def test_an_answer_with_a_wrong_digest_is_refused():
    bad(lambda box, d: d[:-1] + bytes((d[-1] ^ 1,)), "digest")
    other = user(auth_key=PRIV)
    bad(lambda box, d: box.forge(box.asked[-1], pdu_of(box, d), 3, other), "digest")


def test_an_answer_of_another_user_context_or_engine_is_refused():
    other = user("another")
    bad(lambda box, d: box.forge(box.asked[-1], pdu_of(box, d), 3, other), "user")
    bad(lambda box, d: box.forge(box.asked[-1], pdu_of(box, d), 3, context=b"x"), "context")
    at = At(b"\x80\0\x1f\x88\x05other")
    bad(lambda box, d: box.forge(box.asked[-1], pdu_of(box, d), 3, engine=at), "engine ID")
    who = User("open")
    bad(
        lambda box, d: box.forge(box.asked[-1], pdu_of(box, d, who), 0, who, at),
        "engine ID",
        who,
    )


def test_an_answer_out_of_the_time_window_is_refused():
    def old(box, d):
        return box.forge(box.asked[-1], pdu_of(box, d), 3, engine=At())

    box, m = known()
    box.pass_seconds(500)
    m.get(A)
    box.tamper = lambda n, answer: [(old(box, answer), box.address)]
    assert "time window" in str(raises(BadResponse, m.get, A))


def test_the_answer_to_another_request_in_a_right_message_is_none():
    def other(box, d):
        pdu = bytearray(pdu_of(box, d))
        pdu[5] ^= 1  # of the request-id
        return box.forge(box.asked[-1], bytes(pdu), 3)

    box, m = known()
    box.tamper = lambda n, answer: [(other(box, answer), box.address)]
    raises(NoResponse, m.get, A)
    assert m.strays == 4


def test_a_pdu_that_cannot_be_read_is_told():
    def tamper(n, answer):
        pdu = pdu_of(box, answer)
        if n < 3:
            pdu = pdu.replace(b"\x04\5", b"\x04\6")
        return [(box.forge(box.asked[-1], pdu, 3), box.address)]

    box, m = known(tamper, retries=1)
    assert "response that cannot be read" in str(raises(BadResponse, m.get, A))
    assert m.get(A).value == "agent" and m.strays == 2  # a retry may bring a better one


def test_a_report_nobody_waits_for_is_a_stray():
    def tamper(n, answer):
        stray = box.forge(box.asked[0], report(3), 0)
        return [(stray, box.address), (answer, box.address)] if n > 1 else [(answer, box.address)]

    box, m = known(tamper)
    m.get(A)
    assert m.get(A).value == "agent" and m.strays == 1


def test_a_report_from_elsewhere_is_a_stray():
    def tamper(n, answer):
        return [(box.forge(box.asked[-1], report(3), 0), "else"), (answer, box.address)]

    box, m = known(tamper)
    assert m.get(A).value == "agent" and m.strays == 1


def test_a_report_that_is_waited_for_ends_a_request_at_once():
    box, m = known()
    box.tamper = lambda n, answer: [(box.forge(box.asked[-1], report(3), 0), box.address)]
    assert str(raises(Refused, m.get, A)) == "127.0.0.1: unknown user"
    assert len(box.asked) == 1 and m.strays == 0


def test_reports_that_are_not_authentic_do_not_move_a_clock_that_is():
    box, m = known()
    later = At(boots=1000)

    def tamper(n, answer):
        if n > 1:
            return [(answer, box.address)]
        return [(box.forge(box.asked[-1], report(2), 0, engine=later), box.address)]

    box.tamper = tamper
    assert m.get(A).value == "agent"
    assert m.wrapper.peer.engine.boots == 1 and len(box.asked) == 2


def test_messages_of_other_versions_are_none():
    def tamper(n, answer):
        id = SnmpPacket(0xA2, ver=1, community="", id=ids(box)[-1]).tobytes()
        return [(id, box.address), (b"", box.address), (b"0", box.address), (answer, box.address)]

    box, m = known(tamper)
    assert m.get(A).value == "agent" and m.strays == 3


def test_what_is_cut_off_anywhere_is_a_stray():
    box, m = known()
    cut = []

    def tamper(n, answer):
        cut.append(len(answer))
        return [(answer[:i], box.address) for i in range(0, len(answer), 3)] + [
            (answer, box.address)
        ]

    box.tamper = tamper
    m.timeout_ms = 10000
    assert m.get(A).value == "agent" and m.strays == (cut[0] + 2) // 3
