# The web server of the dashboard, and all that runs beside it. Imports nicegui, uvicorn, fastapi,
# usnmp_pc (chart, cli.trapshow, mibs), dash's modules; cli.dash imports it.

import asyncio
import time

import uvicorn
from fastapi import FastAPI, Response
from fastapi.middleware.gzip import GZipMiddleware
from nicegui import app, ui

from ..chart import Line, span, svg
from ..cli.trapshow import address
from ..mibs import MibError
from . import alarms, asker, pages
from .board import BoardPage
from .guard import Guard
from .model import Model
from .rows import short

# The letter of a type, as mibs.parse() takes it
_KINDS = {2: "i", 4: "s", 6: "o", 64: "a", 65: "c", 66: "u", 67: "t", 70: "C"}
_CONNECTIONS = 500  # beyond that: 503
_MOST_HOURS = 10 * 366 * 24


def _packed(web):
    # For who is elsewhere; on this machine it would take longer than it saves.
    return GZipMiddleware(web, compresslevel=4)


class _Server(uvicorn.Server):
    # Tells that it serves.
    on_start = None
    error = None

    def failed(self, task):
        # What runs beside it has ended: without it the page would show what was.
        if not task.cancelled() and task.exception():
            self.error = task.exception()
            self.should_exit = True

    async def startup(self, sockets=None):
        await super().startup(sockets)
        if self.started and self.on_start:
            try:
                self.on_start()
            except OSError as e:  # nobody reads what it says, or the disk is full
                self.error = e
                self.should_exit = True


class Dashboard:
    """Boards at `hosts`, str, each asked every `interval` seconds. reaches: see asker.Asker, for
    reading, and writes, for SET, None if nobody may. past: a past.Past. mibs, style:
    usnmp_pc.mibs.Mibs, cli.output.Style. password: octets or None.
    """

    def __init__(self, hosts, reaches, interval, past, mibs, style, writes=None, password=None):
        self.model = Model(hosts)
        self.past, self.mibs, self.style = past, mibs, style
        self.password = password
        self.allow_set = writes is not None
        self._reaches, self._writes, self._interval = reaches, writes or [], interval
        self.waiting = "nothing came yet"
        self._pages()

    def _pages(self):
        @ui.page("/", title="usnmp")
        def overview():
            pages.Overviews(self)

        @ui.page("/events", title="Notifications")
        def events():
            pages.events(self)

        @ui.page("/board/{number}", title="A board")
        def board(number: int):
            if not 0 <= number < len(self.model.boards):
                return Response("no such board", 404)
            ui.page_title(short(self.model.boards[number].name, 60))
            BoardPage(self, self.model.boards[number])

        @app.get("/chart.svg")
        async def chart(board: int, name: str, hours: float = 24):
            return await self._chart(board, name, hours)

    async def _chart(self, number, name, hours):
        if not 0 <= number < len(self.model.boards) or not 0 < hours <= _MOST_HOURS:
            return Response("no such chart", 404)
        board = self.model.boards[number]
        units = [s.units for s in board.series.values() if s.name == name]
        end = time.time()
        start = end - hours * 3600
        points = await self.past.series(board.host, name, start, end, 700)
        title = "%s, %s" % (board.name, span(start, end))
        text = svg([Line(name, units[0] if units else "", points)], start, end, title)
        return Response(text, media_type="image/svg+xml", headers={"cache-control": "no-store"})

    def _asked(self, board):
        # Called for each board with what it answered, or did not.
        now = time.time()
        was, board.was_lost = board.was_lost, board.lost
        if board.lost and was is False:
            self.model.lost(now, board)
        elif was and not board.lost:
            self.model.back(now, board)
        self.model.changed(board)
        self.past.add(now, board)

    async def run(self, sock, hosts, receiver=None, on_start=None, certificate=None):
        """Serve on the listening socket `sock`, whose names are `hosts`, until it is ended; take
        what `receiver`, a usnmp_receiver.Receiver, gets. on_start() is called when it serves.
        certificate: the path of a PEM with its key, for HTTPS.
        """
        web = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        ui.run_with(
            web, title="usnmp", dark=None, tailwind=False, show_welcome_message=False,
            reconnect_timeout=10, gzip_middleware_factory=_packed if self.password else None,
        )  # fmt: skip
        guard = Guard(web, self.password, hosts)
        config = uvicorn.Config(
            guard, log_level="warning", access_log=False, server_header=False, lifespan="on",
            timeout_graceful_shutdown=1, limit_concurrency=_CONNECTIONS, ssl_certfile=certificate,
        )  # fmt: skip
        server = _Server(config)
        server.on_start = on_start
        beside = [
            self.past.run(),
            asker.run(self.model, self._reaches, self._interval, self._asked),
        ]
        if receiver:
            beside.append(self._receive(receiver))
        tasks = [asyncio.ensure_future(one) for one in beside]
        for task in tasks:
            task.add_done_callback(server.failed)
        try:
            await server.serve(sockets=[sock])
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if server.error:
            raise server.error

    async def _receive(self, receiver):
        async with receiver:
            async for n in receiver:
                details = alarms.words(n.trap_oid, n.varbinds, self.style)
                name = alarms.name(n.trap_oid, self.style)
                sender = address(n.agent_addr or n.source[0])
                self.model.event(time.time(), sender, n.trap_oid, n.varbinds, name, details)

    def target(self, board):
        """The Target of a model.Board. Raises OSError while there is none."""
        asked = self.model.askers[board.number] if self.model.askers else None
        if asked is None or asked.target is None:
            raise OSError("it has not been found yet")
        return asked.target

    async def get(self, board, name):
        """The text of the object of that name. Raises MibError, SnmpError, OSError."""
        found = await self.target(board).get(self.mibs.oid(name.strip()))
        return self.style.line(found)

    async def set(self, board, name, text):
        """Set it, by the type that the MIB has or else that it has now; the text of what it is
        then. Raises as get().
        """
        if not self.allow_set:
            raise OSError("nobody may SET here")
        oid = self.mibs.oid(name.strip())
        try:
            type, value = self.mibs.parse(oid, text)
        except MibError:
            now = await self.target(board).get(oid)
            if now.type not in _KINDS or self.mibs.node(oid).syntax:
                raise
            type, value = self.mibs.parse(oid, text, _KINDS[now.type])
        reach = self._writes[board.number]
        writer = await self.model.askers[board.number].writer(reach)
        return self.style.line(await writer.set(oid, type, value))
