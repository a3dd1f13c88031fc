# The values of many boards over time, in one file of SQLite that stays within a size. Imports
# history (schema, thin); history, cli.graph import it.

import os
import sqlite3
from collections import namedtuple

from . import schema, thin
from .schema import HistoryError

Point = namedtuple("Point", "time least mean most")
Point.__doc__ = """What a value was around `time`, seconds since 1970: a float each; all None where
there was no answer."""

SIZE = 256 << 20  # octets; a value takes some 25, a mean 45
_TEXT = 200  # characters of a name that are kept
_SETTLE = 600  # seconds; until then a reader goes through what came of all series
_ROWS = """
with rows as (
    select time + step / 2.0 as t, coalesce(least, mean) as least, mean,
        coalesce(most, mean) as most, count
    from points where series = :series and step in (0, 300, 3600)
        and time between :start - 3600 and :end and time + step / 2.0 >= :start
    union all
    select time, value, value, value, value is not null
    from fresh where series = :series and time between :start and :end)
"""


def cut(text):
    """A name as it is kept."""
    return text[:_TEXT].encode("utf-8", "replace").decode()


class Store:
    """The history in the file `path`; with write=False only to be read, and it has to be there.
    size: octets that it may take. patience: seconds to wait for other processes.

    All raise HistoryError if the file is of no use, and sqlite3.OperationalError for what may
    pass: it is locked, the disk is full.
    """

    def __init__(self, path, write=True, size=SIZE, patience=2.0):
        self._size = size
        self._ids = {}  # (host, name): (id, units)
        self._settled = None
        self._db = self._told(schema.connect, path, write, patience)
        self._path, self._inode = path, _inode(path)

    def _told(self, call, *args):
        # What SQLite calls damage is not what may pass.
        try:
            return call(*args)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as e:
            raise HistoryError("it is damaged: %s" % e) from None

    @property
    def moved(self):
        """Is the file not where it was? Then a new one may begin."""
        return _inode(self._path) != self._inode

    def write(self, now, rows):
        """Keep `rows`, (time, host, name, units, value) each, value a number or None, in one
        transaction, at `now`, seconds since 1970. Whether no room had to be made by dropping all.
        """
        return self._told(self._write, now, rows)

    def _write(self, now, rows):
        db = self._db
        db.execute("begin immediate")
        try:
            values = [(t, self._id(host, name, units), v) for t, host, name, units, v in rows]
            db.executemany("insert or replace into fresh values (?, ?, ?)", values)
            fits = True
            if self._settled is None or not 0 <= now - self._settled < _SETTLE:
                fits = self._thin(now)
            elif self._used() > self._size:
                fits = self._thin(now)
            db.execute("commit")
            return fits
        except BaseException:
            self._ids.clear()
            if db.in_transaction:
                db.execute("rollback")
            raise

    def _thin(self, now):
        fits = thin.thin(self._db, now, self._size, self._used)
        self._ids.clear()
        self._settled = now
        return fits

    def _id(self, host, name, units):
        key = cut(host), cut(name)
        found = self._ids.get(key)
        if found and found[1] == units:
            return found[0]
        units = cut(units)
        sql = "insert into series (host, name, units) values (?, ?, ?) "
        sql += "on conflict do update set units = excluded.units"
        self._db.execute(sql, (*key, units))
        sql = "select id from series where host = ? and name = ?"
        number = self._db.execute(sql, key).fetchone()[0]
        self._ids[key] = number, units
        return number

    def _used(self):
        pages, free, octets = [
            self._db.execute("pragma " + name).fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        ]
        return (pages - free) * octets

    def names(self):
        """[(host, name, units)], str each, in their order."""
        return self._told(self._all, "select host, name, units from series order by 1, 2", ())

    def _all(self, sql, values):
        return self._db.execute(sql, values).fetchall()

    def series(self, host, name, start, end, most=500):
        """At most `most` Points of `name` at `host` from `start` to `end`, seconds since 1970, in
        the order of time.
        """
        return self._told(self._series, cut(host), cut(name), start, end, most)

    def _series(self, host, name, start, end, most):
        found = self._all("select id from series where host = ? and name = ?", (host, name))
        if not found:
            return []
        what = {"series": found[0][0], "start": start, "end": end}
        count = self._all(_ROWS + "select count(*) from rows", what)[0][0]
        if count <= most:
            sql = "select t, least, mean, most from rows order by t"
        else:
            what["width"] = (end - start) / most or 1
            sql = "select avg(t), min(least), sum(mean * count) / sum(count), max(most) from rows "
            # What is at the end belongs to the last; a row's middle may be before the start.
            sql += "group by max(0, min(cast((t - :start) / :width as integer), %d)) " % (most - 1)
            sql += "order by 1"
        return [Point(*row) for row in self._all(_ROWS + sql, what)]

    def close(self):
        """Close the file."""
        self._db.close()


def _inode(path):
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
