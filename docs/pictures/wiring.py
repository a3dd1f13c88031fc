#!/usr/bin/env python3
# Draws gallery/*-wiring.svg: how the examples of docs/gallery.md are wired.
#
#   docs/pictures/wiring.py      writes all of them
#
# SKETCHES says it: a board, the parts beside it, and of each part its wires from top to bottom, as
# "pin of the board, pin of the part, colour". What is drawn stands in the rows of those wires.

from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path(__file__).resolve().parent / "gallery"
# What is written on a board, and on its module
NODEMCU, ESP32 = ("NodeMCU", "ESP8266"), ("DevKit", "ESP32")
# name: (title, board, [(part, how it looks, [wires], [(resistance, first wire, last wire)])])
SKETCHES = {
    "climate": ("An SHT31 on I2C", ESP32, [
        ("SHT31", "breakout", ["3V3 VIN red", "GND GND black", "GPIO22 SCL yellow",
                               "GPIO21 SDA green"], []),
    ]),
    "soil": ("A soil moisture sensor at an analogue pin", ESP32, [
        ("soil probe", "soil", ["3V3 VCC red", "GND GND black", "GPIO34 AOUT yellow"], []),
    ]),
    "leak": ("A leak detector at an analogue pin", ESP32, [
        ("leak detector", "leak", ["3V3 VCC red", "GND GND black", "GPIO32 AO yellow"], []),
    ]),
    "dht22": ("A DHT22 with its pull-up", ESP32, [
        ("DHT22", "dht", ["3V3 + red", "GPIO4 data yellow", "GND - black"],
         [("10 kΩ", 0, 1)]),
    ]),
    "ds18b20": ("Three DS18B20 on one wire", ESP32, [
        ("DS18B20", "probes", ["3V3 VDD red", "GPIO4 DQ yellow", "GND GND black"],
         [("4.7 kΩ", 0, 1)]),
    ]),
    "relay": ("A relay with a second contact", NODEMCU, [
        ("driver", "relay", ["D1·GPIO5 coil yellow", "D2·GPIO4 enable green",
                             "GND GND black"], []),
        ("2nd contact", "contact", ["D5·GPIO14 NC blue", "GND C black"], []),
    ]),
    "door": ("A door contact", NODEMCU, [
        ("reed contact", "reed", ["D1·GPIO5 A yellow", "GND B black"], []),
    ]),
    "meter": ("A strip of eight NeoPixels", NODEMCU, [
        ("NeoPixels", "strip", ["VIN·5V 5V red", "GND GND black", "D7·GPIO13 DIN green"], []),
    ]),
    "presence": ("A lamp at GPIO2", NODEMCU, [
        ("LED", "led", ["3V3 + red", "D4·GPIO2 - yellow"], [("330 Ω", 1, 1)]),
    ]),
    "asyncio_agent": ("A lamp and a button", ESP32, [
        ("LED", "led", ["GPIO2 + yellow", "GND - black"], [("330 Ω", 0, 0)]),
        ("button", "button", ["GPIO0 1 blue", "GND 2 black"], []),
    ]),
}  # fmt: skip
COLOURS = {
    "red": "#e5484d", "black": "var(--ground)", "yellow": "#e2a610", "green": "#30a46c",
    "blue": "#3b82f6",
}  # fmt: skip
# Pixels: the board, its pins; the parts; between two wires; between two parts
LEFT, PINS, PART, RIGHT, ROW, GAP, TOP = 26, 236, 440, 614, 34, 30, 56
STYLE = """:root { --card: #f6f8fa; --line: #d0d7de; --ink: #1f2328; --soft: #59636e;
 --ground: #30363d; --part: #ffffff; --dark: #22272e }
@media (prefers-color-scheme: dark) { :root { --card: #161b22; --line: #30363d; --ink: #e6edf3;
 --soft: #9198a1; --ground: #8b949e; --part: #21262d; --dark: #59636e } }
text { font: 13px Verdana, "DejaVu Sans", sans-serif; fill: var(--ink) }
.soft { fill: var(--soft); font-size: 12px }
.pin { font: 12px Menlo, Consolas, "DejaVu Sans Mono", monospace }
.on { fill: #e6f0ea }
.title { font-size: 14px; font-weight: bold }
.wire { fill: none; stroke-width: 3.5; stroke-linecap: round }
.edge { stroke: var(--line); stroke-width: 1.5 }"""


def rows(parts):
    """[[y of each wire] of each part], and how high it all is."""
    found, y = [], TOP + 44
    for _, _, wires, _ in parts:
        # A part is high enough for its picture and its name
        spare = max(0, 3 - len(wires)) * ROW / 2
        found.append([y + spare + i * ROW for i in range(len(wires))])
        y += len(wires) * ROW + 2 * spare + GAP
    return found, y - GAP + 14


