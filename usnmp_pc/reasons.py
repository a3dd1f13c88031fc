# Why the system refused something, in a person's words. Imports nothing of usnmp; config_file and
# the tools import it. For CPython.

import os


def reason(e):
    """What an OSError says, without its number: one line that names the file, if it has one."""
    name = e.filename
    if isinstance(name, bytes):
        name = os.fsdecode(name)
    if not isinstance(name, str):
        return e.strerror or str(e)
    if os.path.isdir(name):  # Windows calls that a lack of permission
        return "%s is a folder, not a file" % name
    if isinstance(e, FileNotFoundError):
        return "there is no %s" % name
    if isinstance(e, (NotADirectoryError, FileExistsError)):
        return "a file is where a folder is wanted: %s" % _first_file(name)
    if isinstance(e, PermissionError):
        return "you may not open %s (permission denied)" % name
    return "%s: %s" % (name, e.strerror or e)


def _first_file(name):
    # The part of the path `name` that is no folder.
    parent = os.path.dirname(name)
    while parent and not os.path.isdir(parent) and os.path.dirname(parent) != parent:
        name, parent = parent, os.path.dirname(parent)
    return name
