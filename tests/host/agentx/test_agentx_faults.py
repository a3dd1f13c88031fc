# A sub-agent whose master refuses, says what is none, or ends in the midst of it.

import errno
import select
import socket
import struct

import pytest
from snmpdbox import BASE
from usnmp_mib import INT, Mib
from usnmp_pc.agentx import SubAgent
from usnmp_pc.agentx import pdu as ax
from usnmp_pc.agentx.address import Address

IDS = (1, 3, 6, 1, 4, 1, 8072, 9999, 9999)
GET = {"ranges": [((*IDS, 1, 0), False, ())]}
TEST = {"varbinds": [((*IDS, 1, 0), 2, 5)]}


class Master:
    """A master by hand, to which a SubAgent is connected and has registered all, by turns with us:
    no thread, no clock.
    """

    def __init__(self, path, monkeypatch, mib=None, error=0):
        ours, theirs = socket.socketpair()
        self.sock = ours
        self.logged = []
        monkeypatch.setattr(Address, "connect", lambda address: theirs)
        if mib is None:
            mib = Mib()
            mib.scalar(BASE + ".1.0", INT, 7, write=True)
        self.sub = SubAgent(mib, "unix:%s" % path, log=self.logged.append, retry_s=0)
        self.sub.poll(0)
        opened = self.read()
        assert opened.type == ax.OPEN and opened.descr == b"usnmp"
        opened.session = 5
        self.respond(opened, error)
        while not error and not self.sub.ready:
            self.sub.poll(0)
            while self.there():
                self.respond(self.read())
            self.sub.poll(0)

    def there(self):
        return bool(select.select([self.sock], [], [], 0)[0])

    def read(self):
        head = self.sock.recv(20, socket.MSG_WAITALL)
        return ax.parse(head + self.sock.recv(ax.length(head) - 20, socket.MSG_WAITALL))

    def respond(self, pdu, error=0):
        found = ax.Pdu(ax.RESPONSE, pdu.session, pdu.transaction, pdu.packet)
        found.result, found.varbinds = (0, error, 0), []
        self.sock.sendall(found.tobytes())
        self.sub.poll(0)

    def ask(self, kind, session=5, transaction=1, flags=ax.NETWORK, context=None, **fields):
        """(error, index, bindings) that the sub-agent answers, None if nothing."""
        pdu = ax.Pdu(kind, session, transaction, 99, flags, context, **fields)
        return self.send(pdu.tobytes())

    def send(self, octets):
        self.sock.sendall(octets)
        self.sub.poll(0)
        if not self.there():
            return None
        found = self.read()
        assert (found.type, found.packet) == (ax.RESPONSE, 99)
        return (*found.result[1:], found.varbinds)


@pytest.fixture
def master(tmp_path, monkeypatch):
    return Master(tmp_path / "m", monkeypatch)


def test_requests_are_answered_in_the_byte_order_that_they_have(master):
    expected = 0, 0, [((*IDS, 1, 0), 2, 7)]
    assert master.ask(ax.GET, **GET) == expected
    assert master.ask(ax.GET, flags=0, **GET) == expected


def test_a_genuine_get_next_stays_within_its_range(master):
    end = (*IDS, 1)
    assert master.ask(ax.GETNEXT, ranges=[(IDS, False, end)]) == (0, 0, [(IDS, 130, None)])
    found = master.ask(ax.GETNEXT, ranges=[((*IDS, 1, 0), True, (*IDS, 2))])
    assert found == (0, 0, [((*IDS, 1, 0), 2, 7)])
    found = master.ask(ax.GETNEXT, ranges=[((*IDS, 1, 0), False, ())])
    assert found == (0, 0, [((*IDS, 1, 0), 130, None)])
    assert master.ask(ax.GETNEXT, ranges=[((1,), False, ())]) == (0, 0, [((*IDS, 1, 0), 2, 7)])


def test_what_is_behind_a_range_is_not_asked_for(tmp_path, monkeypatch):
    asked = []
    mib = Mib()
    for n in (1, 2, 3):
        mib.scalar("%s.%d.0" % (BASE, n), INT, lambda n=n: asked.append(n))
    master = Master(tmp_path / "m", monkeypatch, mib)
    found = master.ask(ax.GETNEXT, ranges=[(IDS, False, (*IDS, 2))])
    assert found == (0, 0, [(IDS, 130, None)]) and asked == [1]


def test_get_bulk_repeats_what_is_to_be_repeated(tmp_path, monkeypatch):
    mib = Mib()
    for n in range(1, 6):
        mib.scalar("%s.%d.0" % (BASE, n), INT, n)
    master = Master(tmp_path / "m", monkeypatch, mib)
    ranges = [(IDS, False, ()), (IDS, False, ()), ((*IDS, 3), False, ())]
    error, index, found = master.ask(ax.GETBULK, bulk=(1, 3), ranges=ranges)
    assert (error, index) == (0, 0)
    assert [value for _, _, value in found] == [1, 1, 3, 2, 4, 3, 5]
    error, index, found = master.ask(ax.GETBULK, bulk=(0, 65535), ranges=[(IDS, False, ())])
    assert [value for _, _, value in found] == [1, 2, 3, 4, 5, None]


