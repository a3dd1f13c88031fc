# The start of main.py on CPython, beside usnmp_firmware.pc: its help, a configuration as people
# write it, an end without complaint where nobody reads what it prints, options of its own. Imports
# config_file, reasons, streams, and workers, agentx.program and tls_program when they are wanted;
# usnmp_firmware.pc imports it.

import atexit
import os
import sys

from . import config_file, streams
from .reasons import reason


def configure(argv):
    """Print the options if `argv` asks for them; the status to end with, or None."""
    streams.ready()
    atexit.register(streams.drop)
    if not {"-h", "--help"} & set(argv):
        return None
    from .workers import USAGE

    try:
        print(USAGE % os.path.basename(sys.argv[0]))
        sys.stdout.flush()
    except OSError as e:
        return _failed(e)
    return 0


def split(argv):
    """(`argv` without the options of CPython alone; a function that puts what these ask for into a
    configuration of usnmp_firmware.config, or None). Raises ValueError; so does the function.
    """
    path, argv = _tls(argv)
    if "--agentx" in " ".join(argv):
        if path is not None:
            raise ValueError("--tls and --agentx exclude each other: see --help")
        from .agentx.program import configure

        return configure(argv)
    if path is None:
        return argv, None
    from .tls_program import fill

    return argv, lambda config: fill(config, path)


def _tls(argv):
    # (the value of --tls, None without it; the rest)
    rest, path = [], None
    argv = list(argv)
    while argv:
        word = argv.pop(0)
        name, equals, value = word.partition("=")
        if name != "--tls":
            rest.append(word)
            continue
        if not equals and not argv:
            raise ValueError("--tls wants a value")
        path = value if equals else argv.pop(0)
    return path, rest


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
    streams.drop()
    if isinstance(e, BrokenPipeError):
        return streams.BROKEN_PIPE
    streams.tell("%s: %s" % (sys.argv[0], e.strerror))
    return 1
