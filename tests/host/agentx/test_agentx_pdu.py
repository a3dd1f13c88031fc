# The octets of AgentX's PDUs: the layouts of RFC 2741, hostile ones, round trips.

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usnmp_pc.agentx import pdu as ax
from usnmp_pc.agentx.pdu import ParseError, Pdu, parse

IF = (1, 3, 6, 1, 2, 1, 2, 2, 1)
TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)


def octets(text):
    return bytes.fromhex("".join(text.split()))


# Written out by hand, after the figures of RFC 2741 6.2: big endian, session 7, transaction 8,
# packet 9.
LAYOUTS = {
    "Open": (
        Pdu(ax.OPEN, 0, 0, 9, timeout=5, id=(1, 3, 6, 1, 4, 1, 8072), descr=b"usnmp"),
        """01 01 10 00 00000000 00000000 00000009 0000001c
        05 00 00 00  02 04 00 00 00000001 00001f88  00000005 75736e6d 70000000""",
    ),
    "Close": (
        Pdu(ax.CLOSE, 7, 8, 9, reason=ax.REASON_SHUTDOWN),
        "01 02 10 00 00000007 00000008 00000009 00000004 05 00 00 00",
    ),
    "Register": (
        Pdu(ax.REGISTER, 7, 8, 9, region=(0, 127, 0, IF, 0)),
        """01 03 10 00 00000007 00000008 00000009 00000018
        00 7f 00 00  04 02 00 00 00000001 00000002 00000002 00000001""",
    ),
    "Register of a range, in a context": (
        Pdu(ax.REGISTER, 7, 8, 9, context=b"lab", region=(3, 1, 10, (*IF, 1), 22)),
        """01 03 18 00 00000007 00000008 00000009 00000028
        00000003 6c616200  03 01 0a 00
        05 02 00 00 00000001 00000002 00000002 00000001 00000001  00000016""",
    ),
    "Unregister": (
        Pdu(ax.UNREGISTER, 7, 8, 9, region=(0, 127, 0, (1, 3), 0)),
        """01 04 10 00 00000007 00000008 00000009 00000010
        00 7f 00 00  02 00 00 00 00000001 00000003""",
    ),
    "Get": (
        Pdu(ax.GET, 7, 8, 9, ranges=[((*IF, 1, 5), False, ())]),
        """01 05 10 00 00000007 00000008 00000009 00000020
        06 02 00 00 00000001 00000002 00000002 00000001 00000001 00000005  00 00 00 00""",
    ),
    "GetNext": (
        Pdu(ax.GETNEXT, 7, 8, 9, ranges=[((1, 3, 6, 1, 2), True, (1, 3, 6, 1, 3))]),
        """01 06 10 00 00000007 00000008 00000009 00000008
        00 02 01 00  00 03 00 00""",
    ),
    "GetBulk": (
        Pdu(ax.GETBULK, 7, 8, 9, bulk=(1, 258), ranges=[((1, 3), False, (1, 4))]),
        """01 07 10 00 00000007 00000008 00000009 0000001c
        0001 0102  02 00 00 00 00000001 00000003  02 00 00 00 00000001 00000004""",
    ),
    "TestSet": (
        Pdu(ax.TESTSET, 7, 8, 9, varbinds=[((1, 3, 6, 1, 2), 2, -2), ((1, 3, 6, 1, 3), 4, b"x")]),
        """01 08 10 00 00000007 00000008 00000009 0000001c
        0002 0000  00 02 00 00  fffffffe
        0004 0000  00 03 00 00  00000001 78000000""",
    ),
    "CommitSet": (Pdu(ax.COMMITSET, 7, 8, 9), "01 09 10 00 00000007 00000008 00000009 00000000"),
    "UndoSet": (Pdu(ax.UNDOSET, 7, 8, 9), "01 0a 10 00 00000007 00000008 00000009 00000000"),
    "CleanupSet": (
        Pdu(ax.CLEANUPSET, 7, 8, 9),
        "01 0b 10 00 00000007 00000008 00000009 00000000",
    ),
    "Notify": (
        Pdu(ax.NOTIFY, 7, 8, 9, varbinds=[(TRAP_OID, 6, (1, 3, 6, 1, 4, 1, 1))]),
        """01 0c 10 00 00000007 00000008 00000009 0000002c
        0006 0000  06 06 00 00 00000003 00000001 00000001 00000004 00000001 00000000
        02 04 00 00 00000001 00000001""",
    ),
    "Ping": (Pdu(ax.PING, 7, 8, 9), "01 0d 10 00 00000007 00000008 00000009 00000000"),
    "IndexAllocate": (
        Pdu(ax.INDEX_ALLOCATE, 7, 8, 9, ax.NETWORK | ax.NEW_INDEX, varbinds=[((1, 3), 2, 0)]),
        """01 0e 12 00 00000007 00000008 00000009 00000014
        0002 0000  02 00 00 00 00000001 00000003  00000000""",
    ),
    "IndexDeallocate": (
        Pdu(ax.INDEX_DEALLOCATE, 7, 8, 9, varbinds=[((1, 3), 64, bytes((10, 0, 0, 1)))]),
        """01 0f 10 00 00000007 00000008 00000009 00000018
        0040 0000  02 00 00 00 00000001 00000003  00000004 0a000001""",
    ),
    "AddAgentCaps": (
        Pdu(ax.ADD_CAPS, 7, 8, 9, id=(1, 3), descr=b"what"),
        """01 10 10 00 00000007 00000008 00000009 00000014
        02 00 00 00 00000001 00000003  00000004 77686174""",
    ),
    "RemoveAgentCaps": (
        Pdu(ax.REMOVE_CAPS, 7, 8, 9, id=(1, 3)),
        "01 11 10 00 00000007 00000008 00000009 0000000c 02 00 00 00 00000001 00000003",
    ),
    "Response": (
        Pdu(ax.RESPONSE, 7, 8, 9, result=(100, 17, 1), varbinds=[((1, 3), 70, 2**40)]),
        """01 12 10 00 00000007 00000008 00000009 00000020
        00000064 0011 0001
        0046 0000  02 00 00 00 00000001 00000003  00000100 00000000""",
    ),
    "Response, little endian": (
        Pdu(ax.RESPONSE, 7, 8, 9, 0, result=(100, 0, 0), varbinds=[((1, 3), 129, None)]),
        """01 12 00 00 07000000 08000000 09000000 18000000
        64000000 0000 0000
        8100 0000  02 00 00 00 01000000 03000000""",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_pdu_has_the_layout_of_the_rfc_and_is_read_from_it(name):
    pdu, text = LAYOUTS[name]
    assert pdu.tobytes().hex() == octets(text).hex()
    assert parse(octets(text)) == pdu


def test_each_type_is_among_the_layouts():
    assert {pdu.type for pdu, _ in LAYOUTS.values()} == set(range(1, 19))


def test_the_null_oid_is_a_value_of_0_0_and_the_end_of_no_range():
    pdu = Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 3), 6, (0, 0))])
    assert pdu.tobytes()[-4:] == bytes(4)
    assert parse(pdu.tobytes()).varbinds == [((1, 3), 6, ())]


