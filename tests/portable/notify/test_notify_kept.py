# Notifications that are to survive a reboot. Portable.

from notifybox import HOST, KIND, OID, Box, ack
from usnmp_notify import Target
from usnmp_base.store import Store
from util import forget

SOURCE = (HOST, 162)
PATH = "notify-test.dat"


def kept_box(up, **kw):
    store = Store(PATH, ticks_ms=lambda: 0)
    targets = Target(HOST, inform=True), Target("192.0.2.2")
    return Box(*targets, store=store, up=lambda: up[0], **kw), store


def test_what_is_kept_is_sent_after_a_reboot_to_those_that_lack_it():
    forget(PATH)
    try:
        up = [True]
        box, store = kept_box(up)
        box.notify.send(KIND, [(OID, 2, 1)], keep=True)  # the trap is out, the inform in flight
        up[0] = False
        for i in range(2, 9):
            box.notify.send(KIND, [(OID, 4, "n%d" % i)], keep=i != 5)
        assert store.flush()
        up[0] = True
        box = store = None  # the heap has no room for two
        box, store = kept_box(up)
        assert box.notify.pending == 7 and not box.sent
        got = [[], []]
        for _ in range(20):
            while box.sent:
                target, p = box.sent.pop(0)
                assert p.varbinds.items()[0][1] == (0x43, 700)
                got[box.notify.targets.index(target)].append(p.varbinds[OID][1])
                box.inbox.append((ack(p), SOURCE))
            box.after(10)
        expected = ["n%d" % i for i in range(2, 9) if i != 5]
        assert got == [[1] + expected, expected], got
        assert box.notify.pending == 0 and len(box.results) == 13
        store.flush()
        box, store = kept_box(up)
        assert box.notify.pending == 0
    finally:
        forget(PATH)
