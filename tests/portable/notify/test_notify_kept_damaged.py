# Notifications that were to survive a reboot and were damaged. Portable.

from notifybox import HOST, KIND, OID, Box
from usnmp_base.store import Store
from usnmp_notify import Target
from util import forget

PATH = "notify-test.dat"


def test_damaged_content_does_not_stop_the_boot():
    forget(PATH)
    try:
        store = Store(PATH, ticks_ms=lambda: 0)
        box = Box(Target(HOST), store=store, up=lambda: False)
        box.notify.send(KIND, [(OID, 4, "value")], keep=True)
        (good,) = [v for v in store.data.values() if v]
        bad = ["", 5, "x", "0" * 12, good[:-1], good[:-2], good + "00", good[:12] + "zz", None]
        bad += [good[:8] + "0000" + good[12:], good[:8] + "fff0" + good[12:]]
        for i in range(-len(bad), len(good) // 2):
            spoilt = bad[i] if i < 0 else good[: 2 * i] + "ff" + good[2 * i + 2 :]
            store.data.clear()
            store.data["notify.0"] = spoilt
            store.data["notify.1"] = good
            again = Box(Target(HOST), store=store)
            assert 1 <= again.notify.pending <= 2, spoilt
            again.after(1)
            assert again.notify.pending == 0 and again.sent
    finally:
        forget(PATH)
