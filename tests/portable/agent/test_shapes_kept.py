# usnmp_agent.request_cache: what is kept, and how much of it.

from agentbox import BASE, GET, NEXT, SET
from shapesbox import box, request, value
from usnmp_mib import INT


def test_there_are_never_more_shapes_than_allowed_and_new_ones_get_their_turn():
    b = box(size=4)
    for n in range(20, 40):
        b.mib.scalar(BASE % n, INT, n)
    for n in range(20, 40):
        assert value(b, n) == n
        assert b.shapes.n <= 4
    kept = set(b.shapes._kept)
    for _ in range(4):
        for n in range(24, 40):
            b.ask(GET, BASE % n)
    assert set(b.shapes._kept) != kept and b.shapes.n <= 4


def test_nothing_but_a_get_that_was_answered_is_kept():
    b = box()
    for d in (
        request(NEXT, [BASE % 1]),
        request(SET, [(BASE % 5, (2, 1))], community="private"),
        request(GET, [BASE % 1], community="stranger"),
        request(GET, [BASE % 99]),  # noSuchName
        request(GET, [(BASE % 1, (2, 5))]),  # a value
        request(GET, [BASE % 1], err_status=1),
        request(GET, []),
        request(GET, [BASE % 1] * 12),  # long
        request(0xA5, [BASE % 1], ver=1, err_id=3),
    ):
        b.agent.respond(d)
        assert b.shapes.n == 0, d
