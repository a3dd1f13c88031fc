# usnmp_base.packet_pc: SnmpPacket with it and without it give the same packets, octets and errors,
# sought by hypothesis; what it keeps is bounded; it is what runs for usual messages.

import itertools
import subprocess
import sys

import pytest
from codec_twins import emptied, outcome, plain, same_decoded, same_encoded
from conftest import ROOT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from usnmp import SnmpPacket, VarBinds
from usnmp_base import packet_pc

settings.register_profile("fast", deadline=None, max_examples=500, derandomize=True)
settings.load_profile("fast")


# --- messages: TLVs that nest, most as they should be ---

u32 = st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1))
suffixes = st.lists(u32, min_size=1, max_size=4)
roots = st.sampled_from(
    ["1.3.6.1.2.1.2.2.1", "1.3.6.1.4.1.8072.9999", "1.3", "0.0", "2.5.4", "2.999", "1.3.6.1.4"]
)
usual = st.builds(lambda root, ids: ".".join([root, *map(str, ids)]), roots, suffixes)
oids = st.one_of(
    *[usual] * 12,  # one that is not takes the whole message the plain way
    st.sampled_from(["1.3", "0.0", "2.47", "2.48", "2.4294967215", "1.3" + ".1" * 126]),
    st.lists(u32, max_size=126).map(lambda ids: ".".join(map(str, [1, 3, *ids]))),
)
text = st.text(st.sampled_from([chr(c) for c in (*range(9, 14), *range(32, 127))]), max_size=200)
text = st.one_of(text, st.sampled_from(["a\r\nb", "\ttab", "two  words", "\x0b\x0c"]))
octets = st.one_of(st.binary(max_size=20), st.sampled_from([b"a\x08b", b"ab\x7f", b"B\xc3\xbcro"]))
signed = st.one_of(st.integers(-130, 130), st.integers(-(2**31), 2**31 - 1))
ids = st.one_of(signed, st.integers(2**31, 2**32 - 1))
values = st.one_of(
    st.tuples(st.just(2), signed),
    st.tuples(st.sampled_from([0x41, 0x42, 0x43, 0x47]), u32),
    st.tuples(st.just(0x46), st.one_of(u32, st.integers(0, 2**64 - 1))),
    st.tuples(st.just(4), st.one_of(text, octets)),
    st.tuples(st.sampled_from([3, 0x45, 0x30, 0xA0]), octets),
    st.tuples(st.just(0x44), octets),
    st.tuples(st.just(6), oids),
    st.tuples(st.just(0x40), st.ip_addresses(v=4).map(str)),
    st.tuples(st.sampled_from([5, 0x80, 0x81, 0x82]), st.none()),
    st.tuples(st.just(0x78), st.floats(width=32)),
    st.tuples(st.just(0x79), st.floats()),
)
bindings = st.lists(st.tuples(oids, values), max_size=6)
communities = st.one_of(st.just("public"), text, octets)
states = st.one_of(st.just(0), signed)


def common(type, ver, community, varbinds, **kw):
    return dict(type=type, ver=ver, community=community, varbinds=varbinds, **kw)


messages = st.one_of(
    st.builds(
        common,
        st.sampled_from([0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA6, 0xA7, 0xA8]),
        st.one_of(st.sampled_from([0, 1]), signed),
        communities,
        bindings,
        id=ids,
        err_status=states,
        err_id=states,
    ),
    st.builds(
        common,
        st.just(0xA4),
        st.just(0),
        communities,
        bindings,
        enterprise=oids,
        agent_addr=st.ip_addresses(v=4).map(str),
        generic_trap=signed,
        specific_trap=signed,
        timestamp=u32,
    ),
)


def encoded(message):
    message = dict(message)
    varbinds = message.pop("varbinds")
    p = plain.SnmpPacket(**message)
    for binding in varbinds:
        p.varbinds.append(binding)
    return p.tobytes()


@given(messages)
def test_messages_decode_and_encode_to_the_same(message):
    same_decoded(encoded(message))
    same_encoded(**message)


@given(messages, st.sampled_from([bytearray, memoryview]))
def test_any_buffer_decodes_to_the_same(message, kind):
    same_decoded(kind(encoded(message)))


