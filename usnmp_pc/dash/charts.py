# A value over time as options of ECharts, which draws names as text: no part of it is HTML.
# Imports usnmp_pc.chart, dash.rows; dash.board imports it.

from ..chart import runs
from ..chart.units import sign
from .rows import short

_GREY = "#8a929b"  # to be read on white and on black
_BLUE = "#2f81d0"
RANGES = {"live": 0, "1 h": 1, "24 h": 24, "7 d": 168, "30 d": 720, "1 y": 8784}  # hours


def options(name, units, points, start, end):
    """The options for `points`, (time, least, mean, most) each, from `start` to `end`, seconds
    since 1970; where mean is None, or nobody asked, there is a gap.
    """
    points = _gapped(points)
    # ECharts has no band: the least is an invisible area, on which the rest is stacked.
    band = any(p[1] != p[3] for p in points)
    series = [_line(name, [[ms(p[0]), p[2]] for p in points], z=3)]
    if band:
        low = [[ms(p[0]), p[1]] for p in points]
        rest = [[ms(p[0]), None if p[2] is None else p[3] - p[1]] for p in points]
        hidden = {"lineStyle": {"opacity": 0}, "stack": "band", "stackStrategy": "all"}
        series.append(_line("least", low, **hidden))
        series.append(_line("span", rest, areaStyle={"color": _BLUE, "opacity": 0.2}, **hidden))
    return {
        "animation": False,
        "textStyle": {"color": _GREY},
        "grid": {"left": 8, "right": 28, "top": 34, "bottom": 8, "containLabel": True},
        # In the picture, not in the page: as text whatever it is.
        "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True},
        "xAxis": {
            "type": "time", "min": ms(start), "max": ms(end),
            "axisLabel": {"hideOverlap": True, "color": _GREY},
            "axisLine": {"lineStyle": {"color": _GREY}},
        },
        "yAxis": {
            "type": "value", "scale": not units.endswith("/s"), "name": sign(units),
            "nameTextStyle": {"color": _GREY}, "axisLabel": {"color": _GREY},
            "splitLine": {"lineStyle": {"color": _GREY, "opacity": 0.25}},
        },
        "series": series,
    }  # fmt: skip


def _gapped(points):
    # ECharts draws no line to where there is no value.
    found = []
    for run in runs(points):
        if found:
            found.append((run[0][0] - 0.001, None, None, None))
        found += run
    return found


def _line(name, data, **more):
    return {
        "type": "line", "name": short(name, 60), "data": data, "showSymbol": False,
        "connectNulls": False, "itemStyle": {"color": _BLUE}, "emphasis": {"disabled": True},
        **more,
    }  # fmt: skip


def ms(seconds):
    """A time as ECharts has it."""
    return int(seconds * 1000)


def live(series):
    """The points of a model.Series that are kept in memory."""
    return [(t, v, v, v) for t, v in ((t, _number(v)) for t, v in series.live)]


def _number(value):
    return int(value) if isinstance(value, bool) else value
