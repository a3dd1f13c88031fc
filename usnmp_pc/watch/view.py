# What of a Model is drawn, for a terminal of any size. Imports watch.cells, .keys and .model;
# rich by cells. watch.screen draws it, docs/pictures/watch.py too.

from .cells import cell_len, cut, fit, number, shown, spark, units
from .keys import HELP
from .model import ORDERS

STYLES = {
    "title": "bold", "lost": "bold red", "head": "underline", "board": "cyan", "old": "dim",
    "value": "bold green", "none": "dim", "alarm": "bold red", "warning": "yellow",
    "good": "green", "spark": "blue", "keys": "reverse", "plain": "none",
}  # fmt: skip
_MARKS = {"above": "▲", "below": "▼", "": " "}
_ASCII = str.maketrans({"▲": "^", "▼": "v", "…": "~", "°": " ", "─": "-", "▏": "_"})
_NARROW, _WIDE = 60, 100  # columns: below, units are short; from there on, there is room


class Line:
    """A line of the screen: cells, [(column, text, style)]; a style is one of STYLES."""

    def __init__(self):
        self.cells = []
        self.width = 0

    def add(self, text, style="plain", gap=0):
        """Add `text`, and `gap` blanks in front of it."""
        self.width += gap
        self.cells.append((self.width, text, style))
        self.width += cell_len(text)
        return self


