# What strangers may do to a notifier with informs under way: send as fast as it reads, guess.
# Portable.

from notifybox import HOST, KIND, OID, Box, ack
from usnmp_notify import Target

OTHER = "192.0.2.2"


def test_a_flood_does_not_keep_poll_and_what_waits_is_served():
    box = Box(Target(HOST, inform=True), Target(OTHER))
    asked = [0]

    def flood(size, timeout_ms):
        asked[0] += 1
        assert asked[0] < 1000
        return b"0" * 40, (HOST, 162)

    box.notify.send(KIND)
    box.recv = flood
    box.notify.send(KIND, [(OID, 2, 1)])
    box.after(1500)  # the first inform once more
    assert asked[0] <= 16 and box.notify.ignored == asked[0]
    box.notify.poll(1000)
    assert asked[0] <= 48 and box.notify.sent == 6


def test_request_ids_are_random_and_of_one_notification_at_a_time():
    box = Box(Target(HOST, inform=True, retries=50), Target(OTHER, inform=True, retries=50))
    ids = []
    sent = 0
    for _ in range(20):
        box.notify.send(KIND)
        box.after(3000, 500)
        box.inbox += [(ack(p), (t.host, 162)) for t, p in box.sent[-2:]]
        for _, p in box.sent:
            if p.id not in ids:
                ids.append(p.id)
        sent += len(box.sent)
        box.sent = []
    assert sent > len(ids) > 20  # what is repeated keeps its own
    steps = [b - a for a, b in zip(ids, ids[1:])]
    assert len(set(steps)) == len(steps) and all(abs(step) > 1 for step in steps)
    assert all(0 < i < 1 << 30 for i in ids) and max(ids) - min(ids) > 1 << 20
