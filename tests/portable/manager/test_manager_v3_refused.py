# A manager of SNMPv3: what the agent refuses is named.

from usnmp_manager import SnmpError
from usnmp_manager.v3 import Refused
from usnmp_v3 import User
from util import raises
from v3box import PRIV, STATS, A, V3Box, user


def refusal(who, text, oid, **kw):
    box = V3Box()
    m = box.manager(who, **kw)
    e = raises(Refused, m.get, A)
    assert isinstance(e, SnmpError) and not e.status
    assert str(e) == "127.0.0.1: " + text, e
    assert e.oid == oid, e.oid
    assert len(box.asked) <= 2  # at once, not after all retries


def test_a_wrong_authentication_key_is_named():
    wrong = "wrong digest: authentication password, key or protocol"
    refusal(user(auth_key=PRIV), wrong, STATS + "5.0")


def test_an_unknown_user_is_named():
    refusal(User("nobody"), "unknown user", STATS + "3.0")


def test_a_level_that_the_user_does_not_have_there_is_named():
    refusal(user("open"), "the agent does not support that level for this user", STATS + "1.0")


def test_an_unknown_context_is_named():
    refusal(User("open"), "unknown context", "1.3.6.1.6.3.12.1.5.0", context="elsewhere")


def test_an_unknown_engine_is_named():
    refusal(User("open"), "unknown engine ID", STATS + "4.0", engine_id="0x800000000102")


def test_an_unknown_context_engine_is_named():
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
