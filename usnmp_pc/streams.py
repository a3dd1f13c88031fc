# Standard output and error where they are closed, full or read by nobody: what cannot be written
# is let go of. Imports nothing of usnmp; cli, start_pc and the tools import it. For CPython.

import os
import sys

_NAMES = "stdout", "stderr"
BROKEN_PIPE = 141  # the exit status that a shell shows for a process that SIGPIPE ended


def ready():
    """Have a stream that was closed at the start, as by >&-, take what is printed: Python has None
    in its place, and print() would take the other one.
    """
    for name in _NAMES:
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))


def tell(text):
    """Print `text` on standard error, if that can be."""
    try:
        print(text, file=sys.stderr)
    except (OSError, ValueError):  # ValueError: closed
        pass


def drop():
    """Write what is left; what cannot be written is dropped. Python would try it once more at its
    exit, and say so.
    """
    for name in _NAMES:
        stream = getattr(sys, name)
        try:
            if stream:
                stream.flush()
        except (OSError, ValueError):
            _into_nothing(stream)


def _into_nothing(stream):
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):  # no file, or closed
        pass
