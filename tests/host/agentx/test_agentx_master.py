# Our agent as master: what sub-agents register answers as our own objects do; regions that
# overlap; sub-agents that are slow, gone or hostile.

import random
import select
import socket
import struct

import agentxmodel
import pytest
from conftest import Polled
from masterbox import Serving
from snmpdbox import BASE, read, request
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_pc.agentx import Master, SubAgent
from usnmp_pc.agentx import pdu as ax

IDS = (1, 3, 6, 1, 4, 1, 8072, 9999, 9999)


@pytest.fixture
def master(tmp_path):
    """A Master whose agent has no socket: respond() is asked, and poll() when it is to hear."""
    logged = []
    found = Master(Agent(Mib(), "public", "private", 60000, logged.append), "unix:%s/m" % tmp_path,
                   log=logged.append)  # fmt: skip
    found.logged = logged
    found.listen()
    yield found
    found.close()


class Peer:
    """A sub-agent by hand: each PDU is what the test says. A Behaving answers for it."""

    def __init__(self, master, name=b"peer"):
        self.master = master
        self.sock = master.addresses[0].connect()
        self.session = 0
        self.packet = 0
        self.responses = None  # those that a Behaving has read, while there is one
        self.session = self.ask(ax.OPEN, timeout=1, id=(), descr=name).session

    def ask(self, kind, context=None, flags=ax.NETWORK, **fields):
        """The master's response."""
        self.packet += 1
        pdu = ax.Pdu(kind, self.session, 0, self.packet, flags, context, **fields)
        self.sock.sendall(pdu.tobytes())
        while self.responses is None and not select.select([self.sock], [], [], 0)[0]:
            self.master.poll(20)
        while self.responses == []:
            self.master.poll(20)
        return self.responses.pop() if self.responses else self.read()

    def read(self):
        head = self.sock.recv(20, socket.MSG_WAITALL)
        rest = self.sock.recv(ax.length(head) - 20, socket.MSG_WAITALL)
        return ax.parse(head + rest)

    def register(self, *arcs, priority=127, flags=ax.NETWORK, range=(0, 0), context=None):
        """The error."""
        region = 0, priority, range[0], (*IDS, *arcs), range[1]
        found = self.ask(ax.REGISTER, flags=flags, context=context, region=region).result[1]
        self.master.poll()
        return found

    def answer(self, pdu, varbinds=(), error=0, index=0):
        done = ax.Pdu(ax.RESPONSE, pdu.session, pdu.transaction, pdu.packet)
        done.result, done.varbinds = (0, error, index), varbinds
        self.sock.sendall(done.tobytes())


class Behaving(Polled):
    """with Behaving(peer, does) as seen: does(pdu) is called with each request to the peer, in a
    thread; it gives what Peer.answer() takes, None for no answer. `seen` has the types.
    """

    def __init__(self, peer, does):
        self.peer = peer
        self.does = does
        self.seen = []
        peer.responses = []

    def step(self):
        if select.select([self.peer.sock], [], [], 0.02)[0]:
            if not self.peer.sock.recv(1, socket.MSG_PEEK):
                self._going = False  # it was closed
                return
            pdu = self.peer.read()
            if pdu.type == ax.RESPONSE:
                self.peer.responses.append(pdu)
                return
            self.seen.append(pdu.type)
            found = self.does(pdu)
            if found is not None:
                self.peer.answer(pdu, *found)

    def close(self):
        self.peer.responses = None


def serving(values):
    """A `does` that serves {OID: INT}."""

    def does(pdu):
        found = []
        for start, include, end in pdu.ranges:
            if pdu.type == ax.GET:
                found.append((start, 2, values[start]) if start in values else (start, 129, None))
                continue
            behind = sorted(o for o in values if (o >= start if include else o > start))
            behind = [o for o in behind if not end or o < end]
            found.append((behind[0], 2, values[behind[0]]) if behind else (start, 130, None))
        return (found,)

    return does


def ask(master, kind, *places, **fields):
    """(error-status, index, [(place below BASE, (type, value))])"""
    varbinds = [(BASE + p[0], p[1]) if isinstance(p, tuple) else (BASE + p, None) for p in places]
    answer = master.agent.respond(request(kind, varbinds, community="private", **fields))
    status, index, found = read(answer)
    return status, index, [(oid[len(BASE) :], tv) for oid, tv in found]


