# usnmp poll: objects of many agents, again and again: its options and its rounds. Imports
# usnmp_manager (aio, lookup_pc), usnmp_pc.loops, cli's other modules; keep if that is wanted.

import asyncio
import math
import sys

from usnmp_manager.aio import AsyncManager
from usnmp_manager.lookup_pc import Lookups
from usnmp_pc import loops

from . import columns, hosts
from .arguments import positive, seconds
from .faults import guarded, tell
from .options import Parser
from .poll_host import UPTIME, Host
from .poll_views import Csv, Lines, Screen

# Seconds between the first requests of two hosts: answers come one after the other and find room
# in a socket's buffer, so that none need wait until others, which may be dead, have had theirs.
_APART = 0.0005
_REDRAW = 0.2  # seconds


async def _poll(asked, args, view):
    look_ups = Lookups()
    async with AsyncManager(len(asked)) as manager:  # a host has one request at a time
        if args.dump:
            from .dump import every

            every(manager)
        start = asyncio.get_running_loop().time()
        apart = min(_APART, args.interval / len(asked))

        async def rounds(host, begin):
            async for _ in _rounds(begin, args):
                await host.ask(manager, look_ups, args)
                view.result(host)

        tasks = [asyncio.ensure_future(rounds(h, start + i * apart)) for i, h in enumerate(asked)]
        try:
            view.draw()
            while True:
                done, left = await asyncio.wait(
                    tasks, timeout=_REDRAW, return_when=asyncio.FIRST_EXCEPTION
                )
                view.draw()
                for task in done:
                    task.result()
                if not left:
                    break
        finally:
            for task in tasks:
                task.cancel()
            # Several may have met the pipe that is closed: none is to say so on its own.
            await asyncio.gather(*tasks, return_exceptions=True)


async def _rounds(begin, args):
    # Yields when a round begins: at `begin` and multiples of the interval after it, however long
    # answers take. A host that takes longer misses those meanwhile, and holds up no other.
    loop = asyncio.get_running_loop()
    n = 0
    while args.rounds is None or n < args.rounds:
        await asyncio.sleep(max(0, begin + n * args.interval - loop.time()))
        yield
        n = max(n + 1, math.ceil((loop.time() - begin) / args.interval))


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "HOST...",
        "Read objects of many agents every few seconds: a live table on a terminal, else JSON\n"
        "lines. A host without an answer misses its turn, and holds up no other. Exit status: 3\n"
        "if a host never answered, 1 if none did.",
        counts=True,
    )
    hosts.add(parser)
    add = parser.add_argument
    text = columns.HELP + "; default sysUpTime.0"
    add("-o", dest="columns", metavar="OID", action="append", type=columns.Column, help=text)
    add("-i", dest="interval", metavar="SECONDS", type=seconds, default=10.0, help="default 10")
    add("-n", dest="rounds", metavar="COUNT", type=positive, help="default without an end")
    text = "what counters grow a second, in place of what they count or, in JSON, beside it"
    add("--rates", action="store_true", help=text)
    add("--csv", action="store_true", help="a line of CSV for each host in each round")
    add("--history", metavar="FILE", help="keep the numbers there, for usnmp graph")
    text = "a picture of them, made anew every 10 seconds and at the end"
    add("--svg", metavar="FILE", help=text)
    args = parser.parse(argv)
    if args.csv and args.json:
        parser.error("--csv or --json")
    args.columns = columns.found(args.columns or [columns.Column(UPTIME)], args.names)
    asked = [Host(*one) for one in hosts.named(parser, args)]
    view = _view(asked, args)
    interrupted = kept = False
    try:
        loops.run(_poll(asked, args, view))
    except KeyboardInterrupt:
        interrupted = True
        view.draw()
    finally:
        kept = view.close()
    if interrupted or not kept:
        return 0 if kept else 1
    status = hosts.status([host.answered for host in asked])
    if status == 1:
        tell("usnmp poll: no answer at all")
    return status


def _view(asked, args):
    if args.csv:
        view = Csv(args)
    else:
        view = Screen(asked, args) if sys.stdout.isatty() and not args.json else Lines(args)
    if args.history or args.svg:
        from .keep import Keeping

        view = Keeping(view, args)
    return view
