# Files that `usnmp record` writes: objects as lines of .snmprec or of snmpwalk -On, and where such
# a file ends, to go on there. Imports usnmp_codec, cli.arguments and cli.output, and
# usnmp_pc.simulate.snmpwalk to read one.

import os
import re
import sys

from usnmp_codec import frombytes_lenat, tobytes_tv
from usnmp_pc.simulate.lines import Fault
from usnmp_pc.simulate.snmpwalk import Snmpwalk

from .faults import Failure
from .output import Style

_START = re.compile(rb"\.?([0-9]+(?:\.[0-9]+)+)(?:\|[^|]+\|| = )").match
_PLAIN = re.compile(rb"[!-~](?:[ -~]*[!-~])?").fullmatch
_OCTETS = (3, 4, 68, 69)
_OCTSTR = 4


class Recording:
    """The file `path`, "-" being standard output, in the form of snmpwalk -On if `walk`; what is
    in it stays if `resume`. last: the OID it ends with, or None; count: how many objects there
    are. Raises OSError, Failure for a file that is no such recording.
    """

    def __init__(self, path, walk, resume):
        self.path = path
        self.last = None
        self.count = 0
        self._line = _walk_line if walk else snmprec_line
        end = 0
        if resume and os.path.exists(path):
            end = self._read(walk)
        if path == "-":
            self._file = sys.stdout.buffer
        else:
            self._file = open(path, "r+b" if end else "wb")
            self._file.seek(end)
            self._file.truncate()

    def _read(self, walk):
        # Where to go on. The last object may be there in part only: it is asked for again.
        reader = Snmpwalk() if walk else None
        starts = []  # of the last two objects: (offset, OID)
        offset = at = 0
        with open(self.path, "rb") as f:
            for line in f:
                at += 1
                if _begins(reader, line.rstrip(b"\n"), at):
                    found = _START(line)
                    if found:
                        self.count += 1
                        starts = [*starts[-1:], (offset, found.group(1).decode())]
                    elif not walk and line.strip() and line[:1] != b"#" and line[-1:] == b"\n":
                        raise Failure("%s:%d: not OID|TAG|VALUE" % (self.path, at))
                offset += len(line)
        if not starts:
            if offset:
                raise Failure("%s: there is no object to go on from" % self.path)
            return 0
        self.count -= 1
        self.last = starts[0][1] if len(starts) > 1 else None
        return starts[-1][0]

    def write(self, varbind):
        """Write a VarBind. Raises OSError."""
        self._file.write(self._line(*varbind) + b"\n")
        self.count += 1

    def flush(self):
        """Have what was written in the file. Raises OSError."""
        self._file.flush()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if self.path == "-":
            self._file.flush()
        else:
            self._file.close()


def _begins(reader, line, at):
    # Does an object begin in line number `at`?
    if reader is None:
        return True
    try:
        reader.line(line, at)
    except Fault:
        pass
    return reader.start == at


def snmprec_line(oid, type, value):
    """A line of .snmprec: OID|TAG|VALUE, in hex what is not to be read as text."""
    data = tobytes_tv(type, value)
    octets = data[1 + frombytes_lenat(data, 0)[1] :]
    type = data[0]  # of a float that of Opaque
    if type in _OCTETS:
        plain = not octets or type == _OCTSTR and _PLAIN(octets)
        form = "" if plain else "x"
        text = octets if plain else octets.hex().encode()
    else:
        form = ""
        text = b"" if value is None else str(value).encode()
    return b"%s|%d%s|%s" % (oid.encode(), type, form.encode(), text)


def _walk_line(oid, type, value):
    return Style("n").line((oid, type, value)).encode("utf-8", "surrogateescape")
