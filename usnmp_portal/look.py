# How the portal's pages look, and those that ask for nothing. In pieces, so that none is ever in
# the heap as a whole. Imports nothing of ours; usnmp_portal.answer imports it where a page is
# asked for, and lets go of it, and so does page.

if 0 & 1:  # for type checkers alone
    from typing import Iterator
    from .provision import Provision

# In pieces: one that is whole would have to be copied as a whole.
_HEAD = (
    '<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content="width=devi'
    'ce-width,initial-scale=1"><style>:root{color-scheme:light dark}body{font:16px/1.4 sans-s'
    "erif;margin:0 auto;padding:0 14px 24px;max-width:32em}h1{font-size:1.3em}",
    "h2{font-size:1.05em;margin:1.6em 0 0;border-top:1px solid #8888;padding-top:.7em}label{d"
    "isplay:block;margin-top:.7em}input,select,button{font:inherit;width:100%;box-sizing:bord"
    "er-box;padding:.5em;border:1px solid #888;border-radius:6px}",
    "[type=checkbox],[type=radio]{width:auto;margin:0 .6em 0 0}button{margin-top:1em;backgrou"
    "nd:#2458c5;border:0;color:#fff;padding:.7em}.b{background:#8883;color:inherit}.h{positio"
    "n:absolute;left:-99em}.r{display:flex;gap:8px}",
    ".r>label{flex:1;min-width:0;align-self:end}em{display:block;font-style:normal;color:#d03"
    "030}em+*{border:2px solid #d03030}small{display:block;margin-top:.3em;opacity:.75}",
    "pre{background:#8882;padding:.7em;border-radius:6px;white-space:pre-wrap;overflow-wrap:a"
    "nywhere}</style><title>",
)


def escape(text: str) -> str:
    """`text` as it stands in a page, in text and between double quotes."""
    for c, entity in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        if c in text:
            text = text.replace(c, entity)
    return text


def begin(p: "Provision") -> "Iterator[str]":
    """The beginning of each page."""
    for piece in _HEAD:
        yield piece
    title = escape(p.title)
    yield "%s</title><h1>%s</h1>" % (title, title)


def token(p: "Provision") -> str:
    """The beginning of each form, with what shows that it is ours."""
    return '<form method=post action="/"><input type=hidden name=token value=%s>' % p.token


def joining(p: "Provision") -> "Iterator[str]":
    """While it joins: the page asks for itself again."""
    yield from begin(p)
    yield "<meta http-equiv=refresh content=2><p>%s</p>" % escape(p.doing)
    yield (
        "<small>If the phone leaves this network meanwhile, join it again: the board follows the "
        "channel of the network that it joins.</small>"
    )


def joined(p: "Provision") -> "Iterator[str]":
    """When it has: its address, and what to type."""
    yield from begin(p)
    yield "<p>%s</p>" % escape(p.doing)
    if p.address:
        yield "<p>Its address is <b>%s</b>. On a PC in that network:</p>" % escape(p.address)
        yield "<pre>%s</pre>" % escape(p.line)
    yield token(p)
    yield "<button name=do value=restart>Restart now</button></form>"
    yield "<small>In a minute it restarts by itself.</small>"
