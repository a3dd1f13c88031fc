# What pages show of a board and of an event, as JSON that components of the page put into text.
# Imports usnmp_pc (chart.units, cli.plain); dash.pages, dash.overview import it.

import time

from ..chart.units import measure
from ..cli.plain import plain

TICK = 0.5  # seconds until a page has what is new
_TEXT = 120  # characters of a name
_VALUES = 24  # of a board on the overview


def short(text, most=_TEXT):
    """A text from the network as it is shown: without what would change its surroundings, such as
    marks of direction, and not endless.
    """
    # It is cut first: escapes make it longer, and it may be of 60 kB.
    text = plain(text[:most] + ("…" if len(text) > most else ""))
    return text


def state(board):
    """ "lost", "waiting", "alarm" or "ok"."""
    if board.error:
        return "lost" if board.lost else "waiting"
    return "alarm" if board.alarms else "ok"


def card(board):
    """A board on the overview."""
    series = list(board.series.values())
    return {
        "i": board.number,
        "name": short(board.name),
        "host": short(board.host),
        "state": state(board),
        "why": short(why(board), 200),
        "values": [value(s) for s in series[:_VALUES]],
        "more": max(0, len(series) - _VALUES),
    }


def why(board):
    """What is wrong with it."""
    if board.lost:
        since = time.strftime("%H:%M:%S", time.localtime(board.since or 0))
        return "%s, since %s" % (board.error, since)
    return "; ".join([text for _, text in board.alarms.values()])


def value(series):
    """[name, value with its unit, whether it is to be noticed]"""
    text = _measured(series, series.value) if series.status == "ok" else series.status
    return [short(series.name), short(text, 60), series.status != "ok"]


def details(series):
    """A line of a board's page: what value() has, and the least and the greatest."""
    least, most = [short(_measured(series, v), 60) for v in (series.least, series.most)]
    return value(series) + [least, most]


def _measured(series, value):
    step = 0.0 if series.places is None or series.places > 6 else 10.0**-series.places
    return measure(value, series.units, step)


def event(e):
    """An event: [number, time, whose, text, details, kind, board's number or None]"""
    return [
        e.number,
        time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(e.time)),
        short(e.host),
        short(e.text),
        short(e.details, 300),
        e.kind,
        e.board.number if e.board else None,
    ]
