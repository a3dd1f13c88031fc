# Which notifications go when the queue is full, if some are to survive a reboot. Portable.

from notifybox import HOST, KIND, OID, Box
from usnmp_base.store import Store
from usnmp_notify import Target
from util import forget

PATH = "notify-full-test.dat"


def test_what_is_not_kept_goes_first_when_the_queue_is_full():
    forget(PATH)
    try:
        store = Store(PATH, ticks_ms=lambda: 0)
        targets = Target(HOST, inform=True), Target("192.0.2.2")
        box = Box(*targets, store=store, up=lambda: False, size=3)
        for i in range(6):
            box.notify.send(KIND, [(OID, 2, i)], keep=i in (0, 3))
        left = [n[1][-1] for n in box.notify._queue]
        assert left == [0, 3, 5] and box.notify.dropped == 3
        for i in range(6, 9):
            box.notify.send(KIND, [(OID, 2, i)], keep=True)
        assert [n[1][-1] for n in box.notify._queue] == [6, 7, 8]
        box.notify.send(KIND, [(OID, 2, 9)])  # all the others are kept
        assert [n[1][-1] for n in box.notify._queue] == [6, 7, 8]
        assert len([v for v in store.data.values() if v]) == 3
        assert len(store.data) <= 4  # bounded
    finally:
        forget(PATH)
