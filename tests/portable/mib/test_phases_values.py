# What a handler with phases commits to a constant is kept, with persist= for the next boot too;
# a file written beside and renamed; a relay armed and released. Portable.

import os
import time

from phasebox import BASE, Handler, agent_of, make, put
from usnmp_base.store import Store
from usnmp_mib import INT, OCTSTR, Mib
from util import forget

PATH = "%s/usnmpp%d" % (os.getenv("TMPDIR") or "/tmp", time.time_ns())


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return None


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
        assert box.now() == [21, 31, 2, 33] and box.calls[2:4] == [("a.commit", 21), ("c.commit", 33)]
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


class Page:
    # A file that is there as a whole, old or new.
    def test(self, text):
        with open(PATH + ".new", "w") as f:
            f.write(text)

    def commit(self, text):
        try:
            os.rename(PATH, PATH + ".old")
        except OSError:  # the first time there is none
            pass
        os.rename(PATH + ".new", PATH)

    def undo(self, text):
        forget(PATH)
        try:
            os.rename(PATH + ".old", PATH)
        except OSError:
            pass

    def cleanup(self):
        for end in (".new", ".old"):
            forget(PATH + end)


def test_a_file_is_written_beside_and_renamed():
    try:
        fail = {}
        mib = Mib()
        mib.scalar(BASE % 0, OCTSTR, lambda: read(PATH) or "", write=Page())
        mib.scalar(BASE % 1, INT, lambda: 0, write=Handler("b", [], fail))
        agent = agent_of(mib)
        fail["commit"] = OSError(5)
        for fails, status in (("commit", 14), ("test", 5)):
            for before in (None, "one"):
                if before:
                    assert put(agent, (0, before), (1, 0)) == (0, 0) and read(PATH) == before
                else:
                    forget(PATH)
                fail[fails] = OSError(5)
                assert put(agent, (0, "two"), (1, 0)) == (status, 2)
                assert (read(PATH), read(PATH + ".new"), read(PATH + ".old")) == (before, None, None)
    finally:
        forget(PATH)


class Relay:
    # A contactor with an interlock: armed before it switches, released whatever happens.
    def __init__(self):
        self.armed = self.free = True
        self.armed = False
        self.on = 0
        self.seen = []

    def test(self, v):
        if not self.free:
            raise ValueError("interlocked")
        self.armed = True

    def commit(self, v):
        self.seen.append((self.armed, v))
        self.on = v

    undo = commit

    def cleanup(self):
        self.armed = False


def test_a_relay_is_armed_and_released():
    relay = Relay()
    fail = {}
    agent = make(relay, Handler("b", [], fail))
    agent.mib.nodes.clear()
    agent.mib.keys.clear()
    agent.mib.scalar(BASE % 0, INT, lambda: relay.on, write=relay, range=(0, 1))
    agent.mib.scalar(BASE % 1, INT, lambda: 0, write=Handler("b", [], fail))
    assert put(agent, (0, 1)) == (0, 0) and relay.on and not relay.armed
    fail["commit"] = OSError(5)
    assert put(agent, (0, 0), (1, 5)) == (14, 2) and relay.on and not relay.armed
    assert relay.seen == [(True, 1), (True, 0), (True, 1)]
    relay.free = False
    assert put(agent, (0, 0)) == (10, 1) and relay.on and not relay.armed
    assert len(relay.seen) == 3
