# The portal's parsing and its server, under requests that no browser sends, on CPython: by octets
# and by sockets. Imports usnmp_portal.http, dns and form.

import random
import socket

import pytest

from usnmp_portal import dns, form, http

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


def refused(data):
    """What Request says to `data`, in one piece and octet by octet."""
    whole = http.Request().feed(data)
    request = http.Request()
    for at in range(len(data)):
        found = request.feed(data[at : at + 1])
        if found is not None:
            assert found == whole
            return found
    assert whole is None
    return None


@pytest.mark.parametrize(
    "data, status",
    [
        (b"G" * 1100, "431"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 800, "431"),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * 1100, "431"),
        (b"POST / HTTP/1.1\r\n" + TYPED + b"Content-Length: 4097\r\n\r\n", "413"),
        (b"POST / HTTP/1.1\r\n" + TYPED + b"Content-Length: -1\r\n\r\n", "400"),
        (b"POST / HTTP/1.1\r\n" + TYPED + b"Content-Length: 1\r\nContent-Length: 1\r\n", "400"),
        (b"POST / HTTP/1.1\r\n" + TYPED + b"Content-Length: 99999999\r\n", "400"),
        (b"POST / HTTP/1.1\r\n" + TYPED + b"Transfer-Encoding: chunked\r\n", "400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n", "415"),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n", "400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n", "400"),
        (b"GET /\r\n", "400"),
        (b"GET  / HTTP/1.1\r\n", "400"),
        (b"GET / HTCPCP/1.0\r\n", "400"),
        (b"PUT / HTTP/1.1\r\n", "405"),
        (b"POST / HTTP/1.1\r\n" + TYPED + b"Content-Length: 3\r\n\r\na=%", "400"),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\n", "400"),  # TLS
    ],
)
def test_what_is_too_large_or_wrong_is_refused(data, status):
    assert refused(data)[:3] == status


def test_a_request_is_whole_however_it_is_cut():
    assert refused(GOOD) == ""
    assert refused(GOOD[:-1]) is None
    request = http.Request()
    assert request.feed(GOOD + b"more") == ""
    assert (request.method, request.path, request.host) == (b"POST", b"/", b"a")
    assert request.fields == {"a": "1"}


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


# -- names and forms


def test_every_a_question_is_answered_with_our_address_and_no_cut_one():
    assert dns.answer(QUERY, b"\xc0\xa8\4\1")[-4:] == b"\xc0\xa8\4\1"
    assert dns.answer(QUERY[:-3] + b"\x1c\0\1", b"\xc0\xa8\4\1")[7] == 0
    assert {dns.answer(QUERY[:n], b"\xc0\xa8\4\1") for n in range(len(QUERY))} == {None}


def test_20000_strange_queries_raise_nothing():
    chance = random.Random(53)
    for _ in range(20000):
        bad = bytearray(QUERY)
        for _ in range(3):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        dns.answer(bytes(bad[: chance.randrange(len(bad) + 1)]), b"\xc0\xa8\4\1")


def fields(body):
    found = form.Form()
    found.feed(body)
    return found.end()


@pytest.mark.parametrize(
    "body", [b"a=%", b"a=%4", b"a=%g1", b"a=%ff", b"a=%0a", b"a=1&a=2", b"a" * 25 + b"=", b"a=\0"]
)
def test_a_broken_form_is_refused(body):
    with pytest.raises(ValueError):
        fields(body)


def test_a_form_gives_its_fields_however_it_is_cut():
    body = b"ssid=my+net%C3%A4&x&key=a%26b%3D&empty="
    expected = {"ssid": "my net\u00e4", "key": "a&b=", "empty": ""}
    assert fields(body) == expected
    found = form.Form()
    for at in range(len(body)):
        found.feed(body[at : at + 1])
    assert found.end() == expected
