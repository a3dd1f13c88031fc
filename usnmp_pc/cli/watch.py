# usnmp watch: boards and their sensors on the terminal, or as JSON lines. Imports usnmp_manager,
# usnmp_pc (boards.facts, watch), usnmp_receiver, cli's other modules; rich, by `usnmp[watch]`.

import asyncio
import json
import os
import sys
import time

from usnmp_manager.aio import AsyncManager
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_pc.boards import facts
from usnmp_pc.watch.keys import Keys
from usnmp_pc.watch.model import Model

from .arguments import Peer, port, positive, seconds
from .faults import Failure, guarded
from .options import Parser
from .plain import is_terminal

MISSING = "needs rich: pip install usnmp[watch]"
_REDRAW = 0.2  # seconds


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "HOST...",
        "Boards, their sensors and interfaces, and what they notify. Without a terminal, or with\n"
        "--json: JSON lines.",
        counts=True,
    )
    add = parser.add_argument
    add("peers", metavar="HOST", nargs="*", type=Peer)
    add("-i", dest="interval", metavar="SECONDS", type=seconds, default=5.0, help="default 5")
    add("-n", dest="rounds", metavar="COUNT", type=positive, help="default without an end")
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="of --traps; default 127.0.0.1")
    add("--traps", metavar="PORT", type=port, help="show traps and informs that come to this port")
    args = parser.parse(argv)
    if not args.peers:
        parser.error("no HOST")
    screen = is_terminal(sys.stdout) and is_terminal(sys.stdin) and not args.json
    model = Model([peer.text for peer in args.peers])
    try:
        asyncio.run(_watch(model, args, _Screen(model) if screen else _Lines()))
    except KeyboardInterrupt:
        return 0
    return 1 if all(board.lost for board in model.boards) else 0


class _Lines:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    ended = False

    def draw(self):
        pass

    def board(self, board):
        now = {"time": round(time.time(), 3), "host": board.host}
        if board.error:
            print(json.dumps(dict(now, error=board.error)))
        else:
            now.update(sysname=board.name, ms=round(board.ms, 1))
            for s in board.series.values():
                value = {"name": s.name, "value": s.value, "units": s.units, "status": s.status}
                print(json.dumps(dict(now, **value)))
        sys.stdout.flush()

    def event(self, source, text):
        found = {"time": round(time.time(), 3), "source": source, "notification": text}
        print(json.dumps(found))
        sys.stdout.flush()


class _Screen:
    def __init__(self, model):
        try:
            from rich.live import Live
        except ImportError:
            raise Failure(MISSING) from None
        from usnmp_pc.watch.view import draw

        self._model, self._draw = model, draw
        self._keys = Keys(model)
        self._live = Live(auto_refresh=False, screen=True)

    def __enter__(self):
        import termios
        import tty

        self._saved = termios.tcgetattr(sys.stdin)
        tty.setcbreak(sys.stdin)
        asyncio.get_running_loop().add_reader(sys.stdin, self._read)
        self._live.start()
        return self

    def __exit__(self, *args):
        import termios

        self._live.stop()
        asyncio.get_running_loop().remove_reader(sys.stdin)
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._saved)

    @property
    def ended(self):
        return self._keys.ended

    def _read(self):
        octets = os.read(sys.stdin.fileno(), 1024)
        self._keys.take(octets.decode("utf-8", "ignore"))
        self._keys.ended = self._keys.ended or not octets
        self.draw()

    def draw(self):
        size = self._live.console.size
        keys = self._keys
        shown = self._draw(self._model, size.width, size.height, keys.typing, keys.top)
        self._live.update(shown, refresh=True)

    def board(self, board):
        pass

    def event(self, source, text):
        self.draw()


async def _watch(model, args, view):
    async with AsyncManager(len(model.boards)) as manager:
        pairs = zip(model.boards, args.peers)
        tasks = [asyncio.ensure_future(_ask(b, p, manager, args, view)) for b, p in pairs]
        wanted = set(tasks)
        if args.traps:
            tasks.append(asyncio.ensure_future(_listen(model, args, view)))
        try:
            with view:
                while wanted and not view.ended:
                    view.draw()
                    done, _ = await asyncio.wait(
                        tasks, timeout=_REDRAW, return_when=asyncio.FIRST_COMPLETED
                    )
                    for task in done:
                        task.result()
                        tasks.remove(task)
                        wanted.discard(task)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _ask(board, peer, manager, args, view):
    target, n = None, 0
    while args.rounds is None or n < args.rounds:
        n += 1
        begin = time.monotonic()
        try:
            if target is None:
                address = await asyncio.get_running_loop().run_in_executor(None, peer.address)
                target = manager.target(address, port=peer.port, **_session(args))
            system = await facts.system(target)
            sensors = await facts.sensors(target)
            interfaces = await facts.interfaces(target)
            now = time.monotonic()
            board.answered(now, (now - begin) * 1000, system, sensors, interfaces)
        except NoResponse as e:  # the host stands beside it
            board.failed(str(e).split(" from ")[0].split(" to ")[0])
        except (Failure, SnmpError, OSError, RuntimeError) as e:
            board.failed(str(e))
        view.board(board)
        if n != args.rounds:
            await asyncio.sleep(max(0, begin + args.interval - time.monotonic()))


def _session(args):
    session = {"timeout_ms": int(args.timeout * 1000), "retries": args.retries}
    if args.version == "3":
        return dict(session, version="2c", **args.session)
    return dict(session, version=args.version, community=args.community)


async def _listen(model, args, view):
    from usnmp_receiver import Receiver

    mibs = args.names.mibs
    async with Receiver(host=args.host, port=args.traps) as receiver:
        async for n in receiver:
            source, text = str(n.agent_addr or n.source[0]), str(mibs.name(n.trap_oid))
            model.event(time.strftime("%H:%M:%S"), source, text)
            view.event(source, text)