@pytest.mark.slow
@given(messages, st.data())
@settings(max_examples=1500)
def test_changed_messages_decode_to_the_same_or_raise_the_same(message, data):
    b = bytearray(encoded(message))
    interesting = st.sampled_from([0, 1, 2, 4, 5, 6, 0x30, 0x41, 0x7F, 0x80, 0x81, 0x82, 0xFF])
    octet = st.one_of(interesting, st.integers(0, 255))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(b) - 1))
        what = data.draw(st.integers(0, 3))
        if what == 0:
            del b[at]
        elif what == 1:
            b.insert(at, data.draw(octet))
        elif what == 2 and at:
            del b[at:]
        else:
            b[at] = data.draw(octet)
        if not b:
            break
    same_decoded(bytes(b))


FIXED = [
    encoded(common(0xA2, 1, "public", varbinds, id=7))
    for varbinds in (
        [("1.3.6.1.2.1.1.1.0", (5, None))],
        [("1.3.6.1.2.1.1.1.0", (2, 5)), ("1.3.6.1.2.1.2.2.1.10.200", (2, 70000))],
        [("1.3.6.1.4.1.8072.9999.1", (0x41, 2**32 - 1)), ("1.3.6.1.4.1.8072.9999.1", (4, "ab"))],
        [("1.3.6.1.2.1.1.2.0", (6, "1.3.6.1.4.1.8072.3.2")), ("2.999", (0x46, 2**64 - 1))],
    )
]


@pytest.mark.parametrize("b", FIXED)
def test_each_octet_changed_and_any_two_raised_decode_to_the_same(b):
    same_decoded(b)  # what is right is in the caches
    for i in range(len(b)):
        same_decoded(b[:i])
        for c in {(b[i] + k) % 256 for k in (-2, -1, 1, 2, 128)} | {0, 2, 0x7F, 0x80, 0x81, 0xFF}:
            same_decoded(b[:i] + bytes((c,)) + b[i + 1 :])
    for i in range(len(b)):
        for j in range(i):
            for k in (1, 255):
                changed = bytearray(b)
                changed[i] = (changed[i] + k) % 256
                changed[j] = (changed[j] + k) % 256
                same_decoded(changed)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\5",
        b"\5\0\7",
        b"\4\0\7",
        b"\4\x81\0",
        b"\4\x80\0",
        b"\2\x82\0\0",
        b"\x41\x82\0\0",
        b"\4\x82\0\0",
        b"\6\x82\0\0",
        b"\6\x81\2+\6",
        b"\x40\x81\4\1\2\3\4",
    ],
)
def test_values_of_a_few_octets_decode_to_the_same_or_raise_the_same(value):
    same_decoded(FIXED[0])
    body = tlv(0x30, tlv(0x30, b"\x06\x02+\x06" + value, -1), -1)
    pdu = tlv(0xA2, b"\x02\x01\x05\x02\x01\x00\x02\x01\x00" + body, -1)
    same_decoded(tlv(0x30, b"\x02\x01\x00\x04\x01x" + pdu, -1))


def test_the_length_of_an_oid_may_be_longer_than_one_octet():
    # If its first octet, 0x81, were the length, the OID would reach to the last two of the value.
    value = tlv(4, b"\x81\x01" * 61 + b"\x05\x00", -1)
    body = tlv(0x30, tlv(0x30, b"\x06\x81\x04+\x06\x01\x02" + value, -1), -1)
    pdu = tlv(0xA2, b"\x02\x01\x05\x02\x01\x00\x02\x01\x00" + body, -1)
    b = tlv(0x30, b"\x02\x01\x00\x04\x01x" + pdu, -1)
    same_decoded(b)
    assert list(SnmpPacket(b).varbinds) == ["1.3.6.1.2"]


def tlv(tag, content, padding):
    # With the length in the fewest octets, or in so many more.
    n = len(content)
    if padding < 0:
        head = bytes((n,)) if n < 128 else plain.tobytes_len(n)
    else:
        size = padding + (n > 0) + (n > 255)
        head = bytes((128 + size,)) + n.to_bytes(size, "big")
    return bytes((tag,)) + head + content


paddings = st.sampled_from([-1, -1, -1, -1, -1, -1, 0, 1, 2, 5, 120])
tags = st.sampled_from(
    [2, 2, 4, 4, 5, 6, 6, 3, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46, 0x47, 0x80, 0x82, 0x30, 0xA0, 1]
)
leaves = st.builds(tlv, tags, st.one_of(octets, st.binary(max_size=3)), paddings)
contents = st.one_of(  # of an OID: often good, sometimes not
    octets, st.builds(lambda a, b: b"+\x06\x01\x02\x01\x02\x02\x01" + a + b, octets, octets)
)
names = st.builds(tlv, st.sampled_from([6, 6, 6, 6, 4]), contents, paddings)
pairs = st.builds(
    lambda name, value, padding, extra: tlv(0x30, name + value + extra, padding),
    names,
    leaves,
    paddings,
    st.sampled_from([b"", b"", b"", b"", b"\x05\x00", b"\x05"]),
)
integers = st.builds(
    tlv, st.just(2), st.one_of(st.binary(min_size=1, max_size=4), st.just(b"\0" * 9)), paddings
)


