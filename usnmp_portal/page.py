# The pages of the portal, in pieces, so that none is ever in the heap as a whole. Imports values;
# usnmp_portal.provision imports it.

from .values import NONE

if 0 & 1:  # for type checkers alone
    from typing import Iterator
    from .provision import Provision

_HEAD = (
    '<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content="width='
    'device-width,initial-scale=1">'
)
_STYLE = (
    "<style>:root{color-scheme:light dark}body{font:16px/1.4 sans-serif;margin:0 auto;padding:"
    "0 14px 24px;max-width:32em}h1{font-size:1.3em}h2{font-size:1.05em;margin:1.6em 0 0;border-top:"
    "1px solid #8888;padding-top:.7em}label{display:block;margin-top:.7em}input,select,button"
    "{font:inherit;width:100%;box-sizing:border-box;padding:.5em;border:1px solid #888;"
    "border-radius:6px}input[type=checkbox],input[type=radio]{width:auto;margin:0 .6em 0 0}"
    "button{margin-top:1em;background:#2458c5;border:0;color:#fff;padding:.7em}button.b{"
    "background:#8883;color:inherit}.r{display:flex;gap:8px}.r>label{flex:1;min-width:0}em{"
    "display:block;font-style:normal;color:#c22b2b}em+input,em+select{border:2px solid #c22b2b}"
    "small{display:block;opacity:.75}pre{background:#8882;padding:.7em;border-radius:6px;"
    "white-space:pre-wrap;overflow-wrap:anywhere}</style>"
)
# What the type of a field is, besides text.
_PASSWORD = ' type=password autocomplete=new-password'
_VERBATIM = " autocapitalize=off autocorrect=off spellcheck=false autocomplete=off"


def escape(text: str) -> str:
    """`text` as it stands in a page, in text and between double quotes."""
    for c, entity in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        if c in text:
            text = text.replace(c, entity)
    return text


def begin(title: str, more: str = "") -> "Iterator[str]":
    """The beginning of each page."""
    yield _HEAD
    yield more
    yield "<title>%s</title>" % escape(title)
    yield _STYLE
    yield "<h1>%s</h1>" % escape(title)


def _fault(p, name):
    text = p.faults.get(name)
    return "<em>%s</em>" % escape(text) if text else ""


def _input(p, name, label, more=""):
    now = p.value(name)
    yield '<label>%s%s<input name="%s"' % (label, _fault(p, name), name)
    yield '%s value="%s">' % (more, escape(now))
    yield "</label>"


def _hidden(p, name, label, more=_PASSWORD):
    # A secret: never what it is, only whether there is one.
    hint = p.hint(name)
    return _input(p, name, label, '%s placeholder="%s"' % (more, hint))


def _option(value, text, now):
    return '<option value="%s"%s>%s</option>' % (
        escape(value), " selected" if value == now else "", escape(text)
    )  # fmt: skip


def _check(p, name, label):
    checked = " checked" if p.value(name) else ""
    return "<label>%s<input type=checkbox name=%s value=1%s>%s</label>" % (
        _fault(p, name), name, checked, label
    )  # fmt: skip


def form(p: "Provision") -> "Iterator[str]":
    """The page that asks. p: has title, faults, value(field), hint(field), networks, rows(letter),
    kinds() and token.
    """
    yield from begin(p.title)
    yield _fault(p, "")
    yield '<form method=post action="/" autocomplete=off>'
    yield "<input type=hidden name=token value=%s>" % p.token
    yield from _wifi(p)
    yield "<h2>This board</h2>"
    yield from _input(p, "name", "Name")
    yield from _input(p, "location", "Where it is")
    yield from _input(p, "contact", "Whom to ask about it")
    yield from _access(p)
    yield "<h2>Notifications</h2><small>Where traps go, if anywhere.</small>"
    for i in range(p.rows("t")):
        yield from _target(p, "t%d." % i)
    yield "<h2>Sensors</h2><small>Pin: a number; of an I2C chip two, SCL and SDA.</small>"
    for i in range(p.rows("s")):
        yield from _sensor(p, "s%d." % i)
    yield "<button class=b name=do value=more>More rows</button>"
    if p.may_skip:
        yield _check(p, "anyway", "Save even if the network cannot be joined from here")
    yield "<button name=do value=save>Save</button></form>"


