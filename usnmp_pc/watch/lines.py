# What `usnmp watch` prints where there is no terminal: a line for each value and event, for people
# or as JSON. Imports cli.plain; cli.watch imports it.

import json
import sys
import time

from usnmp_pc.cli.plain import plain


class Lines:
    """Prints a Model's Boards when a round with them is over."""

    ended = False

    def __init__(self, model, json):
        self._model = model
        self._json = json

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        pass

    async def run(self, done):
        """Until `done`, an asyncio.Future, is done: board() prints."""
        await done

    def board(self, board):
        """A round with `board` is over."""
        if self._json:
            self._board_json(board)
            return
        head = "%s  %s  " % (time.strftime("%H:%M:%S"), self._label(board))
        if board.lost:
            self._print(head + board.error)
        for series in [] if board.lost else board.series.values():
            if not (series.rate and series.value is None):  # it needs two readings
                self._print("%s%s  %s" % (head, series.name, _text(series)))

    def event(self, event):
        """Something happened."""
        source = getattr(event.source, "host", event.source)
        if self._json:
            found = {"time": round(time.time(), 3), "host": source, "event": event.text}
            self._print(json.dumps(dict(found, level=event.level)))
        elif event.text != getattr(event.source, "error", None):  # which board() prints
            self._print("%s  %s  * %s" % (event.at, source, event.text))

    def _label(self, board):
        return "%s (%s)" % (board.host, board.name) if board.name else board.host

    def _board_json(self, board):
        now = {"time": round(time.time(), 3), "host": board.host, "board": board.name}
        if board.lost:
            self._print(json.dumps(dict(now, error=board.error)))
            return
        now["ms"] = round(board.ms, 1)
        for series in board.series.values():
            found = {"sensor": series.name, "value": series.value, "units": series.units}
            found.update(status=series.status, min=series.least, max=series.most)
            found.update(last=series.last, alarm=series.alarm)
            self._print(json.dumps(dict(now, **found)))

    def _print(self, text):
        # Whatever is in it, it is one line
        print(plain(text))
        sys.stdout.flush()


def _text(series):
    if series.value is None:
        return "-" if series.status == "ok" else series.status
    if isinstance(series.value, bool):
        return "true" if series.value else "false"
    value = series.value
    if series.decimals is not None:
        value = "%.*f" % (series.decimals, value)
    elif isinstance(value, float):
        value = "%.6g" % value
    return ("%s %s" % (value, series.units)).rstrip()
