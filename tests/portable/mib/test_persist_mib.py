# Objects that survive a reboot: portable, runs on CPython and MicroPython.

import os
import time

from tablebox import ask
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_base.store import Store

PATH = "%s/usnmpm%d.dat" % (os.getenv("TMPDIR") or "/tmp", time.time_ns())
NAME = "1.3.6.1.2.1.1.5.0"
OWN = "1.3.6.1.4.1.8072.9999.9999.1.0"


def boot():
    store = Store(PATH)
    mib = Mib()
    system(mib, lambda: 0, name="first", persist=store)
    mib.scalar(OWN, INT, 20, persist=store, range=(0, 99))
    return store, Agent(mib, "public", "private", max_size=300, log=lambda text: None)


def test_what_is_set_is_there_after_the_next_boot():
    try:
        store, agent = boot()
        assert ask(agent, 0xA0, NAME).varbinds[NAME] == (4, "first")
        for oid, tv, status in (
            (NAME, (4, "second"), 0),
            (OWN, (2, 30), 0),
            (OWN, (2, 100), 10),
            (OWN, (4, "x"), 7),
        ):
            assert ask(agent, 0xA3, (oid, tv), "private").err_status == status
        assert store.flush() and not store.flush()
        store, agent = boot()
        assert ask(agent, 0xA0, NAME).varbinds[NAME] == (4, "second")
        assert ask(agent, 0xA0, OWN).varbinds[OWN] == (2, 30)
    finally:
        os.remove(PATH)
