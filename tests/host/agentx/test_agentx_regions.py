# Sub-agents under our master: whose region an OID is in, the phases of a SET of several, values of
# index objects.

import socket

import pytest
from plugbox import IDS, Behaving, Peer, ask, quiet_master, serving, walk
from snmpdbox import BASE
from usnmp_mib import INT
from usnmp_pc.agentx import pdu as ax


@pytest.fixture
def master(tmp_path):
    with quiet_master(tmp_path) as found:
        yield found


# --- regions, RFC 2741 7.1.4.1, 7.2.1 ---


def test_the_most_specific_region_answers_then_the_least_priority(master):
    wide, narrow, first = Peer(master), Peer(master), Peer(master)
    assert wide.register() == 0
    assert narrow.register(2, priority=200) == 0
    assert first.register(2, priority=3) == 0
    values = {(*IDS, n, m, 0): n for n in (1, 2, 3) for m in (1, 2)}
    with (
        Behaving(wide, serving(values)),
        Behaving(narrow, serving({o: -v for o, v in values.items()})),
        Behaving(first, serving({o: v * 100 for o, v in values.items()})),
    ):
        expected = [(".1.1.0", 1), (".1.2.0", 1), (".2.1.0", 200), (".2.2.0", 200)]
        expected += [(".3.1.0", 3), (".3.2.0", 3)]
        assert walk(master) == expected
        assert ask(master, 0xA0, ".2.2.0")[2] == [(".2.2.0", (2, 200))]
        assert first.ask(ax.UNREGISTER, region=(0, 3, 0, (*IDS, 2), 0)).result[1] == 0
        assert ask(master, 0xA0, ".2.2.0")[2] == [(".2.2.0", (2, -2))]
        narrow.sock.shutdown(socket.SHUT_RDWR)
        master.poll(0)
        assert ask(master, 0xA0, ".2.2.0")[2] == [(".2.2.0", (2, 2))]


def test_one_instance_is_registered_with_its_neighbours_free_for_others(master):
    one, two = Peer(master), Peer(master)
    assert one.register(1, 0, flags=ax.NETWORK | ax.INSTANCE) == 0
    assert two.register(1, 1, flags=ax.NETWORK | ax.INSTANCE) == 0
    with (
        Behaving(one, serving({(*IDS, 1, 0): 1, (*IDS, 1, 7): 9})),
        Behaving(two, serving({(*IDS, 1, 1): 2})),
    ):
        assert walk(master) == [(".1.0", 1), (".1.1", 2)]
        found = ask(master, 0xA0, ".1.0", ".1.1", ".1.7")[2]
        assert [tv[1] for _, tv in found] == [1, 2, None]


def test_a_range_is_registered_as_each_of_its_subtrees(master):
    peer = Peer(master)
    assert peer.register(1, range=(10, 3)) == 0  # BASE.1 to BASE.3
    other = Peer(master)
    assert other.register(2) == ax.DUPLICATE_REGISTRATION
    assert other.register(4) == 0
    with Behaving(peer, serving({(*IDS, n, 0): n for n in (1, 3)})):
        assert ask(master, 0xA1, ".1.0")[2] == [(".3.0", (2, 3))]
    assert peer.ask(ax.UNREGISTER, region=(0, 127, 10, (*IDS, 1), 3)).result[1] == 0
    assert other.register(2) == 0


@pytest.mark.parametrize(
    "error,fields",
    [
        (ax.UNSUPPORTED_CONTEXT, {"context": b"lab"}),
        (ax.PROCESSING_ERROR, {"priority": 0}),
        (ax.PROCESSING_ERROR, {"range": (10, 2**32 - 1)}),
        (ax.PROCESSING_ERROR, {"range": (200, 9)}),
    ],
)
def test_a_registration_that_cannot_be_is_refused(master, error, fields):
    assert Peer(master).register(5, **fields) == error
    assert master.registry.subtrees == []


def test_what_is_not_registered_cannot_be_unregistered(master):
    peer, other = Peer(master), Peer(master)
    assert other.register(1) == 0
    region = 0, 127, 0, (*IDS, 1), 0
    assert peer.ask(ax.UNREGISTER, region=region).result[1] == ax.UNKNOWN_REGISTRATION
    assert other.ask(ax.UNREGISTER, region=region).result[1] == 0


def test_a_region_with_an_object_of_our_own_is_refused_and_told(master):
    master.agent.mib.scalar(BASE + ".1.0", INT, 1)
    master.agent.mib.table(BASE + ".3.1", {1: INT}, {})
    peer = Peer(master, b"thermometer")
    for arcs in ((), (1,), (3,), (3, 1), (3, 1, 1)):
        assert peer.register(*arcs) == ax.DUPLICATE_REGISTRATION
    assert peer.register(2) == 0
    expected = "%s is not registered for thermometer (session 1): overlaps %s, which is our own"
    assert expected % (BASE, BASE + ".1.0") in master.logged[0]
    with Behaving(peer, serving({(*IDS, 2, 0): 2})):
        assert walk(master) == [(".1.0", 1), (".2.0", 2)]


