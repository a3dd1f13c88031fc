#!/usr/bin/env python3
# Draws walk.svg: snmpwalk asks main.py, and the terminal shows what came.
#
#   docs/pictures/walk.py      runs both and writes walk.svg beside this file
#
# The run is a real one. main.py runs on MicroPython if tools/setup has been there, else on this
# Python; without net-snmp the command usnmp walks in place of snmpwalk.

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from usnmp_tools.cache import find  # noqa: E402

PORT = 1161
COLUMNS, CHAR, LINE, MARGIN, BAR = 88, 8.43, 18, 16, 30  # the first in characters, then pixels
STYLE = """text { font: 14px Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d0d7de;
 white-space: pre }
.bar { font: 12px Verdana, "DejaVu Sans", sans-serif; fill: #8b949e }
.oid { fill: #79c0ff }
.type { fill: #ffa657 }
.prompt { fill: #7ee787 }"""


def walk(port=PORT, usnmp=False):
    """Run main.py and walk it, by the command usnmp if that is asked for: (its interpreter's
    name, the command as typed, the lines that came).
    """
    micropython = find("micropython64")
    interpreter = [micropython, "-X", "heapsize=2m"] if micropython else [sys.executable]
    agent = subprocess.Popen(
        [*interpreter, "main.py", "--port", str(port)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for line in agent.stdout:
            if "snmpwalk" in line:
                break
        else:
            raise SystemExit("main.py did not start")
        typed = ["snmpwalk", "-v2c", "-c", "public", "127.0.0.1:%d" % port, ".1"]
        command = typed[:]
        if usnmp or not shutil.which("snmpwalk"):
            typed[0] = "usnmp walk"
            command[0:1] = [sys.executable, "-m", "usnmp_pc.cli", "walk"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
        if done.returncode:
            raise SystemExit(done.stderr)
    finally:
        agent.kill()
        agent.communicate()
    return "MicroPython" if micropython else "Python", " ".join(typed), done.stdout.splitlines()


def shown(line):
    """A line of the walk as SVG, wrapped as a terminal does: (text, text, ...)."""
    parts = [line[i : i + COLUMNS] for i in range(0, len(line), COLUMNS)]
    found = re.match(r"(\S+)( = )(\w+(?=:)|)", parts[0])
    if not found:
        return [escape(part) for part in parts]
    oid, equals, kind = found.groups()
    first = '<tspan class="oid">%s</tspan>%s' % (oid, equals)
    if kind:
        first += '<tspan class="type">%s</tspan>' % kind
    return [first + escape(parts[0][found.end() :])] + [escape(part) for part in parts[1:]]


def draw(interpreter, typed, lines):
    """The picture, as text."""
    texts = ['<tspan class="prompt">$</tspan> ' + escape(typed)]
    for line in lines:
        texts += shown(line)
    width, height = COLUMNS * CHAR + 2 * MARGIN, BAR + len(texts) * LINE + 2 * MARGIN
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">'
        % (width, height, width, height),
        "<title>%s asks main.py on %s</title>" % (typed.split()[0], interpreter),
        "<style>\n%s\n</style>" % STYLE,
        '<rect width="%d" height="%d" rx="8" fill="#0d1117"/>' % (width, height),
        '<path d="M0 %dH%d" stroke="#30363d"/>' % (BAR, width),
    ]
    for i, colour in enumerate(("#ff5f56", "#ffbd2e", "#27c93f")):
        out.append('<circle cx="%d" cy="15" r="5" fill="%s"/>' % (MARGIN + 6 + 18 * i, colour))
    out.append(
        '<text class="bar" x="%d" y="19" text-anchor="middle">main.py on %s, asked by %s</text>'
        % (width / 2, interpreter, "net-snmp" if typed.startswith("snmpwalk") else "usnmp")
    )
    for i, text in enumerate(texts):
        y = BAR + MARGIN + 12 + i * LINE
        out.append('<text xml:space="preserve" x="%d" y="%d">%s</text>' % (MARGIN, y, text))
    return "\n".join(out) + "\n</svg>\n"


def main():
    Path(__file__).with_suffix(".svg").write_text(draw(*walk()))


if __name__ == "__main__":
    main()
