# The indices of tables, and large ones: portable, runs on CPython and MicroPython.

from usnmp_mib import INT, IPADDR, OCTSTR, OID
from usnmp_tree import FIXED, IMPLIED, Rows, Table, ids_octets, octets_ids
from util import raises


def test_sub_identifiers_and_octets_convert_both_ways():
    for ids in ((), (0,), (127, 128, 16383, 16384), (4294967295, 0, 2097152)):
        assert octets_ids(b"\x2b" + ids_octets(ids), 1) == ids
    raises(ValueError, ids_octets, (4294967296,))
    raises(ValueError, ids_octets, (-1,))


def test_indices_of_every_kind():
    for index, key, ids in (
        ((INT,), 5, "5"),
        ((INT, INT), (1, 70000), "1.70000"),
        ((IPADDR,), "192.0.2.1", "192.0.2.1"),
        ((OCTSTR,), "ab", "2.97.98"),
        ((OCTSTR,), "", "0"),
        ((OCTSTR,), b"\xff\x00", "2.255.0"),
        ((FIXED(2),), "ab", "97.98"),
        ((IMPLIED(OCTSTR),), "abc", "97.98.99"),
        ((OID,), "1.3.6", "3.1.3.6"),
        ((INT, IMPLIED(OID)), (9, "1.3.6"), "9.1.3.6"),
        ((IPADDR, INT, OCTSTR), ("10.0.0.1", 161, "x"), "10.0.0.1.161.1.120"),
    ):
        table = Table({2: OCTSTR}, {key: {2: "v"}}, index, None)
        ids = tuple(map(int, ids.split(".")))
        assert table.next(()) == ((2,) + ids, OCTSTR, "v"), index
        assert table.next((2,) + ids) is None
        assert table.get((2,) + ids) == (OCTSTR, "v"), index
        for other in (ids + (1,), ids[:-1], (256,) + ids[1:]):
            assert table.get((2,) + other) is None, other


def test_rows_keep_the_order_of_a_large_table():
    rows = Rows()
    for i in (30, 10, 20, 5, 40, 5):
        rows[i] = {2: "r%d" % i}
    assert len(rows) == 5 and 10 in rows and sorted(rows) == [5, 10, 20, 30, 40]
    del rows[20]
    table = Table({2: OCTSTR}, rows, (INT,), None)
    found = []
    cell = table.next(())
    while cell:
        found.append(cell[0])
        cell = table.next(cell[0])
    assert found == [(2, 5), (2, 10), (2, 30), (2, 40)]
