# Too little memory to keep a notification. Portable; on its own, for the heap.

import usnmp_notify.stored as usnmp_notify_kept
from notifybox import HOST, KIND, OID, Box
from usnmp_notify import Target
from usnmp_base.store import Store
from util import forget

PATH = "notify-memory-test.dat"


def kept_box(up):
    store = Store(PATH, ticks_ms=lambda: 0)
    return Box(Target(HOST, inform=True), store=store, up=lambda: up[0]), store


def test_without_memory_to_keep_it_is_sent_and_counted_and_nothing_raises():
    forget(PATH)
    binascii = usnmp_notify_kept.binascii

    class No:
        def hexlify(data):
            raise MemoryError

        unhexlify = hexlify

    try:
        box, store = kept_box([False])
        box.notify.send(KIND, [(OID, 4, "a")], keep=True)
        usnmp_notify_kept.binascii = No
        assert box.notify.send(KIND, [(OID, 4, "b")], keep=True)
        assert store.failures == 1 and box.notify.pending == 2
        # A boot without memory for it leaves it in the store, and its key to nothing else
        again = Box(Target(HOST), store=store)
        assert again.notify.pending == 0 and store.failures == 2
        usnmp_notify_kept.binascii = binascii
        again.notify.up = lambda: False
        again.notify.send(KIND, [(OID, 4, "c")], keep=True)
        again = Box(Target(HOST), store=store)
        assert sorted([p.varbinds[OID][1] for p in again.after(1)]) == ["a", "c"]
    finally:
        usnmp_notify_kept.binascii = binascii
        forget(PATH)
