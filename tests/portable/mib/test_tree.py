# Subtrees with a provider: portable, runs on CPython and MicroPython.

from tablebox import GET, NEXT, NOSUCHINSTANCE, ask, walk
from usnmp_agent import Agent
from usnmp_mib import INT, Mib
from util import raises


class Squares:
    # A provider of its own: index n has n * n, for n up to 3; 5 is broken.
    def get(self, index):
        if index == (5,):
            raise OSError("sensor")
        return (INT, index[0] ** 2) if len(index) == 1 and index[0] < 4 else None

    def next(self, index):
        n = index[0] + 1 if index else 0
        return ((n,), INT, n * n) if n < 4 else None


def test_a_subtree_asks_its_provider():
    mib = Mib()
    mib.subtree("1.3.6.1.4.1.9", Squares())
    mib.scalar("1.3.6.1.4.1.10.0", INT, 10)
    logged = []
    agent = Agent(mib, max_size=600, log=logged.append)
    assert walk(agent) == [("9.0", 0), ("9.1", 1), ("9.2", 4), ("9.3", 9), ("10.0", 10)]
    assert ask(agent, GET, "1.3.6.1.4.1.9.2").varbinds.items()[0][1] == (2, 4)
    assert ask(agent, GET, "1.3.6.1.4.1.9.4").varbinds.items()[0][1] == NOSUCHINSTANCE
    assert ask(agent, GET, "1.3.6.1.4.1.9.5").err_status == 5 and "sensor" in logged[0]


def test_a_provider_that_does_not_advance_makes_generr_not_a_loop():
    class Stuck(Squares):
        def next(self, index):
            return (1,), INT, 1

    mib = Mib()
    mib.subtree("1.3.6.1.4.1.9", Stuck())
    agent = Agent(mib, max_size=600, log=lambda text: None)
    assert ask(agent, NEXT, "1.3.6.1.4.1.9.1").err_status == 5
    assert ask(agent, NEXT, "1.3.6.1.4.1.9").err_status == 0


def test_registrations_that_overlap_are_refused_and_both_are_named():
    mib = Mib()
    mib.scalar("1.3.6.1.1.5.0", INT, 1)
    mib.table("1.3.6.1.2.1", {1: INT}, {})
    for register, oid, other in (
        (mib.subtree, "1.3.6.1.1", "1.3.6.1.1.5.0"),
        (mib.subtree, "1.3.6.1.2", "1.3.6.1.2.1"),
        (mib.subtree, "1.3.6.1.2.1", "1.3.6.1.2.1"),
        (mib.subtree, "1.3.6.1.2.1.7.7", "1.3.6.1.2.1"),
    ):
        e = str(raises(ValueError, register, oid, Squares()))
        assert oid in e and other in e, e
    e = str(raises(ValueError, mib.scalar, "1.3.6.1.2.1.1.0", INT, 1))
    assert "1.3.6.1.2.1.1.0" in e and "1.3.6.1.2.1," in e
    mib.subtree("1.3.6.1.2.10", Squares())


def test_each_of_many_subtrees_is_found():
    squares = Squares()
    for arc in (1, 20000):  # of one octet, and of three, which do not sort as they are
        mib = Mib()
        mib.scalar("1.3.6.1.4.1.%d.0" % (arc - 1), INT, 7)
        for i in range(arc, arc + 18):
            mib.subtree("1.3.6.1.4.1.%d" % i, squares)
        agent = Agent(mib, max_size=100)
        oid = "1.3.6.1.4.1.%d.0" % (arc - 1)
        assert ask(agent, GET, oid + ".2").varbinds.items()[0][1] == NOSUCHINSTANCE
        for i in range(arc, arc + 18):
            following = "1.3.6.1.4.1.%d." % i
            assert list(ask(agent, NEXT, oid).varbinds) == [following + "0"]
            assert ask(agent, GET, following + "2").varbinds.items()[0][1] == (2, 4)
            oid = following + "3"
        mib = agent = None
