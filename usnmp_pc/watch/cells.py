# Text and numbers as they fit the columns of a terminal. Imports cli.plain; rich. watch.view
# imports it.

import functools
import unicodedata

from rich.cells import cell_len

from usnmp_pc.cli.plain import plain

_LONGEST = 64  # characters of a name: one of 10 kB is not to be measured at each drawing
_MARKS = 2  # on a letter: with many more they reach into the lines above and below
_BARS = "▁▂▃▄▅▆▇█"
_ASCII = "_.-:=+*#"
_SHORT = {
    "celsius": "°C", "fahrenheit": "°F", "percentRH": "%RH", "voltsDC": "V", "voltsAC": "V~",
    "amperes": "A", "watts": "W", "hertz": "Hz", "octets/s": "B/s", "percent": "%",
}  # fmt: skip


@functools.lru_cache(8192)
def shown(text):
    """`text` from the network as it may be shown: plain, of one line, and not too long."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    if text.isascii():
        return plain(text)
    kept, marks = [], 0
    for c in plain(unicodedata.normalize("NFC", text)):
        marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        # A variation selector would make one character wider to some terminals, and not to others
        if marks <= _MARKS and not "\ufe00" <= c <= "\ufe0f":
            kept.append(c)
    return "".join(kept)


@functools.lru_cache(16384)
def fit(text, width, right=False):
    """`text`, which is plain, cut and filled to `width` columns of a terminal."""
    text = cut(text, width)
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def cut(text, width):
    """`text` of at most `width` columns; with an ellipsis if something is missing."""
    if cell_len(text) <= width:
        return text
    kept, room = [], width - 1
    for c in text:
        room -= cell_len(c)
        if room < 0:
            break
        kept.append(c)
    return "".join(kept) + "…" if width > 0 else ""


def number(value, decimals=None, width=8):
    """A number for a person, of at most `width` characters; "-" if there is none."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if decimals is None:
        decimals = 0 if isinstance(value, int) or abs(value) >= 100 else 1 if value > 10 else 2
    for fewer in range(decimals, -1, -1):
        text = "%.*f" % (fewer, value)
        if len(text) <= width:
            # Not as nought what is none
            return text if float(text) or not value else "%.1e" % value
    for unit in "kMGTPE":
        value /= 1000
        if abs(value) < 999.5:
            return "%.3g%s" % (value, unit)
    return "%.1e" % (value * 1e18)


def units(text, narrow):
    """What is behind a value: as the board has it, or short."""
    return shown(_SHORT.get(text, text) if narrow else text)


def spark(history, width, ascii=False):
    """The last `width` values as bars, from the least to the most of them; blanks where there were
    none.
    """
    values = list(history)[-width:] if width > 0 else []
    there = [v for v in values if v is not None]
    if not there:
        return ""
    bars = _ASCII if ascii else _BARS
    least, most = min(there), max(there)
    step = (len(bars) - 1) / ((most - least) or 1)
    return "".join([" " if v is None else bars[int((v - least) * step + 0.5)] for v in values])
