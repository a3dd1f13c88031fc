# The rules of RFC 3584 4, one by one: error-status, exceptions, Counter64, GETBULK, tooBig, in
# both directions.

import pytest
from corebox import Bench, request

GET, NEXT, SET, BULK = 0xA0, 0xA1, 0xA3, 0xA5
INT, C32, C64, NO_OBJECT, NO_INSTANCE, END = 2, 0x41, 0x46, 0x80, 0x81, 0x82
A, B, C, D, E = ("1.3.6.1.4.1.9.%d" % i for i in range(1, 6))

# RFC 3584 4.4: SNMPv2 error-status -> SNMPv1
STATUS = {
    "noError": (0, 0), "tooBig": (1, 1), "noSuchName": (2, 2), "badValue": (3, 3),
    "readOnly": (4, 4), "genErr": (5, 5), "noAccess": (6, 2), "wrongType": (7, 3),
    "wrongLength": (8, 3), "wrongEncoding": (9, 3), "wrongValue": (10, 3), "noCreation": (11, 2),
    "inconsistentValue": (12, 3), "resourceUnavailable": (13, 5), "commitFailed": (14, 5),
    "undoFailed": (15, 5), "authorizationError": (16, 2), "notWritable": (17, 2),
    "inconsistentName": (18, 2), "one that is none": (19, 5),
}  # fmt: skip


def v1(type, varbinds, **more):
    return request(type, varbinds, ver=0, community="x@two", **more)


def v2(type, varbinds, **more):
    return request(type, varbinds, ver=1, community="x@one", **more)


def content(p):
    return p.type, p.err_status, p.err_id, list(p.varbinds.items())


@pytest.mark.parametrize("name", STATUS)
def test_an_error_status_of_v2_is_told_to_v1(name):
    given, told = STATUS[name]
    bench = Bench()
    bench.take(v1(SET, [(A, (INT, 1)), (B, (INT, 2))]))
    bench.reply([(A, (INT, 1)), (B, (INT, 2))], given, 2 if given else 0)
    p = bench.got()
    assert (p.ver, p.id, p.err_status, p.err_id) == (0, 77, told, 2 if given else 0)
    assert list(p.varbinds.items()) == [(A, (INT, 1)), (B, (INT, 2))]


@pytest.mark.parametrize("status", range(6))
def test_an_error_status_of_v1_is_told_to_v2_as_it_is(status):
    bench = Bench()
    bench.take(v2(SET, [(A, (INT, 1)), (B, (INT, 2))]))
    bench.reply([(A, (INT, 1)), (B, (INT, 2))], status, 2 if status else 0)
    p = bench.got()
    assert (p.ver, p.id, p.err_status) == (1, 77, status)
    # tooBig has no bindings: RFC 3416 4.2.1
    assert list(p.varbinds) == ([] if status == 1 else [A, B])


def test_too_big_of_v2_has_the_bindings_of_the_request_in_v1():
    bench = Bench()
    bench.take(v1(GET, [A, B]))
    bench.reply([], 1, 0)
    assert content(bench.got()) == (0xA2, 1, 0, [(A, (5, None)), (B, (5, None))])


@pytest.mark.parametrize("exception", [NO_OBJECT, NO_INSTANCE, C64])
def test_get_what_v1_cannot_have_is_no_such_name(exception):
    bench = Bench()
    bench.take(v1(GET, [A, B]))
    bench.reply([(A, (INT, 1)), (B, (exception, 5 if exception == C64 else None))])
    assert content(bench.got()) == (0xA2, 2, 2, [(A, (5, None)), (B, (5, None))])


def test_getnext_at_the_end_is_no_such_name_in_v1():
    bench = Bench()
    bench.take(v1(NEXT, [A, B]))
    bench.reply([(C, (INT, 1)), (B, (END, None))])
    assert content(bench.got()) == (0xA2, 2, 2, [(A, (5, None)), (B, (5, None))])


def test_getnext_goes_on_past_a_counter64():
    bench = Bench()
    bench.take(v1(NEXT, [A, B]))
    bench.reply([(B, (C64, 1)), (C, (INT, 3))])
    p, _ = bench.asked()
    assert p.type == BULK and list(p.varbinds) == [B]  # that alone, many at once
    bench.reply([(C, (C64, 2)), (D, (C32, 4)), (E, (INT, 5))])
    assert content(bench.got()) == (0xA2, 0, 0, [(D, (C32, 4)), (C, (INT, 3))])
    assert len(bench.sent) == 2


