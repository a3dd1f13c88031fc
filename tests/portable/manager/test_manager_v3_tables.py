# A manager of SNMPv3: walks and tables.

from usnmp_mib import INT, OCTSTR
from v3box import A, V3Box

ENTRY = "1.3.6.1.4.1.9.2.1"


def test_tables():
    box = V3Box()
    box.mib.table(ENTRY, {1: INT, 2: OCTSTR}, {1: {1: 10, 2: "one"}, 2: {1: 20, 2: "two"}})
    m = box.manager()
    assert [vb.value for vb in m.get_bulk(A, max_repetitions=3)] == [72, 10, 20]
    assert [vb.value for vb in m.walk(ENTRY)] == [10, 20, "one", "two"]
    assert [(i, row[2].value) for i, row in m.table(ENTRY)] == [("1", "one"), ("2", "two")]
