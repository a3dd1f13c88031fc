# The page that asks, in pieces. Imports look and values; usnmp_portal.answer imports it where
# the page is asked for, and lets go of it.

from .look import begin, escape, token
from .values import kept

if 0 & 1:  # for type checkers alone
    from typing import Iterator
    from .provision import Provision

# The form, a line a thing: its kind, the field's name, its label, and for some a placeholder. One
# text: each constant of its own would take 16 octets more. The first button is what Enter presses.
_FORM = """\
/|<button class=h name=do value=save tabindex=-1>Save</button><h2>Wi-Fi</h2>
N|network|Network
t|ssid|Network that is not in the list
p|key|Its key (password); empty if it is open
?
/|<h2>This board</h2>
w|name|Name
w|location|Where it is
w|contact|Whom to ask about it
/|<h2>Who may read</h2>
o|access|a community (SNMPv1, v2c: not encrypted)|2c
o|access|a user of SNMPv3|3
/|<div class=r>
s|read_community|Community
s|write_community|To write
/|</div>
t|user|User of SNMPv3
p|auth_password|Password of authentication (SHA-256)
p|priv_password|Password of encryption (AES)
c|user_write|may write as well
/|<small>What is left empty stays as it is; - takes it away.</small><h2>Notifications</h2>
/|<small>Where traps go, if anywhere.</small>
*t
/|<h2>Sensors</h2><small>Pin: a number; of an I2C chip two, SCL and SDA.</small>
*s
/|<button class=b name=do value=more>More rows</button>
!
/|<button name=do value=save>Save</button></form>"""
_ROWS = {
    "t": """\
/|<div class=r>
t|host|Address
n|port|Port|162
/|</div>
s|community|Community
c|inform|informs, which it acknowledges""",
    "s": """\
/|<div class=r>
K|kind|Kind
w|pin|Pin|0; of I2C 5 4
/|</div><div class=r>
w|name|Name
n|above|Alarm above|
/|</div>""",
}
# What an input of each kind is, and whether its value is secret: never what it is, only whether
# there is one.
_VERBATIM = " autocapitalize=off autocorrect=off spellcheck=false autocomplete=off"
_KINDS = {
    "t": _VERBATIM,
    "s": _VERBATIM,
    "p": " type=password autocomplete=new-password",
    "n": " inputmode=decimal",
}


def form(p: "Provision") -> "Iterator[str]":
    """The page that asks. p: has title, token, old, faults, networks, kinds, value(field),
    typed(field) and rows(letter).
    """
    yield from begin(p)
    if p.faults:
        yield "<p><em>%s</em></p>" % escape(p.faults.get("", "Not saved yet: see what is red."))
    yield token(p)
    for line in _lines(_FORM):
        if line[0] == "*":
            kinds = p.kinds.split() if line[1] == "s" else ()
            for i in range(p.rows(line[1])):
                for row in _lines(_ROWS[line[1]]):
                    yield from _line(p, row, "%s%d." % (line[1], i), kinds)
        else:
            yield from _line(p, line)


def _lines(text):
    # One after the other: all at once they would be there twice.
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        if end < 0:
            end = len(text)
        yield text[at:end]
        at = end + 1


def _line(p, line, prefix="", kinds=()):
    kind, *rest = line.split("|")
    if kind == "/":
        yield rest[0]
    elif kind == "?":
        if p.scans:
            yield "<button class=b name=do value=scan>Look for networks again</button>"
    elif kind == "!":
        if p.may_skip:
            yield from _line(p, "c|anyway|Save even if it cannot be joined from here")
    else:
        name, label = prefix + rest[0], rest[1]
        if kind == "N" or kind == "K":
            yield from _select(p, name, label, kinds)
        elif kind == "o" or kind == "c":
            value = "1" if kind == "c" else rest[2]
            yield "<label>%s<input type=%s name=%s value=%s%s>%s</label>" % (
                _fault(p, name), "checkbox" if kind == "c" else "radio", name, value,
                " checked" if p.value(name) == value else "", label,
            )  # fmt: skip
        else:
            secret = kind in "sp"
            yield '<label>%s%s<input name=%s%s value="%s" placeholder="%s"></label>' % (
                label, _fault(p, name), name, _KINDS.get(kind, ""),
                "" if secret else escape(p.value(name)),
                _hint(p, name) if secret else rest[2] if rest[2:] else "",
            )  # fmt: skip


def _hint(p, name):
    # What stands in a secret field that is empty.
    if p.typed(name):
        return "as you typed it"
    if kept(p.old, name):
        return "unchanged"
    return "public" if name == "read_community" or name[0] == "t" else "none"


def _fault(p, name):
    text = p.faults.get(name)
    return "<em>%s</em>" % escape(text) if text else ""


def _select(p, name, label, kinds):
    now = p.value(name)
    yield "<label>%s%s<select name=%s>" % (label, _fault(p, name), name)
    for value, text in _options(p, kinds):
        yield '<option value="%s"%s>%s</option>' % (
            escape(value), " selected" if value == now else "", escape(text)
        )  # fmt: skip
    yield "</select></label>"


def _options(p, kinds):
    if kinds:
        yield "", "none"
        for kind in kinds:
            yield kind, kind
        return
    yield "", "choose one, or name it below"
    for line in _lines(p.networks):
        n = int(line[0])
        words = "strong fair weak".split()[n % 3] + (", open" if n > 2 else "")
        yield line[1:], "%s (%s)" % (line[1:], words)
