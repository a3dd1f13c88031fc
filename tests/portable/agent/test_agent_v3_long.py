# Answers and requests as long as they may be: portable.

from agent3box import BASE, Box
from messagebox import DESCR, num, pdu, scoped, tlv

ONE = BASE + b"\x01\0"


def sizes(b, size, body):
    return b.ask(b.private(scoped(body), size=num(size)))


def test_requests_of_every_length_up_to_the_longest():
    b = Box()
    for n in range(1, 45):
        binding = tlv(48, tlv(6, DESCR), b"\x05\0")
        data = scoped(tlv(0xA0, num(1), num(0), num(0), tlv(48, binding * n)))
        d = b.private(data)
        if len(d) > 600:
            assert n > 30
            b.dropped(d, counter=6)  # a socket would cut it
            continue
        r = b.ask(d)
        assert len(r.bindings) == n if r.error == (0, 0) else r.error == (1, 0) and n > 20


def test_no_answer_is_longer_than_the_other_side_takes():
    b = Box(1400)
    two = tlv(
        48, tlv(48, tlv(6, BASE + b"\x02\0"), b"\5\0"), tlv(48, tlv(6, BASE + b"\x03\0"), b"\5\0")
    )
    both = tlv(0xA0, num(1), num(0), num(0), two)
    for size in (484, 600, 850):
        r = sizes(b, size, both)
        assert r.error == (1, 0) and r.bindings == [], size  # tooBig
    for size in (1000, 1400, 65507, 2**31 - 1):
        assert sizes(b, size, both).error == (0, 0)
    for size in (600, 700, 850, 1000, 1400):
        d = b.agent.respond(b.private(scoped(pdu(0xA5, ONE, b=9)), size=num(size)))
        assert len(d) <= size
        r = sizes(b, size, pdu(0xA5, ONE, b=9))
        assert r.error == (0, 0) and len(r.bindings) >= (1 if size < 1000 else 2)
