# SET of scalars whose handlers have phases: portable, runs on CPython and MicroPython.

from phasebox import Bare, Handler, Refusal
from setbox import BASE, make, put
from usnmp_mib import INT, Mib
from usnmp_mib.metadata import scalar
from util import raises


def two(fail=None, fail_a=None, logged=None):
    calls = []
    a = Handler("a", calls, fail_a)
    b = Handler("b", calls, fail)
    return calls, make(a, b, logged=logged)


def test_all_are_tested_before_one_is_committed_and_cleaned_up_in_reverse():
    calls, agent = two()
    assert put(agent, (0, 7), (1, 8)) == (0, 0)
    assert calls == [
        ("a.test", 7),
        ("b.test", 8),
        ("a.commit", 7),
        ("b.commit", 8),
        ("b.cleanup",),
        ("a.cleanup",),
    ]


def test_a_test_refuses_and_nothing_is_committed():
    for error, status in (
        (ValueError(), 10),
        (Refusal(12), 12),
        (Refusal(13), 13),
        (Refusal(404), 10),
        (MemoryError(), 13),
        (OSError(28), 5),  # the handler is broken: genErr
    ):
        logged = []
        calls, agent = two({"test": error}, logged=logged)
        assert put(agent, (0, 7), (1, 8)) == (status, 2), error
        assert calls == [("a.test", 7), ("b.test", 8), ("b.cleanup",), ("a.cleanup",)]
        assert len(logged) == (1 if status == 5 else 0)


def test_what_is_wrong_with_another_binding_is_found_before_a_test():
    calls, agent = two()
    for pair, status in (((1, "x"), 7), ((9, 1), 17)):
        assert put(agent, (0, 7), pair) == (status, 2)
    assert not calls


def test_after_a_failed_commit_all_is_undone_in_reverse_with_what_was_read_before():
    for error in (OSError(5), ValueError(), MemoryError()):
        logged = []
        calls, agent = two({"commit": error}, logged=logged)
        assert put(agent, (0, 7), (1, 8)) == (14, 2)
        assert calls[2:] == [
            ("a.commit", 7),
            ("b.commit", 8),
            ("b.undo", 1),
            ("a.undo", 0),
            ("b.cleanup",),
            ("a.cleanup",),
        ]
        assert len(logged) == 1
        assert put(agent, (0, 7), (1, 8), ver=0) == (0, 0)


def test_snmpv1_gets_generr():
    calls, agent = two({"commit": OSError(5)})
    assert put(agent, (0, 7), (1, 8), ver=0) == (5, 2)
    calls, agent = two({"test": ValueError()})
    assert put(agent, (0, 7), (1, 8), ver=0) == (3, 2)


def test_undo_failed_is_of_no_one_binding_and_the_rest_is_undone():
    for who in (0, 1):  # also of the handler whose commit failed
        logged = []
        fail = {"commit": OSError(5)}
        if who:
            fail["undo"] = OSError(6)
        calls, agent = two(fail, {} if who else {"undo": OSError(6)}, logged)
        assert put(agent, (0, 7), (1, 8)) == (15, 0)
        assert calls[4:] == [("b.undo", 1), ("a.undo", 0), ("b.cleanup",), ("a.cleanup",)]
        assert len(logged) == 2 and "6" in logged[1], logged


def test_what_cleanup_raises_is_logged_and_changes_nothing():
    logged = []
    calls, agent = two({"cleanup": OSError(5)}, {"cleanup": ValueError()}, logged)
    assert put(agent, (0, 7), (1, 8)) == (0, 0)
    assert calls[-2:] == [("b.cleanup",), ("a.cleanup",)] and len(logged) == 2


def test_ctrl_c_in_any_phase_undoes_and_cleans_up():
    for phase, undone in (("test", 0), ("commit", 2), ("cleanup", 0)):
        calls, agent = two({phase: KeyboardInterrupt()})
        raises(KeyboardInterrupt, put, agent, (0, 7), (1, 8))
        assert len([1 for call in calls if "undo" in call[0]]) == undone
        assert calls[-2:] == [("b.cleanup",), ("a.cleanup",)]
        assert put(agent, (0, 7), (1, 8)) == (0, 0)


def test_plain_callables_beside_them_are_as_ever():
    written = []

    def plain(v):
        written.append(v)
        if v == 13:
            raise ValueError

    calls = []
    agent = make(plain, Handler("b", calls), Bare("c", calls, {"commit": OSError(5)}))
    assert put(agent, (1, 8), (0, 13)) == (10, 2)
    assert calls == [("b.test", 8), ("b.commit", 8), ("b.undo", 1), ("b.cleanup",)]
    assert written == [13]
    calls.clear()
    # what has no undo is committed what it was, also if that is who failed
    assert put(agent, (0, 1), (2, 9)) == (14, 2)
    assert written == [13, 1, 0] and calls == [("c.commit", 9), ("c.commit", 2)]
    assert put(agent, (0, 2), (2, 9)) == (0, 0) and written[3:] == [2]


def test_one_object_twice_is_one_write_if_the_values_are_the_same():
    calls, agent = two()
    assert put(agent, (0, 7), (1, 8), (0, 7)) == (0, 0)
    assert len(calls) == 6 and calls[:3] == [("a.test", 7), ("b.test", 8), ("a.commit", 7)]
    calls.clear()
    assert put(agent, (0, 7), (1, 8), (0, 9)) == (12, 3)  # inconsistentValue
    assert calls == [("a.test", 7), ("b.test", 8), ("b.cleanup",), ("a.cleanup",)]
    one = Handler("one", calls)  # of two objects: not the same
    agent = make(one, one)
    calls.clear()
    assert put(agent, (0, 7), (1, 9)) == (0, 0) and len(calls) == 6


def test_limits_and_write_only_objects():
    calls = []
    mib = make().mib
    mib.scalar(BASE % 5, INT, lambda: 5, write=Handler("a", calls), range=(0, 9))
    scalar(mib, BASE % 6, INT, 0, "write-only", write=Handler("b", calls))
    agent = make()
    agent.mib = mib
    assert put(agent, (5, 10)) == (10, 1) and not calls
    assert put(agent, (5, 9)) == (0, 0) and len(calls) == 3
    assert put(agent, (6, 1)) == (0, 0) and calls[4] == ("b.commit", 1)


def test_what_cannot_be_read_before_is_not_committed():
    calls = []
    mib = Mib()
    mib.scalar(BASE % 0, INT, lambda: 1 // 0, write=Handler("a", calls))
    agent = make()
    agent.mib = mib
    assert put(agent, (0, 1)) == (14, 1)
    assert calls == [("a.test", 1), ("a.cleanup",)]
