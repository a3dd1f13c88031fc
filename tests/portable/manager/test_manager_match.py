# Which datagrams a manager takes for the response, and when it asks again.

from managerbox import Box
from usnmp import SnmpPacket
from usnmp_manager import NoResponse
from util import raises

A = "1.3.6.1.2.1.1.1.0"


def box(tamper):
    return Box({A: (4, "descr")}, tamper)


def changed(answer, **kw):
    p = SnmpPacket(answer)
    for k, v in kw.items():
        setattr(p, k, v)
    return p.tobytes()


def test_only_the_response_is_taken():
    wrong = []

    def tamper(n, answer):
        p = SnmpPacket(answer)
        wrong.extend(
            [
                changed(answer, id=p.id + 1),
                changed(answer, id=-1),
                changed(answer, community="other"),
                changed(answer, ver=0),
                changed(answer, type=0xA0),
                changed(answer, type=0xA8),
                SnmpPacket(0xA4).tobytes(),
                b"",
                b"junk",
                answer[:-1],
                b"\x30\x84\x7f\xff\xff\xff",
            ]
        )
        return [(w, b.address) for w in wrong] + [(answer, b.address)]

    b = box(tamper)
    m = b.manager()
    assert m.get(A).value == "descr"
    assert m.strays == len(wrong) and len(b.asked) == 1


def test_a_response_from_another_source_is_not_taken():
    def tamper(n, answer):
        return [(answer, "another")]

    b = box(tamper)
    m = b.manager(retries=2)
    raises(NoResponse, m.get, A)
    assert m.strays == 3 and len(b.asked) == 3


def test_a_late_response_is_not_taken_by_the_next_request():
    late = []

    def tamper(n, answer):
        late.append((answer, b.address))
        return [] if n == 1 else list(late)

    b = box(tamper)
    m = b.manager(retries=0)
    raises(NoResponse, m.get, A)
    b.objects[A] = (4, "newer")
    assert m.get(A).value == "newer"
    assert m.strays == 1


def test_a_duplicate_is_not_taken_by_the_next_request():
    def tamper(n, answer):
        return [(answer, b.address)] * 3

    b = box(tamper)
    m = b.manager()
    for i in range(5):
        b.objects[A] = (4, "now %d" % i)
        assert m.get(A).value == "now %d" % i
    assert m.strays == 2 * 4


def test_a_retry_is_the_same_message_so_that_the_answer_to_the_first_try_counts():
    kept = []

    def tamper(n, answer):
        kept.append(answer)
        return [] if n < 3 else [(kept[0], b.address)]

    b = box(tamper)
    assert b.manager().get(A).value == "descr"
    assert len(b.asked) == 3 and len(set(kept)) == 1


def test_request_ids_differ_from_one_request_to_the_next():
    b = box(None)
    m = b.manager()
    for _ in range(50):
        m.get(A)
    ids = [SnmpPacket(datagram).id for datagram in b.asked]
    assert len(set(ids)) == 50 and min(ids) > 0 and max(ids) < 1 << 30


def test_no_response_after_all_retries_each_with_its_time():
    b = box(lambda n, answer: [])
    m = b.manager(timeout_ms=700, retries=4)
    start = b.now
    e = raises(NoResponse, m.get, A)
    assert b.now - start == 5 * 700 and len(b.asked) == 5
    assert str(e) == "no response from 127.0.0.1" and (e.status, e.index, e.oid) == (0, 0, None)


def test_strays_do_not_lengthen_the_wait():
    b = box(lambda n, answer: [(b"junk", b.address)] * 150)
    m = b.manager(timeout_ms=100, retries=1)
    start = b.now
    raises(NoResponse, m.get, A)
    assert b.now - start == 200


def test_the_clock_may_wrap_while_waiting():
    b = box(lambda n, answer: [(b"junk", b.address)] * 10 + [(answer, b.address)])
    m = b.manager(timeout_ms=100, retries=0)
    b.now = 0x3FFFFFFF - 5
    assert m.get(A).value == "descr"


def test_what_cannot_be_sent_is_tried_again_and_then_told():
    b = box(None)
    m = b.manager(retries=3)
    down = [1, 1]
    send = b.send
    b.send = lambda *a: False if down and down.pop() else send(*a)
    assert m.get(A).value == "descr" and len(b.asked) == 1
    down = [1] * 4
    assert str(raises(NoResponse, m.get, A)) == "cannot send to 127.0.0.1"


def test_it_closes_its_socket():
    b = box(None)
    with b.manager() as m:
        m.get(A)
    assert b.arriving is None
