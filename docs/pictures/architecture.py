#!/usr/bin/env python3
# Draws architecture.svg: the folders on their floors, and the arrows that the imports make.
#
#   docs/pictures/architecture.py          writes architecture.svg beside this file
#   docs/pictures/architecture.py --list   prints each arrow, and the files that make it
#
# What is drawn comes from the source files; only FLOORS, and where a box stands, is said here.
# An arrow that leads upward ends it with status 1.

import argparse
import sys
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
from usnmp_tools.modules import ROOT, for_pc, imports, modules  # noqa: E402

# From low to high. Those on one floor do not import each other.
FLOORS = [
    ["usnmp_codec"],
    ["usnmp_base"],
    ["usnmp_v3", "usnmp_sensors"],
    ["usnmp"],
    ["usnmp_mib"],
    ["usnmp_notify", "usnmp_agent", "usnmp_manager", "usnmp_receiver", "usnmp_portal"],
    ["usnmp_mibs", "usnmp_update"],
    ["usnmp_pc"],
    ["usnmp_firmware"],
    ["main.py"],
]
# The columns of each box, first and last: so that arrows run straight down.
COLUMNS = {
    "usnmp_codec": (0, 6),
    "usnmp_base": (0, 6),
    "usnmp_v3": (2, 3),
    "usnmp_sensors": (5, 5),
    "usnmp": (4, 4),
    "usnmp_mib": (1, 1),
    "usnmp_notify": (0, 0),
    "usnmp_mibs": (1, 1),
    "usnmp_agent": (2, 2),
    "usnmp_manager": (3, 3),
    "usnmp_receiver": (4, 4),
    "usnmp_portal": (5, 5),
    "usnmp_update": (6, 6),
    "usnmp_pc": (2, 4),
    "usnmp_firmware": (0, 6),
    "main.py": (0, 6),
}
ROLES = {
    "usnmp_codec": "BER: octets to values and back",
    "usnmp_base": "what the roles share: the socket, time, the store",
    "usnmp_v3": "SNMPv3: users, keys, privacy, the message",
    "usnmp_sensors": "drivers of sensors",
    "usnmp": "SnmpPacket",
    "usnmp_mib": "the tree of objects",
    "usnmp_notify": "sends traps, informs",
    "usnmp_mibs": "standard MIBs",
    "usnmp_agent": "answers requests",
    "usnmp_manager": "asks agents",
    "usnmp_receiver": "takes traps, informs",
    "usnmp_portal": "asks for config.json",
    "usnmp_update": "updates by network",
    "usnmp_pc": "the command usnmp; speed, workers",
    "usnmp_firmware": "the program around the agent: configuration, Wi-Fi, sensors",
    "main.py": "yours; boot.py comes before it on a board",
}
WIDTH, LEFT, COLUMN, GAP, LINE = 1332, 28, 184, 12, 15  # pixels
INK, PAPER, FILL, EDGE, PC = "#24292f", "#ffffff", "#f3f6fa", "#8c959f", "#6e7781"


def box_of(name):
    """The box that a module is in: its folder, or itself."""
    return name.split(".")[0]


def arrows():
    """(from, to) -> the imports that make it, (module, module, whether it is a late one)."""
    names = modules()
    files = dict(names, **{"main.py": ROOT / "main.py"})
    found = {}
    for name, path in files.items():
        box = name if name in COLUMNS else box_of(name)
        at_once, late = imports(path, names)
        for other in sorted(at_once | late):
            if box_of(other) != box:
                found.setdefault((box, box_of(other)), []).append((name, other, other in late))
    return found


def upward(found):
    """Those of the arrows that do not lead down a floor."""
    floor = {box: i for i, boxes in enumerate(FLOORS) for box in boxes}
    return [(a, b) for a, b in found if floor[a] <= floor[b]]


def drawn(found):
    """The arrows without those that follow from others: a -> c where there is a -> b -> c."""

    def reach(box, without):
        seen, todo = set(), [b for a, b in found if a == box and (a, b) != without]
        while todo:
            box = todo.pop()
            if box not in seen:
                seen.add(box)
                todo += [b for a, b in found if a == box]
        return seen

    return [(a, b) for a, b in found if b not in reach(a, (a, b))]


def wide(box):
    """Has the box room for its role beside its name?"""
    first, last = COLUMNS[box]
    return first != last


def files_of(box):
    """The modules in a folder, as its __init__ is the folder itself; a PC's behind the others."""
    inside = [name for name in modules() if box_of(name) == box and name != box]
    leaf = sorted((for_pc(name), name.split(".")[1]) for name in inside)
    return list(dict.fromkeys(leaf))


def lines_of(box, width):
    """The names of a box's files in lines of at most `width` characters, as SVG."""
    lines, length = [[]], 0
    for pc, name in files_of(box):
        if lines[-1] and length + len(name) + 2 > width:
            lines.append([])
            length = 0
        lines[-1].append('<tspan class="pc">%s</tspan>' % name if pc else name)
        length += len(name) + 2
    return [",  ".join(line) for line in lines if line]


