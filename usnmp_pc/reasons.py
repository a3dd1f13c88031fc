# Why the system refused something, in a person's words. Imports nothing of usnmp; start_pc and the
# tools import it. For CPython.

import os


def reason(e, name=None):
    """What an OSError says, without its number: one line that names the file, if it has one.
    name: "it" as an example, in place of that.
    """
    if e.errno is None:  # made with a text
        return str(e)
    path = e.filename
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str):
        return e.strerror or str(e)
    if os.path.isdir(path):  # Windows calls that a lack of permission
        return "%s is a folder, not a file" % (name or path)
    if isinstance(e, FileNotFoundError):
        return "there is no %s" % (name or path)
    if isinstance(e, (NotADirectoryError, FileExistsError)):
        return "a file is where a folder is wanted: %s" % _first_file(path)
    if isinstance(e, PermissionError):
        return "you may not open %s (permission denied)" % (name or path)
    return "%s: %s" % (name or path, e.strerror or e)


def _first_file(name):
    # The part of the path `name` that is no folder.
    parent = os.path.dirname(name)
    while parent and not os.path.isdir(parent) and os.path.dirname(parent) != parent:
        name, parent = parent, os.path.dirname(parent)
    return name
