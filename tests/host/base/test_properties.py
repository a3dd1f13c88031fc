# What must hold for all values and all octets, sought by hypothesis.

import math

from agentbox import BASE, Box
from hypothesis import example, given, settings
from hypothesis import strategies as st
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_codec import (
    BerError,
    frombytes_lenat,
    frombytes_tvat,
    tobytes_len,
    tobytes_tv,
)
from usnmp_manager import Manager
from usnmp_mib import Mib, key_oid, oid_octets, sort_key

settings.register_profile("usnmp", deadline=None, max_examples=400, derandomize=True)
settings.load_profile("usnmp")

u32 = st.integers(0, 2**32 - 1)
arcs = st.lists(st.one_of(st.integers(0, 300), u32), max_size=30)
oids = st.one_of(
    st.builds(lambda a, b, rest: [a, b, *rest], st.integers(0, 1), st.integers(0, 39), arcs),
    st.builds(lambda b, rest: [2, b, *rest], st.integers(0, 2**32 - 81), arcs),
).map(lambda ids: ".".join(map(str, ids)))
text = st.text(st.sampled_from([chr(c) for c in (*range(9, 14), *range(32, 127))]), max_size=300)
octets = st.binary(max_size=300)
values = st.one_of(
    st.tuples(st.just(2), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.sampled_from([0x41, 0x42, 0x43, 0x47]), u32),
    st.tuples(st.just(0x46), st.integers(0, 2**64 - 1)),
    st.tuples(st.just(4), st.one_of(text, octets)),
    st.tuples(st.sampled_from([3, 0x45, 0x30, 0xA0, 0xA8]), octets),
    st.tuples(st.just(0x44), octets.filter(lambda b: b[:1] != b"\x9f")),
    st.tuples(st.just(6), oids),
    st.tuples(st.just(0x40), st.ip_addresses(v=4).map(str)),
    st.tuples(st.sampled_from([5, 0x80, 0x81, 0x82]), st.none()),
    st.tuples(st.just(0x78), st.floats(width=32, allow_nan=False)),
    st.tuples(st.just(0x79), st.floats(allow_nan=False)),
)


def is_text(v):
    return all(c in b"\t\n\v\f\r" or 32 <= c < 127 for c in v)


@given(values)
def test_what_is_encoded_decodes_to_the_same(tv):
    t, v = tv
    found = frombytes_tvat(b"\xff" + tobytes_tv(t, v) + b"\xff", 1)
    if t == 4 and isinstance(v, bytes) and is_text(v):
        v = v.decode()
    assert found == (t, v) and type(found[1]) is type(v)
    if isinstance(v, float):
        assert math.copysign(1, v) == math.copysign(1, found[1])


@given(values)
def test_what_is_encoded_takes_the_fewest_octets_of_length(tv):
    b = tobytes_tv(*tv)
    n, k = frombytes_lenat(b, 0)
    assert len(b) == 1 + k + n and b[1 : 1 + k] == tobytes_len(n)
    if tv[0] in (2, 0x41, 0x42, 0x43, 0x46, 0x47):  # X.690 8.3.2
        assert n == 1 or (b[2], b[3] >> 7) not in ((0, 0), (255, 1))


@given(st.integers(0, 2**31 - 1))
@example(127)
@example(128)
def test_lengths_survive(n):
    assert frombytes_lenat(b"\x04" + tobytes_len(n), 0) == (n, len(tobytes_len(n)))


@given(st.binary(max_size=64), st.integers(0, 70))
def test_any_octets_give_a_value_or_the_one_error(b, ptr):
    try:
        t, v = frombytes_tvat(b, ptr)
    except BerError:
        return
    if t == 2 and v >> 31 == 1:  # unsigned, as some devices send it; not we
        return
    again = tobytes_tv(t, v)
    back = frombytes_tvat(again, 0)
    assert back == (t, v) or v != v  # NaN


