# A manager of SNMPv3 and an agent in memory: discovery, levels, clocks, what it takes.

from usnmp_manager import BadResponse, NoResponse, SnmpError
from usnmp_manager.v3 import Refused
from usnmp_v3 import User
from util import raises
from v3box import AUTH, ENGINE, ENTRY, PRIV, STATS, A, B, V3Box, report, user

LEVELS = ("noAuthNoPriv", "authNoPriv", "authPriv")


def test_the_engine_is_discovered_once():
    box = V3Box()
    m = box.manager()
    assert m.get(A).value == "agent" and len(box.asked) == 2
    assert m.get(A, B)[1].value == 72 and len(box.asked) == 3
    assert m.strays == 0 and m.wrapper.peer.engine.id == ENGINE


def test_every_operation():
    m = V3Box().manager()
    assert m.get_next(A).oid == B
    assert [vb.value for vb in m.get_bulk(A, max_repetitions=3)] == [72, 10, 20]
    assert m.set(A, 4, "x" * 300).value == "x" * 300
    assert m.get(A).value == "x" * 300
    assert [vb.value for vb in m.walk(ENTRY)] == [10, 20, "one", "two"]
    assert [(i, row[2].value) for i, row in m.table(ENTRY)] == [("1", "one"), ("2", "two")]
    e = raises(SnmpError, m.set, B, 2, 1)
    assert (e.status, e.oid) == (17, B)
    assert m.get("1.3.6.1.9.9.0").type == 0x80


def test_each_level_is_what_is_sent_and_what_the_agent_grants():
    for i in range(3):
        box = V3Box()
        box.agent.allow(user("all"), None, level="noAuthNoPriv")
        m = box.manager(user("all"), level=LEVELS[i])
        assert m.get(A).value == "agent"
        assert (b"agent" in box.asked[-1] and A.encode() not in box.asked[-1]) or i
        box = V3Box()
        m = box.manager(user(), level=LEVELS[i])  # at authPriv alone
        if i < 2:
            assert raises(SnmpError, m.get, A).status == 16
        else:
            assert m.get(A).value == "agent"


def test_what_is_encrypted_cannot_be_read():
    box = V3Box()
    box.manager().get(A)
    assert b"+\x06\x01\x02\x01\x01\x05\0" not in box.asked[-1]
    box.manager(level="authNoPriv")
    box.agent.allow(user("all"), None, level="noAuthNoPriv")
    box.manager(user("all"), level="authNoPriv").get(A)
    assert b"\x06\x08+\x06\x01\x02\x01\x01\x05\0" in box.asked[-1]


def refusal(who, text, oid, box=None, **kw):
    box = box or V3Box()
    m = box.manager(who, **kw)
    e = raises(Refused, m.get, A)
    assert isinstance(e, SnmpError) and not e.status
    assert str(e) == "127.0.0.1: " + text, e
    assert e.oid == oid, e.oid
    assert len(box.asked) <= 2  # at once, not after all retries


def test_what_is_wrong_is_named():
    wrong = "wrong digest: authentication password, key or protocol"
    refusal(user(auth_key=PRIV), wrong, STATS + "5.0")
    refusal(User("nobody"), "unknown user", STATS + "3.0")
    refusal(user("open"), "the agent does not support that level for this user", STATS + "1.0")
    refusal(User("open"), "unknown context", "1.3.6.1.6.3.12.1.5.0", context="elsewhere")
    refusal(User("open"), "unknown engine ID", STATS + "4.0", engine_id="0x800000000102")
    other = "unknown context engine ID, or PDU"
    refusal(User("open"), other, "1.3.6.1.6.3.11.2.1.3.0", context_engine_id="800000000102")


def test_a_wrong_privacy_key_is_named():
    # What it decrypts to may by chance look like a scopedPDU's length: 1 of 100 or so
    for i in range(5):
        try:
            refusal(
                user(priv_key=bytes((i,)) + PRIV[1:]),
                "cannot be decrypted: privacy password, key or protocol",
                STATS + "6.0",
            )
            return
        except AssertionError:
            pass
    raise AssertionError


def test_contexts():
    box = V3Box()
    assert box.manager(User("open"), context="side").get(A).value == "agent"
    assert box.manager(User("open"), context_engine_id=ENGINE).get(A).value == "agent"


def test_an_engine_id_that_is_given_is_not_asked_for():
    box = V3Box()
    m = box.manager(engine_id=ENGINE)
    # Its clock is not known: a report says it
    assert m.get(A).value == "agent" and len(box.asked) == 2
    m = box.manager(User("open"), engine_id="80001f88056167656e74")
    assert m.get(A).value == "agent" and len(box.asked) == 3