def _wifi(p):
    yield "<h2>Wi-Fi</h2>"
    if p.networks:
        now = p.value("network")
        yield "<label>Network<select name=network>"
        for name, strength in p.networks:
            yield _option(name, name + strength, now)
        yield _option("", "another one, named below", now)
        yield "</select></label>"
    more = _VERBATIM + ' placeholder="if it is not in the list"' if p.networks else _VERBATIM
    yield from _input(p, "ssid", "Another network" if p.networks else "Network", more)
    yield from _hidden(p, "key", "Its key (password); empty if it is open")
    if p.scans:
        yield "<button class=b name=do value=scan formnovalidate>Look for networks again</button>"


def _access(p):
    yield "<h2>Who may read</h2>"
    now = p.value("access")
    for value, label in ("2c", "a community (SNMPv1, v2c: not encrypted)"), ("3", "a user of SNMPv3"):
        yield "<label><input type=radio name=access value=%s%s>%s</label>" % (
            value, " checked" if now == value else "", label
        )  # fmt: skip
    yield "<div class=r>"
    yield from _hidden(p, "read_community", "To read", _VERBATIM)
    yield from _hidden(p, "write_community", "To write", _VERBATIM)
    yield "</div>"
    yield from _input(p, "user", "User of SNMPv3", _VERBATIM)
    yield from _hidden(p, "auth_password", "Password of authentication (SHA-256)")
    yield from _hidden(p, "priv_password", "Password of encryption (AES)")
    yield _check(p, "user_write", "may write as well")
    yield "<small>A field that is empty stays as it is; %s takes it away.</small>" % NONE


def _target(p, prefix):
    yield "<div class=r>"
    yield from _input(p, prefix + "host", "Address", _VERBATIM)
    yield from _input(p, prefix + "port", "Port", ' inputmode=numeric placeholder=162')
    yield "</div>"
    yield from _hidden(p, prefix + "community", "Community", _VERBATIM)
    yield _check(p, prefix + "inform", "informs, which it acknowledges")


def _sensor(p, prefix):
    name = prefix + "kind"
    now = p.value(name)
    yield "<div class=r><label>Kind%s<select name=%s>" % (_fault(p, name), name)
    yield _option("", "none", now)
    for kind in p.kinds():
        yield _option(kind, kind, now)
    yield "</select></label>"
    yield from _input(p, prefix + "pin", "Pin", " inputmode=text")
    yield "</div><div class=r>"
    yield from _input(p, prefix + "name", "Name")
    yield from _input(p, prefix + "above", "Alarm above", " inputmode=text")
    yield "</div>"


def joining(p: "Provision") -> "Iterator[str]":
    """While it joins: the page asks for itself again."""
    yield from begin(p.title, "<meta http-equiv=refresh content=2>")
    yield "<p>%s</p>" % escape(p.doing)
    yield "<small>If the phone leaves this board's network meanwhile, join it again: the board "
    yield "follows the channel of the network it joins.</small>"


def joined(p: "Provision") -> "Iterator[str]":
    """When it has: its address, and what to type."""
    yield from begin(p.title)
    yield "<p>%s</p>" % escape(p.doing)
    if p.address:
        yield "<p>Its address is <b>%s</b>. On a PC in that network:</p>" % escape(p.address)
        yield "<pre>%s</pre>" % escape(p.line)
    yield '<form method=post action="/"><input type=hidden name=token value=%s>' % p.token
    yield "<button name=do value=restart>Restart now</button></form>"
    yield "<small>It restarts by itself in a minute, as %s.</small>" % escape(p.name)
