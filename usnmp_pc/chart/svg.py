# Values over time as a picture: SVG that follows a light or a dark theme and needs nothing else.
# Imports chart (axis, units) and cli.plain; chart imports it.

import statistics
import time
from xml.sax.saxutils import escape

from ..cli.plain import plain
from . import axis, units

_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 8, 26  # pixels around what is drawn
_LEGEND, _TITLE = 17, 24
_TEXT = 70  # characters of a name that are shown
_LINES = 12  # in one panel; the others are counted
_COLOURS = 8
_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
role="img" font-family="system-ui, sans-serif" font-size="12">
<title>%s</title>
<style>
.paper{fill:#fff}.ink{fill:#24292f}.dim{fill:#59636e}.grid{stroke:#d9dee3}
.l{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}.b{opacity:.18}
%s@media (prefers-color-scheme:dark){
.paper{fill:#16191d}.ink{fill:#e6e9ed}.dim{fill:#9aa4af}.grid{stroke:#343a41}
%s}
</style>
<rect class="paper" width="100%%" height="100%%"/>
"""
# Told apart by who sees few colours: those of Okabe and Ito, darker on white
LIGHT = "#0072b2 #c04a00 #00805e #a6558a #8a6d00 #2a8bc4 #444c56 #b3261e".split()
DARK = "#56b4e9 #f0883e #2dc799 #dd8fc2 #e3b93c #8fc8ee #b1bac4 #ff8f86".split()


class Line:
    """One line of a chart. name, units: str. points: of history.Point, or (time, least, mean,
    most): in the order of time; where mean is None there is a gap. panel: lines of one are drawn
    over each other; by default those of one unit.
    """

    def __init__(self, name, units, points, panel=None):
        self.name = name
        self.units = units
        self.points = points
        self.panel = panel if panel is not None else units or name

    def values(self):
        """All that the axis has to hold."""
        return [v for _, *three in self.points for v in three if v is not None]


def svg(lines, start, end, title="", width=760, height=220):
    """The text of a SVG file with `lines`, of Line, from `start` to `end`, seconds since 1970;
    `height` pixels for each panel. Names are text whatever is in them.
    """
    panels = {}
    for line in lines:
        panels.setdefault(line.panel, []).append(line)
    parts, y = [], _TOP
    if title:
        parts.append(_text(12, y + 14, title, "ink", ' font-size="14" font-weight="600"'))
        y += _TITLE
    for found in panels.values():
        drawn, y = _panel(found, start, end, width, height, y)
        parts += drawn
    if not panels:
        parts.append(_text(12, y + 14, "nothing is known of that time", "dim"))
        y += _TITLE
    head = _HEAD % (width, y, width, y, _safe(title or "chart"), _rules(LIGHT), _rules(DARK))
    return head + "\n".join(parts) + "\n</svg>\n"


def _rules(colours):
    rule = ".c%d{stroke:%s}.f%d{fill:%s}\n"
    return "".join([rule % (i, c, i, c) for i, c in enumerate(colours)])


def _safe(text):
    text = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
    return escape(plain(text))


def _text(x, y, text, kind, more=""):
    return '<text x="%.1f" y="%.1f" class="%s"%s>%s</text>' % (x, y, kind, more, _safe(text))


def _panel(lines, start, end, width, height, top):
    # ([SVG], where it ends)
    parts = []
    shown = lines[:_LINES]
    for i, line in enumerate(shown):
        parts += _legend(line, i, top + i * _LEGEND)
    top += len(shown) * _LEGEND
    if len(lines) > len(shown):
        more = "and %d more, not drawn" % (len(lines) - len(shown))
        parts.append(_text(30, top + 12, more, "dim"))
        top += _LEGEND
    top += 8
    place = _Place(shown, start, end, width - _RIGHT, (top, top + height - _BOTTOM - 16))
    parts += place.grid()
    for i, line in enumerate(shown):
        parts += place.drawn(line, i % _COLOURS)
    return parts, top + height


def _legend(line, i, y):
    values = [p[2] for p in line.points if p[2] is not None]
    text = line.name if len(line.name) <= _TEXT else line.name[: _TEXT - 1] + "…"
    rule = '<path class="l c%d" d="M12 %.1fh12"/>' % (i % _COLOURS, y + 8)
    if not values:
        return [rule, _text(30, y + 12, text, "ink")]
    extremes = line.values()
    least, most = [units.measure(v, line.units) for v in (min(extremes), max(extremes))]
    now = units.measure(values[-1], line.units)
    about = '  <tspan class="dim">%s, from %s to %s</tspan>'
    about %= tuple(map(escape, map(plain, (now, least, most))))
    found = _text(30, y + 12, text, "ink")
    return [rule, found.replace("</text>", about + "</text>")]


class _Place:
    # Where the values of a panel are in the picture: right, ys: its edges.

    def __init__(self, lines, start, end, right, ys):
        self._start, self._span = start, max(end - start, 1e-3)
        self._end = end
        self._ys = ys
        found = [v for line in lines for v in line.values()]
        least, most = (min(found), max(found)) if found else (0, 1)
        if lines[0].units.endswith("/s") or lines[0].units == "truthvalue":
            least, most = min(0, least), max(most, 1e-9 if lines[0].units[-2:] == "/s" else 1)
        self.ticks, step = axis.numbers(least, most)
        self._texts = [units.measure(tick, lines[0].units, step)[:20] for tick in self.ticks]
        left = max(_LEFT, 16 + 6.6 * max(map(len, self._texts)))  # some pixels a character
        self._xs = left, right

    def x(self, at):
        return self._xs[0] + (at - self._start) / self._span * (self._xs[1] - self._xs[0])

    def y(self, value):
        part = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return self._ys[1] - part * (self._ys[1] - self._ys[0])

    def grid(self):
        # With the texts at the axes.
        left, right = self._xs
        parts = []
        for tick, text in zip(self.ticks, self._texts):
            y = self.y(tick)
            parts.append('<path class="grid" d="M%d %.1fH%d"/>' % (left, y, right))
            parts.append(_text(left - 6, y + 4, text, "dim", ' text-anchor="end"'))
        for at, text in axis.times(self._start, self._end):
            x = self.x(at)
            parts.append('<path class="grid" d="M%.1f %.1fv5"/>' % (x, self._ys[1]))
            parts.append(_text(x, self._ys[1] + 19, text, "dim", ' text-anchor="middle"'))
        return parts

    def drawn(self, line, colour):
        # The line, and between its extremes the band.
        bands, means = [], []
        for run in runs(line.points):
            at = [self.x(p[0]) for p in run]
            low, mean, high = [[self.y(p[n]) for p in run] for n in (1, 2, 3)]
            means.append(_path(at, mean) + ("h0" if len(run) == 1 else ""))
            if low != high:
                bands.append(_path(at + at[::-1], high + low[::-1]) + "z")
        parts = []
        if bands:
            parts.append('<path class="b f%d" d="%s"/>' % (colour, "".join(bands)))
        if means:
            parts.append('<path class="l c%d" d="%s"/>' % (colour, "".join(means)))
        return parts


def _path(xs, ys):
    return "M" + "L".join(["%.1f %.1f" % place for place in zip(xs, ys)])


def runs(points):
    """The parts of `points` without a gap between: where there was no answer, or nobody asked for
    three times as long as around it.
    """
    times = [p[0] for p in points]
    apart = [b - a for a, b in zip(times, times[1:])]
    found, run = [], []
    for i, point in enumerate(points):
        around = apart[max(0, i - 4) : max(0, i - 1)] + apart[i : i + 3]
        far = i > 0 and len(around) > 1 and apart[i - 1] > 3 * statistics.median(around)
        if run and (far or point[2] is None):
            found.append(run)
            run = []
        if point[2] is not None:
            run.append(point)
    return found + [run] if run else found


def span(start, end):
    """The time from `start` to `end` for a title."""
    form = "%Y-%m-%d %H:%M"
    ends = [time.strftime(form, time.localtime(at)) for at in (start, end)]
    return "%s to %s" % (ends[0], ends[1][11:] if ends[0][:10] == ends[1][:10] else ends[1])
