# The page of a board: its values, the chart of one, its notifications, tables, SET. Imports
# nicegui, usnmp_pc (chart, mibs), usnmp_manager.response, dash (charts, pages, parts, rows,
# tables); dash.server imports it.

import time
from urllib.parse import quote

from nicegui import ui

from . import charts, rows, tables
from .pages import frame
from .parts import Events, Values

_LATEST = 20
_PAST_EVERY = 30  # seconds until a chart of the past is drawn anew


class BoardPage:
    """The page of `board`, a model.Board."""

    def __init__(self, dash, board):
        self._dash, self._board = dash, board
        self._version, self._at, self._range = -1, 0, "live"
        self._drawn = 0.0  # when the chart was
        frame(dash, "/board")
        with ui.element("section").classes("u-box"):
            with ui.element("h2"):
                self._name = ui.label("").classes("u-board-name")
            with ui.element("div").classes("u-facts u-dim"):
                self._facts = [ui.label("") for _ in range(6)]
            self._why = ui.label("").classes("u-why")
        with ui.element("div").classes("u-board"):
            with ui.element("section").classes("u-box"):
                self._values = Values(self._rows(), self._at, self._pick)
            with ui.element("section").classes("u-box"):
                self._make_chart()
        with ui.element("section").classes("u-box"):
            tables.place(dash, board)
        with ui.element("section").classes("u-box"):
            heading("Notifications")
            self._events = Events(self._own(), _LATEST, dash.waiting)
        self._count = dash.model.count
        self._look_facts()
        ui.timer(rows.TICK, self._look)

    def _make_chart(self):
        self._title = ui.label("").classes("u-name")
        with ui.element("div").classes("u-ranges"):
            self._buttons = {}
            for name in charts.RANGES if self._dash.past.path else ("live",):
                button = ui.element("button").props('type="button"')
                button.on("click", lambda _, name=name: self._choose(name))
                with button:
                    ui.label(name)
                self._buttons[name] = button
            self._picture = ui.element("a").props("target=_blank")
            with self._picture:
                ui.label("as a picture")
        self._chart = ui.echart({}).classes("u-chart")

    def _rows(self):
        return [rows.details(s) for s in self._board.series.values()]

    def _own(self):
        return [rows.event(e) for e in self._dash.model.events if e.board is self._board]

    async def _pick(self, place):
        if isinstance(place, int):
            self._at = place
            await self._draw()

    async def _choose(self, name):
        self._range = name
        await self._draw()

    def _series(self):
        found = list(self._board.series.values())
        return found[self._at] if 0 <= self._at < len(found) else None

    async def _look(self):
        new = self._board.version != self._version
        if new:
            self._version = self._board.version
            self._values.update_rows(self._rows())
            self._look_facts()
        if self._dash.model.count != self._count:
            fresh = self._dash.model.count - self._count
            mine = [e for e in list(self._dash.model.events)[:fresh] if e.board is self._board]
            self._count = self._dash.model.count
            if mine:
                self._events.add([rows.event(e) for e in mine])
        if new if self._range == "live" else time.monotonic() - self._drawn > _PAST_EVERY:
            await self._draw()

    def _look_facts(self):
        board, system = self._board, self._board.system
        self._name.text = rows.short(board.name)
        texts = ["at " + rows.short(board.host)]
        if system:
            if system.description:
                texts.append(rows.short(system.description, 200))
            if system.location:
                texts.append("location " + rows.short(system.location))
            if system.contact:
                texts.append("contact " + rows.short(system.contact))
            if system.uptime is not None:
                texts.append("up " + duration(system.uptime // 100))
        if not board.error:
            texts.append("answered in %.0f ms" % board.ms)
        for label, text in zip(self._facts, texts + [""] * len(self._facts)):
            label.text = text
            label.visible = bool(text)
        self._why.text = rows.short(rows.why(board), 300)
        self._why.classes(add=rows.state(board), remove="lost alarm ok waiting")
        self._why.visible = bool(self._why.text)

    async def _draw(self):
        self._drawn = time.monotonic()
        for name, button in self._buttons.items():
            button.classes(**{"add" if name == self._range else "remove": "at"})
        series = self._series()
        self._title.text = rows.short(series.name) if series else "no values"
        if not series:
            return
        end = time.time()
        if self._range == "live":
            points = charts.live(series)
            start = points[0][0] if points else end - 60
            start = min(start, end - 60)
        else:
            start = end - charts.RANGES[self._range] * 3600
            points = await self._dash.past.series(self._board.host, series.name, start, end)
        self._chart.options.clear()
        self._chart.options.update(charts.options(series.name, series.units, points, start, end))
        self._chart.update()
        hours = charts.RANGES[self._range]
        self._picture.visible = bool(hours)
        where = "/chart.svg?board=%d&name=%s&hours=%d"
        self._picture.props["href"] = where % (self._board.number, quote(series.name), hours or 1)
        self._picture.update()


def heading(text):
    """A heading of a box."""
    with ui.element("h2"):
        ui.label(text)


def duration(seconds):
    """A time for people: "3 d 4 h"."""
    parts = [(seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min")]
    found = ["%d %s" % part for part in parts if part[0]][:2]
    return " ".join(found) or "%d s" % seconds
