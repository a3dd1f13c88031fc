# A manager of SNMPv3: keys for one engine, and engines that there is no memory for.

from usnmp_manager import BadResponse
from usnmp_manager.v3 import Refused
from usnmp_v3 import User
from util import raises
from v3box import AUTH, ENGINE, PRIV, A, V3Box, user


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


def test_too_little_memory_to_meet_an_engine_is_told_as_such():
    class Large(User):
        def localized(self, engine_id):
            raise MemoryError

    box = V3Box()
    m = box.manager(Large("open"))
    assert str(raises(BadResponse, m.get, A)) == "response that cannot be read: no memory"
    assert len(box.asked) == 4
