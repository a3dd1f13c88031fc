# usnmp poll: objects of many agents, again and again, as JSON lines or a live table. Imports
# usnmp_manager.aio, usnmp_manager.lookup_pc, cli's other modules; keep if it is wanted.

import argparse
import asyncio
import json
import math
import sys
import time

from usnmp_manager.aio import AsyncManager
from usnmp_manager.lookup_pc import Lookups, is_address
from usnmp_manager.response import NoResponse, SnmpError
from usnmp_manager.v3 import Refused

from .arguments import Peer, community, positive, seconds
from .faults import Failure, guarded, tell
from .options import Parser, session
from .output import as_json
from .screen import Live, align

_UPTIME = "1.3.6.1.2.1.1.3.0"
_TOOBIG = 1
_AT_ONCE = 25  # OIDs in a request; their values are to fit a datagram
# Seconds between the first requests of two hosts: answers come one after the other and find room
# in a socket's buffer, so that none need wait until others, which may be dead, have had theirs.
_APART = 0.0005
_REDRAW = 0.2  # seconds


class Host:
    """An agent to be polled; `found` and `error` are those of the last round."""

    def __init__(self, peer, community):
        self.peer = peer
        self.community = community
        self.name = peer.text.encode("ascii", "backslashreplace").decode()
        self.target = None
        self.found = ()  # [(OID, VarBind or error text)]
        self.error = "waiting"
        self.ms = 0
        self.answered = 0

    async def ask(self, manager, look_ups, args):
        """Ask it once. look_ups: the usnmp_manager.lookup_pc.Lookups."""
        start = time.monotonic()
        try:
            if self.target is None:
                address = self.peer.address
                found = address() if is_address(self.peer.host) else await look_ups.call(address)
                more = session(args)
                if "community" in more:
                    more["community"] = self.community
                self.target = manager.target(found, port=self.peer.port, **more)
                if args.version == "3" and args.clock:
                    self.target.wrapper.peer.engine.set(*args.clock)
            self.found = []
            for i in range(0, len(args.oids), _AT_ONCE):
                self.found += await _get(self.target, args.oids[i : i + _AT_ONCE])
            self.error = ""
            self.answered += 1
        except NoResponse as e:  # the host stands beside it
            self.error = str(e).split(" from ")[0].split(" to ")[0]
            self.found = ()
        except Refused as e:
            self.error = str(e).partition(": ")[2]
            self.found = ()
        except (Failure, SnmpError, OSError, RuntimeError) as e:  # the last: no more threads
            self.error = str(e)
            self.found = ()
        self.ms = (time.monotonic() - start) * 1000


async def _get(target, oids):
    # [(OID, VarBind or error text)]. SNMPv1 answers nothing if one is missing: it is left out.
    try:
        found = await target.get(*oids)
    except NoResponse:
        raise
    except SnmpError as e:
        if e.status and len(oids) == 1:
            return [(oids[0], str(e).split(":")[0])]
        if e.status == _TOOBIG:
            half = len(oids) // 2
            return await _get(target, oids[:half]) + await _get(target, oids[half:])
        i = e.index - 1
        if not e.status or not 0 <= i < len(oids):
            raise
        rest = await _get(target, oids[:i] + oids[i + 1 :])
        return rest[:i] + [(oids[i], str(e).split(":")[0])] + rest[i:]
    return list(zip(oids, [found] if isinstance(found, tuple) else found))


class Lines:
    """Results as JSON lines."""

    def __init__(self, args):
        self._mibs = args.names.mibs

    def result(self, host):
        now = {"time": round(time.time(), 3), "host": host.peer.text}
        if host.error:
            print(json.dumps(dict(now, error=host.error)))
        for asked, varbind in host.found:
            if isinstance(varbind, str):
                print(json.dumps(dict(now, oid=asked, error=varbind)))
            else:
                print(as_json(varbind, self._mibs, **now))
        sys.stdout.flush()

    def draw(self):
        pass

    def close(self):
        return True  # nothing of it is kept elsewhere


class Screen:
    """Results as a table that is drawn over."""

    def __init__(self, hosts, args):
        self._hosts = hosts
        self._interval = args.interval
        self._oids = args.oids
        self._style = args.style
        self._heads = headings(args)
        self._live = Live(sys.stdout)
        self._changed = True

    def result(self, host):
        self._changed = True

    def _cell(self, varbind):
        return self._style.short(varbind[1], varbind[2], varbind[0])

    def draw(self):
        if not self._changed:
            return
        self._changed = False
        rows = [["host", *self._heads, "ms", ""]]
        for host in self._hosts:
            cells = ["-"] * len(self._oids)
            for i, (_, varbind) in enumerate(host.found):
                cells[i] = varbind if isinstance(varbind, str) else self._cell(varbind)
            ms = "" if host.error else "%.0f" % host.ms
            rows.append([host.name, *cells, ms, host.error])
        bad = len([h for h in self._hosts if h.error and h.error != "waiting"])
        title = "%s  every %g s  %d hosts, %d without an answer  (Ctrl-C ends)" % (
            time.strftime("%H:%M:%S"),
            self._interval,
            len(self._hosts),
            bad,
        )
        self._live.draw([title, "", *align(rows, {len(self._oids) + 1})])

    def close(self):
        return True


