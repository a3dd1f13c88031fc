# How the portal's pages begin, and those that ask for nothing. In pieces, so that none is ever in
# the heap as a whole. Imports heap and style; usnmp_portal.answer imports it where a page is asked
# for, and lets go of it, and so does page.

from .heap import forget

if 0 & 1:  # for type checkers alone
    from typing import Iterator
    from .provision import Provision


def escape(text: str) -> str:
    """`text` as it stands in a page, in text and between double quotes."""
    for c, entity in ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"):
        if c in text:
            text = text.replace(c, entity)
    return text


def begin(p: "Provision") -> "Iterator[str]":
    """The beginning of each page."""
    from usnmp_portal.style import HEAD as pieces

    for piece in pieces:
        yield piece
    pieces = piece = None
    forget("usnmp_portal.style")
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
