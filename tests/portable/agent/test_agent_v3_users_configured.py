# Users kept by usm_user_store, when the configuration has changed meanwhile. Portable.

from agent3box import KEY
from usmbox import PATH, box
from messagebox import ENGINE
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.usm_user_table import usm_user_table
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from usnmp_base.store import Store
from util import forget
from usnmp_base.varbind import const

# Columns, values and errors; const, for they are in the heap otherwise
_AUTH_KEY = const(6)


# A function for each agent: what it took is free when the next begins.


def kept():
    """The records of a clone "a", and of "reader", whose key was changed."""
    b = box()
    b.clone(b"a")
    b.set((_AUTH_KEY, b"reader", b.change(b"reader")))
    forget(PATH)
    return b.store.data


def user(name="reader", key=KEY, engine=ENGINE, priv="AES"):
    return User(name, "SHA", None, priv, None, key, key if priv else None, engine)


def served(data, user, engine=ENGINE):
    # An agent with that user alone; what it logs
    logged = []
    mib = Mib()
    agent = Agent(mib, None, None, 1000, logged.append)
    agent.engine = Engine(engine, 5)
    agent.allow(user)
    store = Store("no-such-file")
    store.data = dict(data)
    usm_user_table(mib, agent, store)
    return sorted([keys.user.name for keys in agent.v3.users.values()]), logged


def test_configuration_that_is_as_it_was():
    assert served(kept(), user()) == ([b"a", b"reader"], [])


def test_another_key_or_protocol_counts_and_the_clone_stays():
    data = kept()
    for other in (user(key=bytes(20)), user(priv=None)):
        names, logged = served(data, other)
        assert names == [b"a", b"reader"]
        assert len(logged) == 1 and "usmUser.726561646572" in logged[0]


def test_who_was_cloned_and_is_configured_now_counts():
    # who it was cloned from is not there any more
    names, logged = served(kept(), user("a"))
    assert names == [b"a"] and len(logged) == 2


def test_another_engine_counts():
    other = b"\x80\0\x1f\x88\x05other"
    names, logged = served(kept(), user(engine=other), other)
    assert names == [b"reader"] and len(logged) == 2
