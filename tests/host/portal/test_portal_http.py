# The portal's server and its parsing, under requests that no browser sends. Imports
# usnmp_portal.http, dns and form.

import random
import socket

import pytest

from usnmp_portal import dns, form, http

QUERY = b"\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\1a\0\0\1\0\1"


def page(method, path, body):
    return iter((b"HTTP/1.0 200 OK\r\n\r\n", method, b" ", body or b"-"))


def ask(server, address, data):
    # The answer to `data`, with the server's steps made here; bounded by its own turns.
    with socket.create_connection(address) as s:
        s.sendall(data)
        s.setblocking(False)
        got = b""
        for _ in range(4 * http.TURNS):
            server.step()
            try:
                piece = s.recv(4096)
            except BlockingIOError:
                continue
            except ConnectionResetError:
                return got
            if not piece:
                return got
            got += piece
        raise AssertionError("neither answered nor closed")


@pytest.fixture
def served():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        listener.setblocking(False)
        yield http.Server(listener, page), listener.getsockname()


def test_2000_malformed_requests_do_not_end_the_server(served):
    server, address = served
    good = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=1"
    chance = random.Random(20)
    for _ in range(2000):
        bad = bytearray(good)
        for _ in range(4):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        ask(server, address, bytes(bad[: chance.randrange(1, len(bad) + 1)]))
    assert ask(server, address, good).endswith(b"POST a=1")
    assert not server._open


@pytest.mark.parametrize(
    "data, status",
    [
        (b"G" * 1100, b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: 2049\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"PUT / HTTP/1.1\r\n\r\n", b"400"),
    ],
)
def test_what_is_too_large_or_wrong_is_refused(data, status):
    assert http.request(data)[9:12] == status


def test_every_a_question_is_answered_with_our_address_and_no_cut_one():
    assert dns.answer(QUERY, b"\xc0\xa8\4\1")[-4:] == b"\xc0\xa8\4\1"
    assert dns.answer(QUERY[:-3] + b"\x1c\0\1", b"\xc0\xa8\4\1")[7] == 0
    assert {dns.answer(QUERY[:n], b"\xc0\xa8\4\1") for n in range(len(QUERY))} == {None}


@pytest.mark.parametrize("body", [b"a=%", b"a=%4", b"a=%g1", b"a=%ff", b"a=%0a", b"a=1&a=2"])
def test_a_broken_form_is_refused(body):
    with pytest.raises(ValueError):
        form.fields(body, ("a",))


def test_a_form_gives_known_fields_only():
    body = b"ssid=my+net%C3%A4&x=1&key=a%26b"
    assert form.fields(body, ("ssid", "key")) == {"ssid": "my net\u00e4", "key": "a&b"}
