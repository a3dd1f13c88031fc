# SNMPv3's informs, several on their way to one target. Portable.

from usnmp_notify import Target
from wirebox import HOST, KIND, OID, Wire, user


def informs(level=None, retries=5, **kw):
    return Target(HOST, user=user(**kw), level=level, inform=True, retries=retries)


def test_informs_to_one_target_share_what_is_discovered():
    box = Wire(informs(), users=[user()])
    box.keeps = False
    for i in range(6):
        box.notify.send(KIND, [(OID, 2, i)])
    assert len(box.wire) == 2  # one asks, the others wait
    box.after(100, 10)
    assert box.oks == [True] * 6 and len(box.wire) == 2 + 12
    assert sorted([n.varbinds[0].value for n in box.got]) == list(range(6))


def test_who_waited_for_another_s_discovery_goes_on_when_that_one_is_dropped():
    box = Wire(informs(), users=[user()])
    box.notify.size = 1
    box.lose = "up"
    box.notify.send(KIND, [(OID, 2, 1)])
    box.notify.send(KIND, [(OID, 2, 2)])
    box.lose = ""
    box.after(5000)
    assert box.oks == [False, True] and [n.varbinds[0].value for n in box.got] == [2]


def test_lost_datagrams_are_made_up_for_and_no_inform_arrives_twice():
    box = Wire(informs(), users=[user()])
    box.notify.send(KIND)
    box.after(100, 10)
    box.lose = "down"
    box.notify.send(KIND)
    box.after(5000)
    box.lose = ""
    box.after(20000)
    assert box.oks == [True, True] and len(box.got) == 2
    assert box.receiver.duplicates == box.notify.sent - 3 >= 2  # and the one that asked
    tries = box.ups()[2:]
    assert len({d[:12] for d in tries}) == len({d[-60:] for d in tries}) == len(tries)


def test_an_inform_survives_an_outage():
    box = Wire(informs(), users=[user()])
    up = [True]
    box.notify.up = lambda: up[0]
    box.notify.send(KIND)
    box.after(100, 10)
    up[0] = False
    box.notify.send(KIND)
    box.after(3600000, 10000)
    assert box.oks == [True]
    box.receives([user()], 2)  # and the receiver was down, too
    up[0] = True
    box.after(100, 10)
    assert box.oks == [True, True] and len(box.got) == 2