def draw(found):
    """The picture, as text."""
    rows, place, y = [], {}, 20
    for boxes in reversed(FLOORS):
        texts = {}
        for box in boxes:
            first, last = COLUMNS[box]
            width = (last - first + 1) * COLUMN - GAP
            # some 6.3 pixels a character of the files' names, 6 of the role's
            texts[box] = (width, lines_of(box, (width - 20) / 6.3))
        height = max(
            (28 if wide(box) else 44) + len(lines) * LINE for box, (_, lines) in texts.items()
        )
        for box, (width, lines) in texts.items():
            x = LEFT + COLUMNS[box][0] * COLUMN
            place[box] = (x, y, width, height)
            rows.append(
                '<rect x="%d" y="%d" width="%d" height="%d" rx="5"/>' % (x, y, width, height)
            )
            rows.append('<text class="name" x="%d" y="%d">%s</text>' % (x + 10, y + 18, box))
            role = escape(ROLES[box])
            if wide(box):
                rows[-1] = rows[-1].replace(
                    "</text>", '<tspan class="role" dx="12">%s</tspan></text>' % role
                )
            else:
                rows.append('<text class="role" x="%d" y="%d">%s</text>' % (x + 10, y + 34, role))
            for i, line in enumerate(lines):
                rows.append(
                    '<text class="file" x="%d" y="%d">%s</text>'
                    % (x + 10, y + (36 if wide(box) else 52) + i * LINE, line)
                )
        y += height + 26
    bends = []
    for a, b in drawn(found):
        late = all(is_late for _, _, is_late in found[a, b])
        bends.append(way(a, b, place, late))
    legend = [
        "An arrow is an import; one that follows from others is left out."
        " Dashed: imported in a function, when it is wanted.",
        "Grey: files for a PC alone.",
    ]
    foot = [
        '<text class="role" x="%d" y="%d">%s</text>' % (LEFT, y + i * LINE, text)
        for i, text in enumerate(legend)
    ]
    return HEAD % (WIDTH, y + 30, WIDTH, y + 30) + "\n".join(rows + bends + foot) + "\n</svg>\n"


def way(a, b, place, late):
    """A line down from box a to box b, in a column where nothing stands between; below a it goes
    aside to there, if it must."""
    xa, ya, wa, ha = place[a]
    xb, yb, wb, hb = place[b]
    straight, aside = [], []
    for column in range(7):
        x = LEFT + column * COLUMN + (COLUMN - GAP) / 2
        between = [
            box
            for box, (xc, yc, wc, _) in place.items()
            if xc <= x <= xc + wc and ya < yc < yb and box != b
        ]
        if xb <= x <= xb + wb and not between:
            (straight if xa <= x <= xa + wa else aside).append(x)
    if not straight + aside:
        raise SystemExit("no way from %s to %s: change COLUMNS" % (a, b))
    if straight:
        path = "M%d %dV%d" % (straight[len(straight) // 2], ya + ha, yb - 7)
    else:
        near = min(aside, key=lambda x: abs(x - xa - wa / 2))
        start = xa + wa - 24 if near > xa else xa + 24
        turn = near - 24 if near > xa else near + 24  # beside those that come straight
        path = "M%d %dv10H%dV%d" % (start, ya + ha, turn, yb - 7)
    return '<path class="arrow%s" d="%s"/>' % (" late" if late else "", path)


HEAD = """<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
<title>The folders of usnmp on their floors, drawn from the imports</title>
<style>
text {{ font: 12px Verdana, "DejaVu Sans", sans-serif; fill: {ink} }}
.name {{ font: bold 13px Menlo, Consolas, "DejaVu Sans Mono", monospace }}
.role {{ font: 11px Verdana, "DejaVu Sans", sans-serif; fill: {ink} }}
.file {{ font: 10.5px Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #0550ae }}
.pc {{ fill: {pc} }}
rect {{ fill: {fill}; stroke: {edge} }}
.arrow {{ fill: none; stroke: {ink}; stroke-width: 1.4; marker-end: url(#head) }}
.late {{ stroke-dasharray: 4 3 }}
</style>
<defs><marker id="head" markerWidth="8" markerHeight="8" refX="1" refY="4" orient="auto"
 markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8z" fill="{ink}"/></marker></defs>
<rect x="0" y="0" width="100%%" height="100%%" style="fill: {paper}; stroke: none"/>
""".format(ink=INK, paper=PAPER, fill=FILL, edge=EDGE, pc=PC)


def main():
    parser = argparse.ArgumentParser(description="Draw the architecture from the imports.")
    parser.add_argument("--list", action="store_true", help="print the arrows instead")
    options = parser.parse_args()
    found = arrows()
    for a, b in upward(found):
        print("upward: %s -> %s: %s" % (a, b, found[a, b]), file=sys.stderr)
    if options.list:
        for (a, b), made in sorted(found.items()):
            print("%s -> %s" % (a, b))
            for name, other, late in made:
                print("    %s imports %s%s" % (name, other, ", when it is wanted" * late))
    else:
        Path(__file__).with_suffix(".svg").write_text(draw(found))
    return 1 if upward(found) else 0


if __name__ == "__main__":
    sys.exit(main())
