# Informs: acknowledged, repeated, given up. Portable.

from notifybox import HOST, KIND, OID, Box, ack
from usnmp_notify import Target

SOURCE = (HOST, 162)


def test_an_inform_is_done_when_it_is_acknowledged():
    box = Box(Target(HOST, inform=True))
    told = []
    box.notify.send(KIND, [(OID, 2, 1)], result=lambda *a: told.append(a))
    p = box.sent[0][1]
    assert p.type == 0xA6 and not told and box.notify.pending == 1
    box.inbox.append((ack(p), SOURCE))
    box.notify.poll()
    assert told == [(box.sent[0][0], True)] and box.notify.acknowledged == 1
    box.inbox.append((ack(p), SOURCE))  # once more
    assert box.after(200000, 1000) == [] and len(told) == 1
    assert box.notify.ignored == 1 and box.notify.pending == 0


def test_back_off_doubles_whether_it_is_polled_often_or_just_in_time():
    for step in (7, 100, 0):
        box = Box(Target(HOST, inform=True, timeout_ms=1500, retries=3))
        box.notify.send(KIND)
        first = box.sent[0][1].tobytes()
        for wait in (1500, 3000, 6000):
            assert box.after(wait - 1, step) == []
            assert [p.tobytes() for p in box.after(1)] == [first]  # the same request-id
        assert box.after(11999, step) == [] and not box.results
        assert box.after(1) == [] and box.oks() == [False]
        assert box.notify.failed == 1 and box.notify.pending == 0 and box.notify.sent == 4


def test_the_back_off_is_at_most_a_minute():
    box = Box(Target(HOST, inform=True, retries=8))
    box.notify.send(KIND)
    assert len(box.after(600000, 1000)) == 8 and box.oks() == [False]
    box = Box(Target(HOST, inform=True, retries=8))
    box.notify.send(KIND)
    box.after(93000 + 1500, 100)
    assert box.after(59900) == [] and len(box.after(100)) == 1


def test_when_one_is_given_up_an_acknowledgement_of_another_still_counts():
    box = Box(Target(HOST, inform=True, retries=0))
    box.notify.send(KIND)
    box.after(1000)
    box.notify.send(0)
    assert box.after(500) == [] and box.oks() == [False]
    box.inbox.append((ack(box.sent[1][1]), SOURCE))
    box.after(1)
    assert box.oks() == [False, True]


def test_polled_late_it_first_takes_the_acknowledgement():
    box = Box(Target(HOST, inform=True, retries=0))
    box.notify.send(KIND)
    box.inbox.append((ack(box.sent[0][1]), SOURCE))
    box.after(100000)
    assert box.oks() == [True] and box.notify.failed == 0


def test_an_acknowledgement_of_the_first_try_counts_after_the_second():
    box = Box(Target(HOST, inform=True))
    box.notify.send(KIND)
    box.after(1500)
    box.inbox.append((ack(box.sent[0][1]), SOURCE))
    box.after(1)
    assert box.oks() == [True]


def test_what_is_no_acknowledgement_is_ignored_and_counted():
    box = Box(Target(HOST, inform=True))
    box.notify.send(KIND, [(OID, 4, "value")])
    p = box.sent[0][1]
    good = ack(p)
    bad = [
        (good, ("192.0.2.9", 162)),
        (good, (HOST, 1162)),
        (ack(p, id=p.id + 1), SOURCE),
        (ack(p, community="private"), SOURCE),
        (good.replace(b"\x02\x01\x01\x04", b"\x02\x01\x00\x04"), SOURCE),  # SNMPv1
        (p.tobytes(), SOURCE),  # the inform itself
        (b"\x30\x80" + good[2:], SOURCE),
        (b"\xff" * 40, SOURCE),
    ]
    bad += [(good[:i], SOURCE) for i in range(len(good))]
    for item in bad:
        box.inbox.append(item)
        box.notify.poll()
    assert box.notify.ignored == len(bad) and not box.results
    # Lengths the long way are legal, and octets behind the message are ignored
    long = b"\x30\x82" + bytes((0, len(good) - 2)) + good[2:] + b"\x00\x00"
    box.inbox.append((long, SOURCE))
    box.notify.poll()
    assert box.oks() == [True]


def test_no_octets_at_all_raise():
    box = Box(Target(HOST, inform=True))
    box.notify.send(KIND)
    good = ack(box.sent[0][1])
    seed = 1
    for _ in range(300):
        data = bytearray(good)
        for _ in range(3):
            seed = (seed * 1103515245 + 12345) & 0x3FFFFFFF
            data[(seed >> 8) % len(data)] = seed >> 16 & 255
        box.notify._acknowledge(bytes(data), SOURCE)


def test_an_error_status_is_a_failure():
    box = Box(Target(HOST, inform=True))
    box.notify.send(KIND)
    box.inbox.append((ack(box.sent[0][1], status=1), SOURCE))
    box.notify.poll()
    assert box.oks() == [False] and box.notify.failed == 1 and box.notify.acknowledged == 0


def test_only_an_inform_that_was_sent_can_be_acknowledged():
    trap, inform = Target(HOST), Target(HOST, inform=True)
    box = Box(trap, inform)
    for _ in range(5):
        box.notify.send(KIND)
    for t, p in box.sent:
        if t is trap:
            box.inbox.append((ack(p), SOURCE))
    box.after(1)
    assert box.notify.acknowledged == 0 and box.notify.ignored == 5
    assert len({p.id for _, p in box.sent}) == len(box.sent) == 9


def test_at_most_four_are_in_flight():
    box = Box(Target(HOST, inform=True))
    for i in range(10):
        box.notify.send(KIND, [(OID, 2, i)])
    assert len(box.sent) == 4
    box.inbox.append((ack(box.sent[1][1]), SOURCE))
    (p,) = box.after(1)
    assert p.varbinds[OID] == (2, 4)
    a, b = Target(HOST, inform=True), Target("192.0.2.2", inform=True)
    box = Box(a, b, Target("192.0.2.3"))
    for i in range(5):
        box.notify.send(KIND)
    assert [[t for t, _ in box.sent].count(t) for t in box.notify.targets] == [2, 2, 5]
    # A target that is dead does not keep those of another waiting.
    for _ in range(5):
        for t, p in box.sent:
            if t is b:
                box.inbox.append((ack(p), ("192.0.2.2", 162)))
        box.after(10)
    assert [t for _, t, ok in box.results if ok].count(b) == 5


def test_another_kind_of_target_needs_a_message_and_a_reply():
    class Other(Target):
        # As SNMPv3: its first answer asks for another try.
        def __init__(self):
            self.host, self.port, self.inform = HOST, 162, True
            self.timeout_ms, self.retries = 1000, 1
            self.asked = []

        def message(self, request_id, body, agent_addr):
            self.asked.append(request_id)
            return Target("").message(request_id, body, None)

        def reply(self, datagram):
            return self.asked[0], {b"discover": None, b"ok": 0}[datagram]

    other = Other()
    box = Box(other)
    box.notify.send(KIND)
    box.inbox.append((b"discover", SOURCE))
    box.notify.poll()
    assert len(box.sent) == 2 and not box.results
    box.inbox.append((b"ok", SOURCE))
    box.notify.poll()
    assert box.oks() == [True] and len(other.asked) == 2
