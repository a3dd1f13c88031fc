# Text that does no harm on a terminal, and how wide that is. Imports nothing; all that prints what
# came from the network, a file or the command line imports it.

import os
import sys


def _shown(c):
    if c.isprintable():
        return c
    # An octet of an argument that is not in the locale's encoding (PEP 383).
    return "\\x%02x" % (ord(c) & 255) if "\udc80" <= c <= "\udcff" else repr(c)[1:-1]


def plain(text):
    """`text` with escapes such as \\x1b and \\u202e in place of all that does not print: controls
    (C0, C1 and DEL), line breaks, changes of direction, what is invisible, lone surrogates.
    """
    return text if text.isprintable() else "".join([_shown(c) for c in text])


def is_terminal(stream):
    """Is the stream a terminal? One that is closed, or None, is not."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def width():
    """How many characters fit a line: what COLUMNS says, or the terminal; 80."""
    text = os.environ.get("COLUMNS", "")
    n = int(text) if text.isdigit() else 0
    if not n:
        try:
            n = os.get_terminal_size(sys.__stdout__.fileno()).columns
        except (ValueError, OSError, AttributeError):  # AttributeError: there is no such stream
            pass
    return n or 80
