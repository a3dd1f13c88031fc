# What a store may hold. Portable.

from notifybox import HOST, KIND, OID, Box
from usnmp_notify import Target
from usnmp_base.store import Store
from util import forget

PATH = "notify-store-test.dat"


def kept_box(up):
    store = Store(PATH, ticks_ms=lambda: 0)
    return Box(Target(HOST, inform=True), store=store, up=lambda: up[0]), store


def bad(good):
    # One at a time, the longest first: the heap is small, and in one piece only at the start.
    yield good + good[12:] * 24  # more than a notification can be
    yield "f" * 2820
    for value in ({}, {"a": 1}, [], ["x"], [1 << 40], [-1], [[]], 1.5, True, -1, 1 << 70):
        yield value
    yield [ord(c) for c in good]
    yield "-0000001" + good[8:]
    yield good[:8] + "0000" + good[12:]
    yield good[:11] + "g"
    yield good + "z"
    yield "\x1b[2J"


def test_whatever_a_store_holds_under_our_keys_does_not_stop_the_boot():
    forget(PATH)
    try:
        box, store = kept_box([False])
        box.notify.send(KIND, [(OID, 4, "value")], keep=True)
        (good,) = [v for v in store.data.values() if v]
        for value in bad(good):
            store.data.clear()
            store.data["notify.0"] = value
            store.data["notify.7"] = good
            again = Box(Target(HOST), store=store)
            assert again.notify.pending == 1, value
            again.notify.send(KIND, keep=True)
            again.after(1)
            assert again.notify.pending == 0 and len(again.sent) == 2
            assert not [v for v in store.data.values() if v]
    finally:
        forget(PATH)


def test_what_is_kept_is_kept_though_ctrl_c_comes_while_it_is_sent():
    class Interrupt(BaseException):
        pass

    def up():
        raise Interrupt

    forget(PATH)
    try:
        box, store = kept_box([True])
        box.notify.up = up
        try:
            box.notify.send(KIND, keep=True)
        except Interrupt:
            pass
        assert len([v for v in store.data.values() if v]) == 1
    finally:
        forget(PATH)