class Columns:
    """How wide the columns are on a terminal of `width`: (name, columns) in their order."""

    def __init__(self, width, board, sensor):
        # board, sensor: what these two would like to have
        self.narrow = width < _NARROW
        self.number = 7 if width < _WIDE else 9
        self.units = 4 if self.narrow else 9
        ends = 0 if self.narrow else 3  # min, max, last
        left = width - 2 - self.number - self.units - ends * (self.number + 1) - 4
        spark = 6 if self.narrow else 8
        left -= spark
        # Who wants less than half leaves the rest to the other
        self.board = min(board, max(left // 2, left - sensor))
        self.sensor = min(sensor, left - self.board)
        self.spark = max(0, spark + left - self.board - self.sensor)
        self.ends = ("min", "max", "last")[:ends]


class View:
    """model: a watch.model.Model; keys: a watch.keys.Keys. ascii: has the terminal no other
    letters? listening: where notifications come to, "" if nowhere. interval: seconds.
    """

    def __init__(self, model, keys, ascii=False, listening="", interval=0):
        self.model = model
        self.keys = keys
        self.ascii = ascii
        self.listening = listening
        self.interval = interval
        self._labels = self._version = None
        self._wishes = 8, 8

    def lines(self, width, height, now):
        """The Lines that fill the screen. now: seconds, of the clock of Board.since."""
        self._measure()
        pane = self._events(width, height)
        foot = [self._foot(width)]
        if self.keys.helping:
            body = self._help(width)[: max(1, height - 2)]
            pane = []
        else:
            room = max(1, height - 2 - len(pane) - len(foot))
            self.keys.page = room
            self.keys.top = max(0, min(self.keys.top, self.keys.last_top()))
            body = self._rows(width, room, now)
        found = [self._title(width), *body]
        found += [Line() for _ in range(height - len(found) - len(pane) - len(foot))]
        found = (found + pane + foot)[-height:] if height > 2 else found[:height]
        if self.ascii:
            for line in found:
                line.cells = [(x, text.translate(_ASCII), style) for x, text, style in line.cells]
        return found

    def _measure(self):
        # What names there are, and how long they are; again only if something has come.
        if self._version == self.model.version:
            return
        self._version = self.model.version
        self._labels = {b: shown(text) for b, text in self.model.labels().items()}
        names = [shown(s.name) for b in self.model.boards for s in b.series.values()]
        widest = [max(map(cell_len, texts), default=8) for texts in (self._labels.values(), names)]
        self._wishes = max(8, widest[0]), max(8, widest[1])

    def _title(self, width):
        boards = self.model.boards
        lost = len([b for b in boards if b.lost])
        text = "%d board%s, %d without an answer" % (len(boards), "s"[: len(boards) != 1], lost)
        values = sum([len(b.series) for b in boards])
        rows, top = len(self.model.rows()), self.keys.top
        more = ["%d values" % values, "every %g s" % self.interval]
        if rows > self.keys.page:
            more.insert(0, "rows %d-%d of %d" % (top + 1, min(rows, top + self.keys.page), rows))
        head = "usnmp watch  " if width >= _NARROW else ""
        line = Line().add(cut(head + text, width), "lost" if lost else "title")
        for part in more:
            if line.width + 2 + len(part) <= width:
                line.add(", " + part)
        return line

    def _rows(self, width, room, now):
        columns = Columns(width, *self._wishes)
        line = Line().add("  " + fit("board", columns.board), "head")
        line.add(fit("sensor", columns.sensor), "head", 1)
        line.add(fit("value", columns.number, True), "head", 1)
        line.add(fit("unit", columns.units), "head", 1)
        for end in columns.ends:
            line.add(fit(end, columns.number, True), "head", 1)
        line.add(fit("history" if columns.spark > 6 else "", columns.spark), "head", 1)
        top = self.keys.top
        rows = self.model.rows()[top : top + room]
        found, before = [line], None
        for board, series in rows:
            if board.lost and series is None:
                found.append(self._lost(board, width, columns, now))
            else:
                # A board's name once, where its rows stand together
                again = board is before and self.model.order == ORDERS[0]
                found.append(self._row(board, series, columns, again))
                before = board
        if not rows and self.model.filter:
            text = "no row has %s" % shown(self.model.filter)
            found.append(Line().add(cut("  " + text, width), "none"))
        return found

    def _lost(self, board, width, columns, now):
        label = self._labels[board]
        name = "! " + fit(label, columns.board)
        ago = max(0, int(now - board.since))
        text = "%s for %s" % (shown(board.error), _span(ago))
        if board.host not in label:
            text = "%s  %s" % (shown(board.host), text)
        line = Line().add(name, "lost")
        return line.add(cut(text, width - line.width - 1), "lost", 1)

    def _row(self, board, series, columns, again):
        old = board.lost
        mark = _MARKS[series.alarm] if series else " "
        line = Line().add(mark + " ", "alarm")
        label = "" if again else self._labels[board]
        line.add(fit(label, columns.board), "old" if old else "board")
        if series is None:
            text = "waiting" if board.error is None else "has no sensors"
            return line.add(fit(text, columns.sensor), "none", 1)
        style = "old" if old else "alarm" if series.alarm else "plain"
        line.add(fit(shown(series.name), columns.sensor), style, 1)
        value = self._number(series, series.value, columns)
        if series.status != "ok" and series.value is None and not old:
            wide = columns.number + 1 + columns.units
            line.add(fit(shown(series.status), wide), "warning", 1)
        else:
            none = "none" if series.value is None else "value"
            line.add(fit(value, columns.number, True), "alarm" if series.alarm else none, 1)
            line.add(fit(units(series.units, columns.narrow), columns.units), style, 1)
        values = {"min": series.least, "max": series.most, "last": series.last}
        for end in columns.ends:
            text = self._number(series, values[end], columns)
            line.add(fit(text, columns.number, True), "old" if old else "plain", 1)
        bars = spark(series.history, columns.spark, self.ascii)
        return line.add(fit(bars, columns.spark), "old" if old else "spark", 1)

    def _number(self, series, value, columns):
        return number(value, series.decimals, columns.number)

    def _events(self, width, height):
        # The lines of what happened, with one above that says so.
        events = list(self.model.events)[: max(1, height // 5 - 1)]
        if not events and not self.listening:
            return []
        text = "── traps and alarms"
        if self.listening:
            text += ", listening on %s" % self.listening
        found = [Line().add(cut(text + " " + "─" * width, width).replace("…", "─"), "none")]
        for event in events:
            line = Line().add(event.at + " ", "none")
            source = self._labels.get(event.source, None) or shown(str(event.source))
            line.add(cut(source, max(8, width // 4)) + " ", "board")
            style = event.level or "plain"
            found.append(line.add(cut(shown_line(event.text), max(0, width - line.width)), style))
        return found

    def _foot(self, width):
        model = self.model
        if self.keys.typing:
            # Its end: that is where letters come
            text = "/" + shown(model.filter) + "▏  Enter keeps it, Esc takes it away"
            return Line().add(fit(text, width), "keys")
        order = model.order + (" back" if model.reverse else "")
        parts = ["q quit", "s sort: " + order, "/ filter", "? help", "r reverse"]
        if model.filter:
            parts[2] = "/ filter: " + shown(model.filter)
        parts.append("arrows PgUp PgDn scroll")
        text = ""
        for part in parts:
            if cell_len(text + part) + 3 <= width:
                text += ("   " if text else " ") + part
        return Line().add(fit(text, width), "keys")

    def _help(self, width):
        found = [Line()]
        for key, text in HELP:
            line = Line().add(fit("  " + key, 13), "title")
            found.append(line.add(cut(text, max(0, width - 13)), "plain"))
        found.append(Line())
        text = "  ! no answer   ▲ ▼ alarm, above or below   last: the value before"
        return [*found, Line().add(cut(text, width), "none")]


def shown_line(text):
    """A line of text from the network, of any length, as it may be shown."""
    return "".join([shown(text[i : i + 60]) for i in range(0, min(len(text), 480), 60)])


def _span(seconds):
    if seconds < 120:
        return "%d s" % seconds
    return "%d min" % (seconds // 60) if seconds < 7200 else "%d h" % (seconds // 3600)