def headings(args):
    """What stands above the column of each OID: its last name, or tails()."""
    names = [args.style.last(oid) for oid in args.oids]
    nameless = any(name.startswith((".", "iso.")) for name in names)
    return tails(args.oids) if nameless else names


def tails(oids):
    """The last arcs of each OID, as many as tell them apart, but at least three."""
    arcs = [oid.split(".") for oid in oids]
    n = 3
    most = max([len(a) for a in arcs])
    while n < most and len({tuple(a[-n:]) for a in arcs}) < len(set(oids)):
        n += 1
    return [("" if len(a) <= n else "..") + ".".join(a[-n:]) for a in arcs]


async def _poll(hosts, args, view):
    look_ups = Lookups()
    async with AsyncManager(len(hosts)) as manager:  # a host has one request at a time
        if args.dump:
            from .dump import every

            every(manager)
        start = asyncio.get_running_loop().time()
        apart = min(_APART, args.interval / len(hosts))

        async def rounds(host, begin):
            async for _ in _rounds(begin, args):
                await host.ask(manager, look_ups, args)
                view.result(host)

        tasks = [asyncio.ensure_future(rounds(h, start + i * apart)) for i, h in enumerate(hosts)]
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


def _octets(path):
    if path == "-":
        return sys.stdin.buffer.read() if sys.stdin else b""  # None if it is closed
    with open(path, "rb") as f:
        return f.read()


def _read(path, default):
    # The Hosts of a file: lines of HOST [COMMUNITY]. Octets that are not UTF-8 stay what they are.
    try:
        text = _octets(path).decode("utf-8-sig", "surrogateescape")  # with a BOM or without
    except (OSError, ValueError) as e:
        raise Failure("%s: %s" % (path, getattr(e, "strerror", "") or e))
    hosts = []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split("#")[0].split()
        try:
            if len(words) > 2:
                raise argparse.ArgumentTypeError("HOST [COMMUNITY], not %d words" % len(words))
            if len(words) > 1 and default is None:
                raise argparse.ArgumentTypeError("SNMPv3 has no communities")
            if words:
                given = community(words[1]) if len(words) > 1 else default or ""
                hosts.append(Host(Peer(words[0]), given))
        except argparse.ArgumentTypeError as e:
            raise Failure("%s, line %d: %s" % (path, number, e))
    return hosts


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "HOST...",
        "Read objects of many agents every few seconds: a live table on a terminal, else JSON\n"
        "lines. A host without an answer misses its turn, and holds up no other.",
        counts=True,
    )
    add = parser.add_argument
    add("peers", metavar="HOST", nargs="*", type=Peer)
    add(
        "-f", dest="file", metavar="FILE", help="with lines of HOST [COMMUNITY]; -: standard input"
    )
    add("-o", dest="oids", metavar="OID", action="append", help="default sysUpTime.0")
    add("-i", dest="interval", metavar="SECONDS", type=seconds, default=10.0, help="default 10")
    add("-n", dest="rounds", metavar="COUNT", type=positive, help="default without an end")
    add("--history", metavar="FILE", help="keep the numbers there, for usnmp graph")
    add(
        "--svg",
        metavar="FILE",
        help="a picture of them, made anew every 10 seconds and at the end",
    )
    args = parser.parse(argv)
    args.oids = args.names.oids(args.oids or [_UPTIME])
    hosts = [Host(peer, args.community) for peer in args.peers]
    if args.file:
        hosts += _read(args.file, None if args.version == "3" else args.community)
    if not hosts:
        file = "standard input" if args.file == "-" else args.file
        parser.error("no HOST in %s" % file if file else "no HOST")
    live = sys.stdout.isatty() and not args.json
    view = Screen(hosts, args) if live else Lines(args)
    if args.history or args.svg:
        from .keep import Keeping

        view = Keeping(view, args)
    interrupted = kept = False
    try:
        asyncio.run(_poll(hosts, args, view))
    except KeyboardInterrupt:
        interrupted = True
        view.draw()
    finally:
        kept = view.close()
    if interrupted or not kept:
        return 0 if kept else 1
    if not any(host.answered for host in hosts):
        tell("usnmp poll: no answer at all")
        return 1
    return 0
