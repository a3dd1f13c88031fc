# What of a Model is drawn, as a rich renderable of the terminal's size. What came from the network
# is Text of plain(): never markup, never an escape. Imports cli.plain; rich.

from rich.console import Group
from rich.table import Table
from rich.text import Text

from usnmp_pc.cli.plain import plain

_BARS = "▁▂▃▄▅▆▇█"
_SPARK = 16  # columns
_LONGEST = 64  # characters of a name: one of 10 kB is not to be measured at each drawing


def short(text):
    """`text` as it may be shown: plain, and cut."""
    return plain(text[:_LONGEST] + ("…" if len(text) > _LONGEST else ""))


def number(value):
    """A value for a person; "-" if there is none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "%.4g" % value if abs(value) < 1e4 else "{:,.0f}".format(value)


def spark(history, width=_SPARK):
    """The last `width` values as bars from the least to the most of them."""
    values = list(history)[-width:]
    if not values:
        return ""
    least, most = min(values), max(values)
    span = (most - least) or 1
    return "".join([_BARS[int((v - least) * (len(_BARS) - 1) / span)] for v in values])


def draw(model, width, height, typing=False, top=0):
    """The Model for a terminal of `width` columns and `height` lines; from row `top` on."""
    lost = len([b for b in model.boards if b.lost])
    title = "usnmp watch  %d boards, %d without an answer" % (len(model.boards), lost)
    events = min(len(model.events), max(0, height // 5))
    room = max(1, height - 3 - events - bool(events))
    rows = model.rows()
    top = min(top, max(0, len(rows) - room))
    parts = [Text(title, style="bold red" if lost else "bold", no_wrap=True, overflow="ellipsis")]
    parts.append(_table(rows[top : top + room], width))
    if events:
        parts.append(Text("traps and informs", style="bold"))
        for at, source, text in list(model.events)[:events]:
            line = "%s  %s  %s" % (at, short(source), short(text))
            parts.append(Text(line, style="yellow", no_wrap=True, overflow="ellipsis"))
    keys = "q end  s sort: %s  / filter: %s%s  arrows move" % (
        model.order,
        short(model.filter),
        "_" if typing else "",
    )
    parts.append(Text(keys, style="reverse", no_wrap=True, overflow="ellipsis"))
    return Group(*parts)


def _table(rows, width):
    table = Table(box=None, expand=True, pad_edge=False)
    wide = width >= 100
    table.add_column("board", no_wrap=True, ratio=2)
    table.add_column("what", no_wrap=True, ratio=3)
    table.add_column("value", no_wrap=True, justify="right", min_width=8)
    if width >= 60:
        table.add_column("units", no_wrap=True, ratio=1)
    if wide:
        for head in ("min", "max"):
            table.add_column(head, no_wrap=True, justify="right", min_width=7)
    if width >= 80:
        table.add_column("", no_wrap=True, min_width=_SPARK)
    for board, series in rows:
        cells = [Text(short(board.name or board.host), style="red" if board.lost else "cyan")]
        if board.error and (board.lost or series is None):
            what = board.error if series is None else "%s: %s" % (series.name, board.error)
        else:
            what = series.name if series else "(no sensors)"
        cells.append(Text(short(what), style="red" if board.lost else ""))
        good = series is not None and series.status == "ok" and not board.lost
        value = number(series.value) if series else ""
        if series and series.status != "ok":
            value = series.status
        cells.append(Text(value, style="green" if good else "dim"))
        if width >= 60:
            cells.append(Text(short(series.units) if series else ""))
        if wide:
            cells += [Text(number(v) if series else "") for v in _ends(series)]
        if width >= 80:
            cells.append(Text(spark(series.history) if series else "", style="blue"))
        table.add_row(*cells)
    return table


def _ends(series):
    return (series.least, series.most) if series else (None, None)
