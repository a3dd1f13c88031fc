# Numbers with their units, short, for people. Imports nothing; chart.svg and usnmp_pc.dash import
# it.

import math

# What EntitySensorDataType and others say, and the sign of it
SIGNS = {
    "celsius": "°C", "percentRH": "% RH", "voltsAC": "V~", "voltsDC": "V", "amperes": "A",
    "watts": "W", "hertz": "Hz", "rpm": "rpm", "cmm": "m³/min", "other": "", "unknown": "",
    "truthvalue": "", "octets": "B", "octets/s": "B/s", "percent": "%",
}  # fmt: skip
_PREFIXES = "", "k", "M", "G", "T", "P", "E"
# Of others thousands are written out: 1013 hPa, 24000 h
_PREFIXED = ("B", "B/s", "/s", "Hz", "W", "bit/s")


def sign(units):
    """What stands behind a number in `units`, a str; no more than 20 characters."""
    return SIGNS.get(units, units)[:20]


def number(value, step=0.0, prefix=False):
    """`value` in few digits: as many as a `step` of its axis wants, or four; prefix: k, M and so
    on for thousands.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not math.isfinite(value):
        return str(value)
    n = 0
    if prefix:
        while abs(value) >= 9999.5 * 1000**n and n < len(_PREFIXES) - 1:
            n += 1
    value, step = value / 1000**n, step / 1000**n
    if step:
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        text = "%.*f" % (min(decimals, 2 if n else 9), value)
    elif abs(value) >= 1000 and value == int(value) and abs(value) < 1e15:
        text = "%d" % value
    else:
        text = "%.4g" % value if abs(value) < 1000 else "%.0f" % value
    text = text.replace("-", "−") if text.strip("-0.") else text.lstrip("-")
    return text + (" " + _PREFIXES[n] if n else "")


def measure(value, units, step=0.0):
    """`value` with its units, "21.5 °C"; None is a dash."""
    if value is None:
        return "–"
    text = sign(units)
    if units == "truthvalue":
        return number(bool(value))
    found = number(value, step, text in _PREFIXED)
    if not text:
        return found
    gap = "" if " " in found else " "
    return found + gap + text