def walk(master):
    found = []
    at = ""
    while True:
        status, _, [(at, tv)] = ask(master, 0xA1, at)
        assert not status
        if tv[0] == 130:
            return found
        found.append((at, tv[1]))


def test_10000_random_operations_are_answered_through_the_master_as_by_the_agent_itself(tmp_path):
    ours, theirs = agentxmodel.World(), agentxmodel.World()
    agent = Agent(ours.mib, "public", "private", 60000, ours.logged.append)
    logged = []
    master = Master(Agent(Mib(), "public", "private", 60000, logged.append),
                    "tcp:127.0.0.1:%d" % free_tcp(), log=logged.append)  # fmt: skip
    master.listen()
    sub = SubAgent(theirs.mib, str(master.addresses[0]), log=theirs.logged.append)
    with InThread(master):
        sub.connect()
    master.poll()
    (link,) = master._links
    wait = link.wait
    link.wait = lambda timeout_s: wait(0) or sub.poll(0) and False  # all in one thread
    for kind, argument in agentxmodel.operations(19, 10000):
        if kind == "change":
            ours.change(random.Random(argument))
            theirs.change(random.Random(argument))
            continue
        expected = read(agent.respond(argument))
        got = read(master.agent.respond(argument))
        if expected[0] and kind == 0xA3 and got[0] == 14:
            expected = 14, *expected[1:]  # RFC 2741 7.2.4.2: all that a CommitSet may say
        assert got == expected, agentxmodel.show(argument)
    assert ours.asked == theirs.asked
    master.close()


def free_tcp():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class InThread(Polled):
    """A Master in a thread, for as long as a sub-agent connects."""

    def __init__(self, master):
        self.master = master

    def step(self):
        self.master.poll(20)

    def close(self):
        pass


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


# --- capabilities, ping, notifications, what is none ---


def test_capabilities_are_kept_and_taken_away_and_a_ping_is_answered(master):
    peer = Peer(master)
    assert peer.ask(ax.ADD_CAPS, id=(1, 3, 6), descr=b"what").result[1] == 0
    assert master.sessions[peer.session].caps == {(1, 3, 6): b"what"}
    assert peer.ask(ax.REMOVE_CAPS, id=(1, 3, 6)).result[1] == 0
    assert peer.ask(ax.REMOVE_CAPS, id=(1, 3, 6)).result[1] == ax.UNKNOWN_CAPS
    assert peer.ask(ax.PING).result[1] == 0
    assert peer.ask(ax.PING, flags=0).flags == 0  # in its byte order
    assert peer.ask(ax.GET, ranges=[]).result[1] == ax.PROCESSING_ERROR
    assert peer.ask(ax.NOTIFY, varbinds=[((1, 3), 2, 1)]).result[1] == ax.PROCESSING_ERROR
    assert peer.ask(ax.CLOSE, reason=5).result[1] == 0
    assert peer.ask(ax.PING).result[1] == ax.NOT_OPEN


def test_a_session_of_another_connection_is_not_open_here(master):
    one, two = Peer(master), Peer(master)
    two.session = one.session
    assert two.ask(ax.PING).result[1] == ax.NOT_OPEN


# --- slow, gone, hostile ---


def test_a_session_that_does_not_answer_three_times_is_closed_and_told(master):
    deaf, well = Peer(master, b"deaf"), Peer(master)
    now = [0.0]

    def clock():  # each look at the clock is half a second later
        now[0] += 0.5
        return now[0]

    assert deaf.register(1) == well.register(2) == 0
    master.clock = clock
    for link in master._links:
        link.clock = clock
        link.wait = lambda timeout_s, wait=link.wait: wait(min(timeout_s, 0.2))
    with Behaving(well, serving({(*IDS, 2, 0): 2})):
        for _ in range(3):
            assert ask(master, 0xA0, ".1.0")[0] == 5
        assert deaf.read().type == ax.GET
        master.poll(0)
        assert ask(master, 0xA0, ".1.0")[2] == [(".1.0", (128, None))]
        assert ask(master, 0xA0, ".2.0")[2] == [(".2.0", (2, 2))]
    assert "deaf (session 1) has not answered 3 times: closed" in "".join(master.logged)
    assert [deaf.read().type for _ in range(3)] == [ax.GET, ax.GET, ax.CLOSE]
    assert list(master.sessions) == [2]