# --- hostile ---


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_pdu_cut_anywhere_is_refused(name):
    whole = octets(LAYOUTS[name][1])
    for n in range(len(whole)):
        with pytest.raises(ParseError):
            parse(whole[:n])


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_payload_cut_at_each_word_with_its_length_right_is_refused_or_another_pdu(name):
    whole = octets(LAYOUTS[name][1])
    order = ">" if whole[2] & ax.NETWORK else "<"
    for n in range(ax.HEADER, len(whole), 4):
        cut = whole[:16] + struct.pack(order + "I", n - ax.HEADER) + whole[20:n]
        try:
            assert parse(cut).tobytes() == cut  # lists may be shorter
        except ParseError as e:
            assert e.pdu.packet == 9


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 21, 2**31, 2**32 - 1])
def test_a_length_that_is_not_that_of_the_payload_is_refused(n):
    whole = octets(LAYOUTS["TestSet"][1])
    with pytest.raises(ParseError):
        parse(whole[:16] + struct.pack(">I", n) + whole[20:])


@pytest.mark.parametrize(
    "payload",
    [
        "81020000" + "00000001" * 129,  # 129 sub-identifiers
        "7c020000" + "00000001" * 124,  # 129 with those that the prefix stands for
        "00020000" + "ffffffff",  # half of a range
    ],
)
def test_search_ranges_that_are_none_are_refused(payload):
    head = struct.pack(">BBBBIIII", 1, ax.GET, 16, 0, 7, 8, 9, len(payload) // 2)
    with pytest.raises(ParseError):
        parse(head + bytes.fromhex(payload))


@pytest.mark.parametrize(
    "binding",
    [
        "0003 0000 00020000",  # a type that AgentX has not
        "0040 0000 00020000 00000003 0a000000",  # an address of three octets
        "0004 0000 00020000 fffffffc",  # a string without end
        "0004 0000 00020000 00000005 61626364",  # without its padding
        "0046 0000 00020000 00000001",  # half a Counter64
    ],
)
def test_bindings_that_are_none_are_refused(binding):
    payload = octets(binding)
    head = struct.pack(">BBBBIIII", 1, ax.TESTSET, 16, 0, 7, 8, 9, len(payload))
    with pytest.raises(ParseError):
        parse(head + payload)


@pytest.mark.parametrize("version,type", [(0, 5), (2, 5), (1, 0), (1, 19), (1, 255)])
def test_another_version_or_type_is_refused(version, type):
    with pytest.raises(ParseError):
        parse(struct.pack(">BBBBIIII", version, type, 16, 0, 7, 8, 9, 0))


def test_a_length_that_is_none_is_refused_before_anything_is_waited_for():
    for n in (1, 2, 3, ax.MOST + 4, 2**32 - 4):
        with pytest.raises(ParseError):
            ax.length(struct.pack(">BBBBIIII", 1, 5, 16, 0, 7, 8, 9, n))


@pytest.mark.parametrize(
    "pdu",
    [
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 3), 2, 2**31)]),
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 3), 65, -1)]),
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 3), 4, None)]),
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 3), 64, b"123")]),
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 3), 3, b"")]),
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((1, 2**32), 2, 1)]),
        Pdu(ax.RESPONSE, result=(0, 0, 0), varbinds=[((2,) * 129, 2, 1)]),
        Pdu(ax.RESPONSE, varbinds=[]),
        Pdu(ax.OPEN, timeout=256, id=(), descr=b""),
    ],
)
def test_a_field_that_cannot_be_written_is_refused(pdu):
    with pytest.raises(ValueError):
        pdu.tobytes()