def test_getnext_past_counter64s_to_the_end_is_no_such_name():
    bench = Bench()
    bench.take(v1(NEXT, [A]))
    bench.reply([(B, (C64, 1))])
    bench.reply([(C, (C64, 2)), (C, (END, None))])
    assert content(bench.got()) == (0xA2, 2, 1, [(A, (5, None))])


def test_an_agent_that_goes_back_is_not_followed():
    bench = Bench()
    bench.take(v1(NEXT, [B]))
    bench.reply([(C, (C64, 1))])
    bench.reply([(A, (C64, 2))])
    assert content(bench.got())[:3] == (0xA2, 5, 1)


def test_an_agent_whose_counter64s_have_no_end_is_left():
    bench = Bench()
    bench.take(v1(NEXT, [A]))
    for i in range(600):
        if bench.back:
            break
        bench.reply([("1.3.6.1.4.1.9.5.%d" % i, (C64, 1))])
    assert content(bench.got())[:2] == (0xA2, 5) and i <= 500


def test_a_set_of_counter64_is_asked_of_nobody():
    bench = Bench()
    bench.take(v1(SET, [(A, (INT, 1)), (B, (C64, 1))]))
    assert content(bench.got())[:3] == (0xA2, 3, 2)  # badValue
    bench.take(v2(SET, [(A, (INT, 1)), (B, (C64, 1))]))
    assert content(bench.got())[:3] == (0xA2, 7, 2)  # wrongType
    assert not bench.sent


def test_get_what_v1_has_not_is_an_exception_in_v2():
    bench = Bench()
    bench.take(v2(GET, [A, B, C]))
    bench.reply([(A, (5, None)), (B, (5, None)), (C, (5, None))], 2, 2)
    assert list(bench.asked()[0].varbinds) == [A, C]
    bench.reply([(A, (5, None)), (C, (5, None))], 2, 2)
    bench.reply([(A, (INT, 1))])
    found = [(A, (INT, 1)), (B, (NO_INSTANCE, None)), (C, (NO_INSTANCE, None))]
    assert content(bench.got()) == (0xA2, 0, 0, found)


def test_getnext_past_the_end_of_v1_is_end_of_mib_view():
    bench = Bench()
    bench.take(v2(NEXT, [A, B]))
    bench.reply([(A, (5, None)), (B, (5, None))], 2, 1)
    bench.reply([(C, (INT, 3))])
    assert content(bench.got()) == (0xA2, 0, 0, [(A, (END, None)), (C, (INT, 3))])


def test_getnext_of_one_that_is_not_there_needs_no_index():
    bench = Bench()
    bench.take(v2(NEXT, [A]))
    bench.reply([(A, (5, None))], 2, 0)
    assert content(bench.got()) == (0xA2, 0, 0, [(A, (END, None))])


def test_another_error_of_v1_stands_where_the_request_had_it():
    bench = Bench()
    bench.take(v2(GET, [A, B, C]))
    bench.reply([(A, (5, None)), (B, (5, None)), (C, (5, None))], 2, 1)
    bench.reply([(B, (5, None)), (C, (5, None))], 5, 2)
    assert content(bench.got())[:3] == (0xA2, 5, 3)


def test_getbulk_is_as_many_getnexts_as_repetitions():
    bench = Bench()
    bench.take(v2(BULK, [A, B, C], a=1, b=3))
    bench.reply([(A + ".1", (INT, 1)), (B + ".1", (INT, 2)), (C + ".1", (INT, 3))])
    assert bench.asked()[0].type == NEXT
    assert list(bench.asked()[0].varbinds) == [B + ".1", C + ".1"]
    bench.reply([(B + ".2", (INT, 4)), (C + ".2", (INT, 5))])
    bench.reply([(B + ".3", (INT, 6)), (C + ".3", (INT, 7))])
    names = [A + ".1", B + ".1", C + ".1", B + ".2", C + ".2", B + ".3", C + ".3"]
    found = list(zip(names, [(INT, i) for i in range(1, 8)]))
    assert content(bench.got()) == (0xA2, 0, 0, found)


