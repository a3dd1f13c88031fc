# A manager of SNMPv3: levels, and what can be read on the way at each.

from usnmp_manager import SnmpError
from util import raises
from v3box import A, V3Box


OID = b"\x06\x08+\x06\x01\x02\x01\x01\x05\0"  # A


# A frame for each box, which gives back little: one is gone when the next is made.


def asked(level):
    """The GET at that level, of an agent that grants each."""
    box = V3Box(level="noAuthNoPriv")
    assert box.manager(level=level).get(A).value == "agent"
    return box.asked[-1]


def test_a_request_without_authentication_can_be_read():
    assert OID in asked("noAuthNoPriv")


def test_a_request_with_authentication_can_be_read():
    assert OID in asked("authNoPriv")


def test_an_encrypted_request_cannot_be_read():
    assert OID[2:] not in asked("authPriv")


def refused(level):
    """The error-status of a GET at that level, of an agent that grants authPriv alone."""
    return raises(SnmpError, V3Box().manager(level=level).get, A).status


def test_a_level_that_the_agent_does_not_grant_is_an_authorization_error():
    assert refused("noAuthNoPriv") == 16
    assert refused("authNoPriv") == 16


def test_the_level_that_the_agent_grants():
    assert V3Box().manager(level="authPriv").get(A).value == "agent"
