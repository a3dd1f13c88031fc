# The portal's server over sockets, under requests that no browser sends, on CPython: what is slow,
# broken, huge. tests/portable/portal has its parsing. Imports usnmp_portal.http and dns.

import random
import socket

import pytest

from usnmp_portal import dns, http

QUERY = b"\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\1a\0\0\1\0\1"
TYPED = b"Content-Type: application/x-www-form-urlencoded\r\n"
GOOD = b"POST / HTTP/1.1\r\nHost: a\r\n" + TYPED + b"Content-Length: 3\r\n\r\na=1"


class Clock:
    ms = 0

    def __call__(self):
        return self.ms


def page(request):
    text = " ".join("%s=%s" % pair for pair in sorted(request.fields.items()))
    return iter((http.head("200 OK"), request.method, b" ", request.path, b" ", text.encode()))


@pytest.fixture
def served():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        listener.setblocking(False)
        clock = Clock()
        yield http.Server(listener, page, clock), listener.getsockname(), clock


def ask(server, address, data, close=True):
    """The answer to `data`, with the server's steps made here."""
    with socket.create_connection(address) as s:
        s.sendall(data)
        if close:
            s.shutdown(socket.SHUT_WR)
        s.setblocking(False)
        got = b""
        for _ in range(100000):
            server.step()
            try:
                piece = s.recv(4096)
            except BlockingIOError:
                continue
            except ConnectionError:
                return got
            if not piece:
                return got
            got += piece
        raise AssertionError("neither answered nor closed")


def test_2000_malformed_requests_do_not_end_the_server(served):
    server, address, _ = served
    chance = random.Random(20)
    for _ in range(2000):
        bad = bytearray(GOOD)
        for _ in range(4):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        ask(server, address, bytes(bad[: chance.randrange(1, len(bad) + 1)]))
    assert ask(server, address, GOOD).endswith(b"POST / a=1")
    assert not server.open


def test_who_is_slow_is_closed_and_who_asks_meanwhile_is_answered(served):
    server, address, clock = served
    slow = [socket.create_connection(address) for _ in range(server.most)]
    for s in slow:
        s.sendall(b"GET /")
    for _ in range(1000):
        server.step()
    assert len(server.open) == server.most
    clock.ms += http.PATIENCE_MS + 1
    assert ask(server, address, GOOD).endswith(b"POST / a=1")  # one made room
    assert len(server.open) == server.most - 1
    clock.ms += http.REQUEST_MS
    server.step()
    assert not server.open
    for s in slow:
        s.close()


def test_who_does_not_read_his_answer_is_closed(served):
    server, address, clock = served
    server.handle = lambda request: iter(lambda: b"x" * 4096, None)  # without end
    with socket.create_connection(address) as s:
        s.sendall(GOOD)
        while not server.open or not server.open[0].pieces:
            server.step()
        while server.step():
            pass
        clock.ms += http.ANSWER_MS + 1
        server.step()
        assert not server.open


def test_drained_it_ends_the_answers_that_go_closes_the_rest_and_takes_nobody(served):
    server, address, _ = served
    server.handle = lambda request: iter([b"x" * 4096] * 2000)  # more than sockets take at once
    silent, reader = socket.create_connection(address), socket.create_connection(address)
    with silent, reader:
        reader.sendall(GOOD)
        while [c for c in server.open if c.pieces] == [] or len(server.open) < 2:
            server.step()
        with socket.create_connection(address):  # too late for now
            assert not server.drained()
            assert len(server.open) == 1 and silent.recv(1) == b""
            reader.setblocking(False)
            got = 0
            while not server.drained():
                try:
                    got += len(reader.recv(1 << 20))
                except BlockingIOError:
                    pass
            server.step()
            assert len(server.open) == 1  # who came meanwhile
            reader.settimeout(30)
            while True:
                piece = reader.recv(1 << 20)
                if not piece:
                    break
                got += len(piece)
            assert got == 2000 * 4096
    server.close()


def test_a_handler_that_raises_ends_its_connection_alone(served):
    server, address, _ = served

    def handle(request):
        raise MemoryError

    before, server.handle = server.handle, handle
    assert ask(server, address, GOOD) == b""
    server.handle = before
    assert ask(server, address, GOOD).endswith(b"POST / a=1")


def test_a_refusal_arrives_though_more_was_sent(served):
    server, address, _ = served
    data = b"POST / HTTP/1.1\r\n" + TYPED + b"Content-Length: 90000\r\n\r\n" + b"x" * 90000
    assert ask(server, address, data)[9:12] == b"413"


def test_20000_strange_queries_raise_nothing():
    chance = random.Random(53)
    for _ in range(20000):
        bad = bytearray(QUERY)
        for _ in range(3):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        dns.answer(bytes(bad[: chance.randrange(len(bad) + 1)]), b"\xc0\xa8\4\1")
