# A manager of SNMPv3: what it reads and sets.

from usnmp_manager import SnmpError
from util import raises
from v3box import A, B, V3Box


def test_reading():
    m = V3Box().manager()
    assert m.get(A).value == "agent" and m.get_next(A).oid == B
    assert [vb.value for vb in m.get_bulk("1.3.6", max_repetitions=2)] == ["agent", 72]
    assert m.get("1.3.6.1.9.9.0").type == 0x80


def test_setting():
    box = V3Box()
    box.agent.allow(box.user, None, write=True)
    m = box.manager()
    assert m.set(A, 4, "x" * 300).value == "x" * 300
    assert m.get(A).value == "x" * 300
    e = raises(SnmpError, m.set, B, 2, 1)
    assert (e.status, e.oid) == (17, B)
