# Who may see the dashboard: passwords, sessions, names and origins of requests; as ASGI, with a
# clock of the test.

import asyncio
import hmac
from urllib.parse import quote

import pytest
from usnmp_pc.dash import guard
from usnmp_pc.dash.guard import COOKIE, Guard

HOST = "127.0.0.1:9717"


class Asked:
    """The answer to a request: status, headers (the last of each name), body."""

    def __init__(self, sent):
        start = [m for m in sent if m["type"] == "http.response.start"]
        self.closed = any(m["type"] == "websocket.close" for m in sent)
        self.status = start[0]["status"] if start else None
        found = start[0]["headers"] if start else ()
        self.headers = {name.decode(): value.decode() for name, value in found}
        self.body = b"".join(m.get("body", b"") for m in sent).decode()

    @property
    def cookie(self):
        return self.headers.get("set-cookie", "").partition(";")[0]


class Site:
    """A Guard before an application that says "inside"; now: its clock."""

    def __init__(self, password=b"open sesame", hosts=("127.0.0.1", "localhost", "::1")):
        self.now = 1000.0
        self.guard = Guard(self._app, password, hosts, lambda: self.now)

    async def _app(self, scope, receive, send):
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})

    def ask(self, path="/", method="GET", body=b"", kind="http", client="192.0.2.7", **headers):
        headers.setdefault("host", HOST)
        scope = {"type": kind, "path": path, "method": method, "client": (client, 40000)}
        scope["headers"] = [(n.encode(), v.encode()) for n, v in headers.items()]
        if kind == "websocket":
            del scope["method"]
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        asyncio.run(self.guard(scope, receive, send))
        found = Asked(sent)
        found.accepted = any(m["type"] == "websocket.accept" for m in sent)
        return found

    def login(self, password="open sesame", **more):
        body = ("password=" + quote(password)).encode()
        return self.ask("/login", "POST", body, **more)


def test_without_the_password_there_is_nothing_but_the_page_that_asks_for_it():
    site = Site()
    for path in ("/", "/board/1", "/_nicegui/x", "/chart.svg"):
        found = site.ask(path)
        assert (found.status, found.headers["location"], found.body) == (303, "/login", "")
    assert 'type="password"' in site.ask("/login").body
    assert site.ask(kind="websocket").closed


def test_the_password_opens_a_session_that_logging_out_ends():
    site = Site()
    found = site.login()
    assert (found.status, found.headers["location"]) == (303, "/")
    assert "HttpOnly; SameSite=Strict; Path=/" in found.headers["set-cookie"]
    assert site.ask(cookie=found.cookie).body == "inside"
    assert site.ask(kind="websocket", cookie=found.cookie).accepted
    assert site.ask("/logout", cookie=found.cookie).headers["location"] == "/login"
    assert site.ask(cookie=found.cookie).status == 303


@pytest.mark.parametrize("cookie", ["", COOKIE + "=", COOKIE + "=guessed", "a=b; ;=", "\x7f\xe9"])
def test_a_cookie_that_was_not_given_opens_nothing(cookie):
    site = Site()
    site.login()
    assert site.ask(cookie=cookie).status == 303


def test_a_session_ends_after_a_month_and_there_are_no_more_than_a_hundred():
    site = Site()
    first = site.login().cookie
    site.now += 29 * 86400
    assert site.ask(cookie=first).body == "inside"
    site.now += 2 * 86400
    assert site.ask(cookie=first).status == 303
    cookies = [site.login().cookie for _ in range(101)]
    assert site.ask(cookie=cookies[0]).status == 303 and site.ask(cookie=cookies[1]).status == 200
    assert len(set(cookies)) == 101


@pytest.mark.parametrize(
    "password", ["", "Open sesame", "open sesame ", "open", "\u202e\U0001f600"]
)
def test_a_wrong_password_is_refused(password):
    found = Site().login(password)
    assert found.status == 403 and not found.cookie and "not the password" in found.body


@pytest.mark.parametrize("password", ["open sesame", "o&=+%", "pässwörd\U0001f600"])
def test_a_password_may_have_any_letters(password):
    assert Site(password.encode()).login(password).status == 303


def test_passwords_are_compared_in_a_time_that_tells_nothing(monkeypatch):
    lengths = []

    def compare(a, b):
        lengths.append((len(a), len(b)))
        return a == b

    monkeypatch.setattr(guard.hmac, "compare_digest", compare)
    site = Site()
    for password in ("", "o", "open sesame", "x" * 3000):
        site.login(password)
    assert lengths == [(32, 32)] * 4 and hmac.compare_digest is compare


def test_who_guesses_waits_and_others_do_not():
    site = Site()
    assert [site.login("guess").status for _ in range(7)] == [403] * 5 + [429] * 2
    assert site.login().status == 429  # the right one tells nothing either
    assert site.login(client="192.0.2.8").status == 303
    site.now += 61
    assert site.login().status == 303


def test_many_who_guess_are_held_up_together_and_fill_no_memory():
    site = Site()
    found = [site.login("guess", client="198.51.100.%d" % i).status for i in range(150)]
    assert found.count(403) == 100 and found[-1] == 429
    assert len(site.guard._wrong) <= 100


def test_a_form_without_end_is_no_password():
    assert Site().ask("/login", "POST", b"password=" + b"x" * 5000).status == 403
    assert Site().ask("/login", "POST", b"&".join([b"a=b"] * 50)).status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999"])
def test_pages_of_other_places_neither_log_in_nor_open_a_socket(origin):
    site = Site()
    cookie = site.login(origin="http://" + HOST).cookie
    assert site.login(origin=origin).status == 403
    assert site.ask(kind="websocket", cookie=cookie, origin=origin).closed
    assert site.ask(kind="websocket", cookie=cookie, origin="http://" + HOST).accepted


@pytest.mark.parametrize("host", ["evil.example", "evil.example:9717", "127.0.0.1.evil", ""])
def test_without_a_password_a_name_that_leads_here_is_not_enough(host):
    site = Site(password=None)
    assert site.ask(host=host).status == 421
    assert site.ask(host=host, kind="websocket").closed


@pytest.mark.parametrize("host", [HOST, "localhost:1", "LOCALHOST", "[::1]:9717", "[::1]"])
def test_without_a_password_this_machine_is_answered(host):
    site = Site(password=None)
    assert site.ask(host=host).body == "inside"
    assert site.ask(host=host, kind="websocket", origin="http://" + host).accepted


def test_a_browser_is_told_to_load_nothing_from_elsewhere():
    site = Site()
    for found in (site.ask("/login"), site.ask(cookie=site.login().cookie)):
        policy = found.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "http" not in policy and found.headers["x-content-type-options"] == "nosniff"