@pytest.mark.slow
@given(
    st.sampled_from([b"\x00", b"\x01", b"\x00\x00"]),
    paddings,
    st.sampled_from([0xA0, 0xA1, 0xA2, 0xA4, 0xA5, 0xA9, 0x30]),
    st.lists(integers, min_size=3, max_size=3),
    st.lists(pairs, max_size=4),
    st.lists(paddings, min_size=5, max_size=5),
)
@settings(max_examples=1500)
def test_odd_lengths_and_contents_decode_to_the_same_or_raise_the_same(
    ver, padding, type, fields, varbinds, more
):
    head = tlv(2, ver, more[0]) + tlv(4, b"public", more[1])
    body = b"".join(fields) + tlv(0x30, b"".join(varbinds), more[2])
    same_decoded(tlv(0x30, head + tlv(type, body, more[3]), more[4]))


@pytest.mark.parametrize("b", FIXED)
def test_octets_behind_a_message_decode_to_the_same(b):
    for more in (b"\0", bytes(12), b"\x05\0", b[:40], b):
        same_decoded(b + more)
        same_decoded(b[:-1] + more)


@pytest.mark.parametrize(
    "value",
    [
        "0600",
        "0602802b",
        "06072b8006010401bf08",
        "06092b06010401bf08cf80",
        "060b2b06010401bf08ce0f8001",
        "020500fffffc19",
        "02050100000000",
        "42050100000005",
        "4108ffffffff00000005",
        "4309000000000100000005",
        "4209010000000000000005",
        "4609010000000000000000",
    ],
)
def test_what_devices_send_decodes_to_the_same_and_nothing_of_it_is_sent(value):
    name = bytes.fromhex(value) if value.startswith("06") else tlv(6, b"+\6\1", -1)
    body = tlv(0x30, tlv(0x30, name + bytes.fromhex(value), -1), -1)
    for rid in (b"\2\1\5", b"\2\5\0\xc2\x71\xe0\x30", b"\2\5\1\0\0\0\0"):
        pdu = tlv(0xA2, rid + b"\x02\x01\x00\x02\x01\x00" + body, -1)
        same_decoded(tlv(0x30, b"\x02\x01\x00\x04\x01x" + pdu, -1))
    p = SnmpPacket(0xA1, varbinds={"0.0": None, "1.3.6": (6, "1.3.6.1.4.1.1160")})
    q = plain.SnmpPacket(0xA1, varbinds={"0.0": None, "1.3.6": (6, "1.3.6.1.4.1.1160")})
    assert p.tobytes() == q.tobytes()


def test_ids_of_32_bits_encode_to_the_same():
    for id in (2**31 - 1, 2**31, 3000000000, 2**32 - 1, 2**32, -1, -(2**31), -(2**31) - 1):
        same_encoded(0xA0, id=id)
    same_encoded(0xA0, id=None)
    same_encoded(0xA0, id="7")
    same_encoded(0xA0, id=1.5)
    same_encoded(0xA0, err_status=2**31)


@given(st.binary(max_size=80))
def test_any_octets_raise_the_same(b):
    same_decoded(b)


@given(contents)
@example(b"")
@example(b"\x80\x01")
@example(b"+\x80\x01")
@example(b"+\x90\x80\x80\x80\x00")
@example(b"+\x8f\xff\xff\xff\x7f")
@example(b"\x88\x37")
@example(b"+" + b"\x01" * 126)
@example(b"+" + b"\x01" * 127)
@example(b"\x81" * 127 + b"\x01")
def test_any_content_of_an_oid_decodes_to_the_same_or_raises_the_same(content):
    for padding in (-1, 0):
        name = tlv(6, content, padding)
        body = tlv(0x30, tlv(0x30, name + name, -1), -1)
        pdu = tlv(0xA2, b"\x02\x01\x05\x02\x01\x00\x02\x01\x00" + body, -1)
        same_decoded(tlv(0x30, b"\x02\x01\x00\x04\x01x" + pdu, -1))


