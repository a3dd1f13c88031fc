# The history of boards in a file, for a program that goes on without it when it cannot be had.
# Imports history (schema, store); cli.poll and usnmp_pc.dash import it.

import sqlite3
from collections import deque

from .schema import HistoryError
from .store import SIZE, Point, Store

__all__ = ["History", "HistoryError", "Point", "SIZE", "Store"]
_PENDING = 200000  # values that wait for the file: some 40 MB


class History:
    """Keeps values in the file `path`, see Store. tell(text) is told in a line when that cannot
    be, and when it can again. No method raises for what the file or the disk has.

    A file that is locked, or a disk that is full, is tried again with each flush(), and what comes
    until then waits, up to 200,000 values. A file that is damaged or no history stays as it is,
    and nothing is kept.
    """

    def __init__(self, path, tell, size=SIZE, patience=2.0):
        self._path, self._tell, self._size, self._patience = path, tell, size, patience
        self._store = None
        self._pending = deque(maxlen=_PENDING)
        self.lost = False  # is the file given up?
        self.trouble = ""  # why it cannot be written, "" if it can

    def add(self, time, host, name, units, value):
        """Take a value, a number or None for no answer, at `time`, seconds since 1970, with the
        next flush(). host, name, units: str.
        """
        if not self.lost:
            self._pending.append((time, host, name, units, value))

    def flush(self, now):
        """Write what was added, at `now`, seconds since 1970; whether it is written."""
        if self.lost:
            return False
        rows = list(self._pending)
        return self._tried(False, self._flush, now, rows)

    def _flush(self, now, rows):
        if self._store and self._store.moved:
            self._close()
        if not self._store:
            self._store = Store(self._path, size=self._size, patience=self._patience)
        if not self._store.write(now, rows):
            self._tell("%s: more names than it has room for: it begins anew" % self._path)
        for _ in rows:
            self._pending.popleft()
        if self.trouble:
            self.trouble = ""
            self._tell("%s: can be written again" % self._path)
        return True

    def series(self, host, name, start, end, most=500):
        """As Store.series(); [] if the file cannot be read."""
        return self._tried([], lambda: self._store.series(host, name, start, end, most))

    def names(self):
        """As Store.names(); [] if the file cannot be read."""
        return self._tried([], lambda: self._store.names())

    def _tried(self, otherwise, call, *args):
        if self.lost or not self._store and call != self._flush:
            return otherwise
        try:
            return call(*args)
        except HistoryError as e:
            self.lost = True
            self.trouble = str(e)
            self._pending.clear()
            self._close()
            self._tell("%s: %s; going on without a history" % (self._path, e))
        except sqlite3.Error as e:
            if not self.trouble:
                self._tell("%s: %s; tried again, until then values wait" % (self._path, e))
            self.trouble = str(e)
        return otherwise

    def _close(self):
        if self._store:
            self._store.close()
            self._store = None

    def close(self, now=None):
        """Write what was added, at `now`, if given; close the file."""
        if now is not None and self._pending:
            self.flush(now)
        self._close()
