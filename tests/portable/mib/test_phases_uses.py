# What phases are for: a file written beside and renamed, a relay armed and released. Portable.

import os
import time

from phasebox import Handler
from setbox import BASE, agent_of, put
from usnmp_mib import INT, OCTSTR, Mib
from util import forget

PATH = "%s/usnmpp%d" % (os.getenv("TMPDIR") or "/tmp", time.time_ns())


def read(path):
    try:
        with open(path) as f:
            return f.read()
    except OSError:
        return None


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
                assert (read(PATH), read(PATH + ".new"), read(PATH + ".old")) == (
                    before,
                    None,
                    None,
                )
    finally:
        forget(PATH)


class Relay:
    # A contactor with an interlock: armed before it switches, released whatever happens.
    def __init__(self):
        self.free = True
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
    mib = Mib()
    mib.scalar(BASE % 0, INT, lambda: relay.on, write=relay, range=(0, 1))
    mib.scalar(BASE % 1, INT, lambda: 0, write=Handler("b", [], fail))
    agent = agent_of(mib)
    assert put(agent, (0, 1)) == (0, 0) and relay.on and not relay.armed
    fail["commit"] = OSError(5)
    assert put(agent, (0, 0), (1, 5)) == (14, 2) and relay.on and not relay.armed
    assert relay.seen == [(True, 1), (True, 0), (True, 1)]
    relay.free = False
    assert put(agent, (0, 0)) == (10, 1) and relay.on and not relay.armed
    assert len(relay.seen) == 3
