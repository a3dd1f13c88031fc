# What the portal reads: requests, forms, names; however they are cut. Imports usnmp_portal.http,
# form and dns.

from usnmp_portal.dns import answer
from usnmp_portal.form import Form
from usnmp_portal.http import BODY, LINE, Request

QUERY = b"\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\1a\0\0\1\0\1"
TYPED = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n" + TYPED
GOOD = POST + b"Content-Length: 3\r\n\r\na=1"
ADDRESS = b"\xc0\xa8\4\1"


def said(data):
    """What a Request says of `data`, in one piece and octet by octet."""
    whole = Request().feed(data)
    request = Request()
    for at in range(len(data)):
        found = request.feed(data[at : at + 1])
        if found is not None:
            assert found == whole
            return found[:3]
    assert whole is None
    return None


def fields(body):
    found = Form()
    found.feed(body)
    return found.end()


def refuses(body):
    try:
        fields(body)
    except ValueError as e:
        return "secret" not in str(e)
    return False


def test_a_request_is_whole_however_it_is_cut():
    assert said(GOOD) == ""
    assert said(GOOD[:-1]) is None
    request = Request()
    assert request.feed(GOOD + b"more") == ""
    assert (request.method, request.path, request.host) == (b"POST", b"/", b"a")
    assert request.fields == {"a": "1"}


def test_what_is_too_long_is_refused():
    assert said(b"G" * (LINE + 1)) == "431"
    assert said(b"GET / HTTP/1.1\r\nA: " + b"b" * LINE) == "431"
    request = Request()
    assert request.feed(b"GET / HTTP/1.1\r\n") is None
    found = None
    while found is None:  # without end
        found = request.feed(b"A: b\r\n")
    assert found[:3] == "431"
    assert said(POST + b"Content-Length: %d\r\n\r\n" % (BODY + 1)) == "413"


def test_what_is_wrong_is_refused():
    for data in (
        b"GET /\r\n",
        b"GET  / HTTP/1.1\r\n",
        b"GET / HTCPCP/1.0\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\n\r\n",
        POST + b"Content-Length: -1\r\n",
        POST + b"Content-Length: 1\r\nContent-Length: 1\r\n",
        POST + b"Transfer-Encoding: chunked\r\n",
        POST + b"Content-Length: 3\r\n\r\na=%",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\n",  # TLS
    ):
        assert said(data) == "400", data
    assert said(b"PUT / HTTP/1.1\r\n") == "405"
    assert said(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n") == "415"


def test_a_form_gives_its_fields_however_it_is_cut():
    body = b"ssid=my+net%C3%A4&x&key=a%26b%3D&empty="
    expected = {"ssid": "my net\u00e4", "key": "a&b=", "empty": ""}
    assert fields(body) == expected
    found = Form()
    for at in range(len(body)):
        found.feed(body[at : at + 1])
    assert found.end() == expected


def test_a_broken_form_is_refused_without_its_values():
    for end in b"%", b"%4", b"%g1", b"%ff", b"%0a", b"\0", b"&a=2":
        assert refuses(b"a=secret" + end), end
    assert refuses(b"a" * 25 + b"=1")
    assert refuses(b"&".join([b"a%d=" % i for i in range(101)]))


def test_every_a_question_is_answered_with_our_address_and_no_cut_one():
    assert answer(QUERY, ADDRESS)[-4:] == ADDRESS
    assert answer(QUERY[:-3] + b"\x1c\0\1", ADDRESS)[7] == 0  # AAAA: there is none
    for size in range(len(QUERY)):
        assert answer(QUERY[:size], ADDRESS) is None


def test_a_query_that_is_none_is_not_answered():
    assert answer(QUERY[:2] + b"\x81" + QUERY[3:], ADDRESS) is None  # a response
    assert answer(QUERY[:5] + b"\2" + QUERY[6:], ADDRESS) is None
    assert answer(QUERY[:12] + b"\xc0\x0c\0\1\0\1", ADDRESS) is None
    assert answer(QUERY + bytes(512), ADDRESS) is None
