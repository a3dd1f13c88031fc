# What MIB texts were compiled to, kept in a folder of the user's: a file a module. It is right as
# long as the text is the same, and what the text took of other modules. Imports nothing of usnmp;
# compile.py imports it.

import hashlib
import json
import os
import tempfile

FORMAT = 1  # of what is kept; to be raised when the same text is to give something else


def folder():
    """Where compiled modules are kept: $XDG_CACHE_HOME/usnmp/mibs, or ~/.cache/usnmp/mibs."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    base = base or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "usnmp", "mibs")


def digest(value):
    """A short text that tells one from another: bytes, or what JSON can hold."""
    if not isinstance(value, bytes):
        value = json.dumps(value, sort_keys=True).encode()
    return hashlib.sha256(value).hexdigest()[:32]


def _path(file, module):
    key = "%s\0%s" % (os.path.abspath(file), module)
    return os.path.join(folder(), digest(key.encode()) + ".json")


def read(file, module, octets):
    """What write() kept for `module` of `file`; None if the text is not `octets` any more, if what
    is kept is of another release, or cannot be read.
    """
    try:
        with open(_path(file, module), "rb") as f:
            kept = json.loads(f.read())
        if kept["format"] == FORMAT and kept["text"] == digest(octets):
            return kept["value"]
    except (OSError, ValueError, KeyError, TypeError):
        pass  # nobody kept it, or it is broken: it is compiled anew
    return None


def write(file, module, octets, value):
    """Keep `value`, which JSON can hold. Where nothing can be written, nothing is."""
    kept = {"format": FORMAT, "file": os.path.abspath(file), "text": digest(octets)}
    kept["value"] = value
    half = None
    try:
        os.makedirs(folder(), exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder(), delete=False, suffix=".half"
        ) as f:
            half = f.name
            json.dump(kept, f, separators=(",", ":"))
        os.replace(half, _path(file, module))  # whole, or not at all: others read at any time
    except OSError:
        if half:
            try:
                os.unlink(half)
            except OSError:
                pass
