# Users kept by usm_user_store, when the configuration has changed meanwhile. Portable.

from agent3box import KEY
from usmbox import PATH, box
from messagebox import ENGINE
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.usm_user_table import usm_user_table
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)


def served(user, engine, store):
    # An agent with that user alone; what it logs
    logged = []
    mib = Mib()
    agent = Agent(mib, None, None, 1000, logged.append)
    agent.engine = Engine(engine, 5)
    agent.allow(user)
    usm_user_table(mib, agent, store)
    return sorted([keys.user.name for keys in agent.v3.users.values()]), logged


def test_configuration_that_was_changed_counts():
    b = box()
    b.clone(b"a")
    b.set((_AUTH_KEY, b"reader", b.change(b"reader")))
    store = b.store

    def user(name="reader", key=KEY, engine=ENGINE, priv="AES"):
        keys = (key, key if priv else None, engine)
        return User(name, "SHA", None, priv, None, keys[0], keys[1], keys[2])

    assert served(user(), ENGINE, store) == ([b"a", b"reader"], [])
    # another key, another protocol: the clone stays
    for other in (user(key=bytes(20)), user(priv=None)):
        names, logged = served(other, ENGINE, store)
        assert names == [b"a", b"reader"]
        assert len(logged) == 1 and "usmUser.726561646572" in logged[0]
    # who it was cloned from is not there any more; and it is configured itself
    names, logged = served(user("a"), ENGINE, store)
    assert names == [b"a"] and len(logged) == 2
    other = b"\x80\0\x1f\x88\x05other"
    names, logged = served(user(engine=other), other, store)
    assert names == [b"reader"] and len(logged) == 2
    forget(PATH)
