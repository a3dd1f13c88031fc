#!/usr/bin/env python3
# Draws gallery/*-out.svg: what comes out when the lines of docs/gallery.md are typed.
#
#   docs/pictures/gallery.py [NAME...]    plays them, all or some, on boards in a box
#
# The runs are real ones: tests/board_box/gallery.py. Needs what `tools/check --quick` installs.

import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent / "tests")]
import conftest  # noqa: E402, F401 - which has the folders of the tests
import walk  # noqa: E402
from board_box import gallery  # noqa: E402

FOLDER = HERE / "gallery"
PIXEL = 26


def draw(title, shown, pixels=()):
    """The terminal in which the lines were typed, and the strip of pixels if there is one."""
    texts = []
    for typed, lines in shown:
        texts += ['<tspan class="prompt">$</tspan> ' + part for part in wrapped(typed)]
        for line in lines:
            texts += walk.shown(line) if line else [""]
    width = walk.COLUMNS * walk.CHAR + 2 * walk.MARGIN
    strip = PIXEL + 14 if pixels else 0
    height = walk.BAR + len(texts) * walk.LINE + 2 * walk.MARGIN + strip
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">'
        % (width, height, width, height),
        "<title>%s</title>" % escape(title),
        "<style>\n%s\n</style>" % walk.STYLE,
        '<rect width="%d" height="%d" rx="8" fill="#0d1117"/>' % (width, height),
        '<path d="M0 %dH%d" stroke="#30363d"/>' % (walk.BAR, width),
    ]
    for i, colour in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
        place = walk.MARGIN + 6 + 18 * i, colour
        out.append('<circle cx="%d" cy="15" r="5" fill="%s"/>' % place)
    out.append(
        '<text class="bar" x="%d" y="19" text-anchor="middle">%s</text>'
        % (width / 2, escape(title))
    )
    y = walk.BAR + walk.MARGIN + 12
    for text in texts:
        out.append('<text xml:space="preserve" x="%d" y="%d">%s</text>' % (walk.MARGIN, y, text))
        y += walk.LINE
    for i, pixel in enumerate(pixels):
        place = walk.MARGIN + 8 + i * (PIXEL + 8), y, PIXEL, PIXEL, lit(pixel)
        out.append('<rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="%s"/>' % place)
    return "\n".join(out) + "\n</svg>\n"


def wrapped(text):
    """A line as typed, on a terminal."""
    room = walk.COLUMNS - 2
    return [escape(text[i : i + room]) for i in range(0, len(text), room)]


def lit(pixel):
    """The colour that one has to the eye: pixels are told green, red, blue, and dim."""
    green, red, blue = [min(255, octet * 6) for octet in pixel]
    return "#%02x%02x%02x" % (red, green, blue) if any(pixel) else "#21262d"


def main():
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or gallery.sections():
        with tempfile.TemporaryDirectory() as folder:
            play = gallery.Play(name, folder).run()
        text = draw(play.title, play.shown, play.pixels)
        (FOLDER / (name + "-out.svg")).write_text(text, encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