def draw(title, board, parts):
    """A sketch, as text."""
    places, height = rows(parts)
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="%d" viewBox="0 0 640 %d">'
        % (height, height),
        "<title>%s: wiring</title>" % escape(title),
        "<style>\n%s\n</style>" % STYLE,
        '<rect x=".75" y=".75" width="638.5" height="%g" rx="10" fill="var(--card)" '
        'class="edge"/>' % (height - 1.5),
        '<text class="title" x="24" y="32">%s</text>' % escape(title),
    ]
    out += board_of(board, height)
    for part, ys in zip(parts, places):
        out += part_of(part, ys)
    return "\n".join(out) + "\n</svg>\n"


def board_of(board, height):
    """The board: its module with the antenna, its USB socket."""
    name, chip = board
    top, bottom = TOP, height - 16
    middle = (top + bottom) / 2 - 10
    return [
        '<rect x="%d" y="%d" width="%d" height="%g" rx="9" fill="#1a4f3a"/>'
        % (LEFT, top, PINS - LEFT, bottom - top),
        '<rect x="%d" y="%g" width="74" height="56" rx="3" fill="#c9d1d9"/>'
        % (LEFT + 30, middle - 28),
        '<path d="M%g %gv-13h9v10h9v-10h9v10h9v-10h9v13" fill="none" stroke="#e2a610" '
        'stroke-width="2"/>' % (LEFT + 44, middle - 30),
        '<text x="%g" y="%g" text-anchor="middle" style="fill:#30363d;font-size:11px">%s</text>'
        % (LEFT + 67, middle + 4, chip),
        '<rect x="%d" y="%g" width="30" height="24" rx="3" fill="#9aa4ae"/>'
        % (LEFT - 8, bottom - 36),
        '<text x="%d" y="%g" class="on" style="font-size:12px">%s</text>'
        % (LEFT + 30, bottom - 19, escape(name)),
    ]


def part_of(part, ys):
    """A part, its wires, and what is between them."""
    name, look, wires, resistors = part
    spare = max(0, 3 - len(wires)) * ROW / 2
    top, bottom = ys[0] - 20 - spare, ys[-1] + 20 + spare
    out = []
    for wire, y in zip(wires, ys):
        pin, at, colour = wire.split(" ")
        out += [
            '<path class="wire" style="stroke:%s" d="M%d %gH%d"/>'
            % (COLOURS[colour], PINS, y, PART),
            '<circle cx="%d" cy="%g" r="5" fill="#e2c35a" stroke="#8a6d1a"/>' % (PINS - 4, y),
            '<text class="pin on" x="%d" y="%g" text-anchor="end">%s</text>'
            % (PINS - 16, y + 4, escape(pin.replace("·", " "))),
        ]
    out.append(
        '<rect x="%d" y="%g" width="%d" height="%g" rx="9" fill="var(--part)" class="edge"/>'
        % (PART, top, RIGHT - PART, bottom - top)
    )
    for wire, y in zip(wires, ys):
        out += [
            '<circle cx="%d" cy="%g" r="4" fill="#e2c35a" stroke="#8a6d1a"/>' % (PART + 8, y),
            '<text class="pin" x="%d" y="%g">%s</text>'
            % (PART + 20, y + 4, escape(wire.split(" ")[1])),
        ]
    for text, first, last in resistors:
        out += resistor(text, ys[first], ys[last])
    middle = (top + bottom) / 2
    out.append('<g transform="translate(%d %g)">%s</g>' % (RIGHT - 58, middle - 8, LOOKS[look]))
    out.append(
        '<text class="soft" x="%d" y="%g" text-anchor="middle">%s</text>'
        % (RIGHT - 58, bottom - 8, escape(name))
    )
    return out


def resistor(text, first, last):
    """One between two wires, or in one of them."""
    x = PINS + 104
    if first == last:
        return [
            '<rect x="%g" y="%g" width="36" height="14" rx="3" fill="#e8d3a8" stroke="#8a6d1a"/>'
            % (x - 18, first - 7),
            '<text class="soft" x="%g" y="%g" text-anchor="middle">%s</text>'
            % (x, first - 12, escape(text)),
        ]
    return [
        '<path d="M%g %gV%g" stroke="var(--soft)" stroke-width="2.5"/>' % (x, first, last),
        '<circle cx="%g" cy="%g" r="4" fill="var(--soft)"/>' % (x, first),
        '<circle cx="%g" cy="%g" r="4" fill="var(--soft)"/>' % (x, last),
        '<rect x="%g" y="%g" width="13" height="22" rx="3" fill="#e8d3a8" stroke="#8a6d1a"/>'
        % (x - 6.5, (first + last) / 2 - 11),
        '<text class="soft" x="%g" y="%g">%s</text>'
        % (x + 13, (first + last) / 2 + 4, escape(text)),
    ]


