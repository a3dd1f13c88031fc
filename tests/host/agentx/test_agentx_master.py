# Our agent as master: what sub-agents register answers as our own objects do; sub-agents that are
# slow, gone or hostile.

import random
import socket
import struct

import agentxmodel
import pytest
from conftest import Polled
from masterbox import Serving
from plugbox import IDS, Behaving, Peer, ask, quiet_master, serving, walk
from snmpdbox import BASE, read
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_pc.agentx import Master, SubAgent
from usnmp_pc.agentx import pdu as ax


@pytest.fixture
def master(tmp_path):
    with quiet_master(tmp_path) as found:
        yield found


class Socket:
    """In place of the agent's: one request, and its answer."""

    sock = None

    def __init__(self):
        self.request = self.answer = None

    def recv(self, size, timeout_ms):
        request, self.request = self.request, None
        return request and (request, "a manager")

    def send(self, data, source):
        assert source == "a manager"
        self.answer = bytes(data)
        return True


@pytest.mark.slow
@pytest.mark.parametrize("way", ["waits where it is", "is left and taken up again"])
def test_10000_random_operations_are_answered_through_the_master_as_by_the_agent_itself(way):
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
    # All in one thread
    (link,) = master._links
    wait, turn = link.wait, master.turn
    link.wait = lambda timeout_s: wait(0) or sub.poll(0) and False
    master.turn = lambda timeout_ms: sub.poll(0) or turn(0)
    udp = Socket()

    def respond(datagram):
        master.agent._udp, udp.request, udp.answer = udp, datagram, None
        while not udp.answer:
            master.turn(0)
        master.agent._udp = None
        return udp.answer

    if way == "waits where it is":
        respond = master.agent.respond
    for kind, argument in agentxmodel.operations(19, 10000):
        if kind == "change":
            ours.change(random.Random(argument))
            theirs.change(random.Random(argument))
            continue
        expected = read(agent.respond(argument))
        got = read(respond(argument))
        if expected[0] and kind == 0xA3 and got[0] == 14:
            expected = 14, *expected[1:]  # RFC 2741 7.2.4.2: all that a CommitSet may say
        assert got == expected, agentxmodel.show(argument)
    while sub.poll(0):  # a CleanupSet has no response
        pass
    assert ours.asked == theirs.asked
    assert master.agent.counters[1] == agent.counters[1]
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