# --- SET, RFC 2741 7.2.4 ---


class Store:
    """A `does` for a peer with one object that any value but `refuses` may be written to."""

    def __init__(self, oid, fails=None, index=1):
        self.oid = oid
        self.fails = fails  # the phase that fails
        self.index = index

    def __call__(self, pdu):
        if pdu.type == ax.CLEANUPSET:
            return None
        if pdu.type == self.fails:
            return (), {ax.TESTSET: 10, ax.COMMITSET: 14, ax.UNDOSET: 15}[pdu.type], self.index
        return ()


A, B = (".1.0", (2, 5)), (".2.0", (2, 6))
T, C, U, X = ax.TESTSET, ax.COMMITSET, ax.UNDOSET, ax.CLEANUPSET


@pytest.mark.parametrize(
    "fails,status,index,seen",
    [
        ((None, None), 0, 0, ([T, C, X], [T, C, X])),
        ((None, T), 10, 2, ([T, X], [T, X])),
        ((T, None), 10, 1, ([T, X], [])),
        ((None, C), 14, 2, ([T, C, U], [T, C, U])),
        ((C, None), 14, 1, ([T, C, U], [T, X])),
    ],
)
def test_a_set_of_two_sub_agents_goes_through_the_phases_of_the_rfc(
    master, fails, status, index, seen
):
    peers = [Peer(master), Peer(master)]
    handlers = []
    own = []
    master.agent.mib.scalar(BASE + ".3.0", INT, lambda: 0, write=own.append)
    for n, peer in enumerate(peers):
        assert peer.register(n + 1) == 0
        handlers.append(Behaving(peer, Store((*IDS, n + 1, 0), fails[n])))
    with handlers[0], handlers[1]:
        found = ask(master, 0xA3, A, B, (".3.0", (2, 7)))
        assert found[:2] == (status, index)
        while [h.seen for h in handlers] != list(seen):  # a CleanupSet has no response
            assert all(len(h.seen) <= len(s) for h, s in zip(handlers, seen)), handlers
    assert own in ([[], [7, 0]] if status else [[7]])  # written, and undone


def test_the_index_of_a_refusal_is_that_of_the_binding_in_the_set(master):
    peer = Peer(master)
    assert peer.register() == 0
    with Behaving(peer, Store(None, ax.TESTSET, 2)):
        assert ask(master, 0xA3, A, B, (".3.0", (2, 7)))[:2] == (10, 2)


def test_undo_that_fails_is_undo_failed_of_no_binding(master):
    one, two = Peer(master), Peer(master)
    assert one.register(1) == two.register(2) == 0

    def cannot(pdu):
        return {T: (), C: (), U: ((), 15, 0)}.get(pdu.type)

    with Behaving(one, cannot), Behaving(two, Store(None, ax.COMMITSET)):
        assert ask(master, 0xA3, A, B)[:2] == (15, 0)


# --- index objects ---


def index(peer, value=0, flags=0, t=2, kind=ax.INDEX_ALLOCATE, oid=(1, 3, 6, 1, 9)):
    found = peer.ask(kind, flags=ax.NETWORK | flags, varbinds=[(oid, t, value)])
    return found.result[1] or found.varbinds[0][2]


def test_index_values_are_given_to_one_session_at_a_time(master):
    one, two = Peer(master), Peer(master)
    assert index(one, 5) == 5
    assert index(two, 5) == ax.INDEX_ALREADY_ALLOCATED
    assert index(two, flags=ax.NEW_INDEX) == 6
    assert index(two, b"x", t=4) == ax.INDEX_WRONG_TYPE
    assert index(two, 5, kind=ax.INDEX_DEALLOCATE) == ax.INDEX_NOT_ALLOCATED
    assert index(one, 5, kind=ax.INDEX_DEALLOCATE) == 5
    assert index(two, flags=ax.NEW_INDEX) == 7  # 5 is free, though not new
    assert index(two, flags=ax.ANY_INDEX) == 5
    assert index(one, b"", ax.ANY_INDEX, t=4, oid=(1, 3, 6, 1, 8)) == ax.INDEX_NONE_AVAILABLE
    two.sock.close()
    master.poll(0)
    assert index(one, 5) == 5


def test_several_index_values_are_given_all_or_none(master):
    one, two = Peer(master), Peer(master)
    oid = 1, 3, 6, 1, 9
    assert index(one, 5) == 5
    found = two.ask(ax.INDEX_ALLOCATE, varbinds=[(oid, 2, 4), (oid, 2, 5)])
    assert found.result[1:] == (ax.INDEX_ALREADY_ALLOCATED, 2)
    assert index(one, 4) == 4
