# Where tools/setup puts interpreters and peers. Imports nothing of usnmp; bench.py and the tests
# import it.

import os
import shutil
from pathlib import Path

CACHE = Path(
    os.environ.get("USNMP_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "usnmp"
)


def find(name):
    """The path of a program, from the set-up or the PATH; None if neither has it."""
    for path in (CACHE / name, CACHE / "venv" / "bin" / name):
        if path.exists():
            return str(path)
    return shutil.which(name)
