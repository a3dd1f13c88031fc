# The notifier while there is no network: it waits, drops the oldest. Portable.

from notifybox import HOST, KIND, OID, Box, ack
from usnmp_notify import Target

SOURCE = (HOST, 162)


def values(packets):
    return [p.varbinds[OID][1] for p in packets]


def test_while_it_is_down_nothing_is_sent_and_no_try_counts():
    up = [False]
    box = Box(Target(HOST, inform=True, retries=1), Target("192.0.2.2"), up=lambda: up[0])
    box.notify.send(KIND, [(OID, 2, 1)])
    box.ticks = 800000
    assert box.after(20 * 86400000, 3600000) == [] and box.tries == 0 and box.notify.pending == 1
    up[0] = True
    inform, trap = box.after(10)
    assert trap.varbinds.items()[0][1] == (0x43, 700)  # when it happened, not when it was sent
    assert box.oks() == [True]
    up[0] = False
    box.after(3600000, 1000)
    up[0] = True
    assert len(box.after(1)) == 1  # again, and not as its last try
    assert len(box.after(1500)) == 1
    box.inbox.append((ack(inform), SOURCE))
    box.after(1)
    assert box.oks() == [True, True] and box.notify.failed == 0


def test_a_send_that_fails_is_tried_again_with_back_off():
    box = Box()
    box.fails = True
    box.notify.send(KIND, [(OID, 2, 0)])
    box.notify.send(KIND, [(OID, 2, 1)])
    assert box.tries == 1  # the target waits, not each notification
    box.after(999, 100)
    assert box.tries == 1
    box.after(1)
    assert box.tries == 2
    box.after(1999, 100)
    assert box.tries == 2
    box.after(300000, 1000)
    assert 8 < box.tries < 14 and box.notify.sent == 0 and not box.results
    box.fails = False
    assert values(box.after(60000)) == [0, 1]  # in order
    assert box.oks() == [True, True] and box.notify.pending == 0


def test_when_it_is_up_again_it_does_not_wait_for_a_back_off():
    up = [True]
    box = Box(up=lambda: up[0])
    box.fails = True
    box.notify.send(KIND)
    box.after(200000, 500)
    up[0] = False
    box.after(1000)
    box.fails = False
    up[0] = True
    assert len(box.after(1)) == 1


def test_what_is_dropped_when_the_network_is_back_is_not_sent_before():
    up = [False]
    box = Box(Target(HOST, inform=True), size=3, up=lambda: up[0])
    for i in range(3):
        box.notify.send(KIND, [(OID, 2, i)])
    up[0] = True
    box.notify.send(KIND, [(OID, 2, 3)])
    assert box.notify.dropped == 1 and box.oks() == [False]
    assert values([p for _, p in box.sent]) == [1, 2, 3]


def test_the_oldest_is_dropped_and_counted():
    box = Box(Target(HOST), Target("192.0.2.2", inform=True), size=3, up=lambda: box.ticks > 1000)
    for i in range(5):
        box.notify.send(KIND, [(OID, 2, i)])
    assert box.notify.pending == 3 and box.notify.dropped == 2
    assert box.oks() == [False] * 4  # two targets each
    box.ticks = 2000
    assert sorted(values(box.after(1))) == [2, 2, 3, 3, 4, 4]
    assert box.notify.failed == 0