def _rect(x, y, width, height, fill, rx=2):
    return '<rect x="%g" y="%g" width="%g" height="%g" rx="%g" fill="%s"/>' % (
        x, y, width, height, rx, fill,
    )  # fmt: skip


def _circle(x, y, r, fill, more=""):
    return '<circle cx="%g" cy="%g" r="%g" fill="%s" %s/>' % (x, y, r, fill, more)


def _line(path, stroke="var(--soft)", width=2.5):
    return '<path d="%s" fill="none" stroke="%s" stroke-width="%g" stroke-linecap="round"/>' % (
        path, stroke, width,
    )  # fmt: skip


def _grid(columns, across, down):
    return "".join(
        _rect(-17 + i * across, -22 + j * down, across - 4, down - 3, "#c3cfdb", 1)
        for i in range(columns) for j in range(5)
    )  # fmt: skip


def _pixel(i, colour):
    return _rect(-44 + i * 11, -9, 9, 9, colour, 2)


# What is in the middle of a part, around 0, 0; some 90 by 60 pixels
LOOKS = {
    "breakout": _rect(-26, -22, 52, 40, "#5b3fa0", 4) + _rect(-9, -11, 18, 18, "var(--dark)")
    + _circle(0, -2, 3.5, "#8b949e") + _circle(-20, -16, 2.5, "#e2c35a")
    + _circle(20, -16, 2.5, "#e2c35a"),
    "soil": '<path d="M-13 -30h26v20h-4v34l-5 8l-5 -8v-34h-2v34l-5 8l-5 -8v-34z" '
    'transform="translate(1 2)" fill="var(--dark)"/>' + _rect(-8, -25, 18, 10, "#8b949e"),
    "leak": _rect(-30, -20, 60, 36, "#a33a3a", 4)
    + "".join(_line("M-22 %gH22" % (-12 + i * 7), "#e2c35a", 2.5) for i in range(4))
    + '<path d="M0 -38c7 9 9 12 9 16a9 9 0 0 1 -18 0c0 -4 2 -7 9 -16z" fill="#3b82f6"/>',
    "dht": _rect(-24, -30, 48, 48, "#eef2f6", 5) + _grid(4, 9, 8.4)
    + '<rect x="-24" y="-30" width="48" height="48" rx="5" fill="none" stroke="#9aa4ae"/>',
    "probes": "".join(
        _line("M%d -34C%d -24 %d -22 %d -10" % (x * 2 // 3, x * 2 // 3, x, x), "var(--dark)", 4)
        + _rect(x - 5, -10, 10, 28, "#b8c2cc", 5) for x in (-28, 0, 28)
    ) + _line("M-30 -34H30", "var(--dark)", 4),
    "relay": _rect(-30, -24, 60, 42, "#2563c9", 4) + _rect(-24, -18, 48, 26, "#1b4b9b", 3)
    + '<text x="0" y="0" text-anchor="middle" style="fill:#fff;font-size:11px">RELAY</text>',
    "contact": _line("M-34 0H-14M14 0H34") + _line("M-14 0L13 -13", "var(--ink)", 3)
    + _circle(-14, 0, 3.5, "var(--ink)") + _circle(14, 0, 3.5, "var(--ink)"),
    "reed": _rect(-34, -26, 68, 15, "#eef2f6", 4) + _rect(-34, -4, 68, 15, "#eef2f6", 4)
    + _line("M-22 -18H22", "#9aa4ae", 3) + _rect(-18, 0, 36, 7, "#e5484d", 2)
    + '<text x="0" y="5.6" text-anchor="middle" style="fill:#fff;font-size:7px">MAGNET</text>',
    "strip": _rect(-48, -14, 96, 20, "var(--dark)", 3)
    + "".join(_pixel(i, c) for i, c in enumerate(["#30a46c"] * 4 + ["#e2a610"] * 3 + ["#e5484d"])),
    "led": '<path d="M-10 12v-20a10 10 0 0 1 20 0v20z" fill="#ffd33d" stroke="#b58900"/>'
    + _rect(-13, 10, 26, 5, "#e2a610", 2)
    + _line("M-17 -24l-6 -6M0 -27v-8M17 -24l6 -6", "#e2a610"),
    "button": _rect(-20, -24, 40, 40, "#5b6470", 4) + _circle(0, -4, 12, "#e5484d")
    + _circle(-3, -7, 4, "#f08a8d"),
}  # fmt: skip


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, sketch in SKETCHES.items():
        (FOLDER / (name + "-wiring.svg")).write_text(draw(*sketch), encoding="utf-8")


if __name__ == "__main__":
    main()
