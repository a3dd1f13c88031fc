# Lines that are drawn over: the progress of a walk, a live table. Imports cli.plain.

import os
import stat
import sys
import time

from .plain import is_terminal, plain, width

_CLEAR = "\r\x1b[K"


def columns(stream):
    """How many characters fit a line of the terminal that `stream` is."""
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return width()


def lines(stream):
    """How many lines fit the terminal that `stream` is."""
    try:
        return os.get_terminal_size(stream.fileno()).lines or 24
    except OSError:
        import shutil  # which takes 2 ms

        return shutil.get_terminal_size().lines


def _is_file(stream):
    # A file or /dev/null. Not a pipe: what reads it may write to the same terminal.
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return False
    null = stat.S_ISCHR(mode) and not stream.isatty()
    return stat.S_ISREG(mode) or null


class Progress:
    """How far a walk is, on standard error: only if that is a terminal and standard output a
    file, or `silent`: nothing is printed there meanwhile.
    """

    AFTER = 0.5  # seconds: short walks show nothing
    EVERY = 0.1

    def __init__(self, silent=False, clock=time.monotonic):
        self._stream = sys.stderr
        self._wanted = is_terminal(sys.stderr) and (silent or _is_file(sys.stdout))
        self._clock = clock
        self._due = clock() + self.AFTER
        self._shown = False

    def show(self, count, oid):
        """Tell that there were `count` objects, the last of them `oid`."""
        if not self._wanted or self._clock() < self._due:
            return
        self._due = self._clock() + self.EVERY
        text = "{:,} object{}, {}".format(count, "" if count == 1 else "s", oid)
        self._write(_CLEAR + text[: columns(self._stream) - 1])
        self._shown = True

    def clear(self):
        """Take the line away, if there is one."""
        if self._shown:
            self._write(_CLEAR)
            self._shown = False

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.clear()


class Live:
    """Lines on a terminal that are drawn over each time."""

    def __init__(self, stream):
        self._stream = stream
        self._drawn = 0  # lines

    def draw(self, text):
        """Draw the list of lines `text` in place of the last ones, cut to the terminal."""
        width, height = columns(self._stream), lines(self._stream)
        if len(text) > height - 1:
            more = len(text) - height + 2
            text = text[: height - 2] + ["(%d more lines: make the window higher)" % more]
        up = "\x1b[%dA" % self._drawn if self._drawn else ""
        body = "".join([plain(line)[: width - 1] + "\x1b[K\n" for line in text])
        self._stream.write("\r" + up + body + "\x1b[J")
        self._stream.flush()
        self._drawn = len(text)


def align(rows, right=()):
    """Rows of texts as lines, in columns; `right`: those that are aligned at the right."""
    widths = [max([len(row[i]) for row in rows]) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            text.rjust(widths[i]) if i in right else text.ljust(widths[i])
            for i, text in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
