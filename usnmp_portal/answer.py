# What the portal answers to a request, and what it takes of a form. Imports heap, http and
# provision; page, look and scan where they are asked for; usnmp_portal.serving and
# usnmp_firmware.page import it.

from .heap import forget
from .http import empty, head
from .provision import CHECKING, FORM, JOINED, OVER

if 0 & 1:  # for type checkers alone
    from typing import Iterator
    from .http import Request
    from .provision import Provision

_SECRETS = "key read_community write_community auth_password priv_password"


def answer(p: "Provision", request: "Request") -> "Iterator[bytes]":
    """The answer to a request, in pieces."""
    # Another name is what a phone asks to find out whether it is on the Internet; or a page of
    # somebody's in its browser, which is not to read the token in ours.
    if request.host.split(b":")[0] != p.host.encode():
        return empty("302 Found", "Location: http://%s/" % p.host)
    p.heard = p.now()  # phones ask that other thing for ever
    if request.method == b"POST":
        if request.path == b"/" and request.fields.pop("token", "") == p.token:
            _take(p, request.fields)
        return empty("303 See Other", "Location: /")
    if request.path != b"/":
        return empty("302 Found", "Location: /")
    return _page(p)


def _page(p):
    forget("usnmp_portal.form")
    yield head(
        "200 OK",
        "Content-Type: text/html; charset=utf-8",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
        "form-action 'self'; base-uri 'none'",
    )
    if p.state == FORM:
        from usnmp_portal.page import form as make
    elif p.state == JOINED:
        from usnmp_portal.look import joined as make
    else:
        from usnmp_portal.look import joining as make
    for piece in make(p):
        yield piece.encode()


def _take(p, fields):
    if p.state == JOINED and fields.get("do") == "restart":
        p.state = OVER
    if p.state != FORM:
        return
    do = fields.pop("do", "save")
    p.fields = {}
    for name, given in fields.items():
        if given:  # most are empty
            (p.secrets if _secret(name) else p.fields)[name] = given
    p.faults = {}
    if do == "scan":
        p.networks = _scan(p.station)
        forget("usnmp_portal.scan")
    elif do == "more":
        p.more = min(p.more + 2, 8)
    else:
        p.state = CHECKING  # once this request is out of the heap


def _secret(name):
    # Is it a field whose value no page may have in it?
    return name in _SECRETS.split() or name.endswith(".community")


def _scan(station):
    from usnmp_portal.scan import scan

    return scan(station)