def named(*contents):
    """A message of bindings to NULL, with these contents as their OIDs."""
    names = [tlv(6, content, -1) for content in contents]
    body = tlv(0x30, b"".join([tlv(0x30, name + b"\x05\x00", -1) for name in names]), -1)
    pdu = tlv(0xA2, b"\x02\x01\x05\x02\x01\x00\x02\x01\x00" + body, -1)
    return tlv(0x30, b"\x02\x01\x00\x04\x01x" + pdu, -1)


TAILS = [bytes(t) for t in itertools.product((0, 1, 127, 128, 129, 255), repeat=3)]


@pytest.mark.parametrize(
    "prefix",
    [
        b"+",
        b"+\x06\x01\x02",
        b"+\x06\x01\x02\x01",
        b"+\x06\x01\x02\x01\x02",
        b"+\x06\x01\x02\x01\x02\x02\x01",
        b"+\x06\x01\x04\x01\xbf\x08\x01\x01\x01",
        b"+\x06\x01\x04\x01\x8f\xff\xff\xff\x7f\x01",
        b"+\x06\x01\x04\x01\x8f\xff",
        b"+\x06\x01\x04\x01\x90\x80",
        b"+\x06\x01\x04\x01\x02\x83",
        b"+\x06\x01\x04\x01\x02\x02\x83",
        b"+\x06\x01\x04\x01\x02\x02\x81\x80\x80",
        b"\x88\x37\x01\x02\x03\x04\x05\x06\x07\x08",
        b"\x88\xb7\xb7\xb7\x01\x02\x03\x04\x05",
        b"\x02\x01\x02\x83\x02\x03\x04\x05",
        b"+" + b"\x01" * 123,
        b"+" + b"\x01" * 124,
    ],
    ids=lambda prefix: prefix.hex()[:24],
)
def test_any_three_octets_after_a_prefix_decode_to_the_same_or_raise_the_same(prefix):
    for known in range(3):  # nothing; what it begins with; and whatever can be kept of it
        for tail in TAILS:
            emptied()
            for i in range(known * known):
                outcome(SnmpPacket, named(prefix + bytes((9, 9, i))))
            b = named(prefix + tail)
            same_decoded(b)
            same_decoded(b[:-3])
    for i in range(len(b)):
        same_decoded(b[:i])


def test_a_prefix_is_kept_when_it_comes_a_second_time():
    emptied()
    column = b"+\x06\x01\x02\x01\x1f\x01\x01\x01"
    for row, kept in enumerate((1, 1, 3, 3)):  # first what both begin with, then each
        oids = [column + bytes((k, 1, 129, row)) for k in (6, 10)]
        assert list(SnmpPacket(named(*oids)).varbinds) == [
            "1.3.6.1.2.1.31.1.1.1.%d.1.%d" % (k, 128 + row) for k in (6, 10)
        ]
        assert len(packet_pc._prefixes) == kept


