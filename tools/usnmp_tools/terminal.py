# How the tools end and what they draw on a terminal: faults as one line, a progress bar. Imports
# usnmp_pc.reasons and .streams; all tools import it.

import codecs
import re
import sys
import time

from usnmp_pc.reasons import reason
from usnmp_pc.streams import BROKEN_PIPE, drop, ready, tell


class Fault(Exception):
    """What the user, the board or the network got wrong, told in the text."""


def plain(text):
    """`text` on one line that does no harm on a terminal: what does not print, controls and
    escape sequences, line breaks, changes of direction, becomes an escape such as \\x1b.
    """
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text])


def is_terminal(stream):
    """Is the stream a terminal? One that is closed, or None, is not."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


_SAFE = "\n\r\t\b"
# What MicroPython's prompt sends to edit a line (shared/readline, mp_hal_move_cursor_back): erase
# to its end, go back. And what may become one of them with the next octets.
_EDITS = re.compile(r"\x1b\[(?:K|\d{1,4}D)")
_BEGUN = re.compile(r"\x1b(?:\[\d{0,4})?$")


class Harmless:
    """Makes of the octets that a board sends, piece by piece, text that may go to a terminal.
    Lines, tabs, backspaces and the two escape sequences by which its prompt edits a line pass;
    all other controls are shown, as plain() does.
    """

    def __init__(self):
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._left = ""

    def feed(self, octets, final=False):
        """The text of `octets` and of what was held back; `final`: no more will come."""
        text = self._left + self._decoder.decode(octets, final)
        begun = None if final else _BEGUN.search(text)
        end = begun.start() if begun else len(text)
        self._left = text[end:]
        out = []
        at = 0
        while at < end:
            edit = _EDITS.match(text, at, end)
            if edit:
                out.append(edit.group())
                at = edit.end()
                continue
            c = text[at]
            out.append(c if c in _SAFE else plain(c))
            at += 1
        return "".join(out)


def run(main, name):
    """Exit with what main() returns; 1 and one line on standard error if it raises a Fault or an
    OSError, 130 after Ctrl-C, 141 if nobody reads what it prints. `name`: the tool, for that line.
    """
    ready()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # for what its encoding has not
    try:
        try:
            status = main()
        except SystemExit as e:  # of argparse, which has written
            status = e.code
        sys.stdout.flush()  # a closed pipe is told here, not at exit
    except BrokenPipeError:
        status = BROKEN_PIPE
    except (Fault, OSError) as e:
        text = reason(e) if isinstance(e, OSError) else str(e)
        tell("%s: %s" % (name, "\n".join(map(plain, text.split("\n")))))
        status = 1
    except KeyboardInterrupt:
        tell("\n%s: interrupted" % name)
        status = 130
    drop()
    sys.exit(status)


def table(lines):
    """The cells of `lines` as text: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    out = []
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        out.append("  ".join(cells).rstrip())
    return "\n".join(out)


class Progress:
    """A bar for `total` octets on `stream`, drawn only if that is a terminal."""

    WIDTH = 30

    def __init__(self, total, stream=None, clock=time.monotonic):
        self._stream = stream or sys.stderr
        self._clock = clock
        self._started = clock()
        self._total = max(total, 1)
        self._shown = is_terminal(self._stream)

    def show(self, done, what):
        """Draw: `done` octets are through, `what` is under way."""
        if not self._shown:
            return
        part = min(done / self._total, 1)
        bar = ("#" * int(part * self.WIDTH)).ljust(self.WIDTH, ".")
        left = ""
        if part > 0.1:
            seconds = (self._clock() - self._started) * (1 - part) / part
            left = "%3d s left" % round(seconds)
        self._write("[%s] %3d %%  %-10s  %s" % (bar, part * 100, left, plain(what)))

    def clear(self):
        """Take the bar away, for a line of text or at the end."""
        if self._shown:
            self._write("")

    def _write(self, text):
        self._stream.write("\r%s\033[K" % text)
        self._stream.flush()
