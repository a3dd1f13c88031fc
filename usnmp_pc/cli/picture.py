# A file that is whole or as it was. Imports cli.faults; cli.graph and cli.keep import it.

import os
import sys
import tempfile

from .faults import Failure


def write(path, text):
    """Put `text` into the file `path` at once, or on standard output for "-". Raises Failure."""
    if path == "-":
        sys.stdout.write(text)
        return
    half = None
    try:
        folder, name = os.path.split(os.path.abspath(path))
        number, half = tempfile.mkstemp(prefix="." + name[:50], dir=folder)
        with open(number, "w", encoding="utf-8") as f:
            f.write(text)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(half, 0o666 & ~mask)
        os.replace(half, path)
    except OSError as e:
        if half and os.path.exists(half):
            os.unlink(half)
        raise Failure("%s: %s" % (path, e.strerror or e))