def test_prefixes_that_come_once_are_not_kept():
    emptied()
    for i in range(1000):
        SnmpPacket(named(b"+\x06\x01\x04\x01" + bytes((129 + i // 128, i % 128, *range(8)))))
    assert not packet_pc._prefixes
    assert len(packet_pc._once) == 128


# --- what is not a message ---

strange = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-3, 300).map(lambda x: float(int(x))),
    st.integers(-(2**70), 2**70),
    st.integers(-3, 300),
    octets,
    octets.map(bytearray),
    st.text(max_size=5),
    st.just([1]),
    st.just("\ud800"),
)
dotted = st.one_of(
    oids,
    oids.map(lambda oid: "." + oid),
    st.lists(
        st.sampled_from(
            "0 1 2 3 39 40 -1 +1 1_0 \u0661 128 4294967216 4294967296 x".split() + [""]
        ),
        max_size=5,
    ).map(".".join),
    st.just("1" + ".1" * 127),
    st.just("1" + ".1" * 128),
    st.just(".1" + ".1" * 127),
    strange,
)
tvs = st.one_of(
    values,
    st.tuples(st.one_of(tags, strange), st.one_of(strange, dotted)),
    st.tuples(st.sampled_from([2, 0x41, 0x46, 4, 5, 6, 0x40, 0x80]), strange),
    st.tuples(st.sampled_from([2, 5, 999])),
    strange,
)


@pytest.mark.slow
@given(
    st.sampled_from([0xA0, 0xA2, 0xA4, 2, 4, 0x30, 160.0, -1, True, None, "x", 999]),
    st.one_of(st.sampled_from([0, 1]), strange),
    st.one_of(communities, strange),
    st.one_of(signed, strange),
    st.one_of(states, strange),
    st.lists(st.tuples(dotted, tvs), max_size=3),
)
@settings(max_examples=1500)
@example(0xA0, True, "public", 1, 0, [])
@example(0xA0, 1.0, "public", 1, 0, [])
@example(0xA0, 1, "public", 1.0, 0, [])
@example(0xA0, 1, "public", 1, -1, [])
@example(0xA0, 1, "public", 1, False, [])
@example(0xA0, -1, "public", 1, 0.0, [])
@example(0xA2, 0, "public", 1, 0, [("1" + ".1" * 127, (2, 1))])
@example(0xA2, 0, "public", 1, 0, [("1" + ".1" * 128, (2, 1))])
@example(0xA2, 0, "public", 1, 0, [(".1" + ".1" * 127, (2, 1))])
@example(0xA2, 0, "public", 1, 0, [("1.40.1", (2, 1))])
@example(0xA2, 0, "public", 1, 0, [("2.40.4294967296", (2, 1))])
@example(0xA2, 0, "public", 1, 0, [("2.4294967216.1", (2, 1))])
@example(0xA0, 0, "public", 2**31, 0, [])
@example(0xA2, 0, "public", 1, 0, [("1.3.6", (2.0, 1))])
@example(0xA2, 0, "public", 1, 0, [("1.3.6", (2, 1.0))])
@example(0xA2, 0, "public", 1, 0, [("1.3.6", (2, True))])
@example(0xA2, 0, "public", 1, 0, [("1.3.6", (5.0, None))])
@example(0xA2, 0, "public", 1, 0, [("1.3.6", (4.0, "x"))])
def test_whatever_is_encoded_gives_the_same_octets_or_error(
    type, ver, community, id, status, varbinds
):
    kw = {} if type == 0xA4 else {"id": id, "err_status": status}
    same_encoded(type, ver=ver, community=community, varbinds=varbinds, **kw)


GET = encoded(common(0xA0, 0, "public", [("1.3.6.1.2.1.1.1.0", (5, None))], id=7))
TRAP = dict(enterprise="1.3.6.1.4.1.9", timestamp=5)


@pytest.mark.parametrize(
    "args, kw",
    [
        ((), {}),
        ((None,), {}),
        ((0xA0,), {"type": 0xA1}),
        ((0xA0,), {"type": None}),
        ((None,), {"type": None}),
        ((0xA4,), TRAP),
        ((0xA4,), {"id": 1}),
        ((0xA0,), TRAP),
        ((0xA0,), {"comunity": "x"}),
        ((0xA0,), {"community": None, "id": None, "ver": None}),
        ((0xA0,), {"varbinds": {"1.3.6": 0, "1.3.7": None, "1.3.8": (2, 1)}}),
        ((0xA0,), {"varbinds": None}),
        ((0xA0,), {"varbinds": [("1.3.6", None)]}),
        (("x",), {}),
        ((1.5,), {}),
        ((True,), {}),
        ((GET,), {"id": 1}),
        ((GET,), {"ver": 0, "type": 0xA2, "varbinds": {"1.3.6": None}}),
        ((GET,), {"enterprise": "1.3"}),
        ((memoryview(GET + b"\0" * (-len(GET) % 4)).cast("I"),), {}),
        ((memoryview(GET).cast("B", (2, len(GET) // 2)) if len(GET) % 2 == 0 else b"",), {}),
        ((memoryview(GET)[::-1],), {}),
        ((type("Octets", (bytes,), {})(GET),), {}),
        ((0xA0, 1), {}),
    ],
)
def test_arguments_make_the_same_packet_or_raise_the_same(args, kw):
    expected = outcome(plain.SnmpPacket, *args, **kw)
    found = outcome(SnmpPacket, *args, **kw)
    if expected[0] == "TypeError" == found[0]:
        return  # CPython words it by the name and signature of the function
    assert found == expected


def test_varbinds_may_be_any_mapping_and_change():
    p = SnmpPacket(0xA2, id=7)
    p.varbinds = {"1.3.6.1": (2, 5)}
    q = SnmpPacket(p.tobytes())
    assert isinstance(q.varbinds, VarBinds) and q.varbinds.items() == [("1.3.6.1", (2, 5))]
    q.varbinds["1.3.6.1"] = 6
    q.id = 8
    r = SnmpPacket(q.tobytes())
    assert (r.id, r.varbinds["1.3.6.1"]) == (8, (2, 6))
    assert p.tobytes() == SnmpPacket(p.tobytes()).tobytes()  # what is shared was not changed


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(packet_pc, "LIMIT", 50)
    emptied()
    most = [0] * len(packet_pc.caches)
    for i in range(300):
        message = common(
            0xA2,
            i & 1,
            "x%d" % i * (i + 1),
            [
                ("1.3.6.1.4.1.%d.%d" % (i, i), (4, "x" * i)),
                ("1.3.6.1.4.1.%d.5.5.1" % i, (5, None)),
                ("1.3.6.1.4.1.%d.5.5.2" % i, (5, None)),
                ("1.3.%d.1.4.1.5.6.7.%d" % (i, i), (2, i - 150)),
                ("1.3.6.1" + ".1" * (i % 123) + ".%d" % i, (0x41, i)),
                ("1.3.6.1", (0x41 + (i & 1), i & 127)),
            ],
            id=i,
            err_status=i % 19,
            err_id=i % 100,
        )
        b = encoded(message)
        same_decoded(b)
        same_encoded(**message)
        most = [max(m, len(cache)) for m, cache in zip(most, packet_pc.caches)]
    assert max(most) <= 50 and min(most) > 10, most  # each was in use
    for cache in packet_pc.caches:
        assert all(len(key) <= 600 for key in cache)


def test_a_long_column_does_not_make_what_is_kept_grow(monkeypatch):
    monkeypatch.setattr(packet_pc, "LIMIT", 50)
    emptied()
    for row in range(3):
        SnmpPacket(named(b"+\x06\x01\x02\x01\x02\x02\x01" + bytes((1, 129, row))))
    assert packet_pc._prefixes
    column = [b"+\x06\x01\x02\x01\x02\x02\x01" + bytes((1, 130, row)) for row in range(120)]
    assert len(SnmpPacket(named(*column)).varbinds.items()) == 120
    assert len(packet_pc._oids) <= 50


def test_usual_messages_take_the_fast_way(monkeypatch):
    def refuse(*args, **kw):
        raise AssertionError("the plain way")

    for name in ("_plain_init", "_plain_tobytes"):
        monkeypatch.setattr(packet_pc, name, refuse)
    tvs = (
        (2, -5),
        (2, 300),
        (0x41, 2**32 - 1),
        (0x46, 2**64 - 1),
        (4, "x" * 300),
        (4, b"\xff\x00"),
        (4, "a\r\nb"),
        (5, None),
        (6, "1.3.6.1.4.1.9"),
        (0x40, "10.0.0.1"),
        (0x44, b"x"),
        (0x79, 1.5),
        (0x82, None),
    )
    for ver in (0, 1):
        p = SnmpPacket(0xA2, ver=ver, id=2**30, err_status=5, err_id=1)
        for i, tv in enumerate(tvs):
            p.varbinds.append(("1.3.6.1.2.1.2.2.1.%d.%d" % (i, 50000 * i), tv))
        q = SnmpPacket(p.tobytes())
        assert q.tobytes() == p.tobytes() and repr(q) == repr(p)
    assert SnmpPacket(encoded(common(0xA4, 0, "public", [], **TRAP))).timestamp == 5
    monkeypatch.undo()
    trap = SnmpPacket(0xA4, **TRAP)
    monkeypatch.setattr(packet_pc, "_plain_tobytes", refuse)
    assert trap.tobytes()


@pytest.mark.parametrize("first", ["usnmp", "usnmp_codec", "usnmp_base.packet_pc"])
def test_it_is_there_whichever_module_is_imported_first(first):
    code = "import sys; sys.path.insert(0, %r); import %s, usnmp; " % (str(ROOT), first)
    code += "print(usnmp.SnmpPacket.__init__.__module__, usnmp.SnmpPacket(160).type)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == ["usnmp_base.packet_pc", "160"], done.stderr


def test_usnmp_works_without_it():
    assert plain.SnmpPacket.__init__.__module__ == "usnmp"
    assert plain.SnmpPacket(GET).tobytes() == GET


def test_an_oid_too_long_is_refused_whatever_was_asked_before():
    longest = "1.3" + ".1" * 127
    for oid in (longest, longest + ".1", longest, "." * 126 + "1.3.6", longest[:-2], longest):
        packet = SnmpPacket(type=0xA0, varbinds={oid: None})
        if oid == longest[:-2]:
            assert packet.tobytes()
        else:
            with pytest.raises(ValueError):
                packet.tobytes()
