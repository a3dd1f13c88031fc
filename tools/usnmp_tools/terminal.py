# How the tools end and what they draw on a terminal: faults as one line, a progress bar. Imports
# nothing of usnmp; all tools import it.

import os
import sys
import time


class Fault(Exception):
    """What the user, the board or the network got wrong, told in the text."""


def run(main, name):
    """Exit with what main() returns; 1 and one line on standard error if it raises a Fault or an
    OSError, 130 after Ctrl-C. `name`: the tool, for that line.
    """
    try:
        status = main()
        sys.stdout.flush()  # a closed pipe is told here, not at exit
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = 1
    except (Fault, OSError) as e:
        print("%s: %s" % (name, e), file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        print("\n%s: interrupted" % name, file=sys.stderr)
        status = 130
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
        self._shown = self._stream.isatty()

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
        self._write("[%s] %3d %%  %-10s  %s" % (bar, part * 100, left, what))

    def clear(self):
        """Take the bar away, for a line of text or at the end."""
        if self._shown:
            self._write("")

    def _write(self, text):
        self._stream.write("\r%s\033[K" % text)
        self._stream.flush()