def test_a_sub_agent_that_dies_in_the_midst_of_a_request_is_gen_err_and_then_gone(master):
    peer = Peer(master)
    assert peer.register(1) == 0

    def dies(pdu):
        peer.sock.shutdown(socket.SHUT_RDWR)

    with Behaving(peer, dies) as dying:
        assert ask(master, 0xA1, ".1")[:2] == (5, 1)
        dying._going = False
    master.poll(0)
    assert walk(master) == [] and master.sessions == {}


@pytest.mark.parametrize(
    "varbinds",
    [
        [],
        [((*IDS, 1, 0), 2, 1)] * 2,
        [((*IDS, 1), 2, 1)],  # not behind what was asked for
    ],
)
def test_an_answer_that_is_none_is_gen_err_and_ends_a_walk(master, varbinds):
    peer = Peer(master)
    assert peer.register(1) == 0
    with Behaving(peer, lambda pdu: (varbinds,)):
        assert ask(master, 0xA1, ".1.0")[:2] == (5, 1)


def test_an_object_behind_the_region_is_not_its_own(master):
    peer = Peer(master)
    assert peer.register(1) == 0
    with Behaving(peer, lambda pdu: ([((*IDS, 2), 2, 1)],)):
        assert walk(master) == []


def test_a_stream_cut_at_each_octet_leaves_the_others_unharmed(master):
    well = Peer(master)
    assert well.register(2) == 0
    region = 0, 127, 0, (*IDS, 1), 0
    stream = ax.Pdu(ax.OPEN, 0, 0, 1, timeout=0, id=(), descr=b"x").tobytes()
    stream += ax.Pdu(ax.REGISTER, 99, 0, 2, region=region).tobytes()
    with Behaving(well, serving({(*IDS, 2, 0): 2})):
        for n in range(len(stream)):
            with master.addresses[0].connect() as sock:
                sock.sendall(stream[:n])
                master.poll(0)
                master.poll(0)
            master.poll(0)
            master.poll(0)
        assert walk(master) == [(".2.0", 2)]
    assert len(master.sessions) == 1 and len(master._links) == 1


@pytest.mark.parametrize("seed", range(5))
def test_random_octets_close_their_connection_alone(master, seed):
    rng = random.Random(seed)
    well = Peer(master)
    assert well.register(2) == 0
    for _ in range(100):
        with master.addresses[0].connect() as sock:
            head = struct.pack(">BBBBIIII", 1, rng.randrange(20), rng.randrange(32), 0, rng.randrange(3), 0, 1, 4 * rng.randrange(9))  # fmt: skip # noqa: E501
            sock.sendall(head * rng.randrange(2) + rng.randbytes(rng.randrange(99)))
            for _ in range(4):
                master.poll(0)
        master.poll(0)
    with Behaving(well, serving({(*IDS, 2, 0): 2})):
        assert walk(master) == [(".2.0", 2)]
    assert well.ask(ax.PING).result[1] == 0


def test_what_a_sub_agent_wants_while_it_is_asked_is_done(master):
    peer = Peer(master)
    assert peer.register(1) == 0
    region = 0, 127, 0, (*IDS, 3), 0

    def busy(pdu):
        more = ax.Pdu(ax.REGISTER, peer.session, 0, 77, region=region)
        peer.sock.sendall(more.tobytes())
        answered = peer.read()
        assert (answered.packet, answered.result[1]) == (77, 0)
        return ([(pdu.ranges[0][0], 2, 1)],)

    with Behaving(peer, busy):
        assert ask(master, 0xA0, ".1.0")[2] == [(".1.0", (2, 1))]
    master.poll(0)
    assert master.registry.subtrees == [(*IDS, 1), (*IDS, 3)]


def test_our_own_sub_agent_notifies_through_our_master(tmp_path, trapd):
    from usnmp_base.uptime import Uptime
    from usnmp_notify import Notifier, Target

    notify = Notifier([Target("127.0.0.1", port=trapd.port)], Uptime())
    mib = Mib()
    mib.scalar(BASE + ".1.0", INT, 1)
    with Serving(tmp_path, notify) as master:
        sub = SubAgent(mib, master.address)
        sub.connect()
        told = []
        varbinds = [(BASE + ".1.0", INT, 31), (BASE + ".2.0", OCTSTR, "warm")]
        assert sub.notify(BASE + ".0.1", varbinds, result=told.append)
        while not told:
            sub.poll(20)
        assert told == [True]
        line = trapd.line()
        assert ".%s.0.1" % BASE in line and "INTEGER: 31" in line and '"warm"' in line
        sub.close()
