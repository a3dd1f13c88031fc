# A manager of SNMPv3: answers in which something is not as it was asked are refused, and why.

from forgebox import At, forge, keys_like, pdu_of
from knownbox import known
from usnmp_manager import BadResponse
from usnmp_v3 import User
from util import raises
from v3box import ENGINE, PRIV, A


def bad(change, text, who=None):
    """A request whose answers are all changed so that they are refused for that reason."""
    box, m = known(None, who)
    box.tamper = lambda n, answer: [(change(box, answer), box.address)]
    e = raises(BadResponse, m.get, A)
    assert text in str(e), e
    assert m.strays == len(box.asked) == 4
    box.tamper = lambda n, answer: [(change(box, answer), box.address), (answer, box.address)]
    assert m.get(A).value == "agent"


def forged(text, level=3, who=None, engine=None, context=b"", **kw):
    """As bad(), of the right PDU at that level, with keys_like(**kw), of that engine and context;
    of `who`, a User without keys."""

    def change(box, d):
        keys = who.localized(ENGINE) if who else keys_like(box, **kw)
        return forge(box, box.asked[-1], pdu_of(box, d), level, keys, engine, context)

    bad(change, text, who)


def test_an_answer_that_is_not_encrypted_is_refused():
    forged("level authNoPriv, not authPriv", 1)
    forged("level noAuthNoPriv, not authPriv", 0)


def test_an_answer_with_a_wrong_digest_is_refused():
    bad(lambda box, d: d[:-1] + bytes((d[-1] ^ 1,)), "digest")


def test_an_answer_with_another_key_s_digest_is_refused():
    forged("digest", auth_key=PRIV)


def test_an_answer_of_another_user_or_context_is_refused():
    forged("user", name="another")
    forged("context", context=b"x")


def test_an_answer_of_another_engine_is_refused():
    at = At(b"\x80\0\x1f\x88\x05other")
    forged("engine ID", engine=at, engine_id=at.id)
    forged("engine ID", 0, User("open"), at)


def test_an_answer_out_of_the_time_window_is_refused():
    def old(box, d):
        return forge(box, box.asked[-1], pdu_of(box, d), 3, engine=At())

    box, m = known()
    box.pass_seconds(500)
    m.get(A)
    box.tamper = lambda n, answer: [(old(box, answer), box.address)]
    assert "time window" in str(raises(BadResponse, m.get, A))
