# What a handler with phases commits to a constant is kept, with persist= for the next boot too.
# Portable: CPython and MicroPython.

import os
import time

from phasebox import Handler
from setbox import BASE, agent_of, put
from usnmp_base.store import Store
from usnmp_mib import INT, Mib
from util import forget

PATH = "%s/usnmpp%d" % (os.getenv("TMPDIR") or "/tmp", time.time_ns())


class Boot:
    # A store, a persisted constant with a handler, one without, and a handler to fail.
    def __init__(self, fail=None):
        self.calls = []
        self.store = Store(PATH)
        self.mib = mib = Mib()
        mib.scalar(BASE % 0, INT, 20, write=Handler("a", self.calls), persist=self.store)
        mib.scalar(BASE % 1, INT, 30, persist=self.store)
        mib.scalar(BASE % 2, INT, lambda: 2, write=Handler("b", self.calls, fail))
        mib.scalar(BASE % 3, INT, 3, write=Handler("c", self.calls))
        self.agent = agent_of(mib)

    def now(self):
        return [node[1]() for _, node in sorted(self.mib.nodes.items())]


def test_a_constant_has_what_was_committed_and_a_store_keeps_it():
    try:
        box = Boot()
        assert box.now() == [20, 30, 2, 3]
        assert put(box.agent, (0, 21), (1, 31), (3, 33)) == (0, 0)
        assert box.now() == [21, 31, 2, 33] and box.calls[2:4] == [
            ("a.commit", 21),
            ("c.commit", 33),
        ]
        assert box.store.flush()
        assert Boot().now() == [21, 31, 2, 3]
    finally:
        forget(PATH)


def test_nothing_is_stored_of_what_is_not_committed_as_a_whole():
    try:
        for phase, status in (("test", 5), ("commit", 14)):
            box = Boot({phase: OSError(5)})
            assert put(box.agent, (0, 21), (1, 31), (3, 33), (2, 1)) == (status, 4)
            assert box.now() == [20, 30, 2, 3]
            box.store.flush()
            assert Boot().now() == [20, 30, 2, 3]
    finally:
        forget(PATH)


def test_a_constant_has_the_old_value_until_all_is_committed():
    seen = []

    class Last:
        def commit(self, v):
            seen.append(box.now()[0])
            box.store.flush()

    try:
        box = Boot()
        box.mib.scalar(BASE % 4, INT, 0, write=Last())
        assert put(box.agent, (0, 21), (4, 1)) == (0, 0)
        assert seen == [20] and box.now()[0] == 21 and Boot().now()[0] == 20
        assert box.store.flush() and Boot().now()[0] == 21
    finally:
        forget(PATH)