@pytest.mark.parametrize(
    "kind,error,options",
    [
        (ax.GET, ax.NOT_OPEN, {"session": 6, **GET}),
        (ax.GET, ax.UNSUPPORTED_CONTEXT, {"context": b"lab", **GET}),
        (ax.COMMITSET, ax.PROCESSING_ERROR, {}),
        (ax.UNDOSET, ax.PROCESSING_ERROR, {}),
        (ax.CLEANUPSET, None, {}),
        (ax.PING, 0, {}),
        (ax.REMOVE_CAPS, ax.PROCESSING_ERROR, {"id": IDS}),
        (ax.TESTSET, 7, {"varbinds": [((*IDS, 1, 0), 4, b"x")]}),
        (ax.TESTSET, 11, {"varbinds": [((*IDS, 1, 1), 2, 1)]}),
        (ax.TESTSET, 11, {"varbinds": [((7, 1), 2, 1)]}),
    ],
)
def test_requests_out_of_place_get_the_error_of_the_rfc(master, kind, error, options):
    found = master.ask(kind, **options)
    assert (found and found[0]) == error
    assert master.ask(ax.GET, **GET)[0] == 0


def test_a_set_is_undone_when_the_master_says_so(master):
    assert master.ask(ax.TESTSET, **TEST)[:2] == (0, 0)
    assert master.ask(ax.COMMITSET)[:2] == (0, 0)
    assert master.ask(ax.GET, **GET)[2][0][2] == 5
    assert master.ask(ax.UNDOSET)[:2] == (0, 0)
    assert master.ask(ax.GET, **GET)[2][0][2] == 7


class Handler:
    def __init__(self):
        self.asked = []

    def test(self, value):
        self.asked.append("test")

    def commit(self, value):
        self.asked.append("commit")

    def cleanup(self):
        self.asked.append("cleanup")


def test_what_was_tested_is_cleaned_up_when_the_session_ends(tmp_path, monkeypatch):
    handler = Handler()
    mib = Mib()
    mib.scalar(BASE + ".1.0", INT, lambda: 7, write=handler)
    master = Master(tmp_path / "m", monkeypatch, mib)
    assert master.ask(ax.TESTSET, **TEST)[:2] == (0, 0)
    master.sock.close()
    master.sub.poll(0)
    assert handler.asked == ["test", "cleanup"] and master.sub.session is None


def test_no_more_than_64_sets_are_held_open(tmp_path, monkeypatch):
    handler = Handler()
    mib = Mib()
    mib.scalar(BASE + ".1.0", INT, lambda: 7, write=handler)
    master = Master(tmp_path / "m", monkeypatch, mib)
    for n in range(200):
        assert master.ask(ax.TESTSET, transaction=n, **TEST)[0] == 0
    assert handler.asked.count("test") - handler.asked.count("cleanup") == 64


def test_each_request_cut_at_each_word_is_answered_with_parse_error_or_as_it_is(master):
    for kind, fields in ((ax.GET, GET), (ax.TESTSET, TEST), (ax.GETBULK, {"bulk": (0, 1), **GET})):
        whole = ax.Pdu(kind, 5, 1, 99, **fields).tobytes()
        for n in range(20, len(whole), 4):
            found = master.send(whole[:16] + struct.pack(">I", n - 20) + whole[20:n])
            assert found[0] in (0, ax.PARSE_ERROR)
    assert master.ask(ax.GET, **GET)[0] == 0


def test_a_request_that_comes_octet_by_octet_is_answered_once_it_is_whole(master):
    whole = ax.Pdu(ax.GET, 5, 1, 99, **GET).tobytes()
    for n in range(len(whole) - 1):
        assert master.send(whole[n : n + 1]) is None
    assert master.send(whole[-1:])[0] == 0


@pytest.mark.parametrize("octets", [b"GET / HTTP/1.0\r\n\r\n  ", b"\x01\x05\x10\0" + b"\xff" * 16])
def test_after_what_is_no_agentx_the_connection_is_closed_and_told(master, octets):
    master.sock.sendall(octets)
    master.sub.poll(0)
    assert master.sub.session is None and "no AgentX came" in master.logged[-1]


def test_a_close_of_the_master_ends_the_session(master):
    master.sock.sendall(ax.Pdu(ax.CLOSE, 5, reason=5).tobytes())
    master.sub.poll(0)
    assert master.sub.session is None and "closed the session, reason 5" in master.logged[-1]


def test_a_master_that_refuses_is_told(tmp_path, monkeypatch):
    master = Master(tmp_path / "m", monkeypatch, error=ax.OPEN_FAILED)
    assert "the master refuses: openFailed; tried again" in master.logged[-1]


def test_a_socket_that_may_not_be_opened_is_told(monkeypatch):
    def connect(address):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Address, "connect", connect)
    with pytest.raises(OSError, match=r"unix:/var/agentx/master: Permission denied$"):
        SubAgent(Mib()).connect()


def test_a_master_that_does_not_answer_within_ten_seconds_is_left(tmp_path, monkeypatch):
    master = Master(tmp_path / "m", monkeypatch)
    now = [0.0]
    master.sub.clock = master.sub._link.clock = lambda: now[0]
    master.sub._link.heard = 0
    now[0] = 16
    master.sub.poll(0)
    assert master.read().type == ax.PING
    now[0] = 27
    master.sub.poll(0)
    assert master.sub.session is None and "no answer" in master.logged[-1]


@pytest.mark.parametrize("options", [{"priority": 0}, {"priority": 256}, {"timeout_s": 256}])
def test_options_that_cannot_be_are_refused(options):
    with pytest.raises(ValueError):
        SubAgent(Mib(), **options)
