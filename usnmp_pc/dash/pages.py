# The frame of each page, the overview and the page of notifications. Imports nicegui, dash (model,
# parts, rows); dash.server imports it.

from pathlib import Path

from nicegui import ui

from . import rows
from .model import EVENTS
from .parts import Events, Overview, Theme

_LATEST = 8
_STYLE = "<style>%s</style>" % Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def frame(dash, at):
    """What is at the top of each page; at: the page's path."""
    ui.add_head_html(_STYLE)
    ui.dark_mode(None)
    with ui.element("nav").classes("u-top"):
        for text, path in (("usnmp", "/"), ("Notifications", "/events")):
            link = ui.element("a").props('href="%s"' % path)
            link.classes("u-home" if path == "/" else "at" if path == at else "")
            with link:
                ui.label(text)
        if dash.password:
            with ui.element("a").props('href="/logout"'):
                ui.label("Log out")
        Theme()
    trouble = ui.label("").classes("u-trouble")

    def told():
        text = rows.short(dash.past.trouble, 300)
        trouble.text = "The history cannot be written: %s" % text if text else ""
        trouble.visible = bool(text)

    told()
    ui.timer(2, told)


class Overviews:
    """The page of all boards."""

    def __init__(self, dash):
        frame(dash, "/")
        self._model = dash.model
        self._version, self._count = dash.model.version, dash.model.count
        self._boards = Overview([rows.card(b) for b in dash.model.boards])
        with ui.element("section").classes("u-box"):
            _heading("Latest")
            found = [rows.event(e) for e in list(dash.model.events)[:_LATEST]]
            self._events = Events(found, _LATEST, dash.waiting)
        ui.timer(rows.TICK, self._look)

    def _look(self):
        model = self._model
        if model.version != self._version:
            new = [rows.card(b) for b in model.boards if b.version > self._version]
            self._version = model.version
            self._boards.update_boards(new)
        self._count = more(self._events, model, self._count)


def events(dash):
    """The page of notifications."""
    frame(dash, "/events")
    with ui.element("section").classes("u-box"):
        _heading("Notifications")
        shown = Events([rows.event(e) for e in dash.model.events], EVENTS, dash.waiting)
    seen = [dash.model.count]

    def look():
        seen[0] = more(shown, dash.model, seen[0])

    ui.timer(rows.TICK, look)


def more(events, model, count):
    """Have a parts.Events show what came after the first `count`; how many there are now."""
    new = [rows.event(e) for e in list(model.events)[: model.count - count]]
    if new:
        events.add(new)
    return model.count


def _heading(text):
    with ui.element("h2"):
        ui.label(text)
