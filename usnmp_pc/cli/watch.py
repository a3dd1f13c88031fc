# usnmp watch: boards and their sensors on the terminal, as they change, and what they notify.
# Imports usnmp_manager, usnmp_pc (loops, watch), cli's other modules; rich, by `usnmp[watch]`.

import asyncio
import os
import sys
import time

from usnmp_manager.aio import AsyncManager
from usnmp_manager.lookup_pc import Lookups
from usnmp_pc import loops
from usnmp_pc.watch.alarms import told
from usnmp_pc.watch.lines import Lines
from usnmp_pc.watch.model import Event, Model
from usnmp_pc.watch.reader import Reader

from . import hosts, watch_listen, watch_sweep
from .arguments import positive, seconds
from .columns import HELP as COLUMN_HELP
from .columns import Column, found
from .faults import guarded, tell
from .options import Parser
from .plain import is_terminal
from .trapshow import address

MISSING = "needs rich: pip install usnmp[watch]"
_APART = 0.02  # seconds between the first requests of two boards, at most


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "HOST...",
        "Boards and their sensors as they change, with what does not answer on top. HOST may be\n"
        "a network, as 192.0.2.0/24 or 192.0.2.10-50: who answers there. Without a terminal: a\n"
        "line for each value, or, with --json, an object.",
        counts=True,
        retries=1,  # who does not answer is to be seen soon
    )
    hosts.add(parser)
    add = parser.add_argument
    add("-o", dest="columns", metavar="OID", action="append", type=Column, help=COLUMN_HELP)
    add("-i", dest="interval", metavar="SECONDS", type=seconds, default=5.0, help="default 5")
    add("-n", dest="rounds", metavar="COUNT", type=positive, help="default without an end")
    watch_listen.add(parser)
    args = parser.parse(argv)
    args.columns = found(args.columns or [], args.names)
    for column in args.columns:
        column.name = column.name or args.style.last(column.oid)
    asked = hosts.named(parser, args)
    screen = _wants_screen(args)
    if screen and _no_rich():
        tell("usnmp watch: " + MISSING)
        return 2
    try:
        asked = watch_sweep.expanded(asked, args)
        names = [peer.text.encode("ascii", "backslashreplace").decode() for peer, _ in asked]
        model = Model(names)
        if not loops.run(_Watch(model, asked, args).run(screen)):
            return 0
    except KeyboardInterrupt:
        return 0
    if screen:  # which is gone with its values
        lines = Lines(model, False)
        for board in model.boards:
            lines.board(board)
    status = hosts.status([board.answers for board in model.boards])
    if status == 1:
        tell("usnmp watch: no answer at all")
    return status


def _wants_screen(args):
    # Lines where there is none to draw on, or where -d writes in between.
    dumped = args.dump and is_terminal(sys.stderr)
    able = os.name == "posix" and os.environ.get("TERM") != "dumb" and is_terminal(sys.stdout)
    return able and not args.json and not dumped


def _no_rich():
    try:
        import rich  # noqa: F401
    except ImportError:
        return True
    return False


class _Watch:
    # Asks the boards of `model`, a (Peer, community) each of `asked`, and listens.

    def __init__(self, model, asked, args):
        self.model = model
        self.asked = asked
        self.args = args
        self.readers = {}  # Board: Reader
        self.view = None

    async def run(self, screen):
        """Ask and listen; True after the last round, False if a person ended it."""
        args = self.args
        listening = watch_listen.receiver(args, self._logged) if args.places else None
        if screen:
            from usnmp_pc.watch.screen import Screen

            at = ", ".join(map(str, args.places))
            self.view = Screen(self.model, listening=at, interval=args.interval)
        else:
            self.view = Lines(self.model, args.json)
        try:
            return await self._run(listening)
        finally:
            if listening:
                listening.close()

    async def _run(self, listening):
        async with AsyncManager(len(self.asked)) as manager, self.view as view:
            if self.args.dump:
                from .dump import every

                every(manager)
            look_ups = Lookups()
            apart = min(_APART, self.args.interval / len(self.asked))
            boards = [
                self._follow(manager, look_ups, i * apart, board, *self.asked[i])
                for i, board in enumerate(self.model.boards)
            ]
            done = asyncio.ensure_future(asyncio.gather(*boards))
            tasks = [done]
            if listening:
                tasks.append(asyncio.ensure_future(self._listen(listening)))
            try:
                tasks.append(asyncio.ensure_future(view.run(done)))
                ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    task.result()
                return done.done()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, manager, look_ups, wait, board, peer, community):
        # Asks a board in each round. Rounds begin at multiples of the interval; one that takes
        # longer misses those meanwhile, and holds up no other.
        loop = asyncio.get_running_loop()
        begin, n = loop.time() + wait, 0
        while self.args.rounds is None or n < self.args.rounds:
            await asyncio.sleep(max(0, begin + n * self.args.interval - loop.time()))
            await self._ask(manager, look_ups, board, peer, community)
            self.model.changed()
            self.view.board(board)
            n = max(n + 1, int((loop.time() - begin) / self.args.interval) + 1)

    async def _ask(self, manager, look_ups, board, peer, community):
        start = time.monotonic()
        reader = self.readers.get(board)
        try:
            if reader is None:
                target = await hosts.target(manager, look_ups, peer, community, self.args)
                # By TCP it is in brackets
                board.address = (
                    target.host[0].partition("[")[2].partition("]")[0] or target.host[0]
                )
                reader = self.readers[board] = Reader(target, self.args.columns)
            readings = await reader.read(time.monotonic)
        except hosts.ERRORS as e:
            was = board.lost
            board.failed(hosts.why(e), time.monotonic())
            if not was:
                self._happened(board, board.error, "alarm")
            return
        before = board.error
        board.answered((time.monotonic() - start) * 1000, reader.name, readings)
        if before:
            self._happened(board, "answers again", "good")
        elif reader.restarted:
            for series in board.series.values():
                series.alarm = ""  # it tells again of one that lasts
            self._happened(board, "has restarted", "warning")

    def _happened(self, source, text, level=""):
        event = Event(time.strftime("%H:%M:%S"), source, text, level)
        self.model.event(event)
        self.view.event(event)

    def _logged(self, text):
        self._happened("usnmp watch", text, "warning")

    async def _listen(self, listening):
        async with listening:
            async for n in listening:
                source = address(n.source[0])
                told_of = address(n.agent_addr)
                boards = [b for b in self.model.boards if b.address in (source, told_of)]
                board = boards[0] if len(boards) == 1 else None
                at = source if told_of == "0.0.0.0" else told_of
                sensors = self.readers[board].sensors if board in self.readers else ()
                what = told(n, self.args.style, sensors)
                if board:
                    what.mark(board)
                self._happened(board or at, what.text, what.level)
