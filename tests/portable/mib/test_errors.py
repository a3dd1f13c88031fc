# What is said to whoever makes a mistake in a program: portable.

from usnmp import BerError, SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from util import raises

ENTRY = "1.3.6.1.4.1.9.2.1"
OID = "1.3.6.1.4.1.9.1.0"


def said(f, *args, **kw):
    return str(raises(ValueError, f, *args, **kw))


def test_a_value_that_its_type_cannot_hold_is_told_with_both_and_the_oid():
    text = said(Mib().scalar, OID, INT, 21.5)
    assert text == "scalar %s: INT cannot hold 21.5" % OID
    assert said(Mib().scalar, OID, INT, "x") == "scalar %s: INT cannot hold 'x'" % OID
    p = SnmpPacket(0xA3, varbinds={OID: (66, -1)})
    assert str(raises(BerError, p.tobytes)) == "%s: GAUGE cannot hold -1" % OID


def test_what_is_no_oid_is_told():
    assert "OID cannot hold '1.x'" in said(Mib().scalar, "1.x", INT, 1)


def test_a_type_given_as_text_is_told():
    assert "'INT' is no type" in said(Mib().scalar, OID, "INT", 1)


def test_the_oid_of_a_table_in_place_of_its_entry_is_told():
    text = said(Mib().table, ENTRY[:-2], {1: INT}, {})
    assert text.startswith("table 1.3.6.1.4.1.9.2: ") and "ends in .1" in text


def test_poll_before_bind_is_told():
    assert "poll() before bind()" in str(raises(RuntimeError, Agent(Mib()).poll))


def test_what_a_packet_cannot_encode_is_told_with_its_oid():
    p = SnmpPacket(0xA3, varbinds={"1.3.6.1.2.1.1.3.0": (67, 1), OID: (66, -1)})
    assert str(raises(BerError, p.tobytes)) == "%s: GAUGE cannot hold -1" % OID
    p = SnmpPacket(0xA0, varbinds={"1.x": None})
    assert "1.x" in str(raises(BerError, p.tobytes))


def test_what_is_no_type_of_a_column_or_index_is_told():
    text = "table %s: a type given as text" % ENTRY
    assert said(Mib().table, ENTRY, {1: INT, 2: "INT"}, {}) == text
    assert said(Mib().table, ENTRY, {1: INT}, {}, index=("INT",)) == text


def test_rows_that_are_no_mapping_of_mappings_are_told():
    text = "table %s: rows: a mapping of key -> row is wanted" % ENTRY
    for rows in ([{1: 5}], ({1: 5},), {7: 5}, {7: None}, 5):
        assert said(Mib().table, ENTRY, {1: INT}, rows) == text, rows
    for rows in ({}, {7: (0, 5)}, {7: {1: 5}}, {7: {0: 5}}, lambda: {7: {1: 5}}):
        Mib().table(ENTRY, {1: INT}, rows)
