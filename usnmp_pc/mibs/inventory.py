# Which modules the files in folders have. Imports mibs.compile and .text; the face of mibs imports
# it.

import os

from . import text
from .compile import folders


def names(path):
    """The names of the modules in the text at `path`. Raises OSError."""
    with open(path, "rb") as f:
        octets = f.read()
    return text.names(octets) if b"DEFINITIONS" in octets else []


def all_names(dirs):
    """The names of all modules in the folders `dirs`, in order of files; none of what cannot be
    read.
    """
    found = []
    for folder in folders(dirs):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            path = os.path.join(folder, name)
            try:
                found += names(path) if os.path.isfile(path) else []
            except OSError:
                pass
    return list(dict.fromkeys(found))