@given(st.binary(max_size=80))
def test_any_octets_give_a_packet_or_the_one_error(b):
    try:
        p = SnmpPacket(b)
    except BerError:
        return
    assert repr(p)
    try:
        again = p.tobytes()
    except BerError:  # of an INTEGER past 2**31 - 1, which is not sent
        fields = [getattr(p, k, 0) for k in ("ver", "err_status", "err_id", "generic_trap")]
        fields += [getattr(p, "specific_trap", 0)]
        fields += [v for _, (t, v) in p.varbinds.items() if t == 2]
        assert max(fields) >> 31 == 1
        return
    assert SnmpPacket(again).tobytes() == again


packets = st.builds(
    lambda t, community, rid, bindings: (t, community, rid, bindings),
    st.sampled_from([0xA0, 0xA1, 0xA2, 0xA3]),
    st.one_of(text, octets),
    st.integers(-(2**31), 2**32 - 1),
    st.lists(st.tuples(oids, values), max_size=5),
)


@given(packets)
def test_packets_survive(made):
    t, community, rid, bindings = made
    p = SnmpPacket(t, community=community, id=rid)
    for binding in bindings:
        p.varbinds.append(binding)
    b = p.tobytes()
    q = SnmpPacket(b)
    assert q.tobytes() == b and q.id == rid and list(q.varbinds) == [oid for oid, _ in bindings]


BOX = Box()
REQUEST = SnmpPacket(0xA0, id=5, varbinds={BASE % 1: None, BASE % 4: None}).tobytes()


@given(st.binary(max_size=80))
def test_the_agent_answers_any_octets_with_a_reply_or_none(b):
    answer = BOX.agent.respond(b, None)
    assert answer is None or SnmpPacket(answer).type == 0xA2


@given(st.lists(st.tuples(st.integers(0, len(REQUEST) - 1), st.integers(0, 255)), max_size=4))
def test_the_agent_answers_a_changed_request_with_a_reply_or_none(changes):
    b = bytearray(REQUEST)
    for i, c in changes:
        b[i] = c
    logged = len(BOX.logged)
    answer = BOX.agent.respond(b)
    assert answer is None or SnmpPacket(answer).type == 0xA2
    assert len(BOX.logged) == logged  # nothing was caught that should not have been raised


@given(oids, oids)
def test_sort_keys_compare_as_oids_do(a, b):
    def numbers(oid):
        return [int(i) for i in oid.split(".")]

    keys = [sort_key(oid_octets(oid)) for oid in (a, b)]
    assert (keys[0] < keys[1]) == (numbers(a) < numbers(b))
    assert [key_oid(k) for k in keys] == [oid_octets(a), oid_octets(b)]


@given(octets)
def test_octets_have_a_sort_key_if_they_are_an_oid_as_we_encode_it(b):
    try:
        oid = frombytes_tvat(tobytes_tv(0x30, b).replace(b"0", b"\x06", 1), 0)[1]
    except BerError:
        assert sort_key(b) is None
        return
    if oid_octets(oid) == b:
        assert sort_key(b) is not None


@given(st.sets(oids, max_size=12), st.lists(oids, min_size=1, max_size=5))
def test_getnext_is_the_next_of_a_sorted_list(served, starts):
    mib = Mib()
    for oid in served:
        mib.scalar(oid, 2, 1)
    agent = Agent(mib, max_size=4000)
    in_order = sorted([int(i) for i in oid.split(".")] for oid in served)
    for start in (*starts, *served):
        if start.count(".") > 60:
            continue
        after = [oid for oid in in_order if oid > [int(i) for i in start.split(".")]]
        r = SnmpPacket(agent.respond(SnmpPacket(0xA1, varbinds={start: None}).tobytes()))
        if after:
            assert list(r.varbinds) == [".".join(map(str, after[0]))]
        else:
            assert (r.err_status, list(r.varbinds)) == (2, [start])


def test_a_community_that_cannot_be_encoded_is_in_no_error():
    for make in (
        lambda c: tobytes_tv(4, c),
        lambda c: SnmpPacket(0xA0, community=c).tobytes(),
        lambda c: Manager("127.0.0.1", c),
        lambda c: Manager("127.0.0.1", version=c),  # misplaced
    ):
        for community in ("secret\ud800", 48151623):
            try:
                make(community)
            except ValueError as e:
                while e:
                    assert "secret" not in repr(e) and "48151623" not in repr(e)
                    e = e.__context__
            else:
                raise AssertionError
