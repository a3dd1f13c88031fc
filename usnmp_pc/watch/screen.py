# The terminal while `usnmp watch` has it: drawn over where something has changed, and left as it
# was found. Imports watch.keys and .view, cli.screen; rich. cli.watch imports it.

import asyncio
import codecs
import contextlib
import os
import signal
import sys
import termios
import time
import tty

from rich.console import COLOR_SYSTEMS, Console

from usnmp_pc.cli import screen

from .keys import Keys
from .view import STYLES, View

# Another screen, without a cursor, where a line that is wider than thought wraps nowhere.
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
_LEAVE = "\x1b[0m\x1b[2J\x1b[H\x1b[?7h\x1b[?25h\x1b[?1049l"
_APART = 0.1  # seconds between two drawings, at least
_TICK = 1.0  # and at most: the time without an answer grows


class Screen:
    """Draws `model` on the terminal: `async with Screen(model)`, then run()."""

    def __init__(self, model, **view):
        self.model = model
        self.keys = Keys(model)
        self._out = sys.stdout
        self.view = View(model, self.keys, ascii=not _has_bars(self._out), **view)
        console = Console(file=self._out)
        colours = COLOR_SYSTEMS.get(console.color_system)
        self._styles = {}
        for name, text in STYLES.items():
            style = console.get_style(text)
            style = style.without_color if console.no_color else style
            self._styles[name] = style.render("\0", color_system=colours).split("\0")
        self._drawn = []  # the lines that are on the terminal, as text
        self._wake = None
        self._in = self._saved = None
        self._signals = []
        self.ended = False

    def board(self, board):
        """A round with `board` is over."""
        self._wake.set()

    def event(self, event):
        """Something happened."""
        self._wake.set()

    async def run(self, done):
        """Draw what is new, until `done`, an asyncio.Future, is done or q is pressed."""
        done.add_done_callback(lambda done: self._wake.set())
        while not (self.ended or self.keys.ended or done.done()):
            self.draw()
            await asyncio.sleep(_APART)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _TICK)
            self._wake.clear()

    def draw(self):
        """Draw what has changed."""
        width, height = screen.columns(self._out), screen.lines(self._out)
        lines = self.view.lines(width, height, time.monotonic())
        texts = [self._text(line) for line in lines]
        before = self._drawn if len(self._drawn) == height else [None] * height
        changed = [
            "\x1b[%d;1H\x1b[0m\x1b[2K%s" % (i + 1, text)
            for i, (text, old) in enumerate(zip(texts, before))
            if text != old
        ]
        self._drawn = texts
        if changed:
            self._write("".join(changed))

    def _text(self, line):
        # Each cell at its place, however wide the terminal thinks that those in front of it are.
        made = []
        for x, text, style in line.cells:
            before, behind = self._styles[style]
            made.append("\x1b[%dG%s%s%s" % (x + 1, before, text, behind))
        return "".join(made)

    def _write(self, text):
        try:
            self._out.write(text)
            self._out.flush()
        except OSError:  # it is closed
            self.ended = True

    # --- taking the terminal, and giving it back ---

    async def __aenter__(self):
        self._wake = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._in = _keyboard()
        if self._in is not None:
            self._saved = termios.tcgetattr(self._in)
        self._take()
        if self._in is not None:
            loop.add_reader(self._in, self._read)
        for number, call in (
            (signal.SIGWINCH, self._resized),
            (signal.SIGTERM, self._end),
            (signal.SIGHUP, self._end),
            (signal.SIGTSTP, self._pause),
        ):
            loop.add_signal_handler(number, call)
            self._signals.append(number)
        return self

    async def __aexit__(self, *exception):
        loop = asyncio.get_running_loop()
        for number in self._signals:
            loop.remove_signal_handler(number)
        if self._in is not None:
            loop.remove_reader(self._in)
        self._give_back()

    def _take(self):
        if self._saved:
            tty.setcbreak(self._in, termios.TCSADRAIN)
        self._drawn = []
        self._write(_ENTER)

    def _give_back(self):
        self._write(_LEAVE)
        if self._saved:
            with contextlib.suppress(termios.error):  # it is closed
                termios.tcsetattr(self._in, termios.TCSADRAIN, self._saved)

    def _read(self):
        try:
            octets = os.read(self._in, 1024)
        except OSError:
            octets = b""
        if not octets:  # closed
            self.ended = True
        self.keys.take(octets)
        self._wake.set()
        if not self.keys.ended:
            self.draw()

    def _resized(self):
        self._drawn = []
        self._write("\x1b[0m\x1b[2J")
        self.draw()

    def _end(self):
        self.ended = True
        self._wake.set()

    def _pause(self):
        # Ctrl-Z: the shell gets its terminal as it was; fg, and this goes on.
        self._give_back()
        os.kill(os.getpid(), signal.SIGSTOP)
        self._take()
        self._wake.set()


def _keyboard():
    # A descriptor to read keys of, None if there is none: hosts may come by standard input.
    if screen.is_terminal(sys.stdin):
        return sys.stdin.fileno()
    try:
        return os.open("/dev/tty", os.O_RDONLY)
    except OSError:
        return None


def _has_bars(stream):
    # Can the stream's encoding say what sparklines are made of?
    try:
        codecs.encode("▁█▲…─", stream.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True
