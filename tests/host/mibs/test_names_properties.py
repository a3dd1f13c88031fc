# What holds for any name, OID, value and hint: only MibError is raised, and what is printed is
# read again. hypothesis makes them up.

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from usnmp_pc.mibs import MibError, Mibs
from usnmp_pc.mibs.hint import BadHint, integer_in, integer_out, octets_in, octets_out

MIBS = Mibs()
OBJECTS = [n for m in MIBS.modules for n in MIBS.module(m).nodes if n.kind in ("column", "scalar")]
ARCS = st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 130), max_size=12)
LETTERS = st.text("nsSfuqQeEbXtTUvax0", max_size=4)
NODES = st.sampled_from(OBJECTS)
MARKS = st.sampled_from(
    [".", '"', "'", "::", "\\", "0x", "08", "%", "iso", "IF-MIB::", "-1", "ä", "\0"]
)
PIECES = st.sampled_from([n.name for n in OBJECTS]) | MARKS | st.text(max_size=3) | st.just(".1")
NAMES = st.lists(PIECES, max_size=6).map("".join)
HINTS = st.lists(st.sampled_from([*"0123456789*xdoat:.-%;,"]), max_size=8).map("".join)
VALUES = (
    st.tuples(st.just(2), st.integers(-(2**31), 2**31 - 1))
    | st.tuples(st.sampled_from([65, 66, 67, 71]), st.integers(0, 2**32 - 1))
    | st.tuples(st.just(70), st.integers(0, 2**64 - 1))
    | st.tuples(st.sampled_from([3, 4, 68, 69, 200]), st.binary(max_size=24))
    | st.tuples(st.sampled_from([120, 121]), st.floats(width=32))
    | st.sampled_from([(5, None), (6, "1.3.6"), (64, "192.0.2.1"), (128, None), (130, None)])
)


def or_none(call, *args):
    try:
        return call(*args)
    except MibError as e:
        assert str(e)
        return None


@settings(max_examples=300, deadline=None)
@given(NODES, ARCS, LETTERS, VALUES)
def test_any_value_at_any_oid_is_printed(node, arcs, flags, value):
    oid = ".".join([node.dotted, *map(str, arcs)])
    assert MIBS.name(oid, flags) and isinstance(MIBS.pretty(oid, *value, flags), str)
    or_none(MIBS.validate, oid, *value)
    or_none(MIBS.index, oid)


@settings(max_examples=300, deadline=None)
@given(NODES, st.lists(st.integers(0, 2**32 - 1), max_size=4))
def test_numbers_below_an_object_are_read_as_they_are_printed(node, arcs):
    # In digits, which every kind of index has.
    oid = ".".join([node.dotted, *map(str, arcs)])
    assert MIBS.oid(MIBS.name(oid, "n")) == oid
    assert or_none(MIBS.oid, MIBS.name(oid, "fb"), "r") in (oid, None)


@settings(max_examples=400, deadline=None)
@given(NAMES, st.text("bRurh", max_size=2))
def test_any_text_is_a_name_or_is_told(text, flags):
    oid = or_none(MIBS.oid, text, flags)
    assert oid is None or all(part.isdigit() for part in oid.split("."))


@settings(max_examples=400, deadline=None)
@given(
    NODES,
    st.text(max_size=12) | st.text("0123456789.:-,x", max_size=12),
    st.sampled_from("=iucCtaosxdbn3IUFD"),
)
def test_any_text_is_a_value_or_is_told(node, text, kind):
    found = or_none(MIBS.parse, node.dotted + ".1", text, kind)
    assert found is None or isinstance(found[0], int)


@settings(max_examples=400, deadline=None)
@given(HINTS, st.binary(max_size=30), st.booleans())
def test_any_hint_gives_a_text_or_is_none(hint, octets, two_digits):
    try:
        assert isinstance(octets_out(hint, octets, two_digits), str)
    except BadHint:
        pass


@settings(max_examples=400, deadline=None)
@given(HINTS, st.text(string.printable, max_size=20))
def test_any_text_is_by_a_hint_or_is_not(hint, text):
    assert isinstance(octets_in(hint, text), (bytes, type(None)))


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=20), st.sampled_from(["1x:", "1d.", "1o-", "2x:"]))
def test_octets_by_a_hint_are_read_again(octets, hint):
    octets += b"\0" * (len(octets) % int(hint[0]))
    assert octets_in(hint, octets_out(hint, octets)) == octets


@settings(max_examples=200, deadline=None)
@given(st.integers(-(2**31), 2**31 - 1), st.sampled_from(["d", "d-1", "d-3", "d-10"]))
def test_an_integer_by_a_hint_is_read_again(value, hint):
    text = integer_out(hint, value)
    assert integer_in(hint, text) == value if "." in text else int(text) == value
