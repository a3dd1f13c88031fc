# The start of main.py on CPython, beside usnmp_firmware.pc: its help, a configuration as people
# write it, an end without complaint where nobody reads what it prints. Imports config_file,
# reasons, and workers for help; usnmp_firmware.pc imports it.

import atexit
import os
import sys

from . import config_file
from .reasons import reason


def configure(argv):
    """Print the options if `argv` asks for them; the status to end with, or None."""
    atexit.register(_drop)
    if not {"-h", "--help"} & set(argv):
        return None
    from .workers import USAGE

    try:
        print(USAGE % os.path.basename(sys.argv[0]))
        sys.stdout.flush()
    except (OSError, AttributeError) as e:
        return _failed(e)
    return 0


def load(check):
    """As config_file.load(); what cannot be read is told without its name, which is there."""
    read = config_file.load(check)

    def load(path):
        try:
            return read(path)
        except OSError as e:
            raise OSError(reason(e, "file" if isinstance(e, FileNotFoundError) else "it"))

    return load


def _failed(e):
    if isinstance(e, OSError) and not isinstance(e, BrokenPipeError):
        print("%s: %s" % (sys.argv[0], e.strerror), file=sys.stderr)
    return 1


def _drop():
    # What cannot be written any more is let go of: Python would try it once more, and say so.
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream:
                stream.flush()
        except (OSError, ValueError):
            try:
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, stream.fileno())
                os.close(null)
            except (OSError, ValueError):  # no file, or closed
                pass
