# Makes the image of a file with a recorded walk: its lines one by one, packed or not, and what is
# wrong with them. Imports builder, lines, snmprec and snmpwalk; library imports it, in a process
# that ends then.

import os
import re

from .builder import Builder
from .lines import Fault
from .snmprec import Snmprec
from .snmpwalk import Snmpwalk

_TOLD = 5  # faults of one file that are told one by one
_BEHIND = float("inf")  # the line of what is said of all
_SNMPREC = re.compile(rb"[^ =]*\|").match


def compile(path: str, target: str) -> None:
    """Write the image of the file `path` as `target`. Raises OSError, EOFError or ValueError for
    one that cannot be unpacked.
    """
    found = os.stat(path)
    faults = _Faults(path)
    builder = Builder()
    with _open(path) as f:
        for at, item in _objects(f, _reader(path), faults):
            if not builder.add(*item):
                faults.tell(at, "this OID was there before; the first stays")
    if builder.unsorted:
        faults.tell(0, "%d objects are not in order; they are sorted" % builder.unsorted)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    half = "%s.%d" % (target, os.getpid())
    try:
        with open(half, "wb") as f:
            builder.write(f, (found.st_size, found.st_mtime_ns), faults.lines())
        os.replace(half, target)
    except BaseException:
        if os.path.exists(half):
            os.remove(half)
        raise


def _open(path):
    if path.endswith(".gz"):
        import gzip

        return gzip.open(path, "rb")
    if path.endswith(".bz2"):
        import bz2

        return bz2.open(path, "rb")
    return open(path, "rb")


class _Faults:
    def __init__(self, path):
        self._path = path
        self._told = []
        self._n = 0

    def tell(self, line, text):
        self._n += 1
        if self._n <= _TOLD or not line:
            self._told.append((line or _BEHIND, "".join(text.splitlines())))

    def lines(self):
        # In their order: of an object that goes on it is found late.
        found = [
            "%d: %s" % told if told[0] < _BEHIND else " " + told[1] for told in self._sorted()
        ]
        if self._n > _TOLD:
            found.append(" %d faults in all" % self._n)
        return ["%s:%s" % (self._path, text) for text in found]

    def _sorted(self):
        return sorted(self._told, key=lambda told: told[0])


def _reader(path):
    # What reads it, by its name; None if that does not tell.
    kinds = {".snmprec": Snmprec, ".snmpwalk": Snmpwalk, ".walk": Snmpwalk}
    base, suffix = os.path.splitext(path)
    if suffix in (".gz", ".bz2"):
        suffix = os.path.splitext(base)[1]
    return kinds[suffix]() if suffix in kinds else None


def _objects(f, reader, faults):
    # (line, (sort key, value)) of each object of an open file
    at = 0
    for line in f:
        at += 1
        if reader is None:
            if not line.strip() or line[:1] == b"#":
                continue
            reader = Snmprec() if _SNMPREC(line) else Snmpwalk()
        try:
            item = reader.line(line.rstrip(b"\n"), at)
            if item:
                yield reader.at, item
        except Fault as e:
            faults.tell(reader.at, str(e))
    try:
        item = reader and reader.end()
        if item:
            yield reader.at, item
    except Fault as e:
        faults.tell(reader.at, str(e))
