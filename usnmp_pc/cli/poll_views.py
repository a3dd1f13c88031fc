# What `usnmp poll` prints of its hosts: JSON lines, CSV, or a live table. Imports cli's other
# modules; poll imports it.

import csv
import datetime
import json
import math
import sys
import time

from .output import as_json, exception
from .plain import is_terminal, plain
from .screen import Live, align


class Lines:
    """Results as JSON lines."""

    def __init__(self, args):
        self._mibs = args.names.mibs
        self._rates = args.rates

    def result(self, host):
        """Print those of the Host's last round."""
        now = {"time": round(time.time(), 3), "host": host.peer.text, "ms": round(host.ms, 1)}
        if host.error:
            print(json.dumps(dict(now, error=host.error)))
        for cell in host.cells:
            more = dict(now, column=cell.column.name) if cell.column.name else now
            if cell.error:
                print(json.dumps(dict(more, oid=cell.column.oid, error=cell.error)))
                continue
            if cell.counts and self._rates:
                more = dict(more, rate=cell.rate)
            print(as_json(cell.varbind._replace(value=cell.value), self._mibs, **more))
        sys.stdout.flush()

    def draw(self):
        """Nothing: it is all printed."""

    def close(self):
        """Whether all that is to be kept is kept."""
        return True


class Csv:
    """Results as CSV (RFC 4180): a line for each host in each round."""

    def __init__(self, args):
        self._rates = args.rates
        self._style = args.style
        self._terminal = is_terminal(sys.stdout)
        self._out = csv.writer(sys.stdout, lineterminator="\n")
        self._none = [""] * len(args.columns)
        self._row(["time", "host", "ms", "error", *headings(args)])

    def result(self, host):
        """Print those of the Host's last round."""
        now = datetime.datetime.now(datetime.timezone.utc)
        at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        cells = [self._cell(cell) for cell in host.cells] or self._none
        self._row([at, host.peer.text, "%.1f" % host.ms, host.error, *cells])

    def _cell(self, cell):
        if cell.error or exception(cell.varbind.type):
            return ""
        if self._rates and cell.counts:
            return "" if cell.rate is None else number(cell.rate)
        if isinstance(cell.value, (int, float)):
            return number(cell.value)
        return self._style.short(*cell.varbind[1:], cell.varbind.oid)

    def _row(self, cells):
        self._out.writerow([plain(cell) for cell in cells] if self._terminal else cells)
        sys.stdout.flush()

    def draw(self):
        """Nothing: it is all printed."""

    def close(self):
        """Whether all that is to be kept is kept."""
        return True


class Screen:
    """Results as a table that is drawn over."""

    def __init__(self, hosts, args):
        self._hosts = hosts
        self._interval = args.interval
        self._columns = args.columns
        self._style = args.style
        self._rates = args.rates
        self._heads = headings(args)
        self._live = Live(sys.stdout)
        self._changed = True

    def result(self, host):
        """What of the Host is shown is no more what it was."""
        self._changed = True

    def _cell(self, cell):
        if cell.error:
            return cell.error
        if self._rates and cell.counts:
            return "-" if cell.rate is None else "%.6g/s" % cell.rate
        if cell.column.scales and cell.value != cell.varbind.value:
            return number(cell.value)
        return self._style.short(cell.varbind[1], cell.varbind[2], cell.varbind[0])

    def draw(self):
        """Draw it, if anything has changed."""
        if not self._changed:
            return
        self._changed = False
        rows = [["host", *self._heads, "ms", ""]]
        for host in self._hosts:
            cells = [self._cell(cell) for cell in host.cells] or ["-"] * len(self._columns)
            ms = "" if host.error else "%.0f" % host.ms
            rows.append([host.name, *cells, ms, host.error])
        bad = len([h for h in self._hosts if h.error and h.error != "waiting"])
        title = "%s  every %g s  %d hosts, %d without an answer  (Ctrl-C ends)" % (
            time.strftime("%H:%M:%S"),
            self._interval,
            len(self._hosts),
            bad,
        )
        self._live.draw([title, "", *align(rows, {len(self._columns) + 1})])

    def close(self):
        """Whether all that is to be kept is kept."""
        return True


def number(value):
    """An int or float as text: no more digits than it is exact to."""
    if isinstance(value, float) and math.isfinite(value):
        return "%.12g" % value
    return str(value)


def headings(args):
    """What stands above each column: its name, else the last of its OID, or tails()."""
    oids = [column.oid for column in args.columns if not column.name]
    names = [args.style.last(oid) for oid in oids]
    if any(name.startswith((".", "iso.")) for name in names):
        names = tails(oids)
    names = iter(names)
    return [column.name or next(names) for column in args.columns]


def tails(oids):
    """The last arcs of each OID, as many as tell them apart, but at least three."""
    arcs = [oid.split(".") for oid in oids]
    n = 3
    most = max([len(a) for a in arcs])
    while n < most and len({tuple(a[-n:]) for a in arcs}) < len(set(oids)):
        n += 1
    return [("" if len(a) <= n else "..") + ".".join(a[-n:]) for a in arcs]
