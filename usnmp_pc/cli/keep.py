# What `usnmp poll` keeps of what it shows: in a history, and as a picture. Imports usnmp_pc
# (chart, history), cli (faults, picture, rates); cli.poll imports it.

import time

from usnmp_pc.chart import Line, span, svg
from usnmp_pc.chart.growing import Growing
from usnmp_pc.history import History

from .faults import Failure, tell
from .picture import write
from .rates import Rates

_EVERY = 10  # seconds between two writes
_SERIES = 1000  # of a picture


class Keeping:
    """Stands before `view`, of cli.poll_views, and keeps what is in the results."""

    def __init__(self, view, args):
        self._view = view
        self._svg = args.svg
        self._history = History(args.history, self._told, patience=0.2) if args.history else None
        self._rates = Rates(args.names.mibs, args.style)
        self._lines = {}  # (host, name): (units, Growing)
        self._known = {}  # host: {name: units}
        self._begin = self._written = time.time()

    def _told(self, text):
        tell("usnmp poll: " + text)

    def result(self, host):
        self._view.result(host)
        now = time.time()
        known = self._known.setdefault(host.peer.text, {})
        there = {}
        for cell in host.cells:
            found = cell.varbind and self._rates.number(host.peer.text, now, cell.varbind)
            if found:
                name, units, value = found
                name = cell.column.name or name
                known[name], there[name] = units, cell.column.scaled(value)
        for name, units in known.items():
            self._keep(now, host.peer.text, name, units, there.get(name))

    def _keep(self, now, host, name, units, value):
        if self._history:
            self._history.add(now, host, name, units, value)
        if self._svg and ((host, name) in self._lines or len(self._lines) < _SERIES):
            self._lines.setdefault((host, name), (units, Growing()))[1].add(now, value)

    def draw(self):
        self._view.draw()
        if time.time() - self._written >= _EVERY:
            self._write(last=False)

    def _write(self, last):
        now = self._written = time.time()
        if self._history:
            self._history.flush(now)
        if self._svg and (last or self._svg != "-"):  # on standard output it stands once
            several = len(self._known) > 1
            lines = [
                Line("%s %s" % (host, name) if several else name, units, g.points, units or name)
                for (host, name), (units, g) in self._lines.items()
            ]
            title = span(self._begin, now)
            if not several:
                title = "%s, %s" % ("".join(self._known), title)
            write(self._svg, svg(lines, self._begin, now, title))

    def close(self):
        """Write what there is; whether all is written."""
        try:
            self._write(last=True)
        except Failure as e:
            tell("usnmp poll: %s" % e)
            return False
        finally:
            if self._history:
                self._history.close()
        return not (self._history and self._history.trouble)
