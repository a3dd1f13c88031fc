# The indices of tables, and large ones: portable, runs on CPython and MicroPython.

from tablebox import ENTRY, GET, NEXT, NOSUCHINSTANCE, ask, make
from usnmp_mib import INT, IPADDR, OCTSTR, OID
from usnmp_mib.rows import Rows
from usnmp_mib.table import FIXED, IMPLIED, ids_octets, octets_ids
from util import raises

BEHIND = "1.3.6.1.4.1.10.0"


def found(agent, t, index):
    """The OID of the answer, behind the entry's if it is there, and its (type, value)."""
    ((oid, tv),) = ask(agent, t, ENTRY + index).varbinds.items()
    return (oid[len(ENTRY) :] if oid.startswith(ENTRY) else oid), tv


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
        for rows in ({}, Rows(index)):
            rows[key] = {2: "v"}
            agent = make(rows, index=index)
            ids = ids if ids[0] == "." else ".2." + ids
            for before in ("", ".1.9", ".2"):
                assert found(agent, NEXT, before) == (ids, (4, "v")), index
            assert found(agent, NEXT, ids)[0] == found(agent, NEXT, ids + ".0")[0] == BEHIND
            assert found(agent, GET, ids) == (ids, (4, "v")), index
            parts = ids.split(".")
            parts[2] = "256"
            for other in (ids + ".1", ids[: ids.rfind(".")], ".".join(parts)):
                assert found(agent, GET, other) == (other, NOSUCHINSTANCE), index


def test_rows_keep_the_order_of_a_large_table():
    for index, wide in (((INT,), False), ((INT, INT), True)):
        rows = Rows(index)
        for i in (300, 10, 20, 5, 70000, 5):
            rows[(i, 1) if wide else i] = {2: "r%d" % i}
        assert len(rows) == 5
        del rows[(20, 1) if wide else 20]
        agent = make(rows, index=index)
        walked = []
        at = found(agent, NEXT, "")[0]
        while at != BEHIND:
            walked.append(at)
            at = found(agent, NEXT, at)[0]
        assert walked == [".2.%d%s" % (i, ".1" if wide else "") for i in (5, 10, 300, 70000)]


def test_rows_tell_the_sub_identifiers_of_the_next():
    rows = Rows()
    assert rows.after(None) is None
    rows[7] = rows[3] = {}
    assert [rows.after(index) for index in (None, 2, 3, 7)] == [3, 3, 7, None]
    rows = Rows((INT, OCTSTR))
    rows[7, "a"] = {}
    assert rows.after(None) == rows.after((7,)) == (7, 1, 97) and rows.after((8,)) is None
