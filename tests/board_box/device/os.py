# Stands for os, and for open(): the flash with its limit, and the power that fails.

import builtins
import io
import sys
import uos
from _board import leave, sh
from micropython import const
from shared import EXIT_CUT
from uos import chdir, getcwd, rmdir, sep, stat, urandom  # noqa: F401
from uos import statvfs as _statvfs

_BLOCK = const(4096)
_open = builtins.open


def _blocks(size):
    return size + _BLOCK - 1 & -_BLOCK


def _size(path):
    try:
        return stat(path)[6]
    except OSError:
        return 0


def count_operation():
    """Count what changes the flash; the power may fail before it does."""
    sh.ops += 1
    if sh.cut_ops >= 0:
        if sh.cut_ops == 0:
            leave(EXIT_CUT)
        sh.cut_ops -= 1


class _File(io.IOBase):
    # A file that is written to. As LittleFS has it, it is as it was before until it is flushed or
    # closed; the box puts that back after a cut. As FAT has it, each write is there at once.
    def __init__(self, path, mode):
        count_operation()
        size = _size(path)
        self._path = path
        self._kept = None
        if not sh.torn:
            self._keep()
        self._f = _open(path, mode)
        self._committed = size
        self._owed = 0  # LittleFS: what the content before takes until the new one is committed
        if "w" in mode:
            if sh.torn:
                sh.free += _blocks(size)
            else:
                self._owed = _blocks(size)
            size = 0
        self._size = size
        self._append = "a" in mode
        self._bad = False
        self.read = self._f.read
        self.readline = self._f.readline
        self.tell = self._f.tell
        self.seek = self._f.seek

    def _keep(self):
        # A copy under a name of the box's; one more "~" if there is none.
        try:
            with _open(self._path, "rb") as old:
                self._kept = self._path + "~"
                with _open(self._kept, "wb") as new:
                    while True:
                        data = old.read(256)
                        if not data:
                            break
                        new.write(data)
        except OSError:
            self._kept = self._path + "~~"
            _open(self._kept, "wb").close()

    def readinto(self, buf):
        return self._f.readinto(buf)

    def write(self, buf):
        buf = memoryview(buf)
        wanted = len(buf)
        at = self._size if self._append else self._f.tell()
        fits = min(wanted, _blocks(self._size) + sh.free - at)
        cut = sh.cut_octets
        if 0 <= cut <= fits:
            fits = cut
        if fits > 0:
            self._f.write(buf if fits == wanted else buf[:fits])
            if at + fits > self._size:
                sh.free -= _blocks(at + fits) - _blocks(self._size)
                self._size = at + fits
            sh.written += fits
        if cut >= 0:
            if fits >= cut:
                self._f.flush()
                leave(EXIT_CUT)
            sh.cut_octets = cut - fits
        if fits < wanted:
            self._bad = True
            raise OSError(28)  # ENOSPC
        return wanted

    def flush(self):
        self._f.flush()
        if self._kept and not self._bad:
            self._commit()
            self._keep()

    def _commit(self):
        sh.free += self._owed
        self._owed = 0
        self._committed = self._size
        uos.remove(self._kept)

    def _revert(self):
        # LittleFS does not commit a file that met an error.
        sh.free += _blocks(self._size) - (0 if self._owed else _blocks(self._committed))
        if self._kept.endswith("~~"):
            uos.remove(self._path)
            uos.remove(self._kept)
        else:
            uos.rename(self._kept, self._path)

    def close(self):
        self._f.close()
        if not self._kept:
            return
        if self._bad:
            self._revert()
        else:
            self._commit()
        self._kept = None

    def ioctl(self, request, argument):
        if request == 1:
            self.flush()
        elif request == 4:
            self.close()
        return 0

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


def open_file(path, mode="r", *args, **kw):
    if isinstance(path, int) or not ("w" in mode or "a" in mode or "+" in mode or "x" in mode):
        return _open(path, mode, *args, **kw)
    return _File(path, mode)


def remove(path):
    count_operation()
    size = _size(path)
    uos.remove(path)
    sh.free += _blocks(size)


unlink = remove


def rename(old, new):
    count_operation()
    size = _size(new)
    uos.rename(old, new)
    sh.free += _blocks(size)


def mkdir(path):
    count_operation()
    uos.mkdir(path)


def ilistdir(path="."):
    for entry in uos.ilistdir(path):
        if entry[0] == "<stdin>" or entry[0][-1] == "~":  # the box's own
            continue
        size = _size(path + "/" + entry[0]) if entry[1] == 0x8000 else 0
        yield entry[0], entry[1], 0, size


def listdir(path="."):
    return [entry[0] for entry in ilistdir(path)]


def statvfs(path):
    if path.lstrip("/").startswith("rom") and sh.rom:
        return _statvfs(path)
    blocks, free = sh.size // _BLOCK, sh.free // _BLOCK
    return _BLOCK, _BLOCK, blocks, free, free, 0, 0, 0, 0, 255


def uname():
    name = sys.platform
    return name, name, "1.25.0", sys.version, sys.implementation._machine


def dupterm(stream, index=0):
    return None


def sync():
    pass
