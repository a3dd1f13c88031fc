# The hostile corpus (tests/hostile/corpus.py) through TCP, cut at every octet.

import contextlib
import socket

import pytest
from tcpagent import Served, everything, message, whole

import corpus
import served
from usnmp_base import stream

CASES = list(corpus.corpus())


def pieces(d, most):
    """The messages that a stream of the octets `d` has, and behind them what is none."""
    found = []
    while d:
        n = end_of(d, most)
        found.append(d[:n])
        d = d[n:]
    return found


def end_of(d, most):
    # Where the first one ends; if it is none, or not whole, where `d` does.
    if d[0] != 0x30 or len(d) < 2 or d[1] in (0x80, 0xFF):
        return len(d)
    if d[1] > 127 and len(d) < 2 + (d[1] & 127):
        return len(d)
    return whole(d) if whole(d) <= min(most, len(d)) else len(d)


def is_whole(d):
    return end_of(d + b"0", 8192) == len(d)


class Given:
    # A socket that gives these octets, in these portions, and then its end.

    def __init__(self, *portions):
        self.portions = [p for p in portions if p]

    def setblocking(self, yes):
        pass

    def setsockopt(self, *args):
        pass

    def recv(self, size):
        if not self.portions:
            return b""
        portion = self.portions.pop(0)
        if len(portion) > size:
            self.portions.insert(0, portion[size:])
        return portion[:size]


def taken(*portions):
    """The messages that a Stream makes of that."""
    one = stream.Stream(Given(*portions), None)
    found = []
    while not one.ended:
        one.read()
        while True:
            piece = one.message(8192)
            if not piece:
                break
            found.append(piece)
    return found


LONG = 1500  # octets: with more, each cut takes as long as to copy all of that
PARTS = 8


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_messages_are_the_same_at_whichever_of_its_octets_each_case_is_cut(part):
    cuts = 0
    for name, label, d, *_ in CASES[part::PARTS]:
        expected = taken(d)
        n = None if not d or is_whole(expected[-1]) else len(expected[-1])
        for i in range(1, len(d) if len(d) <= LONG else 300):
            found = taken(d[:i], d[i:])
            # Of what is no message, as much is told as was there when that was seen.
            assert len(found) == len(expected) and found[:-1] == expected[:-1], (name, label, i)
            most = n and min(len(found[-1]), n)
            assert found[-1][:most] == expected[-1][:most], (name, label, i)
            cuts += 1
    assert cuts > 300000


class Prefix:
    """The first `n` octets of `d`, without a copy."""

    def __init__(self, d):
        self.d = d
        self.n = 0

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        assert i < self.n  # what has not come is not looked at
        return self.d[i]


def test_where_a_message_ends_is_the_same_however_much_of_each_case_is_there():
    asked = 0
    for name, label, d, *_ in CASES:
        prefix = Prefix(d)
        told = stream.message_end(d, 0, 8192)
        n = end = 0
        while n < len(d):  # nothing is said before it is known
            n += 1
            prefix.n = n
            end = stream.message_end(prefix, 0, 8192)
            asked += 1
            if end:
                break
        assert end == told, (name, label, n)
        for prefix.n in range(n + 1, len(d) + 1):
            assert stream.message_end(prefix, 0, 8192) == told, (name, label, prefix.n)
            asked += 1
    assert asked == sum(len(d) for _, _, d, *_ in CASES) > 6000000


def test_messages_are_those_that_their_headers_tell():
    for name, label, d, *_ in CASES:
        found = taken(d)
        if found[:-1] or len(d) < 8192:
            assert found[:1] == pieces(d, 8192)[:1], (name, label)
        assert b"".join(found) == d[: len(b"".join(found))], (name, label)


class Corpus(Served):
    def __init__(self):
        Served.__init__(self, "tcp:127.0.0.1:%d")
        self.doors.close()
        self.logged = []
        self.agent = served.make(self.logged.append)
        self.doors = self.agent.bind("tcp:127.0.0.1:%d" % self.port)


def test_each_case_gets_by_tcp_what_the_agent_says_to_its_messages():
    reference = served.make(print)
    with Corpus() as box:
        for name, label, d, *_ in CASES:
            expected = b""
            for piece in pieces(d, 8192):
                expected += reference.respond(piece) or b""
                if end_of(piece, 8192) != len(piece) or piece[:1] != b"0":
                    break
            with box.connection() as sock:
                with contextlib.suppress(OSError):  # it was closed before all was sent
                    sock.sendall(d)
                    sock.shutdown(socket.SHUT_WR)
                if len(d) < 8192:
                    assert everything(sock) == expected, (name, label)
        assert not box.logged


def test_a_message_that_ends_at_any_of_its_octets_is_counted_and_harms_nobody():
    cases = {name: d for name, _, d, *_ in CASES if len(d) < 300}
    with Corpus() as box:
        sent = 0
        for name, d in cases.items():
            for i in range(1, len(d)):
                with box.connection() as sock:
                    sock.sendall(d[:i])
                    sock.shutdown(socket.SHUT_WR)
                    found = everything(sock)
                    assert not found or len(pieces(d[:i], 8192)) > 1, (name, i)
                sent += 1
        with box.connection() as sock:
            sock.sendall(corpus.request(1, 0xA0, [(corpus.TEMPERATURE, corpus.NULL)]).octets())
            assert message(sock)
        assert sent > 2000 and not box.logged
        assert box.agent.counters[6] > sent // 2
