# usnmp graph: what a history has of a host, as a picture or in characters. Imports usnmp_pc
# (chart, history), cli's other modules.

import argparse
import fnmatch
import sqlite3
import sys
import time

from usnmp_pc.chart import Line, runs, span, svg
from usnmp_pc.chart.units import measure
from usnmp_pc.history import HistoryError, Store
from usnmp_pc.history.place import default

from .arguments import positive
from .faults import Failure, guarded
from .options import Parser
from .picture import write
from .plain import plain
from .plain import width as terminal_width
from .screen import align

_BLOCKS = "▁▂▃▄▅▆▇█"
_MOST = 700  # points of a line: one each pixel


def hours(text):
    """A number of hours, more than 0."""
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not 0 < found <= 1e6:
        raise argparse.ArgumentTypeError("%r is not a number of hours" % text)
    return found


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "[HOST [NAME...]]",
        "Draw what a history has of a host: what `usnmp dash` and `usnmp poll --history` kept.\n"
        "Without a NAME: what there is. A NAME may have * and ? in it.",
        asks=False,
        shows=False,
    )
    add = parser.add_argument
    add("host", metavar="HOST", nargs="?")
    add("names", metavar="NAME", nargs="*")
    add("--hours", metavar="HOURS", type=hours, default=24.0, help="until now; default 24")
    add("--svg", metavar="FILE", help="write a picture; -: on standard output")
    add("--width", metavar="PIXELS", type=positive, default=760, help="of it; default 760")
    add("--history", metavar="FILE", default=default(), help="default %(default)s")
    args = parser.parse(argv)
    try:
        store = Store(args.history, write=False)
        try:
            return _shown(args, store)
        finally:
            store.close()
    except (HistoryError, sqlite3.Error) as e:
        raise Failure("%s: %s" % (args.history, e)) from None


def _shown(args, store):
    known = store.names()
    found = [row for row in known if args.host in (None, row[0])]
    if args.host is not None and not found:
        raise Failure("nothing is known of %s" % args.host)
    if not args.names and not args.svg:
        rows = [["host", "name", "units"]] + [list(map(plain, row)) for row in found]
        print("\n".join(align(rows)))
        return 0
    found = [row for row in found if _wanted(row[1], args.names)]
    if not found:
        raise Failure("%s has no %s" % (args.host, " or ".join(args.names)))
    end = time.time()
    start = end - args.hours * 3600
    if args.svg:
        lines = [
            Line(name, units, store.series(host, name, start, end, _MOST))
            for host, name, units in found
        ]
        title = "%s, %s" % (args.host, span(start, end)) if args.host else span(start, end)
        write(args.svg, svg(lines, start, end, title, max(args.width, 240)))
    else:
        print("\n".join(_text(store, found, start, end)))
    return 0


def _wanted(name, patterns):
    return not patterns or any(name == p or fnmatch.fnmatchcase(name, p) for p in patterns)


def _text(store, found, start, end):
    # A line each: the name, blocks, what it is and was.
    columns = max(10, min(60, (terminal_width() - 60) if sys.stdout.isatty() else 48))
    rows = [["name", "", "last", "least", "most"]]
    for host, name, units in found:
        points = store.series(host, name, start, end, _MOST)
        known = [p for p in points if p.mean is not None]
        shown = ["-"] * 3
        if known:
            of = known[-1].mean, min(p.least for p in known), max(p.most for p in known)
            shown = [plain(measure(v, units)) for v in of]
        rows.append([plain(name), blocks(points, start, end, columns), *shown])
    return align(rows)


def blocks(points, start, end, columns):
    """The means of `points` from `start` to `end` as `columns` characters, a space for a gap."""
    cells = [[] for _ in range(columns)]
    scale = columns / (end - start)
    for run in runs(points):
        for before, point in zip([None, *run], run):
            place = _cell(point, start, scale, columns)
            cells[place].append(point.mean)
            if before:  # what is between two of one run is no gap
                for i in range(_cell(before, start, scale, columns) + 1, place):
                    cells[i].append((before.mean + point.mean) / 2)
    means = [sum(cell) / len(cell) if cell else None for cell in cells]
    known = [m for m in means if m is not None]
    if not known:
        return " " * columns
    least, span = min(known), (max(known) - min(known)) or 1
    return "".join(
        " " if m is None else _BLOCKS[min(7, int((m - least) / span * 8))] for m in means
    )


def _cell(point, start, scale, columns):
    return max(0, min(columns - 1, int((point.time - start) * scale)))
