# SNMPv3's informs to a receiver that starts anew. Portable.

from usnmp_notify import Target
from wirebox import HOST, KIND, OID, RECEIVER, Wire, user


def informs(level=None, retries=5, **kw):
    return Target(HOST, user=user(**kw), level=level, inform=True, retries=retries)


def test_a_receiver_that_starts_anew_is_met_again():
    for boots, id in ((2, RECEIVER), (1, "80001f88056e6577")):
        box = Wire(informs(retries=0), users=[user()])
        box.after(1000000, 100000)  # it has its boots and its time from this
        box.notify.send(KIND)
        box.after(100, 10)
        box.receives([user()], boots, id)
        for i in range(4):
            box.notify.send(KIND, [(OID, 2, i)])
        box.after(100, 10)
        assert box.oks == [True] * 5 and len(box.got) == 5, box.bad
        assert box.bad == (["window"] if boots == 2 else ["engine"]) * len(box.bad)


def test_a_receiver_that_has_lost_count_of_its_boots_is_followed():
    # Boots are to grow. But its report is authentic, and has the msgID of what was sent just now:
    # it is no old one.
    box = Wire(informs(retries=1), users=[user()])
    box.after(1000000, 100000)
    box.notify.send(KIND)
    box.after(100, 10)
    box.receives([user()], 1)
    box.notify.send(KIND)
    box.after(10000)
    assert box.oks == [True, True]
