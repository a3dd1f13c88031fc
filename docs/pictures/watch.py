#!/usr/bin/env python3
# Draws watch.svg: the screen of `usnmp watch`, with three boards, of which one sent an alarm and
# one has no power.
#
#   ~/.cache/usnmp/venv/bin/python docs/pictures/watch.py     and it is beside this file
#
# All of it is real: the firmware on three boards in a box, their alarm, and the command; its
# lines are drawn by rich in place of a terminal. It takes a minute.

import asyncio
import contextlib
import io
import re
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("", "tests", "tests/host/watch", "tools")]
from conftest import compiled, free_port  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.terminal_theme import DIMMED_MONOKAI  # noqa: E402
from rich.text import Text  # noqa: E402
from usnmp_pc.cli import watch as command  # noqa: E402
from usnmp_pc.watch import screen, view  # noqa: E402
from usnmp_pc.watch.keys import Keys  # noqa: E402
from watchbox import board  # noqa: E402

WIDTH, HEIGHT = 96, 22
NAMES = "attic", "cellar", "greenhouse"


class Drawn:
    """In place of the terminal: moves what the boxes measure, and keeps the last screen."""

    boxes = ()
    lines = ()

    def __init__(self, model, **more):
        self.view = view.View(model, Keys(model), **more)
        self.ended = False

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exception):
        pass

    def board(self, board):
        pass

    def event(self, event):
        pass

    async def run(self, done):
        """Until there is something to see."""
        for i in range(40):
            self._measure(i)
            await asyncio.sleep(1)
        Drawn.lines = self.view.lines(WIDTH, HEIGHT, time.monotonic())
        self.ended = True

    def _measure(self, i):
        wave = (0, 0.4, 0.7, 0.9, 1, 0.9, 0.7, 0.4)[i % 8]
        attic, cellar, greenhouse = self.boxes
        attic.dht(21 + 2 * wave, 48 - 3 * wave)
        greenhouse.dht(24 + min(i, 30) * 0.25, 71 + wave)
        if not cellar.off:
            cellar.dht(13.5 + 0.3 * wave, 80)
            if i == 30:
                cellar.power_cut()
        for box in self.boxes:
            if not box.off:
                box.advance(1000)


def draw():
    """The picture, as text."""
    port = free_port()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "build").mkdir()
        compiled(folder / "build")
        Drawn.boxes = [
            stack.enter_context(board(folder / "build", folder / name, name, port))
            for name in NAMES
        ]
        screen.Screen = Drawn
        command.is_terminal = lambda stream: True
        options = ["-i", "1", "-t", "1", "-r", "0", "--listen", "127.0.0.1:%d" % port]
        status = command.run("watch", [*options, *[box.udp() for box in Drawn.boxes]])
        if status:
            raise SystemExit(status)
    return svg(Drawn.lines)


def svg(lines):
    """Lines of the screen as a picture."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    for line in lines:
        text = Text(no_wrap=True)
        for x, cell, style in line.cells:
            text.append(" " * (x - text.cell_len)).append(cell, view.STYLES[style])
        console.print(text)
    made = console.export_svg(title="usnmp watch", theme=DIMMED_MONOKAI, unique_id="watch")
    # A picture loads nothing from elsewhere: the reader's own font is as good
    return re.sub(r" *@font-face \{.*?\}\n", "", made, flags=re.S)


def main():
    Path(__file__).with_suffix(".svg").write_text(draw())


if __name__ == "__main__":
    main()