def test_getbulk_goes_on_with_columns_that_have_not_ended():
    bench = Bench()
    bench.take(v2(BULK, [A, B], b=3))
    bench.reply([(A + ".1", (INT, 1)), (B + ".1", (INT, 2))])
    bench.reply([(A + ".1", (5, None)), (B + ".1", (5, None))], 2, 1)
    bench.reply([(B + ".2", (INT, 3))])
    bench.reply([(B + ".2", (5, None))], 2, 1)
    assert content(bench.got()) == (
        0xA2, 0, 0,
        [(A + ".1", (INT, 1)), (B + ".1", (INT, 2)),
         (A + ".1", (END, None)), (B + ".2", (INT, 3)),
         (A + ".1", (END, None)), (B + ".2", (END, None))],
    )  # fmt: skip


@pytest.mark.parametrize("a, b, asked", [(0, 0, 0), (1, 0, 1), (2, 9, 2), (9, 9, 2), (-1, -1, 0)])
def test_getbulk_at_its_edges(a, b, asked):
    bench = Bench()
    bench.take(v2(BULK, [A, B], a=a, b=b))
    if asked:
        assert list(bench.asked()[0].varbinds) == [A, B][:asked]
        bench.reply([(C, (INT, 1)), (D, (INT, 2))][:asked])
    assert content(bench.got()) == (0xA2, 0, 0, [(C, (INT, 1)), (D, (INT, 2))][:asked])
    assert len(bench.sent) == (asked > 0)


def test_getbulk_ends_in_time():
    bench = Bench()
    bench.take(v2(BULK, [A], b=100))
    bench.reply([(B, (INT, 1))])
    bench.ms += 600  # more than half of what the agent has
    bench.reply([(C, (INT, 2))])
    assert content(bench.got()) == (0xA2, 0, 0, [(B, (INT, 1)), (C, (INT, 2))])


def test_getbulk_that_lost_its_agent_has_the_rows_before():
    bench = Bench()
    bench.take(v2(BULK, [A], b=100))
    bench.reply([(B, (INT, 1))])
    bench.wait(1001)
    bench.wait(1001)
    assert content(bench.got()) == (0xA2, 0, 0, [(B, (INT, 1))])
    assert not bench.core.flights.count


def test_getbulk_ends_where_a_frame_is_full():
    bench = Bench()
    bench.take(v2(BULK, [A], b=100))
    for i in range(100):
        if bench.back:
            break
        bench.reply([(A + ".%d" % i, (4, "x" * 200))])
    assert 5 <= len(bench.got().varbinds) <= 7 and len(bench.back[-1][0]) < 1472


def test_an_agent_of_v1_that_goes_back_ends_a_getbulk():
    bench = Bench()
    bench.take(v2(BULK, [B], b=100))
    bench.reply([(C, (INT, 1))])
    bench.reply([(A, (INT, 2))])
    assert content(bench.got()) == (0xA2, 0, 0, [(C, (INT, 1))])


def test_getbulk_of_v1_is_none():
    bench = Bench()
    bench.take(v1(BULK, [A]))
    assert not bench.sent and not bench.back and bench.core.malformed == 1


@pytest.mark.parametrize("version", [0, 1])
def test_within_a_version_all_but_community_and_id_is_as_it_came(version):
    bench = Bench()
    community = "x@" + ("one", "two")[version]
    # lengths in the long form, a value that is odd
    odd = b"\x30\x81\x11\x06\x81\x06+\x06\x01\x04\x01\x09\x04\x81\x05\xff\0\xff\0\xff"
    rest = b"\x02\x01\0\x02\x01\0\x30\x82\0" + bytes((len(odd),)) + odd
    head = b"\x02\x01%c\x04%c%b" % (version, len(community), community.encode())
    pdu = b"\x02\x08\0\0\0\0\0\0\0\x09" + rest
    body = head + b"\xa3%c" % len(pdu) + pdu
    bench.take(b"\x30%c" % len(body) + body)
    d = bench.sent[-1][1]
    assert d.endswith(rest) and b"public" in d and b"x@" not in d
    bench.answer(d.replace(b"\xa3", b"\xa2", 1), bench.targets[("one", "two")[version]])
    back = bench.back[-1][0]
    assert back == b"\x30%c" % len(body) + body.replace(b"\xa3", b"\xa2", 1)


def test_a_set_needs_a_route_that_may_write():
    bench = Bench()
    for route in bench.core.routes._by[False, b"x"]:
        route.write = False
    bench.take(v1(SET, [(A, (INT, 1))]))
    assert content(bench.got())[:3] == (0xA2, 2, 1)
    bench.take(v2(SET, [(A, (INT, 1))]))
    assert content(bench.got())[:3] == (0xA2, 6, 1)
    assert not bench.sent and bench.core.refused == 2
