# Who may see the dashboard: a password, sessions, where requests come from; what a browser may
# load. An ASGI middleware. Imports dash.login; dash.server imports it.

import hashlib
import hmac
import http.cookies
import secrets
import time
from urllib.parse import unquote_to_bytes

from .login import page

COOKIE = "usnmp_dash"
_LASTS = 30 * 86400  # seconds
_SESSIONS = 100
_TRIES, _PERIOD = 5, 60  # wrong passwords of an address in so many seconds
_ALL_TRIES = 100  # of all addresses
_BODY = 4096  # octets of a form
# Vue compiles templates, and NiceGUI's page has its scripts in it; all of it comes from here.
_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        b"font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        b"frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    # With no-referrer a form of our own would say that it comes from nowhere.
    (b"referrer-policy", b"same-origin"),
]


def _digest(password):
    return hashlib.sha256(password).digest()


class Guard:
    """Stands before the ASGI app. password: octets, None for none: then only who names this
    machine by one of `hosts`, str, is answered, whatever a name elsewhere resolves to.
    """

    def __init__(self, app, password=None, hosts=(), clock=time.monotonic):
        self._app, self._clock = app, clock
        self._password = None if password is None else _digest(password)
        self._hosts = {host.lower() for host in hosts}
        self._sessions = {}  # digest of a token: when it ends
        self._wrong = {}  # address: [when]

    async def __call__(self, scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        refused = self._refused(scope, headers)
        if refused:
            await _refuse(scope, receive, send, *refused)
        elif self._password is None or self._known(headers):
            if scope["path"] == "/logout":
                self._sessions.pop(_digest(_token(headers)), None)
                await _reply(send, 303, b"", [(b"location", b"/login")])
            else:
                await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await _refuse(scope, receive, send, 401, "log in first")
        elif scope["path"] == "/login":
            await self._login(scope, receive, send)
        else:
            await _reply(send, 303, b"", [(b"location", b"/login")])

    def _refused(self, scope, headers):
        # (status, text) if it comes from a page of another place, else None.
        host = headers.get(b"host", b"").decode("latin-1").lower()
        if self._password is None and _name(host) not in self._hosts:
            return 421, "not the name of this dashboard"
        origin = headers.get(b"origin")
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if origin is None or not changes:
            return None
        if origin.decode("latin-1").lower().partition("://")[2] != host:
            return 403, "it comes from a page of another place"
        return None

    def _known(self, headers):
        end = self._sessions.get(_digest(_token(headers)))
        return end is not None and self._clock() < end

    async def _login(self, scope, receive, send):
        if scope["method"] != "POST":
            await _reply(send, 200, page())
            return
        address = (scope.get("client") or ("",))[0]
        if self._too_many(address):
            more = [(b"retry-after", b"%d" % _PERIOD)]
            await _reply(send, 429, page("Too many wrong passwords: wait a minute."), more)
            return
        given = _field(await _body(receive), b"password")
        if not hmac.compare_digest(_digest(given), self._password):
            self._wrong.setdefault(address, []).append(self._clock())
            await _reply(send, 403, page("That is not the password."))
            return
        token = secrets.token_urlsafe(32)
        while len(self._sessions) >= _SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        self._sessions[_digest(token.encode())] = self._clock() + _LASTS
        cookie = "%s=%s; HttpOnly; SameSite=Strict; Path=/; Max-Age=%d" % (COOKIE, token, _LASTS)
        if scope.get("scheme") == "https":
            cookie += "; Secure"
        await _reply(send, 303, b"", [(b"location", b"/"), (b"set-cookie", cookie.encode())])

    def _too_many(self, address):
        since = self._clock() - _PERIOD
        found = {a: [t for t in times if t > since] for a, times in self._wrong.items()}
        self._wrong = {a: times for a, times in found.items() if times}
        tries = sum(map(len, self._wrong.values()))
        return len(self._wrong.get(address, ())) >= _TRIES or tries >= _ALL_TRIES


def _name(host):
    # The name in a Host header, without its port.
    head, colon, port = host.rpartition(":")
    return (head if colon and port.isdigit() else host).strip("[]")


def _token(headers):
    try:
        found = http.cookies.SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except http.cookies.CookieError:
        return b""
    return found[COOKIE].value.encode() if COOKIE in found else b""


def _field(form, name):
    # Octets: a password need not be of any encoding.
    for part in form.split(b"&"):
        found, _, value = part.partition(b"=")
        if found == name:
            return unquote_to_bytes(value.replace(b"+", b" "))
    return b""


async def _body(receive):
    octets = b""
    while len(octets) <= _BODY:
        message = await receive()
        octets += message.get("body", b"")
        if not message.get("more_body"):
            return octets
    return b""


def _with_headers(send):
    async def sent(message):
        if message["type"] == "http.response.start":
            message = dict(message, headers=[*message.get("headers", ()), *_HEADERS])
        await send(message)

    return sent


async def _refuse(scope, receive, send, status, text):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _reply(send, status, text.encode(), kind=b"text/plain")


async def _reply(send, status, body, more=(), kind=b"text/html; charset=utf-8"):
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"), *more]
    await _with_headers(send)(
        {"type": "http.response.start", "status": status, "headers": headers}
    )
    await send({"type": "http.response.body", "body": body})