# --- round trips, by hypothesis ---

arcs = st.integers(0, 2**32 - 1)
oids = st.one_of(
    st.just(()),
    st.lists(arcs, min_size=2, max_size=128).map(tuple),
    st.lists(arcs, max_size=9).map(lambda ids: (1, 3, 6, 1, *ids)),
).filter(lambda oid: oid != (0, 0))
u32 = st.integers(0, 2**32 - 1)
values = st.one_of(
    st.tuples(st.just(2), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.sampled_from((65, 66, 67)), u32),
    st.tuples(st.just(70), st.integers(0, 2**64 - 1)),
    st.tuples(st.sampled_from((4, 68)), st.binary(max_size=40)),
    st.tuples(st.just(64), st.binary(min_size=4, max_size=4)),
    st.tuples(st.just(6), oids),
    st.tuples(st.sampled_from((5, 128, 129, 130)), st.none()),
)
varbinds = st.lists(st.tuples(oids, values).map(lambda b: (b[0], *b[1])), max_size=6)
ranges = st.lists(st.tuples(oids, st.booleans(), oids), max_size=6)
u8, u16 = st.integers(0, 255), st.integers(0, 65535)
# A bound is there with a range alone
regions = st.tuples(u8, u8, u8, oids, u32).map(lambda r: r if r[2] else (*r[:4], 0))
FIELDS = {
    ax.OPEN: {"timeout": u8, "id": oids, "descr": st.binary(max_size=30)},
    ax.CLOSE: {"reason": u8},
    ax.REGISTER: {"region": regions},
    ax.UNREGISTER: {"region": regions},
    ax.GET: {"ranges": ranges},
    ax.GETNEXT: {"ranges": ranges},
    ax.GETBULK: {"bulk": st.tuples(u16, u16), "ranges": ranges},
    ax.ADD_CAPS: {"id": oids, "descr": st.binary(max_size=30)},
    ax.REMOVE_CAPS: {"id": oids},
    ax.RESPONSE: {"result": st.tuples(u32, u16, u16), "varbinds": varbinds},
}
for bindings in (ax.TESTSET, ax.NOTIFY, ax.INDEX_ALLOCATE, ax.INDEX_DEALLOCATE):
    FIELDS[bindings] = {"varbinds": varbinds}
NO_CONTEXT = (ax.OPEN, ax.CLOSE, ax.COMMITSET, ax.UNDOSET, ax.CLEANUPSET, ax.RESPONSE)


@st.composite
def pdus(draw):
    t = draw(st.integers(1, 18))
    fields = {name: draw(what) for name, what in FIELDS.get(t, {}).items()}
    flags = draw(st.sampled_from((0, 1, 2, 4))) | draw(st.sampled_from((0, ax.NETWORK)))
    context = None if t in NO_CONTEXT else draw(st.none() | st.binary(max_size=9))
    return Pdu(t, draw(u32), draw(u32), draw(u32), flags, context, **fields)


@settings(deadline=None, max_examples=1000, derandomize=True)
@given(pdus())
def test_what_is_written_in_either_byte_order_is_read_as_it_was(pdu):
    data = pdu.tobytes()
    assert ax.length(data[:20]) == len(data)
    assert parse(data) == pdu


@settings(deadline=None, max_examples=1000, derandomize=True)
@given(pdus(), st.data())
def test_octets_that_were_changed_are_another_pdu_or_refused(pdu, data):
    changed = bytearray(pdu.tobytes())
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(u8)
    try:
        assert isinstance(parse(bytes(changed)).tobytes(), bytes)
    except ParseError:
        pass
