# A manager of SNMPv3: what it counts.

from usnmp_manager import BadResponse, NoResponse
from util import raises
from v3box import A, V3Box


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