def test_localised_keys_are_for_one_engine():
    keys = user().localized(ENGINE)
    assert keys.mac
    from usnmp_v3.keys import localize, privacy_key

    auth = localize("SHA", AUTH, ENGINE)
    priv = privacy_key("AES", "SHA", localize("SHA", PRIV, ENGINE), ENGINE)
    box = V3Box()
    who = User("secure", "SHA", None, "AES", None, auth, priv, engine_id=ENGINE)
    assert box.manager(who).get(A).value == "agent"
    box.boot(1, b"\x80\0\x1f\x88\x05other")
    assert str(raises(Refused, box.manager(who).get, A)) == "127.0.0.1: unknown engine ID"


def test_a_level_without_keys_is_refused_at_once():
    box = V3Box()
    raises(ValueError, box.manager, User("open"), level="authPriv")
    raises(ValueError, box.manager, User("open"), level="none")
    raises(TypeError, box.manager, User("open"), contexts="x")


# --- clocks ---


def test_the_clock_runs_on():
    box = V3Box()
    m = box.manager()
    m.get(A)
    for seconds in (10, 149, 151, 100000, 10000000):
        n = len(box.asked)
        box.pass_seconds(seconds)
        assert m.get(A).value == "agent" and len(box.asked) == n + 1, seconds


def test_a_clock_that_went_apart_is_followed():
    for level in ("authNoPriv", "authPriv"):
        box = V3Box()
        box.agent.allow(user("all"), None, level="authNoPriv")
        m = box.manager(user("all"), level=level)
        m.get(A)
        box.pass_seconds(1000, 2000)
        assert m.get(A).value == "agent" and len(box.asked) == 4
        assert m.get(A).value == "agent" and len(box.asked) == 5
        box.pass_seconds(1000, 10)  # it lags behind
        assert m.get(A).value == "agent" and len(box.asked) == 7


def test_an_agent_that_has_rebooted_is_asked_again():
    box = V3Box()
    m = box.manager()
    box.pass_seconds(5000)
    m.get(A)
    box.clock.ms = 0
    box.boot(2)
    n = len(box.asked)
    assert m.get(A).value == "agent" and len(box.asked) == n + 2
    assert m.get(A).value == "agent" and len(box.asked) == n + 3


def test_an_agent_that_has_lost_count_of_its_boots_is_asked_all_the_same():
    box = V3Box()
    box.boot(50)
    m = box.manager()
    box.pass_seconds(5000)
    m.get(A)
    for boots in (1, 1):
        box.clock.ms = 0
        box.boot(boots)
        assert m.get(A).value == "agent"


def test_an_agent_whose_boots_have_ended_says_so():
    box = V3Box()
    m = box.manager()
    m.get(A)
    box.boot((1 << 31) - 1)
    e = raises(Refused, m.get, A)
    assert "not in the time window: the agent has lost count of its boots" in str(e)


def test_an_engine_that_was_exchanged_is_discovered_anew():
    box = V3Box()
    m = box.manager()
    m.get(A)
    box.boot(7, b"\x80\0\x1f\x88\x05other")
    assert m.get(A).value == "agent" and len(box.asked) == 4
    assert m.wrapper.peer.engine.id == box.engine.id


def test_an_agent_that_always_reports_ends_a_request():
    box = V3Box()
    for arc in (2, 4):
        made = []

        def tamper(n, answer):
            made.append(n)
            return [(box.forge(box.asked[-1], report(arc), 0), box.address)]  # noqa: B023

        box.tamper = tamper
        m = box.manager(engine_id=ENGINE if arc == 2 else None)
        raises(Refused, m.get, A)
        assert len(made) == 4


def test_all_is_counted():
    box = V3Box(lambda n, answer: [(answer + bytes(3), box.address)])
    m = box.manager()
    m.get(A)
    assert (m.trailing, m.strays) == (2, 0)
    box.tamper = lambda n, answer: []
    e = raises(NoResponse, m.get, A)
    assert str(e) == "no response from 127.0.0.1"  # it was there
    m = box.manager(retries=0)
    raises(NoResponse, m.get, A)
    assert not isinstance(e, BadResponse)


def test_too_little_memory_to_meet_an_engine_is_told_as_such():
    class Large(User):
        def localized(self, engine_id):
            raise MemoryError

    box = V3Box()
    m = box.manager(Large("open"))
    assert str(raises(BadResponse, m.get, A)) == "response that cannot be read: no memory"
    assert len(box.asked) == 4
